package main

import (
	"errors"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"sync/atomic"
	"time"
)

// sandboxLatency is how long the sandbox takes for a call, as the service does.
const sandboxLatency = 300 * time.Millisecond

// sandboxKey is the key that the sandbox's endpoint takes.
const sandboxKey = "sandbox"

var ownEndpoint = regexp.MustCompile(`own endpoint is (http://[^ ,]+)`)

// sandbox runs a gateway for the sake of its sandbox, and gives the address of that one's endpoint.
func (b bench) sandbox() (*process, *url.URL, error) {
	p, err := b.start("gateway", "--listen", "127.0.0.1:0", "--sandbox", "--sandbox-latency", sandboxLatency.String())
	if err != nil {
		return nil, nil, err
	}
	for {
		line, err := p.out.ReadString('\n')
		if found := ownEndpoint.FindStringSubmatch(line); found != nil {
			address, err := url.Parse(found[1])
			return p, address, err
		}
		if err != nil {
			p.stop()
			return nil, nil, errors.New("the sandbox does not say where its endpoint is")
		}
	}
}

// meter passes calls on to an endpoint, and counts them and the bytes of their answers.
type meter struct {
	http.Server
	address      string
	calls, bytes atomic.Int64
}

func newMeter(endpoint *url.URL) (*meter, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &meter{address: "http://" + listener.Addr().String()}
	forward := httputil.NewSingleHostReverseProxy(endpoint)
	m.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.calls.Add(1)
		forward.ServeHTTP(&counted{w, &m.bytes}, r)
	})
	go func() { _ = m.Serve(listener) }() // It ends when the meter is closed.
	return m, nil
}

// counted counts the bytes that are written.
type counted struct {
	http.ResponseWriter
	bytes *atomic.Int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.bytes.Add(int64(n))
	return n, err
}

// contender is a gateway over a meter of its own.
type contender struct {
	gateway *process
	meter   *meter
}

// The contenders of a session: the gateway with its defaults, without deriving, and with a token and a policy for its callers.
const contenders = 3

var contenderNames = [contenders]string{"deriving", "`--derive=false`", "deriving, with a token and a policy"}

// contenders are the gateways that answer a session, over the same endpoint.
func (b bench) contenders(endpoint *url.URL) (all [contenders]contender, stop func(), err error) {
	stop = func() {
		for _, c := range all {
			if c.gateway != nil {
				c.gateway.stop()
			}
			if c.meter != nil {
				_ = c.meter.Close()
			}
		}
	}
	for i, start := range [contenders]func(address string, arguments ...string) (*process, error){
		b.gateway, func(address string, arguments ...string) (*process, error) {
			return b.gateway(address, append(arguments, underived)...)
		}, b.guarded,
	} {
		if all[i].meter, err = newMeter(endpoint); err != nil {
			return all, stop, err
		}
		if all[i].gateway, err = start(all[i].meter.address, "--trace=true"); err != nil {
			return all, stop, err
		}
	}
	return all, stop, nil
}
