package plan

import (
	"slices"
	"time"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// timeRange is how a filter says from when to when: by periods that depend on now, and by bounds.
type timeRange struct {
	periods []moving
	bounds  int            // how many there are
	all     query.Interval // what the periods and the bounds come to
	other   string         // where the time stands in what is no bound of a range, or is one within an `or` or a `not`; empty if it does not
}

// readBounds notes what the conditions of a filter of the time say of the range, but for its periods.
func (f *filter) readBounds(in *model.TimeFilter) {
	for _, term := range f.terms {
		if c, single := term.Condition(); single && isBound(c.Operator) {
			f.times.bounds++
			f.times.add(c)
		} else {
			f.times.note(f.at)
		}
	}
	if _, given := in.IsNull.ValueOK(); given || f.within != "" {
		f.times.note(f.at)
	}
}

func (r *timeRange) add(c query.Condition) {
	bound, _ := c.Interval()
	r.all = r.all.Intersect(bound)
}

func (r *timeRange) note(at string) {
	if r.other == "" {
		r.other = at
	}
}

func isBound(o query.Operator) bool {
	return isUpper(o) || o == query.Gt || o == query.Gte
}

func isUpper(o query.Operator) bool { return o == query.Lt || o == query.Lte }

// zones are those whose wall clocks the periods are by.
func (r *timeRange) zones() (zones []*time.Location) {
	for _, m := range r.periods {
		if m.during != nil && !slices.Contains(zones, m.during.TimeZone.Location) {
			zones = append(zones, m.during.TimeZone.Location)
		}
	}
	return zones
}
