// Package sandbox stands in for the analytics endpoint POST /query/conversations:
// an http.Handler over an embedded SQL engine, so that the gateway can be run and
// tested without a key, a network or anybody's data.
//
// It is a second reading of the endpoint's contract and shares no code with the
// client on purpose: a misreading on one side must not be hidden by the same
// misreading on the other. It therefore imports no package of this module.
//
// A request takes one way through the files: handler.go (HTTP) → request.go, and
// predicate.go for its where (decode and check) → statement.go and groups.go (to SQL,
// every value bound) → answer.go (run and write). schema.go says how the rows lie in
// the engine, load.go and generate.go where they come from.
package sandbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// The two keys that the sandbox knows. Any other is answered 401.
const (
	// ReadKey is the key of an API integration: it may query.
	ReadKey = "sandbox"
	// WriteOnlyKey is the key of a Web integration: it is answered 403.
	WriteOnlyKey = "sandbox-web"
)

const (
	defaultConversations = 20_000
	defaultPageSize      = 1_000
	maxConversations     = 1_000_000
)

// Options say what the sandbox serves and how well it behaves. The zero value works.
type Options struct {
	// Seed decides the generated conversations and which requests fail.
	Seed uint64
	// Conversations is how many to generate; 20,000 if zero, at most 1,000,000.
	Conversations int
	// Now is the end of the generated window of 180 days; the present if zero.
	Now time.Time
	// Data is read instead of generating: JSON Lines, one [Conversation] a line.
	Data io.Reader
	// PageSize is the most rows in one answer; 1,000 if zero.
	PageSize int
	// Latency passes before each answer.
	Latency time.Duration
	// Faults is the share of requests, from 0 to 1, that fail as services do.
	Faults float64
}

func (o Options) withDefaults() (Options, error) {
	if o.Conversations == 0 {
		o.Conversations = defaultConversations
	}
	if o.PageSize == 0 {
		o.PageSize = defaultPageSize
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	o.Now = o.Now.UTC()
	switch {
	case o.Conversations < 0 || o.Conversations > maxConversations:
		return o, fmt.Errorf("sandbox: Conversations is %d, not within 0 to %d", o.Conversations, maxConversations)
	case o.PageSize < 0:
		return o, fmt.Errorf("sandbox: PageSize is %d, below 0", o.PageSize)
	case o.Latency < 0:
		return o, fmt.Errorf("sandbox: Latency is %v, below 0", o.Latency)
	case !(o.Faults >= 0 && o.Faults <= 1):
		return o, fmt.Errorf("sandbox: Faults is %v, not within 0 to 1", o.Faults)
	case o.Now.Year() < 1971 || o.Now.Year() > 9999:
		return o, fmt.Errorf("sandbox: Now is %v, not within the years 1971 to 9999", o.Now)
	}
	return o, nil
}

// Sandbox is the stand-in. It is safe for many requests at once, and any number of
// them may live in one process.
type Sandbox struct {
	options  Options
	db       *sql.DB
	keeper   *sql.Conn // the database lives only while a connection to it does
	summary  Summary
	requests atomic.Uint64
}

var _ http.Handler = (*Sandbox)(nil)

// New loads the conversations and answers from then on. It fails on options out of
// range and on data that is not as the endpoint would send it, naming the line.
func New(ctx context.Context, o Options) (*Sandbox, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	db, err := openEngine()
	if err != nil {
		return nil, fmt.Errorf("sandbox: opening the engine: %w", err)
	}
	s := &Sandbox{options: o, db: db}
	if s.keeper, err = db.Conn(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox: connecting to the engine: %w", err), db.Close())
	}
	rows := generated(o)
	if o.Data != nil {
		rows = readLines(o.Data)
	}
	if err := load(ctx, s.keeper, rows); err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox: %w", err), s.Close())
	}
	if s.summary, err = summarize(ctx, s.keeper); err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox: %w", err), s.Close())
	}
	return s, nil
}

// Close lets go of the engine and its data. Requests after it are answered 500.
func (s *Sandbox) Close() error {
	return errors.Join(s.keeper.Close(), s.db.Close())
}
