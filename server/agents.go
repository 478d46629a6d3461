package main

import (
	"log/slog"
	"net/http"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/mcp"
	"github.com/inkeep-gateway/gateway/server/telemetry"
)

// agents are the routes of agents: nil where there are none.
type agents struct {
	server   http.Handler
	metadata http.Handler // nil where no tokens are checked
}

// newAgents makes the routes of agents, whose requests are followed as all others are, and let in and answered by the edge.
func newAgents(c *config, answers edge.Handler, follow func(http.Handler) http.Handler, documents map[string]string, log *slog.Logger) agents {
	if !c.MCP {
		return agents{}
	}
	o := mcp.Options{
		Version:   telemetry.ReadBuild().Version,
		Schema:    graph.Definitions(),
		Documents: documents,
		Read: func(text string) (*ast.QueryDocument, bool) {
			document, errs := graph.ReadDocument(text, c.MaxTokens, !c.introspection())
			return document, len(errs) == 0
		},
		DocumentsOnly: c.DocumentsOnly,
		TellSchema:    c.introspection(),
		ResultSize:    c.MCPResultSize,
		Logger:        log,
	}
	var all agents
	if c.checksTokens() {
		o.Metadata = &mcp.Metadata{URL: c.MCPURL, Scheme: c.scheme(), Issuer: c.JWTIssuer}
		all.metadata = o.Metadata
	}
	server := mcp.New(o)
	all.server = follow(mcp.SameOrigin(answers.Admit(server, server.Refuse)))
	return all
}
