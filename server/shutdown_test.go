package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// kept is a connection that is kept for the next request, as net/http's client does but without its silent second tries.
type kept struct {
	net.Conn
	reader *bufio.Reader
}

func keep(t *testing.T, p *process) (kept, error) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/"))
	if err != nil {
		return kept{}, err
	}
	t.Cleanup(func() { _ = c.Close() })
	return kept{c, bufio.NewReader(c)}, nil
}

// ask sends a request and says whether its answer is the last of the connection.
func (k kept) ask(question any) (last bool, err error) {
	body := fmt.Sprintf(`{"query":"{ conversations(where: { id: { eq: \"%v\" } }) { totals { count } } }"}`, question)
	if _, err := fmt.Fprintf(k, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		return false, err
	}
	response, err := http.ReadResponse(k.reader, nil)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	if text, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(text), `{"count":3}`) {
		return false, fmt.Errorf("%s %s %w", response.Status, text, err)
	}
	return response.Close, nil
}

// testNobodyIsResetAtTheEnd stops the program under clients that keep their connections, and others that do not.
func testNobodyIsResetAtTheEnd(t *testing.T, binary string) {
	t.Run("on connections that are kept", func(t *testing.T) {
		const clients = 64
		endpoint := slowEndpoint(t, func() {})
		p := launch(t, binary, "--shutdown-delay", "3s", "--upstream-url", endpoint.URL)
		var load sync.WaitGroup
		var asked, told atomic.Int64
		for client := range clients {
			k, err := keep(t, p)
			if err != nil {
				t.Fatal(err)
			}
			load.Go(func() {
				for i := 0; ; i++ {
					last, err := k.ask(fmt.Sprint(client, "-", i%3))
					asked.Add(1)
					if err != nil {
						t.Errorf("client %d, request %d: %v", client, i, err)
						return
					}
					if last {
						told.Add(1)
						return
					}
					time.Sleep(time.Duration(client%16) * 10 * time.Millisecond)
				}
			})
		}
		for asked.Load() < 10*clients {
			time.Sleep(time.Millisecond)
		}
		p.signal(t, syscall.SIGTERM)
		// New connections are still taken, and are the first to be told.
		for range 20 {
			k, err := keep(t, p)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := k.ask("new"); err != nil {
				t.Error(err)
			}
		}
		load.Wait()
		if told.Load() != clients {
			t.Errorf("%d of %d clients are told that theirs is the last answer", told.Load(), clients)
		}
		if exit := p.exits(t); exit != 0 {
			t.Errorf("it exits with %d: %s", exit, p.log)
		}
	})
	t.Run("that wait for an answer which was begun before", func(t *testing.T) {
		const clients = 16
		release, arrived := make(chan struct{}), make(chan struct{}, clients)
		endpoint := slowEndpoint(t, func() {
			arrived <- struct{}{}
			<-release
		})
		p := launch(t, binary, "--shutdown-delay", "2s", "--upstream-url", endpoint.URL)
		var load sync.WaitGroup
		for client := range clients {
			k, err := keep(t, p)
			if err != nil {
				t.Fatal(err)
			}
			load.Go(func() {
				if last, err := k.ask(client); !last || err != nil {
					t.Errorf("client %d: its answer is the last: %t; %v", client, last, err)
				}
			})
		}
		for range clients {
			<-arrived
		}
		p.signal(t, syscall.SIGTERM)
		for { // Their answers come while others are still taken.
			if status, _ := get(t, p.address+"readyz"); status == http.StatusServiceUnavailable {
				break
			}
		}
		close(release)
		load.Wait()
		if exit := p.exits(t); exit != 0 {
			t.Errorf("it exits with %d: %s", exit, p.log)
		}
	})
	t.Run("as it is set by default", func(t *testing.T) {
		if c, _ := parseConfig(nil, nil); c.ShutdownDelay < time.Second {
			t.Errorf("clients have %s to learn of the end", c.ShutdownDelay)
		}
	})
}
