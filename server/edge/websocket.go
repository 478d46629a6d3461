package edge

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// The protocol is graphql-transport-ws: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
const webSocketProtocol = "graphql-transport-ws"

// What closes a connection, besides the codes of RFC 6455.
const (
	closeBadRequest      websocket.StatusCode = 4400
	closeUnauthorized    websocket.StatusCode = 4401
	closeForbidden       websocket.StatusCode = 4403
	closeNotAcceptable   websocket.StatusCode = 4406
	closeInitTimeout     websocket.StatusCode = 4408
	closeIDTaken         websocket.StatusCode = 4409
	closeInitialisedOnce websocket.StatusCode = 4429
)

const (
	mostOperations = 100              // of a connection at once
	longestID      = 256              // bytes of the id of an operation
	initTimeout    = 10 * time.Second // for a client to say who it is
	idleConnection = 2 * time.Minute  // without an operation
)

// isWebSocket says whether a request wants its connection to become a WebSocket.
func isWebSocket(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// webSocket is a connection. Each of its operations is a request of its own, as if it had come by POST.
type webSocket struct {
	*handler
	*websocket.Conn
	ctx        context.Context // ends with the connection
	r          *http.Request   // that it came with
	operations http.Handler
	lease      *memory.Lease
	leave      func()      // its place
	header     http.Header // of its operations; nil before the client has said who it is
	waiting    *time.Timer // closes it: while nobody has said who it is, and while there are no operations

	writing sync.Mutex

	mu      sync.Mutex
	running map[string]*webSocketAnswers // operations by their ids
	all     sync.WaitGroup
}

// serveWebSocket serves a connection until it is closed. Pages of other origins have to be allowed to ask: what does that stands around
// the handler, and has said so.
func (h *handler) serveWebSocket(w http.ResponseWriter, r *http.Request) {
	if h.Observe != nil {
		o := &observed{ResponseWriter: w, outcome: Outcome{Type: "subscription"}}
		w = o
		defer func() { h.Observe(r.Context(), o.outcome) }()
	}
	leave, err := h.Live.Hub.Enter(h.callerOf(r.Context(), r))
	if err != nil {
		refuse(w, mediaJSON, noPlace(err))
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	c := &webSocket{handler: h, ctx: ctx, r: r, lease: h.Memory.Lease(), leave: leave, running: make(map[string]*webSocketAnswers), operations: h}
	defer func() {
		cancel()
		c.all.Wait()
		c.leave()
		c.lease.End()
	}()
	if refused := h.takeMemory(ctx, c.lease, requestBytes); refused != nil {
		refuse(w, mediaJSON, refused)
		return
	}
	if h.Live.Operations != nil {
		c.operations = h.Live.Operations(h)
	}
	c.Conn, err = websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{webSocketProtocol}, InsecureSkipVerify: w.Header().Get("Access-Control-Allow-Origin") != "",
	})
	if err != nil {
		return // It is answered.
	}
	defer func() { _ = c.CloseNow() }()
	if c.Subprotocol() != webSocketProtocol {
		_ = c.Close(closeNotAcceptable, "Subprotocol not acceptable")
		return
	}
	c.SetReadLimit(h.MaxBody)
	c.waiting = time.AfterFunc(initTimeout, func() { _ = c.Close(closeInitTimeout, "Connection initialisation timeout") })
	defer func() { c.waiting.Stop() }()
	go c.keepAlive()
	for c.receive() {
	}
}

// keepAlive asks now and then whether the client is there, and has it come back once the gateway shuts down.
func (c *webSocket) keepAlive() {
	beat := time.NewTicker(idleBeat)
	defer beat.Stop()
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-c.Live.Hub.Draining():
			_ = c.Close(websocket.StatusServiceRestart, "Service restart")
			return
		case <-beat.C:
			within, cancel := context.WithTimeout(c.ctx, c.Live.writeTimeout())
			err := c.Ping(within)
			cancel()
			if err != nil {
				_ = c.CloseNow()
				return
			}
		}
	}
}

// message is one of the client's.
type message struct {
	ID      string         `json:"id"`
	Type    string         `json:"type"`
	Payload jsontext.Value `json:"payload"`
}

