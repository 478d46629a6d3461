package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
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

// protocols are the ways to speak to the gateway: settings, and clients that fit.
func protocols(t *testing.T) map[string]struct {
	args   []string
	client func() *http.Client
} {
	files := newPair(t)
	trusted := files.sign(t, 1)
	client := func(pool *x509.CertPool) func() *http.Client {
		return func() *http.Client {
			transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 100}
			t.Cleanup(transport.CloseIdleConnections)
			return &http.Client{Transport: transport, Timeout: 20 * time.Second}
		}
	}
	return map[string]struct {
		args   []string
		client func() *http.Client
	}{
		"HTTP/1.1":        {nil, client(nil)},
		"HTTP/2 over TLS": {[]string{"--tls-cert", files.cert, "--tls-key", files.key}, client(trusted)},
	}
}

func testSIGTERM(t *testing.T, binary string) {
	for protocol, by := range protocols(t) {
		t.Run("under load, with a delay, loses nothing by "+protocol, func(t *testing.T) {
			endpoint := slowEndpoint(t, func() { time.Sleep(30 * time.Millisecond) })
			p := launch(t, binary, append([]string{"--upstream-url", endpoint.URL, "--shutdown-delay", "3s"}, by.args...)...)
			var told atomic.Bool
			var asked atomic.Int64
			var load sync.WaitGroup
			client := by.client()
			for worker := range 8 {
				load.Go(func() {
					for i := 0; !told.Load(); i++ {
						asked.Add(1)
						if err := count(client, p.address, fmt.Sprint(worker, "-", i)); err != nil {
							t.Errorf("worker %d, request %d: %v", worker, i, err)
						}
					}
				})
			}
			for asked.Load() < 100 {
				time.Sleep(time.Millisecond)
			}
			p.signal(t, syscall.SIGTERM)
			for { // New connections are still taken.
				response, err := by.client().Get(p.address + "readyz")
				if err != nil {
					t.Fatalf("it stopped listening before it was unready: %v", err)
				}
				response.Body.Close()
				if response.StatusCode == http.StatusServiceUnavailable {
					if response.ProtoMajor == 1 && !response.Close {
						t.Error("the connection is kept for more requests")
					}
					break
				}
			}
			if err := count(by.client(), p.address, "late"); err != nil {
				t.Errorf("a request after it was unready: %v", err)
			}
			told.Store(true)
			load.Wait()
			if exit := p.exits(t); exit != 0 || strings.Contains(p.log.String(), canary) {
				t.Errorf("it exits with %d: %s", exit, p.log)
			}
		})
		t.Run("lets what is in flight finish by "+protocol, func(t *testing.T) {
			const requests = 16
			release, arrived := make(chan struct{}), make(chan struct{}, requests)
			endpoint := slowEndpoint(t, func() {
				arrived <- struct{}{}
				<-release
			})
			p := launch(t, binary, append([]string{"--upstream-url", endpoint.URL}, by.args...)...)
			client := by.client()
			var load sync.WaitGroup
			for i := range requests {
				load.Go(func() {
					if err := count(client, p.address, i); err != nil {
						t.Error(err)
					}
				})
			}
			for range requests {
				<-arrived
			}
			p.signal(t, syscall.SIGTERM)
			refused(t, p)
			close(release)
			load.Wait()
			if exit := p.exits(t); exit != 0 {
				t.Errorf("it exits with %d: %s", exit, p.log)
			}
		})
		t.Run("cuts off what outlasts the drain by "+protocol, func(t *testing.T) {
			release, arrived := make(chan struct{}), make(chan struct{}, 1)
			endpoint := slowEndpoint(t, func() {
				arrived <- struct{}{}
				<-release
			})
			defer close(release)
			p := launch(t, binary, append([]string{"--upstream-url", endpoint.URL, "--drain-timeout", "100ms"}, by.args...)...)
			answered := make(chan error)
			go func() { answered <- count(by.client(), p.address, 1) }()
			<-arrived
			p.signal(t, syscall.SIGTERM)
			if exit := p.exits(t); exit != 1 || !strings.Contains(p.log.String(), "requests that took longer than --drain-timeout (100ms) were cut off") {
				t.Errorf("it exits with %d: %s", exit, p.log)
			}
			if err := <-answered; err == nil {
				t.Error("the request was answered")
			}
		})
	}
}

