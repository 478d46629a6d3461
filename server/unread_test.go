package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sendOnly sends a request with pieces of a body that is said to be so long, and gives the connection, of which nothing is read.
func sendOnly(t *testing.T, p *process, length int, pieces ...string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	_ = connection.(*net.TCPConn).SetWriteBuffer(64 << 10) // What the kernel holds is nobody's bound.
	go func() {
		_, _ = fmt.Fprintf(connection, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", length)
		for _, piece := range pieces {
			_, _ = io.WriteString(connection, piece) // It ends when the other end does not take any more.
		}
	}()
	return connection
}

// testClientsThatDoNotRead has clients ask for more than the budget together, and read nothing. All of them are cut off, not
// before the write timeout; then the bytes of their answers are the budget's again.
func testClientsThatDoNotRead(t *testing.T, binary string) {
	const timeout = 2 * time.Second
	admin := freeAddress(t)
	p := launch(t, binary, "--upstream-url", largeEndpoint(t), "--max-memory", strconv.Itoa(budgetUnderLoad), "--access-log=false",
		"--write-timeout", timeout.String(), "--admin-listen", admin)
	const clients = 10
	begin := time.Now()
	for i := range clients {
		body := largeList(fmt.Sprint("unread", i))
		connection := sendOnly(t, p, len(body), body)
		_ = connection.(*net.TCPConn).SetReadBuffer(64 << 10)
	}
	answered := regexp.MustCompile(`(?m)^gateway_request_duration_seconds_count\S* (\d+)`)
	over := func() (n int) {
		_, text := get(t, "http://"+admin+"/metrics")
		for _, m := range answered.FindAllStringSubmatch(text, -1) {
			requests, _ := strconv.Atoi(m[1])
			n += requests
		}
		return n
	}
	for over() < clients {
		if time.Since(begin) > time.Minute {
			t.Fatalf("%d of %d clients that do not read are cut off after a minute", over(), clients)
		}
		time.Sleep(10 * time.Millisecond)
	}
	took := time.Since(begin)
	t.Logf("after %v all are cut off", took)
	if took < timeout {
		t.Errorf("after %v all are cut off; each may take %v", took, timeout)
	}
	response, err := http.Post(p.address+"graphql", "application/json", strings.NewReader(largeList("read")))
	if err != nil {
		t.Fatal(err)
	}
	if have := answeredAs(response); have != "200" {
		t.Errorf("once they are cut off one that reads is answered %s", have)
	}
}
