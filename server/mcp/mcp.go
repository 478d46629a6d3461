// Package mcp speaks the Model Context Protocol (https://modelcontextprotocol.io) by Streamable HTTP, so that agents can ask: each
// operation of the trusted documents is a tool. It decides nothing of who may see what: package edge lets its requests in and
// answers their operations, as it does those for GraphQL.
package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Options say what agents are offered.
type Options struct {
	Version       string // of the program
	Schema        *ast.Schema
	Documents     map[string]string                                // the trusted ones by their names
	Read          func(document string) (*ast.QueryDocument, bool) // parses and validates one
	DocumentsOnly bool                                             // whether nothing but the trusted documents is answered
	TellSchema    bool                                             // whether agents may read the schema
	ResultSize    int64                                            // bytes that the result of a tool may have
	Metadata      *Metadata                                        // how to get a token; nil where none are checked
	Logger        *slog.Logger                                     // default: none
}

// Server answers agents. It keeps nothing of them: any replica answers any request.
type Server struct {
	options Options
	handler http.Handler
}

// New makes one.
func New(o Options) *Server {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	server := sdk.NewServer(&sdk.Implementation{Name: "conversations-gateway", Title: "Analytics of conversations", Version: o.Version}, &sdk.ServerOptions{
		Instructions: instructions,
		Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}, Resources: &sdk.ResourceCapabilities{}}, // Lists do not change.
		PageSize:     50,                                                                                              // The schemas of so many tools have a megabyte at most.
		SetCacheable: func(_ context.Context, _ sdk.Request, c *sdk.Cacheable) { c.CacheScope = "private" },           // Who may not ask may not read an answer that was kept.
	})
	s := &Server{options: o}
	tools, nameless := documentTools(o)
	if nameless > 0 {
		o.Logger.Warn("operations without a name are no tools", "operations", nameless)
	}
	if !o.DocumentsOnly {
		tools = append(tools, queryTool(o))
	}
	for _, t := range tools {
		server.AddTool(t.Tool, t.call)
	}
	if o.TellSchema {
		addSchema(server, o.Schema)
	}
	s.handler = sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return server }, &sdk.StreamableHTTPOptions{
		Stateless:                    true,
		JSONResponse:                 true,
		DisableLocalhostProtection:   true, // The listener's own rule for hosts heeds --hosts.
		MaxRequestBodyBytes:          -1,   // The body is bounded and read.
		PropagateRequestCancellation: true,
	})
	return s
}

const instructions = "Analytics of conversations with an AI assistant: counts, sums, averages and percentiles, over all of them or by groups, and the " +
	"conversations themselves. Results are GraphQL answers, {\"data\": …}; times are in UTC unless a tool says otherwise."

// ServeHTTP answers a request that was let in, with its body read.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if r.Method != http.MethodPost || err != nil {
		w.Header().Set("Allow", "POST")
		reply(w, http.StatusMethodNotAllowed, nil, codeInvalidRequest, "Messages come by POST: the gateway keeps no sessions, and begins no streams.", nil)
		return
	}
	m, ok := readMessage(body)
	if !ok {
		reply(w, http.StatusBadRequest, nil, codeInvalidRequest, "The body has to be one JSON-RPC 2.0 message; arrays of messages are not taken.", nil)
		return
	}
	if !m.isKnown() {
		reply(w, http.StatusOK, m.ID, codeMethodNotFound, "The server has no such method.", nil)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.Header["Accept"] = []string{"application/json, text/event-stream"} // Answers are JSON; the library wants to be asked for both.
	r.Header.Del("Last-Event-Id")                                        // There are no streams to go on with.
	answer := &response{header: make(http.Header)}
	s.handler.ServeHTTP(answer, r)
	if r.Context().Err() == nil { // Who went away is not told anything.
		answer.send(w, m)
	}
}

// Refuse answers a request that was not let in, with the error that one for GraphQL would have.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, status int, why *gqlerror.Error) {
	if s.options.Metadata != nil && status == http.StatusUnauthorized {
		s.options.Metadata.challenge(w.Header(), r)
	}
	data, _ := json.Marshal(why.Extensions) // Texts and numbers.
	reply(w, status, nil, codeRefused, why.Message, data)
}
