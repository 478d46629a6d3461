package derive

import (
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// impliedBounds admits a wanted range of firstMessageTime that lies within the known one, each end of which is the known end
// or the start of a bucket of the known answer: no bucket is then cut. All bounds of a filter are intersected to one range
// each.
//
// It refuses an end within a bucket, and ends where the known answer has no buckets. A known end may cut a bucket: the wanted
// range has the same part of it.
func impliedBounds(d *derivation) Reason {
	wanted, known := d.wanted.bounds, d.known.bounds
	if !wanted.Within(known) {
		return NotImplied
	}
	for _, end := range []struct {
		wanted, known time.Time
		before        bool
	}{
		{wanted.Since, known.Since, false},
		{wanted.Before, known.Before, true},
	} {
		if end.wanted.Equal(end.known) {
			continue
		}
		key, ok := bucketStarting(d.known.keys, end.wanted)
		if !ok {
			return BoundsCutBucket
		}
		d.plan.rollUp.Tests = append(d.plan.rollUp.Tests, Test{on: key, check: bound{end.wanted, end.before}})
	}
	return Derivable
}

// bucketStarting is the key of buckets one of which starts at a time.
func bucketStarting(keys []query.Selection, t time.Time) (query.Selection, bool) {
	for _, key := range keys {
		if key.Unit != "" && key.Field == query.FirstMessageTime && starts(key.Unit, t) {
			return key, true
		}
	}
	return query.Selection{}, false
}
