package upstream

import (
	"context"
	"net/http"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// account is what a client keeps of an access key. Nothing of two accounts is shared: not an answer in either cache, not a
// call in flight, nor what the endpoint bears.
type account struct {
	*Client
	key     string
	own     bool           // whether the key is the caller's own
	headers http.Header    // of its calls; read only
	tag     accountTag     // stands for the account where the key must not stand
	shared  *sharedAccount // nil: none
	guard   *guard
}

// accountTag is a keyed hash of the endpoint's address, with the access key as its key: it cannot be turned back.
type accountTag [16]byte

// The accounts kept: a caller who makes up keys must not fill the memory. One that has to make room, or was not used for
// a while, loses what its guard knows, and nothing else.
const (
	accountsKept = 1000
	accountKept  = 10 * time.Minute
)

// holder is who an account is of: a key, as the gateway's or as a caller's own.
type holder struct {
	key string
	own bool
}

func newAccounts() *otter.Cache[holder, *account] {
	return otter.Must(&otter.Options[holder, *account]{
		MaximumSize:      accountsKept,
		ExpiryCalculator: otter.ExpiryAccessing[holder, *account](accountKept),
		OnDeletion:       func(e otter.DeletionEvent[holder, *account]) { e.Value.guard.breaker.forget() },
	})
}

// account is the account of a key.
func (c *Client) account(key string, own bool) *account {
	of := holder{key, own}
	if a, ok := c.accounts.GetIfPresent(of); ok {
		return a
	}
	a, _ := c.accounts.ComputeIfAbsent(of, func() (*account, bool) {
		text := "the scope of a cached answer of " + c.options.URL
		if own {
			text += " for a caller with a key of his own"
		}
		a := &account{Client: c, key: key, own: own, headers: headers(key), guard: newGuard(c.guardOptions())}
		copy(a.tag[:], keyedHash(key, text))
		if c.shared != nil {
			a.shared = c.shared.of(keyedHash(key, "the authenticity of a shared answer"))
		}
		return a, false
	})
	return a
}

func (c *Client) guardOptions() guardOptions {
	o := c.options
	return guardOptions{
		Tries:      o.Tries,
		TryTimeout: o.Timeout / time.Duration(o.Tries),
		Observe: guardObserver{
			Try: func(err *query.Error, took time.Duration) {
				outcome := "ok"
				if err != nil {
					outcome = err.Failure.String()
				}
				o.Observer.Call(outcome, took)
			},
			Retry:   o.Observer.Retry,
			Breaker: o.Observer.Breaker,
		},
	}
}

// rows answers a query that is the account's to ask. Its errors are *Error.
func (a *account) rows(ctx context.Context, q query.Query) (answer *Answer, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			answer, err = nil, panicked(cause)
		}
	}()
	return a.read(ctx, q)
}

// Session asks on behalf of a scope. It is safe for use by several goroutines.
type Session struct {
	account *account
	scope   Scope
}

// For begins a session. It costs little: one for each request is right.
func (c *Client) For(s Scope) *Session { return &Session{c.account(s.Key, s.Own), s} }

// Rows answers a query by itself, with no rows but those that the caller may see. Its errors are *Error: Forbidden if the
// query uses what the caller may not read. A query that can match nothing is answered without asking.
func (s *Session) Rows(ctx context.Context, q query.Query) (*Answer, error) {
	q, err := s.scope.narrow(q)
	if err != nil {
		return nil, err
	}
	return s.account.rows(ctx, q)
}
