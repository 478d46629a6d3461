package upstream

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/endpoint"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// source gives the pages of one tenant: from memory, from the shared store, or from the endpoint.
type source struct {
	*Client
	tenant *tenant
}

// page answers one query with what one call of the endpoint gives, or gave not long ago.
func (s source) page(ctx context.Context, q query.Query) (page, error) {
	key := s.tenant.key(q)
	p, err := s.findPage(ctx, key, q)
	if err == nil {
		err = s.hold(ctx, p.Rows)
	}
	if err != nil {
		return page{}, err
	}
	p.key, p.fresh = key, s.freshUntil(q, p.at)
	s.options.Observer.Page(p.state)
	return p, nil
}

func (s source) findPage(ctx context.Context, key store.Key, q query.Query) (page, error) {
	have, ok := s.memory.Get(key)
	if ok && have.err != nil {
		return page{}, have.err
	}
	fresh, age := s.lifetime(ctx, q, have.at), s.options.Clock().Sub(have.at)
	switch {
	case ok && age < fresh:
		return have.page(Hit), nil
	case ok && age < fresh+s.staleFor(ctx):
		s.refresh(ctx, key, q)
		return have.page(Stale), nil
	}
	p, err := s.flights.Do(ctx, key, askedAfter(ctx), s.filling(key, q))
	if err == nil {
		return p, nil
	}
	err = asError(ctx, err)
	// An asker whose time is up, for the endpoint was silent, is served as well; one that has left is not.
	if ok && age < fresh+s.options.Cache.StaleIfError && isOutage(err) && !errors.Is(ctx.Err(), context.Canceled) {
		return have.page(StaleIfError), nil
	}
	return page{}, err
}

// hold takes the bytes of rows for whoever has asked for them: they may not be kept any more while they are used.
func (s source) hold(ctx context.Context, rows *query.Rows) error {
	if s.options.Held == nil {
		return nil
	}
	return endpoint.Hold(ctx, s.options.Held(ctx), rows.Bytes())
}

// refresh begins to ask a query anew, unless that is under way.
func (s source) refresh(ctx context.Context, key store.Key, q query.Query) {
	s.flights.Start(ctx, key, s.filling(key, q))
}

func (s source) filling(key store.Key, q query.Query) func(context.Context) (page, error) {
	return func(ctx context.Context) (page, error) {
		if s.options.Lease == nil {
			return s.fill(ctx, key, q)
		}
		lease := s.options.Lease()
		defer lease.End()
		return s.fill(endpoint.Within(ctx, lease), key, q)
	}
}

// fill asks the endpoint, or the store that gateways share, and keeps the answer. Errors are not kept, but that a query
// cannot be processed. If the key is not accepted, nothing is kept of what it was answered before.
func (s source) fill(ctx context.Context, key store.Key, q query.Query) (page, error) {
	// Between the look into the cache and this call another may have ended.
	switch have, ok := s.memory.Get(key); {
	case ok && have.err != nil:
		return page{}, have.err
	case ok && s.options.Clock().Sub(have.at) < s.lifetime(ctx, q, have.at):
		return have.page(Hit), nil
	}
	body := q.Body()
	var p page
	var err error
	if s.tenant.shared == nil {
		p, err = s.ask(ctx, q, body)
	} else {
		p, err = s.askShared(ctx, q, body, s.sharedFor(ctx, q))
	}
	if err != nil {
		var refusal *query.Error
		if !errors.As(err, &refusal) {
			return page{}, err
		}
		switch refusal.Status {
		case http.StatusUnprocessableEntity:
			s.memory.Set(key, entry{err: refusal})
		case http.StatusUnauthorized, http.StatusForbidden:
			if q.Names == "" || refusal.Status == http.StatusUnauthorized { // A key that may not list names may yet read.
				s.tenant.refused(key)
			}
		}
		return page{}, err
	}
	if p.PageSize > 0 {
		s.tenant.pageSize.Store(int64(p.PageSize))
	}
	if !s.options.Derive || !q.Aggregates() || len(q.After) > 0 || len(body) > mostIndexed {
		body = nil // Nothing follows from it.
	}
	s.memory.Set(key, newEntry(p.Rows, p.at, body))
	s.tenants.answered(s.tenant)
	return p, nil
}

func (s source) ask(ctx context.Context, q query.Query, body []byte) (page, error) {
	answer, err := s.tenant.Call(ctx, q, body)
	if err != nil {
		return page{}, err
	}
	rows, err := s.decode(ctx, q, answer)
	s.tenant.Release(answer)
	return page{Rows: rows, state: Miss, at: s.options.Clock()}, err
}

// decode reads an answer. Averages become sums over counts, so that one that is asked and one that is derived are equal to the last
// bit, unless the endpoint means something else by them.
func (s source) decode(ctx context.Context, q query.Query, body []byte) (*query.Rows, error) {
	rows, err := s.tenant.Decode(ctx, q, body)
	if err != nil || !s.options.Derive || s.tenant.ownAverages.Load() {
		return rows, err
	}
	rows, agree := derive.RecomputeAverages(rows)
	if !agree && s.tenant.ownAverages.CompareAndSwap(false, true) {
		s.options.Logger.Warn("The endpoint's averages differ from its sums divided by its counts. The gateway returns averages unchanged and does not derive them.")
	}
	return rows, nil
}

// askShared reads what another gateway has stored, or asks and stores. What is stored and cannot be read is asked for.
func (s source) askShared(ctx context.Context, q query.Query, body []byte, fresh time.Duration) (page, error) {
	asked := false
	var p page
	answer, at, err := s.tenant.shared.LoadOrDerive(ctx, s.tenant.sharedKey(q), fresh, s.hints(ctx, q, body, &p), func(ctx context.Context) (answer []byte, err error) {
		asked = true
		if answer, err = s.tenant.Call(ctx, q, body); err != nil {
			return nil, err
		}
		p.Rows, err = s.decode(ctx, q, answer)
		return answer, err
	})
	switch {
	case err != nil:
		return page{}, err
	case asked:
		p.state, p.at = Miss, at
		return p, nil
	case p.Rows != nil: // It was derived.
		return p, nil
	}
	if p.Rows, err = s.decode(ctx, q, answer); err != nil {
		return s.ask(ctx, q, body)
	}
	p.state, p.at = SharedHit, at
	return p, nil
}

// isOutage says whether an error is of the endpoint's or of the way to it, and not of the query.
func isOutage(err error) bool {
	e, ok := errors.AsType[*query.Error](err)
	if !ok {
		return false
	}
	switch e.Failure {
	case query.Unavailable, query.Timeout, query.RateLimited, query.InvalidResponse, query.Overloaded:
		return true
	default:
		return false
	}
}

// peek is what is kept of a query and the state of it, if it is an answer that may be served.
func (s source) peek(ctx context.Context, q query.Query) (have entry, state CacheState, ok bool) {
	have, ok = s.memory.Get(s.tenant.key(q))
	if !ok || have.err != nil {
		return entry{}, Miss, false
	}
	switch age, fresh := s.options.Clock().Sub(have.at), s.lifetime(ctx, q, have.at); {
	case age < fresh:
		return have, Hit, true
	case age < fresh+s.staleFor(ctx):
		return have, Stale, true
	default:
		return entry{}, Miss, false
	}
}

// served is to follow a peek at a page that is then served.
func (s source) served(ctx context.Context, q query.Query, p page) {
	if p.state == Stale {
		s.refresh(ctx, s.tenant.key(q), q)
	}
	s.options.Observer.Page(p.state)
}
