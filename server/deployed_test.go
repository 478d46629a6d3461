package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// oldCaddy is a version that sends a request again without its body.
var oldCaddy = regexp.MustCompile(`^v?2\.(\d|10)\.`)

// testTheDeployment runs what deploy/ shows: two gateways behind the proxy's own file, over a store. Under load the store
// dies and comes back, a gateway is killed and comes back, and the other one is told to end; no request fails.
func testTheDeployment(t *testing.T, binary string) {
	caddy, redis := installed(t, "caddy"), installed(t, "redis-server")
	if version, err := exec.Command(caddy, "version").Output(); err != nil || oldCaddy.Match(version) {
		if os.Getenv("CI") == "true" {
			t.Fatalf("Caddy 2.11 or later is needed, not %s %v", version, err)
		}
		t.Skipf("Caddy 2.11 or later is needed, not %s %v", version, err)
	}
	store := freeAddress(t)
	stopStore := runRedis(t, redis, store)
	var calls atomic.Int64
	endpoint := slowEndpoint(t, func() {
		calls.Add(1)
		time.Sleep(5 * time.Millisecond)
	})
	run := func(args ...string) *process {
		return launch(t, binary, append(args, "--upstream-url", endpoint.URL, "--cache-url", "redis://"+store, "--shutdown-delay", "3s", "--trace")...)
	}
	gateways := []*process{run(), run()}
	address := startCaddy(t, caddy, gateways)

	// A gateway does not wait long for a store that it has not met; so the first answers may not be shared.
	for deadline := time.Now().Add(time.Minute); ; {
		question := fmt.Sprint("shared-", time.Now().UnixNano())
		before := calls.Load()
		first, second := traced(t, address, question), traced(t, address, question)
		if strings.Contains(first, `"cache":"miss"`) && strings.Contains(second, `"cache":"shared"`) {
			if calls.Load() != before+1 {
				t.Errorf("%d calls for one question", calls.Load()-before)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the gateways do not share: %s, then %s", first, second)
		}
	}

	var stopped atomic.Bool
	var asked atomic.Int64
	var load sync.WaitGroup
	defer load.Wait()
	defer stopped.Store(true)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 10}, Timeout: 10 * time.Second}
	for worker := range 4 {
		load.Go(func() {
			for i := 0; !stopped.Load(); i++ {
				if err := count(client, address, fmt.Sprint(worker, "-", i/2)); err != nil { // Each is asked twice, of both gateways.
					t.Errorf("worker %d, request %d: %v", worker, i, err)
				}
				asked.Add(1)
			}
		})
	}
	more := func() {
		for until := asked.Load() + 200; asked.Load() < until && !t.Failed(); {
			time.Sleep(time.Millisecond)
		}
	}
	more()
	stopStore()
	more()
	runRedis(t, redis, store)
	more()
	gateways[0].signal(t, syscall.SIGKILL)
	gateways[0].exits(t)
	more()
	admin := freeAddress(t)
	again := run("--listen", host(gateways[0]), "--admin-listen", admin)
	for served := false; !served && !t.Failed(); { // The other one may not end before the proxy asks this one.
		more()
		_, metrics := get(t, "http://"+admin+"/metrics")
		served = strings.Contains(metrics, `gateway_requests_total{code="ok"`)
	}
	gateways[1].signal(t, syscall.SIGTERM)
	if exit := gateways[1].exits(t); exit != 0 {
		t.Errorf("the gateway exits with %d: %s", exit, gateways[1].log)
	}
	more()
	stopped.Store(true)
	load.Wait()
	t.Logf("%d requests were asked", asked.Load())
	again.signal(t, syscall.SIGTERM)
	if exit := again.exits(t); exit != 0 || strings.Contains(again.log.String(), canary) {
		t.Errorf("the other gateway exits with %d: %s", exit, again.log)
	}
}

// startCaddy runs the proxy by the file in deploy/, with the addresses that its names stand for.
func startCaddy(t *testing.T, program string, gateways []*process) (address string) {
	t.Helper()
	text, err := os.ReadFile("../deploy/Caddyfile")
	if err != nil {
		t.Fatal(err)
	}
	address = "http://" + freeAddress(t)
	config := strings.Replace(string(text), "\n:8080 {", "\n"+address+" {", 1)
	for i, g := range gateways {
		config = strings.Replace(config, fmt.Sprintf("gateway-%d:8080", i+1), host(g), 1)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "Caddyfile")
	write(t, file, "{\n\tadmin off\n}\n"+config)
	proxy := exec.Command(program, "run", "--config", file, "--adapter", "caddyfile")
	proxy.Env = []string{"HOME=" + dir}
	var log strings.Builder
	proxy.Stderr = &log
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = proxy.Process.Kill()
		_ = proxy.Wait()
		if t.Failed() {
			t.Logf("the proxy says %s", log.String())
		}
	})
	address += "/"
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		response, err := http.Get(address + "readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return address
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the proxy is not ready: %v", err)
		}
	}
}

// host is the address that it listens on.
func host(p *process) string {
	return strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
}

// traced asks what count asks, and how the answer came about.
func traced(t *testing.T, address, question string) string {
	t.Helper()
	request, err := http.NewRequest("POST", address+"graphql", strings.NewReader(
		fmt.Sprintf(`{"query":"{ conversations(where: { id: { eq: \"%s\" } }) { totals { count } } }"}`, question)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Gateway-Trace", "1")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return string(body)
}