// refused waits until nobody listens at the program's address.
func refused(t *testing.T, p *process) {
	t.Helper()
	_, host, _ := strings.Cut(strings.TrimSuffix(p.address, "/"), "://")
	for {
		c, err := net.Dial("tcp", host)
		if errors.Is(err, syscall.ECONNREFUSED) {
			return
		}
		if err == nil {
			_ = c.Close()
		}
		select {
		case <-p.ended:
			t.Fatal("it ended with requests in flight")
		case <-time.After(time.Millisecond):
		}
	}
}

// testSIGTERMDuringAHandshake leaves a connection by HTTP/2 idle that was not one yet when the others were told to end.
func testSIGTERMDuringAHandshake(t *testing.T, binary string) {
	files := newPair(t)
	trusted := files.sign(t, 1)
	p := launch(t, binary, "--tls-cert", files.cert, "--tls-key", files.key, "--drain-timeout", "1m")
	raw, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(p.address, "https://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	connection := tls.Client(raw, &tls.Config{RootCAs: trusted, ServerName: "127.0.0.1", NextProtos: []string{"h2"}})
	defer connection.Close()
	handshake(t, p.address, trusted) // Connections are accepted in their order.
	p.signal(t, syscall.SIGTERM)
	refused(t, p)
	if err := connection.Handshake(); err != nil {
		t.Fatal(err)
	}
	const noSettings = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
	if _, err := io.WriteString(connection, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"+noSettings); err != nil {
		t.Fatal(err)
	}
	if exit := p.exits(t); exit != 0 {
		t.Errorf("it exits with %d: %s", exit, p.log)
	}
}

func testASecondSIGTERMDoesNotWait(t *testing.T, binary string) {
	arrived := make(chan struct{}, 1)
	release := make(chan struct{})
	endpoint := slowEndpoint(t, func() {
		arrived <- struct{}{}
		<-release
	})
	defer close(release)
	p := launch(t, binary, "--upstream-url", endpoint.URL, "--drain-timeout", "1h")
	go func() { _ = count(http.DefaultClient, p.address, 1) }()
	<-arrived
	p.signal(t, syscall.SIGTERM)
	refused(t, p)
	// The program lets go of signals a moment after the first; one that comes before is of no effect.
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline) && p.cmd.Process.Signal(syscall.SIGTERM) == nil; {
		time.Sleep(10 * time.Millisecond)
	}
	if exit := p.exits(t); exit != -1 {
		t.Errorf("it exits with %d", exit)
	}
}

func testSIGHUP(t *testing.T, binary string) {
	t.Run("has the certificate read again", func(t *testing.T) {
		files := newPair(t)
		files.sign(t, 1)
		p := launch(t, binary, "--tls-cert", files.cert, "--tls-key", files.key)
		trusted := files.sign(t, 2)
		p.signal(t, syscall.SIGHUP)
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, DisableKeepAlives: true}}
		for deadline := time.Now().Add(time.Minute); ; {
			response, err := client.Get(p.address + "healthz")
			if err == nil {
				response.Body.Close()
				break
			}
			if time.Now().After(deadline) {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		p.signal(t, syscall.SIGTERM)
		if exit := p.exits(t); exit != 0 {
			t.Errorf("it exits with %d: %s", exit, p.log)
		}
	})
	t.Run("ends what has nothing to read again", func(t *testing.T) {
		p := launch(t, binary)
		p.signal(t, syscall.SIGHUP)
		if exit := p.exits(t); exit != 0 || !strings.Contains(p.log.String(), "shutting down") {
			t.Errorf("it exits with %d: %s", exit, p.log)
		}
	})
}
