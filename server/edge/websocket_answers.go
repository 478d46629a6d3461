package edge

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/coder/websocket"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// webSocketAnswers are the answers to one operation of a connection. What is written to it as a response is why it is refused.
type webSocketAnswers struct {
	c       *webSocket
	ctx     context.Context // ends with the operation, and if the client wants no more of it
	cancel  context.CancelFunc
	id      string
	header  http.Header
	refused bytes.Buffer
	ended   bool
}

var _ answerStream = (*webSocketAnswers)(nil)

// Header is http.ResponseWriter's.
func (a *webSocketAnswers) Header() http.Header { return a.header }

// WriteHeader is http.ResponseWriter's.
func (a *webSocketAnswers) WriteHeader(int) {}

// Write is http.ResponseWriter's.
func (a *webSocketAnswers) Write(b []byte) (int, error) { return a.refused.Write(b) }

// send sends a message about the operation, with a payload or with none.
func (a *webSocketAnswers) send(kind string, payload ...[]byte) error {
	if err := a.ctx.Err(); err != nil {
		return err
	}
	id, _ := json.Marshal(a.id)
	head := append(append([]byte(`{"id":`), id...), `,"type":"`+kind+`"`...)
	if len(payload) == 0 {
		return a.c.write(append(head, '}'))
	}
	pieces := append([][]byte{append(head, `,"payload":`...)}, payload...)
	return a.c.write(append(pieces, []byte{'}'})...)
}

func (a *webSocketAnswers) next(answer ...[]byte) error { return a.send("next", answer...) }

// complete is the last message. Before it is sent the client may not use the id again, and after it at once.
func (a *webSocketAnswers) complete() error { return a.last("complete") }

func (a *webSocketAnswers) last(kind string, payload ...[]byte) error {
	if a.ended || a.ctx.Err() != nil {
		return a.ctx.Err()
	}
	a.ended = true
	to := *a
	to.ctx = a.c.ctx
	a.c.forget(a)
	return to.send(kind, payload...)
}

// comeBack closes the connection: the client connects again.
func (a *webSocketAnswers) comeBack() error {
	a.ended = true
	return a.c.Close(websocket.StatusServiceRestart, "Service restart")
}

// alive is for the connection to say.
func (a *webSocketAnswers) alive() error { return a.ctx.Err() }

// finish tells why the operation was refused, if it was.
func (a *webSocketAnswers) finish() {
	if a.refused.Len() == 0 {
		return
	}
	var answer struct {
		Errors jsontext.Value `json:"errors"`
	}
	if jsonv2.Unmarshal(a.refused.Bytes(), &answer) == nil && len(answer.Errors) > 0 {
		_ = a.last("error", answer.Errors) // The operation ends anyway.
	}
}
