package upstream

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/sync/errgroup"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// maxIsolated is how many metrics of one total are asked for one by one.
const maxIsolated = 8

// isolateFailing answers a total that the endpoint refuses: it refuses all of it for one metric that it cannot compute of these values.
// The metrics that can be computed of any values are asked for again, and the others one by one; what is refused then is an
// error of its own. It gives nothing where the refusal is of something else. At most 1 + mostApart calls are made.
func (s *Session) isolateFailing(ctx context.Context, q query.Query, refusal error) *Answer {
	if !isUnprocessable(refusal) || !q.Aggregates() || len(q.GroupBy) > 0 {
		return nil
	}
	var doubtful []query.Selection
	rest := q
	rest.Select = nil
	for _, m := range q.Select {
		if m.Computes() {
			doubtful = append(doubtful, m)
		} else {
			rest.Select = append(rest.Select, m)
		}
	}
	if len(doubtful) == 0 || len(doubtful) > maxIsolated {
		return nil
	}
	if len(rest.Select) == 0 {
		rest.Select = []query.Selection{{Function: query.Count}} // Whether it is the metrics that are refused.
	}
	all, err := s.reader.read(ctx, rest)
	if err != nil || all.Len() != 1 {
		return nil
	}
	answers, failures := make([]*Answer, len(doubtful)), make([]error, len(doubtful))
	if len(doubtful) == 1 { // No other has been left out.
		failures[0] = refusal
	} else {
		var calls errgroup.Group
		for i, m := range doubtful {
			calls.Go(func() error {
				one := q
				one.Select = []query.Selection{m}
				answers[i], failures[i] = s.reader.read(ctx, one)
				return nil // Each metric has its own error.
			})
		}
		_ = calls.Wait()
	}
	together := *all
	for i, m := range doubtful {
		a := answers[i]
		if failures[i] != nil || a.Len() != 1 {
			together.Rows = together.Failing(m, s.metricError(ctx, m, failures[i]))
			continue
		}
		together.Rows = together.Beside(m, a.Rows)
		together.Cache = max(together.Cache, a.Cache)
		if a.At.Before(together.At) {
			together.At = a.At
		}
		if a.Fresh.Before(together.Fresh) {
			together.Fresh = a.Fresh
		}
	}
	return &together
}

// metricError is the error of a metric by itself.
func (s *Session) metricError(ctx context.Context, m query.Selection, err error) *query.Error {
	if err == nil {
		return query.Invalid(nil, "The endpoint answered %q with several rows, or none.", m.Key())
	}
	own := *asError(ctx, s.scope.redactDetail(err))
	if isUnprocessable(err) {
		own.Message = fmt.Sprintf("The endpoint cannot compute %s: not every value there is one that it can be computed of.", m.Key())
	}
	return &own
}

// isUnprocessable says whether the endpoint has read a query and refuses it.
func isUnprocessable(err error) bool {
	var e *query.Error
	return errors.As(err, &e) && e.Failure == query.Rejected && (e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity)
}
