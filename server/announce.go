package main

import (
	"fmt"
	"io"
	"net"

	"github.com/inkeep-gateway/gateway/server/telemetry"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// announce says that the gateway has started: which program it is, where it is, and who can reach it. People read it on standard
// output. Where the log is JSON it stands there alone, for programs.
func (g *gateway) announce(stdout io.Writer, c *config, build telemetry.Build) {
	started := []any{"version", build.Version, "commit", build.Revision, "address", g.address()}
	if g.admins != nil {
		started = append(started, "admin", "http://"+g.admins.String()+"/")
	}
	g.log.Info("started", started...)
	if c.LogFormat != "json" {
		fmt.Fprintf(stdout, "The gateway is at %s\n", g.address())
		if g.admins != nil {
			fmt.Fprintf(stdout, "Its admin listener is at http://%s/\n", g.admins)
		}
		if g.sandbox != nil {
			fmt.Fprintf(stdout, "It serves the sandbox: %s.\nThe sandbox's own endpoint is %s, its key is %s.\n",
				g.sandbox.Describe(), c.UpstreamURL, sandbox.ReadKey)
		}
	}
	if c.warning != "" {
		g.log.Warn(c.warning)
	}
	if c.open() && beyondLoopback(g.servers[0].listener.Addr()) {
		g.log.Warn("anyone who can reach this address can read every conversation of the key's project: access is not configured", "listen", c.Listen)
	}
	if beyondLoopback(g.admins) {
		g.log.Warn("anyone who can reach the admin listener can read metrics and profiles, and purge the cache", "admin-listen", c.AdminListen)
	}
}

// beyondLoopback says whether other machines may reach an address.
func beyondLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && !tcp.IP.IsLoopback()
}
