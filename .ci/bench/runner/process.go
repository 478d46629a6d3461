package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a program that runs, and listens.
type process struct {
	*exec.Cmd
	address string // ends with a slash
	token   string // that requests bring; empty: none
	out     *bufio.Reader
}

var printed = regexp.MustCompile(`http://\S+/`)

// start runs a program until it has printed where it listens.
func (b bench) start(program string, arguments ...string) (*process, error) {
	p := &process{Cmd: exec.Command(filepath.Join(b.built, program), arguments...)}
	p.Env = append(os.Environ(), "INKEEP_API_KEY="+sandboxKey)
	out, err := p.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.Start(); err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	line, _ := p.out.ReadString('\n')
	if p.address = printed.FindString(line); p.address == "" {
		p.stop()
		return nil, fmt.Errorf("%s does not say where it listens", program)
	}
	return p, nil
}

// gateway runs the gateway with its defaults, its lines and its metrics, over an endpoint.
func (b bench) gateway(endpoint string, arguments ...string) (*process, error) {
	return b.start("gateway", append([]string{"--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--upstream-url", strings.TrimSuffix(endpoint, "/")}, arguments...)...)
}

// stop ends the process and waits until it has ended.
func (p *process) stop() {
	_ = p.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(5*time.Second, func() { _ = p.Process.Kill() })
	_ = p.Wait()
	kill.Stop()
}

// cpu is how long the process has computed.
func (p *process) cpu() time.Duration {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Process.Pid))
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // Linux counts in hundredths of a second.
}

// memory is a line of the process's status, in MiB: VmHWM for the peak, VmRSS for the present.
func (p *process) memory(name string) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, name+":"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(text)[0], 64)
			return kib / 1024
		}
	}
	return 0
}

// calls is how often a stub was asked.
func (p *process) calls() int {
	_, text, _ := p.ask(http.MethodGet, "calls", "")
	n, _ := strconv.Atoi(string(text))
	return n
}

// request is one that carries the token.
func (p *process) request(method, path, body string) (*http.Request, error) {
	request, err := http.NewRequest(method, p.address+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	return request, nil
}

// ask sends a request and gives the status and the body of the answer.
func (p *process) ask(method, path, body string) (int, []byte, error) {
	request, err := p.request(method, path, body)
	if err != nil {
		return 0, nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, text, err
}

// load says what is sent.
type load struct {
	body        string // another number takes the place of each @
	connections int
	cycle       int // how many different requests there are; 0: all differ
}

// result is what came of a load.
type result struct {
	perSecond float64
	p50, p99  float64 // milliseconds
	cpu       float64 // milliseconds of the process for a request
	requests  int
	errors    int
}

var runs int

// drive sends a load to a process for a while.
func (b bench) drive(p *process, l load, d time.Duration) (result, error) {
	file := filepath.Join(b.built, "body.json")
	if err := os.WriteFile(file, []byte(l.body), 0o600); err != nil {
		return result{}, err
	}
	runs++
	wrk := exec.Command("wrk", "-t1", "-c", strconv.Itoa(l.connections), "-d", fmt.Sprintf("%ds", cmp.Or(int(d.Seconds()), 1)),
		"--timeout", "20s", "-s", b.load, p.address+"graphql")
	start := runs * 10_000_000
	if l.cycle > 0 {
		start = 0
	}
	wrk.Env = append(os.Environ(), "BODY="+file, fmt.Sprintf("START=%d", start), fmt.Sprintf("CYCLE=%d", l.cycle), "TOKEN="+p.token)
	before := p.cpu()
	out, err := wrk.CombinedOutput()
	used := p.cpu() - before
	if err != nil {
		return result{}, fmt.Errorf("wrk: %w: %s", err, out)
	}
	at := bytes.Index(out, []byte("RESULT "))
	if at < 0 {
		return result{}, errors.New("wrk tells no result: " + string(out))
	}
	var requests, took, p50, p99, failed int
	if _, err := fmt.Sscanf(string(out[at:]), "RESULT %d %d %d %d %d", &requests, &took, &p50, &p99, &failed); err != nil {
		return result{}, err
	}
	return result{
		perSecond: float64(requests) / (float64(took) / 1e6),
		p50:       float64(p50) / 1000, p99: float64(p99) / 1000,
		cpu:      float64(used.Microseconds()) / 1000 / float64(max(requests, 1)),
		requests: requests, errors: failed,
	}, nil
}
