package main

import (
	"context"
	"fmt"
	"net"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// openSandbox serves generated data, or those of a file, and has the configuration ask there.
func (g *gateway) openSandbox(ctx context.Context, c *config) error {
	o := sandbox.Options{PageSize: c.SandboxPageSize, Latency: c.SandboxLatency, Faults: c.SandboxFaults}
	if c.SandboxData != "" {
		file, err := openFile(c.SandboxData)
		if err != nil {
			return fmt.Errorf("--sandbox-data: %w", err)
		}
		defer file.Close()
		o.Data = file
	}
	var err error
	if g.sandbox, err = sandbox.New(ctx, o); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.SandboxListen)
	if err != nil {
		return fmt.Errorf("--sandbox-listen: %w", err)
	}
	g.serveBeside(c, listener, g.sandbox)
	c.UpstreamURL = "http://" + reachable(listener.Addr())
	return nil
}
