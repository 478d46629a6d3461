package store

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	redigo "github.com/gomodule/redigo/redis"
)

// redis is a server of our own.
type redis struct {
	address string
	dir     string
	args    []string
	process *exec.Cmd
}

func startRedis(t *testing.T, args ...string) *redis {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("redis-server is not installed")
		}
		t.Skip("redis-server is not installed: the shared tier is tested without one")
	}
	dir := t.TempDir()
	r := &redis{dir: dir}
	t.Cleanup(r.kill)
	eventually(t, "redis-server has a port", func() bool { // which it may lose to another; a cluster takes no high one
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		r.address = l.Addr().String()
		r.args = append([]string{program, "--port", port, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no"}, args...)
		return r.start()
	})
	return r
}

// start says whether it runs.
func (r *redis) start() bool {
	r.process = exec.Command(r.args[0], r.args[1:]...)
	out, err := r.process.StdoutPipe()
	if err != nil || r.process.Start() != nil {
		return false
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "Ready to accept connections") {
			go io.Copy(io.Discard, out)
			return true
		}
	}
	r.kill()
	return false
}

func (r *redis) kill() {
	r.process.Process.Kill()
	r.process.Wait()
}

// do asks with a plain client.
func (r *redis) do(t *testing.T, words ...string) any {
	t.Helper()
	c, err := redigo.Dial("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	args := make([]any, len(words)-1)
	for i, word := range words[1:] {
		args[i] = word
	}
	reply, err := c.Do(words[0], args...)
	if err != nil {
		t.Fatalf("%.60q: %v", words, err)
	}
	return reply
}

// text is a reply that is a string; "" if there is none.
func (r *redis) text(t *testing.T, words ...string) string {
	t.Helper()
	text, _ := redigo.String(r.do(t, words...), nil)
	return text
}

// number is a reply that is a number.
func (r *redis) number(t *testing.T, words ...string) int64 {
	t.Helper()
	n, err := redigo.Int64(r.do(t, words...), nil)
	if err != nil {
		t.Fatalf("%.60q: %v", words, err)
	}
	return n
}

// names are those of all that is stored.
func (r *redis) names(t *testing.T) []string {
	t.Helper()
	names, err := redigo.Strings(r.do(t, "KEYS", "*"), nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// forward is a proxy before it.
func (r *redis) forward(c net.Conn) {
	to, err := net.Dial("tcp", r.address)
	if err != nil {
		return
	}
	go func() { io.Copy(to, c); to.Close() }()
	io.Copy(c, to)
}

func (r *redis) value(t *testing.T, name string) string {
	t.Helper()
	return r.text(t, "GET", name)
}

func (r *redis) replica(t *testing.T, o RedisOptions) *replica {
	t.Helper()
	o.URL = "redis://" + r.address
	return newReplica(t, o)
}
