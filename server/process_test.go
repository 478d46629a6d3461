package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// build makes the program as anybody would.
func build(t *testing.T) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), "gateway")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}

// canary is the key that programs hold, which nothing may tell.
const canary = "canary-key-27d4"

// process is the built program, running in a process of its own until the test ends.
type process struct {
	address string // ends with a slash
	cmd     *exec.Cmd
	log     *bytes.Buffer // to be read when it has ended
	ended   chan struct{}
}

func launch(t *testing.T, binary string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(binary, append([]string{"--listen", "127.0.0.1:0"}, args...)...), log: new(bytes.Buffer), ended: make(chan struct{})}
	p.cmd.Env = []string{"INKEEP_API_KEY=" + canary}
	p.cmd.Stderr = p.log
	out, in := io.Pipe()
	p.cmd.Stdout = in
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		_ = in.Close()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
	})
	lines := bufio.NewScanner(out)
	for p.address == "" && lines.Scan() {
		p.address, _ = strings.CutPrefix(lines.Text(), "The gateway is at ")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if p.address == "" {
		<-p.ended
		t.Fatalf("it ended: %s", p.log)
	}
	return p
}

// exits is the code that it ends with. It fails the test if it does not end in ten seconds.
func (p *process) exits(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	return p.cmd.ProcessState.ExitCode()
}

func (p *process) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// count asks for a number that no other question asks for.
func count(client *http.Client, address string, question any) error {
	query := fmt.Sprintf(`{"query":"{ conversations(where: { id: { eq: \"%v\" } }) { totals { count } } }"}`, question)
	response, err := client.Post(address+"graphql", "application/json", strings.NewReader(query))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || string(body) != `{"data":{"conversations":{"totals":{"count":3}}}}` {
		return fmt.Errorf("%s %s %w", response.Status, body, err)
	}
	return nil
}

// slowEndpoint answers 3 when the function returns.
func slowEndpoint(t *testing.T, wait func()) *httptest.Server {
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		wait()
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`)
	}))
	t.Cleanup(endpoint.Close)
	return endpoint
}

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

func TestSIGTERM(t *testing.T) {
	binary := build(t)
	for protocol, by := range protocols(t) {
		t.Run("under load, with a delay, loses nothing by "+protocol, func(t *testing.T) {
			endpoint := slowEndpoint(t, func() { time.Sleep(30 * time.Millisecond) })
			p := launch(t, binary, append([]string{"--upstream-url", endpoint.URL, "--shutdown-delay", "1s"}, by.args...)...)
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

func TestASecondSIGTERMDoesNotWait(t *testing.T) {
	arrived := make(chan struct{}, 1)
	release := make(chan struct{})
	endpoint := slowEndpoint(t, func() {
		arrived <- struct{}{}
		<-release
	})
	defer close(release)
	p := launch(t, build(t), "--upstream-url", endpoint.URL, "--drain-timeout", "1h")
	go func() { _ = count(http.DefaultClient, p.address, 1) }()
	<-arrived
	p.signal(t, syscall.SIGTERM)
	refused(t, p)
	p.signal(t, syscall.SIGTERM)
	if exit := p.exits(t); exit != -1 {
		t.Errorf("it exits with %d", exit)
	}
}

func TestSIGHUP(t *testing.T) {
	binary := build(t)
	t.Run("has the certificate read again", func(t *testing.T) {
		files := newPair(t)
		files.sign(t, 1)
		p := launch(t, binary, "--tls-cert", files.cert, "--tls-key", files.key)
		trusted := files.sign(t, 2)
		p.signal(t, syscall.SIGHUP)
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, DisableKeepAlives: true}}
		for deadline := time.Now().Add(10 * time.Second); ; {
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
