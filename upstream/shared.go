package upstream

import (
	"context"

	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// What another gateway has asked is derived from as what this one keeps: beside an answer that is whole its question is stored,
// where those find it from whose filter it may be reached.

// hints are those that the query's page may follow from, and the one that it leaves if it is asked and whole. What is derived,
// or asked, is in the page.
func (s source) hints(ctx context.Context, q query.Query, body []byte, p *page) store.Hints {
	wanted := s.question(q)
	if wanted == nil {
		return store.Hints{}
	}
	return store.Hints{
		Under: wanted.FilterHashes(),
		Leave: func() *store.Hint {
			if p.Rows == nil || p.Partial() {
				return nil
			}
			return &store.Hint{Under: wanted.FilterHashes()[0], Text: string(body)}
		},
		Derive: func(hints []string, read store.ReadEntry) bool {
			for _, text := range hints {
				known, err := query.Parse([]byte(text))
				if err != nil {
					continue
				}
				question := s.question(known)
				if question == nil {
					continue
				}
				if plan, reason := derive.Derive(wanted, question); reason == derive.Derivable {
					return s.follow(ctx, q, known, plan, read, p) // One is read at most.
				}
			}
			return false
		},
	}
}

// follow derives the page of a query from what is stored of another, if that is fresh and whole.
func (s source) follow(ctx context.Context, q, known query.Query, plan *derive.Plan, read store.ReadEntry, p *page) bool {
	body, at, ok := read(s.tenant.sharedKey(known))
	if !ok || s.options.Clock().Sub(at) >= s.lifetime(ctx, q, at) {
		return false
	}
	from, err := s.decode(ctx, known, body)
	if err != nil || from.Partial() {
		return false
	}
	rows, reason := plan.Apply(from)
	if reason != derive.Derivable {
		return false
	}
	*p = page{Rows: rows, state: Derived, at: at, derived: plan.String()}
	return true
}
