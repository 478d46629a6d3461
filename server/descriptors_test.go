package main

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// testAClosedLog takes the pipes away that the program writes to.
func testAClosedLog(t *testing.T, binary string) {
	endpoint := slowEndpoint(t, func() {})
	cmd := exec.Command(binary, "--listen", "127.0.0.1:0", "--upstream-url", endpoint.URL)
	cmd.Env = []string{"INKEEP_API_KEY=" + canary}
	pipe := func() (read, write *os.File) {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		return read, write
	}
	out, stdout := pipe()
	log, stderr := pipe()
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = stdout.Close(), stderr.Close()
	p := &process{cmd: cmd, log: new(bytes.Buffer), ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(p.ended)
	}()
	defer func() {
		_ = cmd.Process.Kill()
		<-p.ended
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "The gateway is at ")
	if err != nil || !ok {
		t.Fatalf("its first line is %q %v", line, err)
	}
	_, _ = out.Close(), log.Close()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for i := range 5 { // Each has a line in the log.
		if err := count(client, address, i); err != nil {
			t.Error(err)
		}
	}
	p.signal(t, syscall.SIGTERM)
	if exit := p.exits(t); exit != 0 {
		t.Errorf("it ends by %v", cmd.ProcessState)
	}
}

// testDescriptorsThatRunOut opens more connections than the program may have files.
func testDescriptorsThatRunOut(t *testing.T, binary string) {
	endpoint := slowEndpoint(t, func() {})
	few := filepath.Join(t.TempDir(), "few")
	if err := os.WriteFile(few, []byte("#!/bin/sh\nulimit -n 30\nexec '"+binary+"' \"$@\"\n"), 0o700); err != nil { //nolint:gosec // It is to be run.
		t.Fatal(err)
	}
	p := launch(t, few, "--upstream-url", endpoint.URL)
	host := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
	var held []net.Conn
	for range 60 {
		c, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 500 * time.Millisecond}
	if err := count(client, p.address, "beyond"); err == nil {
		t.Error("a request is answered that there is no descriptor for")
	}
	for _, c := range held {
		_ = c.Close()
	}
	client.Timeout = 20 * time.Second
	if err := count(client, p.address, "again"); err != nil {
		t.Error(err)
	}
	p.signal(t, syscall.SIGTERM)
	if exit := p.exits(t); exit != 0 {
		t.Errorf("it exits with %d: %s", exit, p.log)
	}
	warned := 0
	for line := range strings.Lines(p.log.String()) {
		if strings.Contains(line, "level=WARN") && strings.Contains(line, "could not be accepted") && strings.Contains(line, "too many open files") {
			warned++
		}
	}
	// It was tried again many times in the half second, and told at most every ten.
	if warned != 1 {
		t.Errorf("it is warned of %d times: %s", warned, p.log)
	}
}
