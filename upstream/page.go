package upstream

import (
	"context"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The endpoint has no pages to turn. What it holds back is asked for by conditions: on the order and the identifier of a
// list, on the keys of groups. Every such page is a query of its own, and cached as one.

// reader reads queries to their end.
type reader struct {
	source
	usable func(at time.Time) bool // not nil: nobody is asked, and pages that were answered at such a time are used
}

// read answers a query over as many pages as it takes, up to the client's most, within the client's time.
func (r reader) read(ctx context.Context, q query.Query) (*Answer, error) {
	if q.Where.Nothing() {
		now := r.options.Clock()
		return &Answer{Rows: query.EmptyRows(q), At: now, Fresh: r.freshUntil(q, now)}, nil
	}
	end := time.Now().Add(r.options.Timeout)
	if len(q.GroupBy) > 0 {
		return r.readGroups(ctx, q, end)
	}
	first, err := r.begin(ctx, q) // in no more time than one call has, which is the client's
	if err != nil {
		return nil, err
	}
	if !first.Partial() {
		return assemble([]page{first}), nil
	}
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	if first.Len() < q.First && !q.SelectsOrder() {
		// To go on behind a row its place has to be known.
		q.Select = slices.Clip(q.Select)
		for _, o := range q.OrderBy {
			q.Select = query.Union(q.Select, o.By)
		}
		return r.read(ctx, q)
	}
	pages, err := r.readOn(ctx, q, first, q.First)
	if err != nil {
		return nil, err
	}
	return assemble(pages), nil
}

// begin is the page that an answer begins on. Of a list behind a place it is the rest of the page that the place is on, if
// that one can be reached over pages at hand.
func (r reader) begin(ctx context.Context, q query.Query) (page, error) {
	at := q
	at.After = nil
	for read := 0; len(q.After) > 0 && read < r.options.MaxPages; read++ {
		have, state, ok := r.peek(ctx, at)
		if !ok {
			break
		}
		p := have.page(state)
		if p.Len() == 0 {
			break
		}
		p.fresh = r.freshUntil(at, p.at)
		row := p.Find(q.OrderBy, q.After)
		if row == p.Len()-1 && p.Partial() {
			break // What follows is on the next page, which is that of q.
		}
		if row >= 0 {
			r.served(ctx, at, p)
			p.Rows = p.From(row + 1)
			return p, nil
		}
		next, err := p.Place(q.OrderBy, p.Len()-1)
		if err != nil {
			break // The page is of no use here.
		}
		at.After = next
	}
	return r.page(ctx, q)
}

// readOn reads the pages behind a first one, until there are enough rows.
func (r reader) readOn(ctx context.Context, q query.Query, first page, enough int) ([]page, error) {
	pages, have := []page{first}, first.Len()
	seen := make(map[string]bool)
	for last := first; last.Partial() && have < enough && last.Len() > 0 && len(q.OrderBy) > 0 && len(pages) < r.options.MaxPages; {
		after, err := last.Place(q.OrderBy, last.Len()-1)
		if err != nil {
			return nil, err
		}
		if err := last.Note(q.OrderBy, seen); err != nil {
			return nil, err
		}
		if q.After = after; q.Filter().Nothing() {
			break // Nothing can come behind, whatever the endpoint says.
		}
		if last, err = r.page(ctx, q); err != nil {
			return nil, err
		}
		pages = append(pages, last)
		have += last.Len()
	}
	if len(pages) > 1 {
		if err := pages[len(pages)-1].Note(q.OrderBy, seen); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// assemble makes one answer of pages that follow one another.
func assemble(pages []page) *Answer {
	a := &Answer{Rows: pages[0].Rows, Cache: pages[0].state, At: pages[0].at, Fresh: pages[0].fresh, Derived: pages[0].derived, key: pages[0].key, pages: len(pages)}
	if len(pages) == 1 {
		return a
	}
	rows := make([]*query.Rows, len(pages))
	for i, p := range pages {
		rows[i] = p.Rows
		a.Cache = max(a.Cache, p.state)
		if p.at.Before(a.At) {
			a.At = p.at
		}
		if p.fresh.Before(a.Fresh) {
			a.Fresh = p.fresh
		}
	}
	a.Rows = query.Concat(rows)
	return a
}
