package plan

import (
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Of groups by time it is known before anything is asked how many there may be: as many as buckets in the range of `where`. Of other
// keys it is not.

const (
	// estimatedPage is how many rows a page is taken to have.
	estimatedPage = 1000
	// estimatedValues are those that the other keys are taken to have in each bucket, all of them together, and those of a
	// distribution.
	estimatedValues = 10
	// mostAskedBuckets are asked for one by one at most: more are refused.
	mostAskedBuckets = 40
	// mostEstimated is how many buckets are told apart by an estimate.
	mostEstimated = 10_000_000
)

// estimate is what is expected of the groups of a set. Zero is not known.
type estimate struct {
	groups       int
	calls        int // that the groups are read in
	distribution int // calls that are read for what percentiles are computed of
	buckets      int // calls for a metric that is asked of each bucket; 0: none is
}

// lengths are about how long buckets are. Those of months are the shortest.
var lengths = map[calendar.Unit]time.Duration{
	calendar.Hour: time.Hour, calendar.Day: 24 * time.Hour, calendar.Week: 7 * 24 * time.Hour,
	calendar.Month: 28 * 24 * time.Hour, calendar.Quarter: 90 * 24 * time.Hour, calendar.Year: 365 * 24 * time.Hour,
}

// partsOf are how many values a part has, and the bucket in which it stays the same.
var partsOf = map[calendar.Part]struct {
	values int
	within calendar.Unit
}{
	calendar.HourOfDay: {24, calendar.Hour}, calendar.DayOfWeek: {7, calendar.Day}, calendar.DayOfMonth: {31, calendar.Day}, calendar.MonthOfYear: {12, calendar.Month},
}

// timeKeysOf are the keys of times among those of a set, and whether there are others.
func timeKeysOf(groupBy any) (keys []query.Selection, others bool) {
	for _, key := range graphql.CoerceList(groupBy) {
		if s, ok := timeKeyOf(key); ok {
			keys = append(keys, s)
		} else {
			others = true
		}
	}
	return keys, others
}

// estimateGroups estimates the groups of a set with keys of times, by its arguments as they are written. What is bad in these is refused
// later.
func estimateGroups(keys []query.Selection, hasOthers bool, where any, now time.Time) estimate {
	others := 1
	if hasOthers {
		others = estimatedValues
	}
	within := rangeOf(where, now)
	if within.Before.IsZero() {
		within.Before = now
	}
	if within.Since.IsZero() || !within.Since.Before(within.Before) {
		return estimate{}
	}
	t := estimateTimes(keys, within)
	e := estimate{groups: t.groups * others, calls: t.calls(t.rows * others), distribution: t.calls(t.rows * others * estimatedValues)}
	if t.computed {
		e.buckets = min(t.groups, mostAskedBuckets)
	}
	return e
}

// times are the keys of times of a set.
type times struct {
	groups   int
	rows     int  // of the endpoint's buckets that tell the keys
	colours  int  // in how many queries they are asked for
	computed bool // whether one is a key that the endpoint does not have
}

func estimateTimes(keys []query.Selection, within query.Interval) times {
	t := times{groups: 1, colours: 1}
	shortest, bucket, odd := calendar.Year, calendar.Month, false
	for _, s := range keys {
		key, _ := s.TimeKey()
		unit, values := key.Unit, mostEstimated
		if key.Part != 0 {
			unit, values = partsOf[key.Part].within, partsOf[key.Part].values
		}
		t.groups = min(t.groups*min(values, bucketsIn(within, unit)), mostEstimated)
		shortest, t.computed = min(shortest, unit), t.computed || s.Calendar != nil
		switch {
		case key.Zone != time.UTC:
			bucket, odd = calendar.Hour, odd || !calendar.WholeHours(key.Zone, within.Since, within.Before)
		case unit == calendar.Week:
			bucket = min(bucket, calendar.Day)
		default:
			bucket = min(bucket, unit)
		}
	}
	stretches := bucketsIn(within, shortest)
	t.groups = min(t.groups, stretches)
	if !t.computed {
		t.rows = t.groups
		return t
	}
	t.rows = bucketsIn(within, bucket)
	// Two colours, of which each bucket of a zone is in two of the endpoint's, or computed of the endpoint's hours: as package derive
	// chooses.
	if pages := pagesOf(t.rows); odd || pages > 2*pagesOf(stretches) {
		t.rows, t.colours = 2*stretches, 2
	}
	return t
}

// calls is how many calls read some rows.
func (t times) calls(rows int) int { return t.colours * pagesOf(rows/t.colours) }

func pagesOf(rows int) int { return max(1, (rows+estimatedPage-1)/estimatedPage) }

// bucketsIn is about how many buckets a range meets: one more than fit.
func bucketsIn(within query.Interval, unit calendar.Unit) int {
	seconds, length := within.Before.Unix()-within.Since.Unix(), int64(lengths[unit]/time.Second)
	return int(min(seconds/length+1, mostEstimated))
}

// timeKeyOf is the key of firstMessageTime that an entry of groupBy makes; false if it makes another.
func timeKeyOf(entry any) (query.Selection, bool) {
	in, _ := entry.(map[string]any)
	bucket, isBucket := in["time"].(map[string]any)
	part, isPart := in["part"].(map[string]any)
	of := bucket
	if isPart {
		of = part
	}
	if field, given := of["field"]; given && field != "FIRST_MESSAGE_TIME" {
		return query.Selection{}, false
	}
	key := calendar.Key{Zone: time.UTC, WeekStart: time.Monday}
	if name, given := of["timeZone"]; given {
		zone, err := model.UnmarshalTimeZone(name)
		if err != nil {
			return query.Selection{}, false
		}
		key.Zone = zone.Location
	}
	var err error
	switch {
	case isBucket:
		if key.Unit, err = model.Units.Read(bucket["unit"]); err == nil && key.Unit == calendar.Week && bucket["weekStart"] != nil {
			key.WeekStart, err = model.Weekdays.Read(bucket["weekStart"])
		}
	case isPart:
		key.Part, err = model.Parts.Read(part["part"])
	default:
		return query.Selection{}, false
	}
	return query.ByTime(query.FirstMessageTime, key), err == nil
}

// rangeOf is the range of time of a filter as it is written, by the bounds that all have to hold.
func rangeOf(where any, now time.Time) query.Interval {
	in, _ := where.(map[string]any)
	var within query.Interval
	for _, term := range graphql.CoerceList(in["and"]) {
		within = within.Intersect(rangeOf(term, now))
	}
	of, _ := in["firstMessageTime"].(map[string]any)
	for name, value := range of {
		text, _ := value.(string)
		at, err := time.Parse(time.RFC3339Nano, text)
		switch isLower := name == "gte" || name == "gt" || name == "eq"; {
		case err != nil:
		case isLower:
			within = within.Intersect(query.Interval{Since: at})
		case slices.Contains([]string{"lt", "lte"}, name):
			within = within.Intersect(query.Interval{Before: at})
		}
	}
	for _, bounds := range [][]time.Time{spanOf(of, now), periodOf(of["during"], now)} {
		if len(bounds) > 0 {
			within = within.Intersect(query.Interval{Since: bounds[0], Before: bounds[1]})
		}
	}
	return within
}

// spanOf are the bounds of a span that ends now, or ended some time ago; none if there is no span.
func spanOf(in map[string]any, now time.Time) []time.Time {
	last, err := model.UnmarshalDuration(in["last"])
	if err != nil {
		return nil
	}
	var ago *model.Duration
	if d, err := model.UnmarshalDuration(in["ago"]); err == nil {
		ago = &d
	}
	start, end, failure := last.Before(now, ago)
	if failure != nil {
		return nil
	}
	return []time.Time{start, end}
}

// periodOf are the bounds of a period of the calendar; none if there is none.
func periodOf(value any, now time.Time) []time.Time {
	in, _ := value.(map[string]any)
	unit, err := model.Units.Read(in["unit"])
	if err != nil {
		return nil
	}
	p := model.CalendarPeriod{Unit: unit, Offset: intOf(in["offset"], 0), Count: intOf(in["count"], 1), TimeZone: model.TimeZone{Location: time.UTC}, WeekStart: time.Monday}
	bounds, failure := boundsOf(&p, now)
	if failure != nil {
		return nil
	}
	return bounds
}

// asksBuckets says whether a metric among values as arguments have them is asked of each bucket, where the endpoint does not have
// the buckets: it does not follow from those of shorter ones.
func asksBuckets(v any) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, asksBuckets)
	case map[string]any:
		field, _ := v["field"].(string)
		switch v["function"] {
		case "COUNT_DISTINCT":
			return v["path"] != nil || slices.Contains([]string{"PROPERTIES", "USER_PROPERTIES", "FIRST_MESSAGE_TIME"}, field)
		case "MIN", "MAX":
			return v["path"] == nil && !slices.Contains([]string{"USER_MESSAGE_COUNT", "FIRST_MESSAGE_TIME"}, field)
		}
		return asksBuckets(v["aggregate"])
	}
	return false
}

// selectsBuckets says whether a field beneath groups is such a metric.
func selectsBuckets(f *Selected) bool {
	return f.Spec.Function == query.CountDistinct && slices.ContainsFunc(f.Beneath, func(of *Selected) bool {
		return of.Spec.Property || of.Spec.Column.Field.IsJSON() || of.Spec.Column.Field == query.FirstMessageTime
	})
}
