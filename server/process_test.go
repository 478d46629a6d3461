package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestTheBuiltProgram builds the program once, for it takes seconds, and starts it in processes of its own.
func TestTheBuiltProgram(t *testing.T) {
	binary := build(t)
	for name, test := range map[string]func(t *testing.T, binary string){
		"SIGTERM":                    testSIGTERM,
		"SIGTERM during a handshake": testSIGTERMDuringAHandshake,
		"a second SIGTERM":           testASecondSIGTERMDoesNotWait,
		"clients at the end":         testNobodyIsResetAtTheEnd,
		"SIGHUP":                     testSIGHUP,
		"a closed log":               testAClosedLog,
		"unasked bytes":              testUnaskedBytes,
		"descriptors that run out":   testDescriptorsThatRunOut,
		"hostile requests":           testHostileRequests,
		"a purge":                    testPurgeOfTheSharedStore,
		"the deployment":             testTheDeployment,
		"the documented access":      testTheDocumentedAccess,
		"mixed load with faults":     testSoak,
		"memory under load":          testMemoryUnderLoad,
		"clients that do not read":   testClientsThatDoNotRead,
		"cost of requests":           testCostOfRequests,
		"search for costly requests": testTheMostExpensiveRequests,
		"clients that leave":         testTheProcessorRestsWhenClientsLeave,
	} {
		t.Run(name, func(t *testing.T) { test(t, binary) })
	}
}

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

// exits is the code that it ends with. It fails the test if it does not end in a minute.
func (p *process) exits(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(time.Minute):
		p.signal(t, syscall.SIGQUIT) // It tells what its goroutines wait for.
		<-p.ended
		t.Fatalf("it does not end: %s", p.log)
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
