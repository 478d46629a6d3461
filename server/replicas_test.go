package main

import (
	"fmt"
	"math/rand/v2"
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

// freeAddress is one that nobody listens on, of a port that the system gives to nobody who does not ask for that very one: neither
// a listener nor a connection takes it before it is used, or while who uses it starts again.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(20_000))
		if free, err := net.Listen("tcp", address); err == nil {
			free.Close()
			return address
		}
	}
	t.Fatal("no address is free")
	return ""
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
	for range 3000 {
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
	count := func(answer string) string {
		data, _, _ := strings.Cut(answer, `,"extensions"`)
		return data
	}
	said := ""
	// A gateway does not wait long for a store that it has not met, or that is slow: what both of them ask may not be shared at first.
	for deadline := time.Now().Add(time.Minute); ; {
		question := fmt.Sprintf(`{ conversations(where: { id: { eq: "%d" } }) { totals { count } } }`, time.Now().UnixNano())
		before := calls.Load()
		first, firstHeader := programs[0].traced(t, question)
		second, secondHeader := programs[1].traced(t, question)
		said += fmt.Sprint(first, firstHeader, second, secondHeader)
		if strings.Contains(first, `"cache":"miss"`) && strings.Contains(second, `"cache":"shared"`) {
			if count(first) != count(second) || calls.Load() != before+1 {
				t.Errorf("after %d calls the gateways answer\n%s\n%s", calls.Load()-before, first, second)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the gateways do not share: they answer\n%s\n%s", first, second)
		}
	}
	for _, p := range programs {
		_, log := p.stop()
		said += log
	}
	client := redisClient(t, redis)
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
