package derive

import (
	"fmt"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Computed is how a query is answered that has columns which the endpoint does not have: of the answers of queries that it
// has. The first is of finer groups, which are rolled up. What cannot be merged of these is asked by a second one, of the
// wanted groups themselves.
type Computed struct {
	Queries []query.Query
	wanted  query.Query
	rollUp  RollUp
	beside  []query.Selection // the metrics of the second query

	// These are set if the endpoint does not have one of the keys of times.
	times  []calendar.Key  // all keys of that field, also those that the endpoint has
	bucket query.Selection // the endpoint's bucket that they are computed of
	within query.Interval  // the range of time that the filter leaves
}

// Compute plans how to answer a query that has computed columns; nil if it has none. Its filter is to include what the viewer
// may see. It fails where the groups cannot be told by what is printed of their keys: exact times and whole JSON.
func Compute(q query.Query, now time.Time) (*Computed, *query.Error) {
	if !q.Computed() {
		return nil, nil
	}
	c := &Computed{wanted: q}
	from, failure := c.timeKeys(now)
	if failure != nil {
		return nil, failure
	}
	if failure := c.planKeys(); failure != nil {
		return nil, failure
	}
	base := query.Query{GroupBy: query.Union(nil, from...), Where: q.Where, Notes: q.Notes}
	metrics := q.Columns()[len(query.Union(nil, q.GroupBy...)):]
	for _, s := range metrics {
		if s.Computed() || len(c.times) > 0 {
			keys, columns := sourcesOf(s)
			base.GroupBy, base.Select = query.Union(base.GroupBy, keys...), query.Union(base.Select, columns...)
		}
	}
	for _, s := range metrics {
		_, columns := sourcesOf(s)
		known := &Question{keys: base.GroupBy, metrics: query.Union(slices.Clip(base.Select), columns...)}
		// Averages are asked for, too: whether the endpoint's are sums over counts is seen when the answers are read.
		merge := mergeOf(s, known)
		if merge == nil && len(c.times) > 0 {
			if merge = mergePropertyMetric(s, known); merge == nil {
				return nil, &query.Error{Failure: query.NotComputable, Message: fmt.Sprintf("%s cannot be computed by a bucket that the endpoint does not have.", s.Key())}
			}
		}
		if merge != nil {
			base.Select = known.metrics
			if s.Function != query.Avg || len(c.times) > 0 {
				c.rollUp.Metrics = append(c.rollUp.Metrics, Metric{As: s, Merge: merge})
				continue
			}
		}
		c.beside = append(c.beside, s)
	}
	c.rollUp.Apart = base.GroupBy
	c.Queries = []query.Query{base}
	if len(c.beside) > 0 {
		c.Queries = append(c.Queries, query.Query{GroupBy: q.GroupBy, Select: c.beside, Where: q.Where, Notes: q.Notes})
	}
	return c, nil
}

// planKeys plans how the keys of the groups come of those of the finer ones.
func (c *Computed) planKeys() *query.Error {
	for _, key := range c.wanted.GroupBy {
		if _, isTime := key.TimeKey(); isTime && len(c.times) > 0 && key.Field == c.bucket.Field {
			c.rollUp.Keys = append(c.rollUp.Keys, c.timeKey(key))
			continue
		}
		if !mergeable(key) {
			return &query.Error{Failure: query.Rejected, Message: fmt.Sprintf(
				"Groups by %s, as a whole, have no percentiles. Group by a bucket of time, or by a property.", key.Field)}
		}
		c.rollUp.Keys = append(c.rollUp.Keys, Key{As: key, From: key})
	}
	return nil
}

// Answer makes the rows that were wanted of the answers of the queries. It fails with HeldBack if one of them is a part.
func (c *Computed) Answer(answers []*query.Rows) (*query.Rows, *query.Error) {
	for _, rows := range answers {
		if rows.Partial() {
			return nil, &query.Error{Failure: query.HeldBack, Message: fmt.Sprintf(
				"The endpoint gave %d of %d groups that the answer is computed of. Find fewer by `where`, or group by less.", rows.Len(), rows.Total)}
		}
	}
	if err := c.checkBuckets(answers[0]); err != nil {
		return nil, err
	}
	rows, reason := c.rollUp.Apply(answers[0])
	if reason != Derivable {
		return nil, query.Invalid(nil, "The endpoint answered values of which the groups cannot be computed (%s).", reason)
	}
	if len(c.beside) == 0 {
		return rows, nil
	}
	return c.join(rows, answers[1])
}

// join adds the columns that were asked for beside, group by group.
func (c *Computed) join(rows, beside *query.Rows) (*query.Rows, *query.Error) {
	if len(c.wanted.GroupBy) == 0 && beside.Len() == 0 {
		return query.EmptyRows(c.wanted), nil // The total of nothing has no row.
	}
	keys := query.Union(nil, c.wanted.GroupBy...)
	own, err := rows.Tuples(keys)
	if err != nil {
		return nil, query.Invalid(err, "The endpoint answered keys that cannot be compared.")
	}
	others, err := beside.Tuples(keys)
	if err != nil {
		return nil, query.Invalid(err, "The endpoint answered keys that cannot be compared.")
	}
	at := make(map[string]int, len(others))
	for row, tuple := range others {
		at[tuple] = row
	}
	order := make([]int, len(own))
	for row, tuple := range own {
		other, ok := at[tuple]
		if !ok || len(own) != len(others) {
			return nil, query.Invalid(nil, "The groups changed between two calls of the endpoint. Ask again.")
		}
		order[row] = other
	}
	columns := make([]query.Column, 0, len(c.rollUp.Keys)+len(c.rollUp.Metrics)+len(c.beside))
	for _, k := range c.rollUp.Keys {
		columns = append(columns, *rows.Column(k.As))
	}
	for _, m := range c.rollUp.Metrics {
		columns = append(columns, *rows.Column(m.As))
	}
	for _, s := range c.beside {
		columns = append(columns, beside.Column(s).Take(order))
	}
	return query.RowsOf(len(own), rows.PageSize, columns...), nil
}
