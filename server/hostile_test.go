package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// tales are parts of texts that are not for clients: what Go, its libraries and the store say of failures, and secrets.
var tales = []string{
	canary, marker, "goroutine ", ".go:", "runtime error", "runtime.", "panic", "*errors.", "json:", "jsontext", "invalid character", "strconv.",
	"net/http", "http:", "dial tcp", "127.0.0.1", "context deadline", "context canceled", "unexpected EOF", "unmarshal", "sqlite", "SQL logic", "gqlparser", "gqlgen", "%!", "0x",
}

// testHostileRequests sends what means no good, and looks after each at what must hold whatever was sent.
func testHostileRequests(t *testing.T, binary string) {
	files, _ := filepath.Glob("testdata/hostile/*")
	if len(files) < 80 {
		t.Fatalf("there are only %d", len(files))
	}
	data, _ := generate(t, 100)
	admin := freeAddress(t)
	p := launch(t, binary, "--sandbox", "--sandbox-data", data, "--admin-listen", admin, "--log-level", "debug", "--trace")
	address := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")

	answersSoon(t, p.address)
	goroutines, heap := gauge(t, admin, "go_goroutines"), gauge(t, admin, "go_memstats_heap_alloc_bytes")
	var held []net.Conn
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			h := readHostile(t, file)
			if slices.Equal(h.expect, []string{"held"}) {
				for range 20 {
					held = append(held, send(t, address, h.request))
				}
			} else {
				h.check(t, address)
			}
			answersSoon(t, p.address)
		})
	}
	for _, c := range held {
		c.Close()
	}
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		g, h := gauge(t, admin, "go_goroutines"), gauge(t, admin, "go_memstats_heap_alloc_bytes")
		if g <= goroutines+10 && h <= heap+64<<20 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v goroutines and %v bytes of heap are left, after %v and %v", g, h, goroutines, heap)
		}
		// Garbage is collected as more is made.
		if c := send(t, address, posted(`{"query":"`+strings.Repeat(" ", 1_000_000)+`"}`)); c != nil {
			_, _ = http.ReadResponse(bufio.NewReader(c), nil)
			c.Close()
		}
	}
	p.signal(t, syscall.SIGTERM)
	if exit := p.exits(t); exit != 0 {
		t.Errorf("it exits with %d: %s", exit, p.log)
	}
	for _, secret := range []string{canary, marker, "panic"} {
		if line, _, found := strings.Cut(p.log.String(), secret); found {
			t.Errorf("its log has %s, behind %s", secret, line[max(0, len(line)-300):])
		}
	}
}

func send(t *testing.T, address string, request []byte) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = c.Write(request) }() // It is cut off where the gateway has read enough.
	return c
}

// check sends the request and compares what is answered on its connection.
func (h hostile) check(t *testing.T, address string) {
	t.Helper()
	c := send(t, address, h.request)
	defer c.Close()
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	most := 0
	for _, alternative := range h.expect {
		most = max(most, strings.Count(alternative, ",")+1)
	}
	var said bytes.Buffer
	reader := bufio.NewReader(io.TeeReader(c, &said))
	var answers []string
	for {
		answer, err := http.ReadResponse(reader, nil)
		if err != nil {
			break
		}
		body, _ := io.ReadAll(answer.Body)
		answers = append(answers, strconv.Itoa(answer.StatusCode)+" "+outcome(answer, body))
		_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
		if len(answers) == most {
			_ = c.(*net.TCPConn).CloseWrite() // The gateway is to end the connection, once it has read all that it takes for requests.
		}
	}
	got := strings.Join(answers, ", ")
	if len(answers) == 0 {
		got = "closed"
	}
	if !slices.Contains(h.expect, got) {
		t.Errorf("answered %s, not %s: %.400q", got, strings.Join(h.expect, " | "), said.String())
	}
	for _, tale := range tales {
		if before, _, found := strings.Cut(said.String(), tale); found {
			t.Errorf("the answer tells %s: %.300q", tale, said.String()[max(0, len(before)-100):])
		}
	}
	if said.Len() > 1_000_000 {
		t.Errorf("the answer has %d bytes", said.Len())
	}
}

// outcome is the code of an answer's first error, "ok" for data without errors, and "-" for what is not GraphQL.
func outcome(answer *http.Response, body []byte) string {
	if !strings.Contains(answer.Header.Get("Content-Type"), "json") {
		return "-"
	}
	var graphQL struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	switch err := json.Unmarshal(body, &graphQL); {
	case err != nil:
		return "no JSON"
	case len(graphQL.Errors) > 0:
		return graphQL.Errors[0].Extensions.Code
	case len(graphQL.Data) > 0:
		return "ok"
	}
	return "nothing"
}

// answersSoon fails the test if the smallest question takes long. The machine may be busy with something else: the
// quickest of some counts.
func answersSoon(t *testing.T, address string) {
	t.Helper()
	var quickest time.Duration
	for i := range 25 {
		start := time.Now()
		response, err := http.Post(address+"graphql", "application/json", strings.NewReader(`{"query":"{__typename}"}`))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if string(body) != `{"data":{"__typename":"Query"}}` {
			t.Fatalf("answered %s", body)
		}
		if took := time.Since(start); i == 0 || took < quickest {
			quickest = took
		}
		if quickest < 100*time.Millisecond {
			return
		}
	}
	t.Errorf("the smallest question takes %v", quickest)
}

// gauge is a number of the metrics.
func gauge(t *testing.T, admin, name string) float64 {
	t.Helper()
	_, metrics := get(t, "http://"+admin+"/metrics")
	_, rest, _ := strings.Cut(metrics, "\n"+name+" ")
	text, _, _ := strings.Cut(rest, "\n")
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return number
}
