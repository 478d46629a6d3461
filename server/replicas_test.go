package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	redigo "github.com/gomodule/redigo/redis"
)

// installed is where a program is. Without it the test is skipped, but not where changes are checked.
func installed(t *testing.T, name string) (path string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(name + " is not installed")
		}
		t.Skip(name + " is not installed")
	}
	return path
}

// freeAddress is one that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer free.Close()
	return free.Addr().String()
}

// startRedis starts a redis-server that ends with the test, and gives its address.
func startRedis(t *testing.T) string {
	t.Helper()
	address := freeAddress(t)
	runRedis(t, installed(t, "redis-server"), address)
	return address
}

// runRedis runs a redis-server at the address until it is stopped or the test ends.
func runRedis(t *testing.T, program, address string) (stop func()) {
	t.Helper()
	_, port, _ := net.SplitHostPort(address)
	server := exec.Command(program, "--port", port, "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--appendonly", "no")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	t.Cleanup(stop)
	for range 500 {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			return stop
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("redis-server does not listen")
	return nil
}

// TestGatewaysShareAnswers runs two gateways over one Redis: what one has asked the other does not ask again, and the key
// that both hold is nowhere but in the calls of the endpoint.
func TestGatewaysShareAnswers(t *testing.T) {
	const key = "canary-key-93b1"
	redis := startRedis(t)
	var calls atomic.Int64
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+key {
			t.Errorf("the key is %q", r.Header.Get("Authorization"))
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"status":"ok","data":{"result":[{"count":%d}],"total":1,"pageSize":10,"count":1}}`, calls.Add(1))
	}))
	defer endpoint.Close()

	var programs []program
	for range 2 {
		programs = append(programs, start(t, map[string]string{"INKEEP_API_KEY": key, "INKEEP_CACHE_URL": "redis://" + redis},
			"--upstream-url", endpoint.URL, "--trace", "--log-level", "debug"))
	}
	ask := func(p program) (body, header string) {
		text, h := p.traced(t, "{ conversations { totals { count } } }")
		return text, fmt.Sprint(h)
	}
	// A gateway does not wait long for a store that it has not met; give both the time to.
	client := redisClient(t, redis)
	for deadline := time.Now().Add(20 * time.Second); ; {
		clients, err := redigo.String(client.Do("CLIENT", "LIST"))
		if err == nil && strings.Count(clients, "addr=") >= 3 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the gateways do not connect: %s", clients)
		}
		for i, p := range programs {
			p.traced(t, fmt.Sprintf(`{ conversations(where: { id: { eq: "%d-%d" } }) { totals { count } } }`, i, time.Now().UnixNano()))
		}
		time.Sleep(20 * time.Millisecond)
	}

	before := calls.Load()
	first, firstHeader := ask(programs[0])
	second, secondHeader := ask(programs[1])
	if calls.Load() != before+1 {
		t.Errorf("%d calls", calls.Load()-before)
	}
	count := func(answer string) string {
		data, _, _ := strings.Cut(answer, `,"extensions"`)
		return data
	}
	if count(first) != count(second) || !strings.Contains(first, `"cache":"miss"`) || !strings.Contains(second, `"cache":"shared"`) {
		t.Errorf("the gateways answer\n%s\n%s", first, second)
	}

	said := first + firstHeader + second + secondHeader
	for _, p := range programs {
		_, log := p.stop()
		said += log
	}
	keys, err := redigo.Strings(client.Do("KEYS", "*"))
	if err != nil || len(keys) == 0 {
		t.Fatal(keys, err)
	}
	for _, k := range keys {
		value, _ := redigo.String(client.Do("GET", k))
		said += k + value
	}
	if strings.Contains(said, key) {
		t.Errorf("the key is in what the gateways say or store: %s", said)
	}
}

func redisClient(t *testing.T, address string) redigo.Conn {
	t.Helper()
	client, err := redigo.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}
