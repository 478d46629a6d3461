package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// testUnaskedBytes has an endpoint go on after its answer. net/http tells that to the standard log, with the bytes.
func testUnaskedBytes(t *testing.T, binary string) {
	const answer = `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":0,"count":1}}`
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	left := make(chan bool)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		call := bufio.NewReader(c)
		if r, err := http.ReadRequest(call); err == nil {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(answer), answer)
		time.Sleep(100 * time.Millisecond) // Sooner, it may be dropped without a word.
		_, _ = io.WriteString(c, "somebody's words")
		_, _ = io.Copy(io.Discard, call) // The gateway closes the connection.
		close(left)
	}()
	p := launch(t, binary, "--upstream-url", "http://"+l.Addr().String(), "--log-level", "debug")
	if err := count(http.DefaultClient, p.address, 1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	select {
	case <-left:
	case <-ctx.Done():
		t.Fatal("the connection is kept")
	}
	p.signal(t, syscall.SIGTERM)
	if code := p.exits(t); code != 0 {
		t.Errorf("it exits with %d", code)
	}
	for line := range strings.Lines(p.log.String()) {
		if !strings.HasPrefix(line, "time=") || strings.Contains(line, "somebody") {
			t.Errorf("the log has the line %q", line)
		}
	}
}
