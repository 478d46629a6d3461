package access

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"
)

// How the address of keys is asked.
const (
	jwksFresh   = 5 * time.Minute  // how long keys are used before they are fetched again
	jwksPause   = 30 * time.Second // how long after one call the next may be made, whatever tokens come
	jwksHaste   = time.Second      // the same, while there are no keys at all
	jwksTimeout = 5 * time.Second
	jwksSize    = 256 << 10 // bytes of an answer
)

// jwks are keys that are fetched from an address when a token needs them: the first time, when they are no longer fresh,
// and when one bears a kid that is not among them, as after a rotation. The calls have a pause between them, so that made
// up kids cannot hammer the address. While it fails, the keys that it last gave stay.
type jwks struct {
	url    string
	client *http.Client
	clock  func() time.Time
	log    *slog.Logger
	told   func(good bool, at time.Time)

	mu     sync.Mutex
	keys   []verificationKey // nil: none yet
	got    time.Time         // when they came
	asked  time.Time         // when the last call began
	failed bool              // whether the last call failed
	call   chan struct{}     // closed when the call under way ends; nil: there is none
}

// CheckJWKSURL says whether keys may be fetched from an address: over https, or http on the loopback. Who can change the
// answer can sign tokens.
func CheckJWKSURL(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	if _, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

func newJWKS(o Options) (*jwks, error) {
	if !CheckJWKSURL(o.Tokens.JWKSURL) {
		return nil, errors.New("the address of keys is not one of https")
	}
	transport := o.Transport
	if transport == nil {
		transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: jwksTimeout,
			IdleConnTimeout:     time.Minute,
			ForceAttemptHTTP2:   true,
		}
	}
	return &jwks{
		url: o.Tokens.JWKSURL,
		client: &http.Client{
			Transport: transport,
			Timeout:   jwksTimeout,
			// Another address has not been checked, and a redirect to it may be unencrypted.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		clock: o.Clock,
		log:   o.Logger,
		told:  o.Fetched,
	}, nil
}

// keysFor are the keys to check a token of a kid with, or of none. They are fetched if need be, and waited for, as long as
// the context lasts. It fails while there are none.
func (j *jwks) keysFor(ctx context.Context, id string) ([]verificationKey, bool) {
	if call := j.callFor(id); call != nil {
		select {
		case <-call:
		case <-ctx.Done():
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.keys, j.keys != nil
}

// callFor is the call to wait for before a token of a kid can be checked; nil if there is none. It begins one if need be.
func (j *jwks) callFor(id string) chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.clock()
	known := j.keys != nil && (id == "" || slices.ContainsFunc(j.keys, func(k verificationKey) bool { return k.id == id || k.id == "" }))
	if known && now.Sub(j.got) < jwksFresh {
		return nil
	}
	pause := jwksPause
	if j.keys == nil {
		pause = jwksHaste
	}
	if j.call == nil && (j.asked.IsZero() || now.Sub(j.asked) >= pause) {
		j.asked, j.call = now, make(chan struct{})
		go j.fetch(j.call)
	}
	if known && j.failed {
		return nil // There are keys that may well do; do not make everybody wait for an address that does not answer.
	}
	return j.call
}

// fetch makes a call, which nobody's leaving ends, and takes in the keys.
func (j *jwks) fetch(call chan struct{}) {
	keys, err := j.get()
	j.told(err == nil, j.clock())
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.failed = err != nil; j.failed {
		j.log.Warn("the JWK set cannot be fetched; the current keys stay in use", "keys", len(j.keys), "error", err)
	} else {
		j.keys, j.got = keys, j.clock()
	}
	j.call = nil
	close(call)
}

func (j *jwks) get() (keys []verificationKey, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, j.url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/jwk-set+json, application/json")
	answer, err := j.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the status is %d", answer.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, jwksSize+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > jwksSize:
		return nil, fmt.Errorf("the answer is larger than %d bytes", jwksSize)
	}
	return readJWKS(text, false)
}