// receive receives a message, and acts upon it. It says whether there may be more.
func (c *webSocket) receive() bool {
	kind, reader, err := c.Reader(c.ctx)
	if err != nil {
		return false
	}
	taken := &leasedReader{reader, c, 0}
	text, err := io.ReadAll(taken)
	defer func() { c.lease.Give(taken.bytes) }()
	if err != nil {
		return c.end(websocket.StatusTryAgainLater, "The message could not be read")
	}
	var m message
	if kind != websocket.MessageText || jsonv2.Unmarshal(text, &m) != nil || len(m.ID) > longestID {
		return c.end(closeBadRequest, "Invalid message")
	}
	switch m.Type {
	case "connection_init":
		return c.initialise(m)
	case "ping":
		return c.write([]byte(`{"type":"pong"}`)) == nil
	case "pong":
		return true
	case "subscribe":
		return c.subscribe(m)
	case "complete":
		c.mu.Lock()
		running := c.running[m.ID]
		c.mu.Unlock()
		if running != nil {
			running.cancel()
			c.forget(running)
		}
		return true
	}
	return c.end(closeBadRequest, "Invalid message")
}

// end closes the connection, and says that there are no more messages.
func (c *webSocket) end(code websocket.StatusCode, reason string) bool {
	_ = c.Close(code, reason)
	return false
}

// leasedReader takes what is read from the memory of a connection, twice, as the place for it grows.
type leasedReader struct {
	io.Reader
	c     *webSocket
	bytes int64
}

func (l *leasedReader) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if n == 0 {
		return n, err
	}
	if refused := l.c.takeMemory(l.c.ctx, l.c.lease, 2*int64(n)); refused != nil {
		return n, refused
	}
	l.bytes += 2 * int64(n)
	return n, err
}

// subscribe begins an operation.
func (c *webSocket) subscribe(m message) bool {
	switch {
	case c.header == nil:
		return c.end(closeUnauthorized, "Unauthorized")
	case m.ID == "" || m.Payload.Kind() != jsontext.KindBeginObject:
		return c.end(closeBadRequest, "Invalid message")
	}
	ctx, cancel := context.WithCancel(c.ctx)
	to := &webSocketAnswers{c: c, ctx: ctx, cancel: cancel, id: m.ID, header: make(http.Header)}
	c.mu.Lock()
	_, taken := c.running[m.ID]
	full := len(c.running) >= mostOperations
	if !taken && !full {
		c.waiting.Stop()
		c.running[m.ID] = to
	}
	c.mu.Unlock()
	switch {
	case taken:
		cancel()
		return c.end(closeIDTaken, "Subscriber for "+m.ID[:min(len(m.ID), 64)]+" already exists")
	case full:
		defer cancel()
		refuse(to, mediaJSON, &refusal{status: http.StatusTooManyRequests, code: "RATE_LIMITED", limit: mostOperations, amount: mostOperations + 1, retryAfter: 1,
			message: "A connection may have 100 operations at once."})
		to.finish()
		return true
	}
	r := *c.r.WithContext(ctx)
	r.Method, r.Header, r.Body, r.ContentLength = http.MethodPost, c.header.Clone(), io.NopCloser(bytes.NewReader(m.Payload)), int64(len(m.Payload))
	c.all.Go(func() {
		defer cancel()
		defer c.forget(to)
		c.operations.ServeHTTP(to, &r)
		to.finish()
	})
	return true
}

// forget says that an operation has ended. Its id is free again, unless it has been given to another.
func (c *webSocket) forget(ended *webSocketAnswers) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running[ended.id] == ended {
		delete(c.running, ended.id)
		if len(c.running) == 0 {
			c.waiting.Reset(idleConnection)
		}
	}
}

// write sends a message. Each piece of it has its time, as those of other answers have.
func (c *webSocket) write(pieces ...[]byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	late := time.AfterFunc(c.Live.writeTimeout(), cancel)
	defer late.Stop()
	w, err := c.Writer(ctx, websocket.MessageText)
	if err != nil {
		return err
	}
	const atOnce = 256 << 10
	for _, piece := range pieces {
		for len(piece) > 0 {
			late.Reset(c.Live.writeTimeout())
			n := min(len(piece), atOnce)
			if _, err := w.Write(piece[:n]); err != nil {
				return err
			}
			piece = piece[n:]
		}
	}
	return w.Close()
}
