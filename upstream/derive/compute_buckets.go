package derive

import (
	"fmt"
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// mostBuckets is of how many buckets each is asked for by itself.
const mostBuckets = 40

// byBucket are metrics that cannot be merged of those of finer buckets: countDistinct of a property, say. They are asked of each
// bucket by itself.
type byBucket struct {
	metrics []query.Selection
	keys    []query.Selection // the keys of the groups that are no times
	buckets []time.Time       // an instant of each
}

// askByBucket plans the queries for metrics that do not merge, one of each bucket. It fails where the buckets are too many, and
// where the range does not tell them.
func (c *Computed) askByBucket(metrics []query.Selection, now time.Time) *query.Error {
	key, name := c.keyOf(c.times[0]), metrics[0].Key()
	for _, have := range c.wanted.GroupBy {
		if have.Calendar != nil {
			key = &have
			break
		}
	}
	if c.within.Since.IsZero() || c.bucket.Field != query.FirstMessageTime {
		return notComputable(*key, "%s is asked of each bucket of %s by itself, which a range has to tell. %seave it out.", name, key.Key(), c.sayFrom("L", ", or l"))
	}
	stretches, count := stretchesOf(c.times, c.within, now)
	var of [][]query.Interval
	c.each.metrics = metrics
	seen := make(map[string]int)
	for _, s := range stretches {
		if s.Before.IsZero() {
			continue // What lies there is refused when it is seen.
		}
		values := fmt.Sprint(valuesAt(c.times, s.Since))
		at, ok := seen[values]
		if !ok {
			at = len(of)
			seen[values] = at
			of = append(of, nil)
			c.each.buckets = append(c.each.buckets, s.Since)
		}
		of[at] = append(of[at], s)
	}
	if stretches != nil {
		count = len(of)
	}
	if count > mostBuckets {
		return &query.Error{Failure: query.TooComplex, Key: key, Limit: mostBuckets, Amount: count, Message: fmt.Sprintf(
			"%s is asked of each bucket of %s by itself: of %d; %d are allowed. Leave it out, shorten the range, or group by longer buckets.", name, key.Key(), count, mostBuckets)}
	}
	c.each.keys = slices.DeleteFunc(slices.Clone(c.wanted.GroupBy), c.isTime)
	for _, stretches := range of {
		c.Queries = append(c.Queries, query.Query{GroupBy: c.each.keys, Select: metrics, Where: query.All(c.wanted.Where, c.filterOf(stretches)), Notes: c.wanted.Notes})
	}
	return nil
}

// joinBuckets adds the metrics of each bucket.
func (c *Computed) joinBuckets(rows *query.Rows, answers []*query.Rows) (*query.Rows, *query.Error) {
	keys := make([]query.Column, 0, len(c.wanted.GroupBy))
	for _, key := range query.Union(nil, c.wanted.GroupBy...) {
		if !c.isTime(key) {
			continue
		}
		k := c.timeKey(key)
		column := query.NewColumn(key, key.Kind(), len(answers))
		for i, answer := range answers {
			for range answer.Len() {
				if k.Number != nil {
					column.AppendNumber(k.Number(c.each.buckets[i]))
				} else {
					column.AppendTime(k.Time(c.each.buckets[i]))
				}
			}
		}
		keys = append(keys, column)
	}
	columns := keys
	length := 0
	if len(answers) > 0 {
		all := query.Concat(answers)
		length = all.Len()
		for _, s := range query.Union(slices.Clone(c.each.keys), c.each.metrics...) {
			columns = append(columns, *all.Column(s))
		}
	} else {
		for _, s := range query.Union(slices.Clone(c.each.keys), c.each.metrics...) {
			columns = append(columns, query.NewColumn(s, s.Kind(), 0))
		}
	}
	return c.join(rows, query.RowsOf(length, 0, columns...), c.each.metrics)
}

// isTime says whether a key of the groups is computed of the endpoint's buckets.
func (c *Computed) isTime(key query.Selection) bool {
	_, ok := key.TimeKey()
	return ok && len(c.times) > 0 && key.Field == c.bucket.Field
}
