// Command server is the conversations gateway: a typed GraphQL schema over the analytics endpoint of Inkeep.
//
// This package alone reads the environment, opens listeners and decides what is logged.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], env.ToMap(os.Environ()), os.Stdout, os.Stderr))
}

// run is the program without the process: it serves until the context ends. It gives the exit code: 0 after a shutdown in
// which all requests finished, 1 after any failure, 2 for a configuration that cannot be used.
func run(ctx context.Context, args []string, environment map[string]string, stdout, stderr io.Writer) int {
	c, err := parseConfig(args, environment)
	if errors.Is(err, flag.ErrHelp) {
		writeHelp(stdout)
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	if c.Healthcheck {
		return healthcheck(ctx, c.Listen, stderr)
	}
	log := newLogger(c, stderr)
	callers, err := newAccess(c, log)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	g, err := newGateway(ctx, &c, callers, log)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	fmt.Fprintf(stdout, "The gateway is at %s\n", g.address())
	if g.sandbox != nil {
		fmt.Fprintf(stdout, "It serves the sandbox: %s.\nThe sandbox's own endpoint is %s, its key is %s.\n",
			g.sandbox.Describe(), c.UpstreamURL, sandbox.ReadKey)
	}
	if tcp, ok := g.servers[0].listener.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() && c.open() {
		log.Warn("whoever reaches this address sees the conversations of the key's project: callers are not asked who they are", "listen", c.Listen)
	}
	defer reloadAtHangups(callers, log)()
	if err := g.serve(ctx); err != nil {
		log.Error("stopped", "error", err)
		return 1
	}
	return 0
}

func newLogger(c config, w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // Checked with the configuration.
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// healthcheck asks the gateway that listens on an address whether it is alive, for images that have no shell to do it.
func healthcheck(ctx context.Context, listen string, stderr io.Writer) int {
	host, port, _ := net.SplitHostPort(listen) // Checked with the configuration.
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		fmt.Fprintln(stderr, answer.Status)
		return 1
	}
	return 0
}
