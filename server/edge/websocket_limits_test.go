package edge_test

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/server/live"
)

// The limits that a connection has by default.
const (
	initTimeout    = 10 * time.Second
	idleConnection = 2 * time.Minute
	beat           = 15 * time.Second
	writeTimeout   = 30 * time.Second
)

// inMemory is a listener for one connection without a network, so that a bubble's clock is the only one.
type inMemory chan net.Conn

func (l inMemory) Accept() (net.Conn, error) {
	if c, ok := <-l; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (inMemory) Close() error   { return nil }
func (inMemory) Addr() net.Addr { return new(net.TCPAddr) }

// timed is a connection of a client's in a bubble, and the places that are taken.
type timed struct {
	socket
	began  time.Time
	places *atomic.Int64
	pings  *atomic.Int64
}

// inBubble opens a connection, whose client answers pings as long as it may.
func inBubble(t *testing.T, answersPings bool, test func(timed)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		places, pings := new(atomic.Int64), new(atomic.Int64)
		hub := live.NewHub(live.Options{Taken: func(n int) { places.Store(int64(n)) }})
		listener := make(inMemory, 1)
		server := &http.Server{Handler: edge.New(edge.Options{Executor: &watched{}, Live: edge.Live{Of: subscriptionOf, Hub: hub}})}
		go func() { _ = server.Serve(listener) }()
		dial := func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			listener <- there
			return here, nil
		}
		c, _, err := websocket.Dial(t.Context(), "http://gateway/", &websocket.DialOptions{
			Subprotocols: []string{"graphql-transport-ws"}, HTTPClient: &http.Client{Transport: &http.Transport{DialContext: dial}},
			OnPingReceived: func(context.Context, []byte) bool { pings.Add(1); return answersPings },
		})
		if err != nil {
			t.Fatal(err)
		}
		test(timed{socket{t, c}, time.Now(), places, pings})
		_ = c.CloseNow()
		hub.Close()
		if err := hub.Wait(t.Context()); err != nil {
			t.Error(err)
		}
		close(listener)
		_ = server.Close()
	})
}

// endsAfter reads nothing but the end of the connection, which comes after a time and leaves its place. A code of -1 is an end without a word.
func (c timed) endsAfter(want time.Duration, code websocket.StatusCode) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), time.Hour) // of one that never ends
	defer cancel()
	_, got, err := c.Read(ctx)
	if took := time.Since(c.began); err == nil || websocket.CloseStatus(err) != code || took != want {
		c.Errorf("after %v it hears %s %v, and not after %v the end %d", took, got, err, want, code)
	}
	synctest.Wait()
	if n := c.places.Load(); n != 0 {
		c.Errorf("%d places are still taken", n)
	}
}

func TestAConnectionThatDoesNotSayWhoItIsEnds(t *testing.T) {
	inBubble(t, true, func(c timed) { c.endsAfter(initTimeout, 4408) })
}

func TestAConnectionWithoutOperationsEnds(t *testing.T) {
	inBubble(t, true, func(c timed) {
		time.Sleep(initTimeout - time.Second)
		c.say(`{"type":"connection_init"}`)
		c.hears(`{"type":"connection_ack"}`)
		c.endsAfter(initTimeout-time.Second+idleConnection, websocket.StatusNormalClosure)
		if n := c.pings.Load(); n != 8 {
			t.Errorf("it was asked %d times whether it is there", n)
		}
	})
}

// The time without operations begins with the end of the last one.
func TestAConnectionWithAnOperationGoesOn(t *testing.T) {
	inBubble(t, true, func(c timed) {
		c.say(`{"type":"connection_init"}`)
		c.hears(`{"type":"connection_ack"}`)
		c.say(`{"id":"a","type":"subscribe","payload":{"query":"s"}}`)
		c.hears(`{"id":"a","type":"next","payload":{"data":null}}`)
		time.AfterFunc(2*idleConnection+time.Second, func() { c.say(`{"id":"a","type":"complete"}`) })
		c.endsAfter(3*idleConnection+time.Second, websocket.StatusNormalClosure)
	})
}

func TestAConnectionThatAnswersNoPingEnds(t *testing.T) {
	inBubble(t, false, func(c timed) {
		c.say(`{"type":"connection_init"}`)
		c.hears(`{"type":"connection_ack"}`)
		c.say(`{"id":"a","type":"subscribe","payload":{"query":"s"}}`)
		c.hears(`{"id":"a","type":"next","payload":{"data":null}}`)
		c.endsAfter(beat+writeTimeout, -1)
		if n := c.pings.Load(); n != 1 {
			t.Errorf("it was asked %d times whether it is there", n)
		}
	})
}
