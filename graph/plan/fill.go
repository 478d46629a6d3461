package plan

import (
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// MaxFilled is how many groups there may be at most once those without conversations are added.
const MaxFilled = 10_000

// FillPlan adds the groups that have no conversations.
type FillPlan struct {
	Times  []query.Selection // the keys whose values are those of the calendar
	Others []query.Selection // the other keys, whose values are those that occur
}

// Keys are the keys of the calendar.
func (f *FillPlan) Keys() []calendar.Key {
	keys := make([]calendar.Key, len(f.Times))
	for i, s := range f.Times {
		keys[i], _ = s.TimeKey()
	}
	return keys
}

// Bucket is the key that is a bucket; false if all are parts.
func (f *FillPlan) Bucket() (query.Selection, bool) {
	for _, s := range f.Times {
		if key, _ := s.TimeKey(); key.Unit != 0 {
			return s, true
		}
	}
	return query.Selection{}, false
}

// planFill plans which groups are added. All else of the plan is known. It fails where the calendar does not tell which groups these
// are, or where they are too many for sure in the range of what the caller sees.
func (p *GroupsPlan) planFill(filter *FilterPlan, visible query.Interval) error {
	f := &FillPlan{}
	buckets := 0
	for _, s := range p.Query.GroupBy {
		key, isTime := s.TimeKey()
		switch {
		case s.Field == query.FirstMessageTime && !isTime:
			return model.BadInput("Groups by exact times cannot be filled. Group by a bucket of time instead: { time: { unit: DAY } }.").At("fill")
		case s.Field == query.FirstMessageTime:
			f.Times = append(f.Times, s)
			if key.Unit != 0 {
				buckets++
			}
		default:
			f.Others = append(f.Others, s)
		}
	}
	switch {
	case len(f.Times) == 0:
		return model.BadInput("Only groups by a bucket of time, or by parts of it, can be filled. Add { time: { unit: DAY } } to groupBy, or leave out fill.").At("fill")
	case buckets > 1:
		return model.BadInput("Groups by %d buckets of time cannot be filled. Keep one of them in groupBy, or leave out fill.", buckets).At("fill")
	case p.Top != nil && grouped(f.Times, p.Top.Key):
		return model.BadInput("Groups by %s cannot be filled, because top keeps only some of its values. Use top with another key, or leave out fill.", p.Top.Key.Key()).At("fill")
	}
	if filter.nestedBound != "" {
		return model.BadInput("Groups cannot be filled if a bound of time is inside `or` or `not`. Move %s out of it, or leave out fill.",
			filter.nestedBound).At("fill")
	}
	p.Fill = f
	if s, ok := f.Bucket(); ok && !visible.Since.IsZero() && visible.Since.Before(visible.Before) {
		key, _ := s.TimeKey()
		return f.CheckCount(key.Buckets(visible.Since, visible.Before))
	}
	return nil
}

// CheckCount refuses more groups than may be filled.
func (f *FillPlan) CheckCount(groups int) error {
	if groups <= MaxFilled {
		return nil
	}
	return model.TooMany(MaxFilled, groups, "%s are %d at least; %d may be filled. Take a shorter range or a longer bucket, or leave out fill.", "The groups").At("fill")
}
