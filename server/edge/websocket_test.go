package edge_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// socket is a connection of a client's.
type socket struct {
	*testing.T
	*websocket.Conn
}

// dial opens a connection with some headers.
func (s *liveServer) dial(t *testing.T, header http.Header) (socket, *http.Response, error) {
	t.Helper()
	c, response, err := websocket.Dial(t.Context(), s.URL, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: header})
	if err == nil {
		t.Cleanup(func() { _ = c.CloseNow() })
	}
	return socket{t, c}, response, err
}

// initialised opens a connection that is let in.
func (s *liveServer) initialised(t *testing.T, payload string) socket {
	t.Helper()
	c, _, err := s.dial(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.say(`{"type":"connection_init"` + payload + `}`)
	c.hears(`{"type":"connection_ack"}`)
	return c
}

func (c socket) say(message string) {
	c.Helper()
	if err := c.Write(c.Context(), websocket.MessageText, []byte(message)); err != nil {
		c.Fatal(err)
	}
}

func (c socket) hears(want string) {
	c.Helper()
	_, got, err := c.Read(c.Context())
	if err != nil || string(got) != want {
		c.Fatalf("it hears\n%s %v\nand not\n%s", got, err, want)
	}
}

func (c socket) closedAs(want websocket.StatusCode) {
	c.Helper()
	_, got, err := c.Read(c.Context())
	if websocket.CloseStatus(err) != want {
		c.Fatalf("it hears %s %v and not the end %d", got, err, want)
	}
}

func TestASubscriptionIsAnsweredByWebSocket(t *testing.T) {
	s := newLiveServer(t, nil)
	c := s.initialised(t, "")
	c.say(`{"type":"ping"}`)
	c.hears(`{"type":"pong"}`)
	c.say(`{"id":"a","type":"subscribe","payload":{"query":"s"}}`)
	c.hears(`{"id":"a","type":"next","payload":{"data":{"mine":{"n":1}}}}`)
	// Others go on beside it.
	c.say(`{"id":"\"b","type":"subscribe","payload":{"query":"query"}}`)
	c.hears(`{"id":"\"b","type":"next","payload":{"data":{"query":"query"}}}`)
	c.hears(`{"id":"\"b","type":"complete"}`)
	c.say(`{"id":"\"b","type":"subscribe","payload":{"query":"invalid"}}`)
	c.hears(`{"id":"\"b","type":"next","payload":{"errors":[{"message":"no","extensions":{"code":"BAD_USER_INPUT"}}]}}`)
	c.hears(`{"id":"\"b","type":"complete"}`)
	c.say(`{"id":"c","type":"subscribe","payload":{}}`)
	c.hears(`{"id":"c","type":"error","payload":[{"message":"The request has no query.","extensions":{"code":"BAD_USER_INPUT"}}]}`)
	s.say(graphql.Response{Data: json.RawMessage(`{"n":2}`)})
	s.look()
	c.hears(`{"id":"a","type":"next","payload":{"data":{"mine":{"n":2}}}}`)
	c.say(`{"id":"a","type":"complete"}`)
	c.say(`{"id":"a","type":"subscribe","payload":{"query":"s"}}`) // The id is free.
	c.hears(`{"id":"a","type":"next","payload":{"data":{"mine":{"n":2}}}}`)
	s.hub.Close()
	c.closedAs(websocket.StatusServiceRestart)
	if err := s.hub.Wait(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestConnectionsThatBreakTheProtocol(t *testing.T) {
	const begin = `{"type":"connection_init"}`
	for _, c := range []struct {
		name  string
		says  []string
		close websocket.StatusCode
	}{
		{"an operation before the client has said who it is", []string{`{"id":"a","type":"subscribe","payload":{"query":"s"}}`}, 4401},
		{"who it is, twice", []string{begin, begin}, 4429},
		{"who it is, and no object", []string{`{"type":"connection_init","payload":1}`}, 4400},
		{"that it is two", []string{`{"type":"connection_init","payload":{"authorization":"ann","headers":{"Authorization":"bob"}}}`}, 4400},
		{"that it is two, by the case of letters", []string{`{"type":"connection_init","payload":{"authorization":"ann","Authorization":"bob"}}`}, 4400},
		{"who it is, and no text", []string{`{"type":"connection_init","payload":{"authorization":1}}`}, 4400},
		{"more than who it is", []string{`{"type":"connection_init","payload":{"x":"` + strings.Repeat("x", 17<<10) + `"}}`}, 4400},
		{"an id that is taken", []string{begin, `{"id":"a","type":"subscribe","payload":{"query":"s"}}`, `{"id":"a","type":"subscribe","payload":{"query":"s"}}`}, 4409},
		{"no id", []string{begin, `{"type":"subscribe","payload":{"query":"s"}}`}, 4400},
		{"an id that is too long", []string{begin, `{"id":"` + strings.Repeat("a", 257) + `","type":"subscribe","payload":{"query":"s"}}`}, 4400},
		{"no payload", []string{begin, `{"id":"a","type":"subscribe"}`}, 4400},
		{"another type", []string{begin, `{"type":"start"}`}, 4400},
		{"no JSON", []string{"hello"}, 4400},
		{"a message that is too large", []string{begin, `{"id":"a","type":"subscribe","payload":{"query":"` + strings.Repeat("x", 21<<10) + `"}}`}, 1009},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newLiveServer(t, func(o *edge.Options) { o.MaxBody = 20 << 10 })
			connection, _, err := s.dial(t, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, message := range c.says {
				connection.say(message)
			}
			for {
				if _, _, err := connection.Read(t.Context()); err != nil {
					if websocket.CloseStatus(err) != c.close {
						t.Errorf("it ends with %v", err)
					}
					return
				}
			}
		})
	}
}

func TestAConnectionSaysWhoItIs(t *testing.T) {
	refused := map[string]*edge.Refusal{"": {Status: 401, Code: "UNAUTHENTICATED", Message: "Who?"}, "busy": {Status: 503, Code: "UPSTREAM_UNAVAILABLE", Message: "Later."}}
	s := newLiveServerOf(t, 2, liveCallers(func(name string) *edge.Refusal { return refused[name] }))
	for payload, code := range map[string]websocket.StatusCode{``: 4403, `,"payload":null`: 4403, `,"payload":{"Authorization":"busy"}`: websocket.StatusTryAgainLater} {
		c, _, err := s.dial(t, nil)
		if err != nil {
			t.Fatal(err)
		}
		c.say(`{"type":"connection_init"` + payload + `}`)
		c.closedAs(code)
	}
	for _, payload := range []string{`{"authorization":"ann"}`, `{"headers":{"Authorization":"bob"}}`} {
		c := s.initialised(t, `,"payload":`+payload)
		c.say(`{"id":"a","type":"subscribe","payload":{"query":"s"}}`)
		c.hears(`{"id":"a","type":"next","payload":{"data":{"mine":{"n":1}}}}`)
		c.say(`{"id":"b","type":"subscribe","payload":{"query":"s"}}`) // The connection has the other place.
		c.hears(`{"id":"b","type":"error","payload":[{"message":"A caller may have 2 subscriptions at once.","extensions":{"amount":3,"code":"RATE_LIMITED","limit":2,"retryAfter":10}}]}`)
		_ = c.CloseNow()
	}
}

func TestPagesOfOtherOriginsOpenNoConnection(t *testing.T) {
	s := newLiveServer(t, nil)
	if _, response, err := s.dial(t, http.Header{"Origin": {"https://evil.example"}}); err == nil || response.StatusCode != 403 {
		t.Errorf("a page of another origin is let in: %v", err)
	}
	if _, _, err := s.dial(t, http.Header{"Origin": {s.URL}}); err != nil {
		t.Errorf("a page of the gateway's own is not: %v", err)
	}
	allow, err := edge.CORS([]string{"https://app.example"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	open := newLiveServer(t, nil)
	allowing := httptest.NewServer(allow(open.Config.Handler))
	t.Cleanup(func() {
		open.hub.Close()
		allowing.Close()
	})
	s.URL = allowing.URL
	if _, _, err := s.dial(t, http.Header{"Origin": {"https://app.example"}}); err != nil {
		t.Errorf("a page that is allowed is not: %v", err)
	}
	if _, response, err := s.dial(t, http.Header{"Origin": {"https://evil.example"}}); err == nil || response.StatusCode != 403 {
		t.Errorf("a page of another origin is let in beside it: %v", err)
	}
}
