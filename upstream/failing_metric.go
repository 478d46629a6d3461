package upstream

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

const (
	// maxProbes is how many totals are asked for at most to find the metrics of one query that the endpoint cannot compute.
	maxProbes = 16
	// probesAtOnce is into how many parts metrics are divided of which one at least cannot be computed.
	probesAtOnce = 8
)

// isolateFailing answers a query that the endpoint refuses for a metric that it cannot compute of these values: it refuses all of the
// query then. The query is asked for again without the metrics that are refused by themselves, each of which is an error
// instead. It gives nothing where the refusal is of something else, or where too many probes would be needed.
func (s *Session) isolateFailing(ctx context.Context, q query.Query, refusal error) *Answer {
	if !isUnprocessable(refusal) || !q.Aggregates() {
		return nil
	}
	refused := s.refusedMetrics(ctx, q, refusal)
	if len(refused) == 0 {
		return nil
	}
	rest := q
	rest.Select = slices.DeleteFunc(slices.Clone(q.Select), func(m query.Selection) bool {
		return slices.ContainsFunc(refused, func(r refusedMetric) bool { return r.Equal(m) })
	})
	if !rest.Aggregates() {
		rest.Select = []query.Selection{{Function: query.Count}} // Whether it is the metrics that are refused.
	}
	answer, err := s.reader.read(ctx, rest)
	if err != nil {
		return nil
	}
	together := *answer
	for _, m := range refused {
		together.Rows = together.Failing(m.Selection, s.incomputable(ctx, m))
	}
	return &together
}

// refusedMetric is a metric that the endpoint refuses by itself.
type refusedMetric struct {
	query.Selection
	refusal error
}

// refusedMetrics finds the metrics of a query that the endpoint refuses over its whole set, by halving as it were: those that
// may be refused are asked for in parts, and the parts that are refused in smaller ones. It gives none if that fails.
func (s *Session) refusedMetrics(ctx context.Context, q query.Query, refusal error) (refused []refusedMetric) {
	var doubtful []query.Selection
	for _, m := range q.Select {
		if m.Computes() {
			doubtful = append(doubtful, m)
		}
	}
	probes := 0
	var find func(metrics []query.Selection, refusal error) bool
	find = func(metrics []query.Selection, refusal error) bool {
		if len(metrics) == 1 {
			refused = append(refused, refusedMetric{metrics[0], refusal})
			return true
		}
		parts := slices.Collect(slices.Chunk(metrics, (len(metrics)+probesAtOnce-1)/probesAtOnce))
		if probes += len(parts); probes > maxProbes {
			return false
		}
		refusals := make([]error, len(parts))
		run(len(parts), func(i int) {
			_, refusals[i] = s.reader.read(ctx, query.Query{Select: parts[i], Where: q.Where, Notes: q.Notes})
		})
		for i, part := range parts {
			if refusals[i] == nil {
				continue
			}
			if !isUnprocessable(refusals[i]) || !find(part, refusals[i]) {
				return false
			}
		}
		return true
	}
	if len(doubtful) == 0 || !find(doubtful, refusal) {
		return nil
	}
	return refused
}

// incomputable is the error of a metric that is refused by itself.
func (s *Session) incomputable(ctx context.Context, m refusedMetric) *query.Error {
	return query.Incomputable(m.Selection, asError(ctx, s.scope.redactDetail(m.refusal)))
}

// isUnprocessable says whether the endpoint has read a query and refuses it.
func isUnprocessable(err error) bool {
	var e *query.Error
	return errors.As(err, &e) && e.Failure == query.Rejected && (e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity)
}
