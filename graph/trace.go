package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream"
)

// TraceExtension is the name of the extension under which an answer has its Trace. It is for the edge to send or to drop.
const TraceExtension = "gateway"

// Trace tells how an answer came about.
type Trace struct {
	Milliseconds float64      `json:"milliseconds"` // since the operation began
	Queries      int          `json:"queries"`      // that the fields asked
	Merged       int          `json:"merged"`       // of them, that needed no question of their own
	Calls        int          `json:"calls"`        // of the endpoint, each try counted
	Fields       []FieldTrace `json:"fields"`

	maxAge time.Duration
}

// MaxAge is how long the answer stays as it is: as long as all the answers that it is made of are fresh. It is 0 if one of
// them is not or is missing, and if there are none.
func (t Trace) MaxAge() time.Duration { return t.maxAge }

// Age is how long ago the endpoint gave the oldest of the answers that the answer is made of; 0 if there are none.
func (t Trace) Age() time.Duration {
	age := 0.0
	for _, f := range t.Fields {
		age = max(age, f.Age)
	}
	return time.Duration(age * float64(time.Second))
}

// FieldTrace tells where the answer of a query comes from.
type FieldTrace struct {
	Path  string  `json:"path"`
	Cache string  `json:"cache"` // hit, shared, derived, miss, stale or stale-if-error; failed if there is none
	Age   float64 `json:"age"`   // seconds since the endpoint answered

	Derived    string `json:"derived,omitempty"`    // how the answer follows from another
	NotDerived string `json:"notDerived,omitempty"` // why an answer that was asked for does not follow from one that is kept
}

// ServerTiming is the trace as the header of that name, https://www.w3.org/TR/server-timing/.
func (t Trace) ServerTiming() string {
	var b strings.Builder
	fmt.Fprintf(&b, `gateway;dur=%.3f, queries;desc="%d", merged;desc="%d", calls;desc="%d"`, t.Milliseconds, t.Queries, t.Merged, t.Calls)
	for _, f := range t.Fields {
		fmt.Fprintf(&b, `, %s;desc="%s"`, f.Path, f.Cache)
	}
	return b.String()
}

// trace collects what a Trace tells.
type trace struct {
	clock func() time.Time
	start time.Time

	mu     sync.Mutex
	fields []FieldTrace
	fresh  time.Time // until when all the answers are; zero if one is missing
}

// answered notes an answer for the field of the context.
func (t *trace) answered(ctx context.Context, a *upstream.Answer) {
	f := FieldTrace{
		Path:  pathOf(graphql.GetFieldContext(ctx)),
		Cache: a.Cache.String(),
		Age:   max(0, t.clock().Sub(a.At)).Round(time.Millisecond).Seconds(),

		Derived: a.Derived, NotDerived: a.Reason,
	}
	t.add(f, a.Fresh)
}

// failed notes that there is no answer for the field of the context.
func (t *trace) failed(ctx context.Context) {
	t.add(FieldTrace{Path: pathOf(graphql.GetFieldContext(ctx)), Cache: "failed"}, time.Time{})
}

// pathOf is the path of a field that no list is above.
func pathOf(f *graphql.FieldContext) string {
	if f.Parent == nil || f.Parent.Field.Field == nil {
		return f.Field.Alias
	}
	return pathOf(f.Parent) + "." + f.Field.Alias
}

func (t *trace) add(f FieldTrace, fresh time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.fields) == 0 || fresh.Before(t.fresh) {
		t.fresh = fresh
	}
	t.fields = append(t.fields, f)
}

func (t *trace) report(asked, calls int) Trace {
	t.mu.Lock()
	defer t.mu.Unlock()
	fields := append([]FieldTrace{}, t.fields...)
	slices.SortFunc(fields, func(a, b FieldTrace) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Cache, b.Cache)) })
	now := t.clock()
	return Trace{
		Milliseconds: float64(now.Sub(t.start).Microseconds()) / 1000,
		Queries:      len(fields),
		Merged:       max(0, len(fields)-asked),
		Calls:        calls,
		Fields:       fields,
		maxAge:       max(0, t.fresh.Sub(now)),
	}
}
