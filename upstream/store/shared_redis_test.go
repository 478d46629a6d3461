package store

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/redis/rueidis"
)

// redis is a server of our own.
type redis struct {
	address string
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
	r := &redis{}
	dir := t.TempDir()
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
func (r *redis) do(t *testing.T, words ...string) rueidis.RedisResult {
	t.Helper()
	c, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{r.address}, ForceSingleClient: true, DisableCache: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	result := c.Do(t.Context(), c.B().Arbitrary(words...).Build())
	if err := result.Error(); err != nil && !rueidis.IsRedisNil(err) {
		t.Fatalf("%.60q: %v", words, err)
	}
	return result
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
	v, _ := r.do(t, "GET", name).ToString()
	return v
}

func (r *redis) replica(t *testing.T, o SharedOptions) *replica {
	t.Helper()
	o.URL = "redis://" + r.address
	return newReplica(t, o)
}
