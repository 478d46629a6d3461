package derive

import (
	"fmt"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Computed is how a query is answered that has columns which the endpoint does not have: of the answers of queries that it
// has. The first is of finer groups, which are rolled up; of buckets that are coloured it is one for each colour. What cannot be
// merged of these is asked by a second one, of the wanted groups themselves; where these are by buckets that the endpoint does not
// have, by one for each of the buckets.
type Computed struct {
	Queries []query.Query
	wanted  query.Query
	base    query.Query // of the finer groups
	rollUp  RollUp
	beside  []query.Selection // the metrics of the second query
	each    byBucket          // those of each bucket

	// These are set if the endpoint does not have one of the keys of times.
	times   []calendar.Key     // all keys of that field, also those that the endpoint has
	bucket  query.Selection    // the endpoint's bucket that they are computed of
	within  query.Interval     // the range of time that the filter leaves
	colours [][]query.Interval // the stretches of time of each colour; nil if the bucket tells all keys
}

// Compute plans how to answer a query that has computed columns; nil if it has none. Its filter is to include what the viewer
// may see. The size of a page is 0 where it is not known. It fails where the groups cannot be told by what is printed of their keys
// (exact times and whole JSON), with NotComputable where there is no way to a key, and with TooComplex where it takes too many queries
// or conditions.
func Compute(q query.Query, now time.Time, pageSize int) (*Computed, *query.Error) {
	if !q.Computed() {
		return nil, nil
	}
	c := &Computed{wanted: q}
	from, failure := c.timeKeys(now, pageSize)
	if failure != nil {
		return nil, failure
	}
	if failure := c.planKeys(); failure != nil {
		return nil, failure
	}
	each := c.planMetrics(from)
	c.rollUp.Apart = c.base.GroupBy
	c.Queries = []query.Query{c.base}
	if c.colours != nil {
		c.rollUp.Apart = append([]query.Selection{c.stretch()}, c.base.GroupBy...)
		c.Queries = make([]query.Query, len(c.colours))
		for i, stretches := range c.colours {
			c.Queries[i] = c.base
			c.Queries[i].Where = query.All(q.Where, c.filterOf(stretches))
		}
	}
	if len(c.beside) > 0 {
		c.Queries = append(c.Queries, query.Query{GroupBy: q.GroupBy, Select: c.beside, Where: q.Where, Notes: q.Notes})
	}
	if len(each) > 0 {
		if failure := c.askByBucket(each, now); failure != nil {
			return nil, failure
		}
	}
	return c, nil
}

// planMetrics plans the query of the finer groups by some keys, and how the metrics are merged. It gives those that cannot be, and
// are to be asked of each bucket.
func (c *Computed) planMetrics(keys []query.Selection) (each []query.Selection) {
	q := c.wanted
	base := query.Query{GroupBy: query.Union(nil, keys...), Where: q.Where, Notes: q.Notes}
	metrics := q.Columns()[len(query.Union(nil, q.GroupBy...)):]
	for _, s := range metrics {
		if (s.Computed() || len(c.times) > 0) && !c.isEach(s) {
			keys, columns := sourcesOf(s)
			base.GroupBy, base.Select = query.Union(base.GroupBy, keys...), query.Union(base.Select, columns...)
		}
	}
	for _, s := range metrics {
		if c.isEach(s) {
			each = append(each, s)
			continue
		}
		_, columns := sourcesOf(s)
		known := &Question{keys: base.GroupBy, metrics: query.Union(slices.Clip(base.Select), columns...)}
		// Averages are asked for, too: whether the endpoint's are sums over counts is seen when the answers are read.
		merge := mergeOf(s, known)
		if merge == nil && len(c.times) > 0 {
			merge = mergePropertyMetric(s, known)
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
	c.base = base
	return each
}

// isEach says whether a metric is asked of each bucket, since it cannot be merged of those of finer ones: countDistinct where the
// column is no key to be told by what is printed of it, and min and max of texts, of which the order is not known.
func (c *Computed) isEach(s query.Selection) bool {
	if len(c.times) == 0 {
		return false
	}
	keys, columns := sourcesOf(s)
	known := &Question{keys: keys, metrics: columns}
	return mergeOf(s, known) == nil && mergePropertyMetric(s, known) == nil
}

// planKeys plans how the keys of the groups come of those of the finer ones.
func (c *Computed) planKeys() *query.Error {
	for _, key := range c.wanted.GroupBy {
		if c.isTime(key) {
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
	finer, answers, failure := c.finerRows(answers)
	if failure != nil {
		return nil, failure
	}
	rows, reason := c.rollUpOf(finer)
	if reason != Derivable {
		return nil, query.Invalid(nil, "The endpoint answered values of which the groups cannot be computed (%s).", reason)
	}
	if len(c.beside) > 0 {
		if rows, failure = c.join(rows, answers[0], c.beside); failure != nil {
			return nil, failure
		}
		answers = answers[1:]
	}
	if len(c.each.metrics) > 0 {
		return c.joinBuckets(rows, answers)
	}
	return rows, nil
}

// finerRows are the rows of the finer groups, and the answers of the other queries.
func (c *Computed) finerRows(answers []*query.Rows) (rows *query.Rows, rest []*query.Rows, failure *query.Error) {
	if c.colours != nil {
		rows, failure = c.uncolour(answers[:len(c.colours)])
		return rows, answers[len(c.colours):], failure
	}
	return answers[0], answers[1:], c.checkBuckets(answers[0])
}

// join adds columns that were asked for beside, group by group.
func (c *Computed) join(rows, beside *query.Rows, metrics []query.Selection) (*query.Rows, *query.Error) {
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
	// A bucket by itself has a total, also of nothing.
	all := len(c.each.metrics) == 0 || len(c.each.keys) > 0
	order := make([]int, len(own))
	for row, tuple := range own {
		other, ok := at[tuple]
		if !ok || all && len(own) != len(others) {
			return nil, query.Invalid(nil, "The groups changed between two calls of the endpoint. Ask again.")
		}
		order[row] = other
	}
	columns := make([]query.Column, 0, len(c.wanted.Columns()))
	for _, s := range c.wanted.Columns() {
		switch {
		case slices.ContainsFunc(metrics, s.Equal):
			columns = append(columns, beside.Column(s).Take(order))
		case rows.Column(s) != nil:
			columns = append(columns, *rows.Column(s))
		}
	}
	return query.RowsOf(len(own), rows.PageSize, columns...), nil
}
