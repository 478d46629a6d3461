// Command server is the conversations gateway: a typed GraphQL schema over the analytics endpoint of Inkeep.
//
// This package alone reads the environment, opens listeners and decides what is logged.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/inkeep-gateway/gateway/server/telemetry"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // A second signal does not wait.
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE) // A log that nobody reads any more ends no gateway.
	log.SetOutput(io.Discard)      // net/http quotes there what the endpoint sends unasked: rows, outside of any format.
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		c, _ := parseConfig(os.Args[1:], env.ToMap(os.Environ())) // The program says what is wrong with it.
		tuneGarbageCollector(c.processBound())
	}
	os.Exit(run(ctx, hangup, os.Args[1:], env.ToMap(os.Environ()), os.Stdout, os.Stderr))
}

// run is the program without the process: it serves until the context ends, and reads its files again at each hangup. It
// gives the exit code: 0 after a shutdown in which all requests finished, 1 after any failure, 2 for a configuration that
// cannot be used.
func run(ctx context.Context, hangup <-chan os.Signal, args []string, environment map[string]string, stdout, stderr io.Writer) int {
	c, err := parseConfig(args, environment)
	if errors.Is(err, flag.ErrHelp) {
		writeHelp(stdout)
		return 0
	}
	build := telemetry.ReadBuild()
	if c.Version {
		fmt.Fprintf(stdout, "conversations-gateway %s (commit %s, %s)\n", build.Version, build.Revision, runtime.Version())
		return 0
	}
	if !c.Healthcheck {
		err = errors.Join(err, c.given.locate(c.check(settingsWith(err))))
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	if c.Healthcheck {
		return healthcheck(ctx, c, stderr)
	}
	if c.PrintConfig {
		c.given.write(stdout)
		return 0
	}
	metrics := telemetry.New()
	lines := telemetry.NewLines(stderr, metrics.LineDropped)
	defer closeLog(ctx, lines)
	log := newLogger(c, lines)
	callers, err := newAccess(c, log, metrics.TokenKeysFetched)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	if c.Check {
		fmt.Fprintln(stdout, "The configuration is good.")
		return 0
	}
	if c.ExplainToken != "" {
		return explainToken(ctx, c, callers, stdout, stderr)
	}
	g, err := newGateway(ctx, &c, callers, log, lines, metrics)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	g.announce(stdout, &c, build)
	if err := g.serve(ctx, hangup); err != nil {
		log.Error("stopped", "error", err)
		return 1
	}
	return 0
}

func newLogger(c config, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.logLevel()}
	var handler slog.Handler = slog.NewTextHandler(w, options)
	if c.LogFormat == "json" {
		handler = slog.NewJSONHandler(w, options)
	}
	return slog.New(telemetry.WithRequestIDs(handler))
}

// closeLog lets the last lines be written. An output that takes nothing any more does not keep the program from ending.
func closeLog(ctx context.Context, lines *telemetry.Lines) {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_ = lines.Close(within) // There is nowhere to say so.
}

// healthcheck asks the gateway of the same settings whether it is alive, for images that have no shell to do it.
func healthcheck(ctx context.Context, c config, stderr io.Writer) int {
	host, port, _ := net.SplitHostPort(c.Listen) // Checked with the configuration.
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.scheme()+"://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	// The certificate is for the name that clients know the gateway by, not for an address of this machine. Nothing is sent
	// that is not for all to see.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := client.Do(request)
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
