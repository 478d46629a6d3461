package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func grouped(groupBy []query.Selection, key query.Selection) bool {
	return slices.ContainsFunc(groupBy, key.Equal)
}

// KeyOf is the key that a field of ConversationKey stands for. It fails if there is no grouping by that key: a null would
// otherwise mean two things. A field that stands for no key gives none.
func KeyOf(f *Selected, variables map[string]any, groupBy []query.Selection) (query.Selection, error) {
	if f.Spec.Bucket {
		return bucketOf(f, variables, groupBy)
	}
	if f.Spec.Partial && len(Buckets(groupBy)) == 0 {
		return query.Selection{}, notGrouped(query.Selection{Field: query.FirstMessageTime, Unit: query.Day})
	}
	key, ok, err := f.Column(variables)
	if err != nil || !ok {
		return key, err
	}
	if !grouped(groupBy, key) {
		return key, notGrouped(key)
	}
	return key, nil
}

// Buckets are the keys that are buckets of the time that a filter bounds.
func Buckets(groupBy []query.Selection) []query.Selection {
	var buckets []query.Selection
	for _, s := range groupBy {
		if key, ok := s.TimeKey(); ok && key.Unit != 0 && s.Field == query.FirstMessageTime {
			buckets = append(buckets, s)
		}
	}
	return buckets
}

// bucketOf is the bucket or the part that the field time or part stands for: the only one that fits its arguments.
func bucketOf(f *Selected, variables map[string]any, groupBy []query.Selection) (query.Selection, error) {
	argument := func(name string) any { return f.Argument(variables, name) }
	example := calendar.Key{Unit: calendar.Day, Zone: time.UTC, WeekStart: time.Monday}
	if f.Name == "part" {
		example = calendar.Key{Part: calendar.DayOfWeek, Zone: time.UTC, WeekStart: time.Monday}
	}
	wanted := query.Selection{Field: query.FirstMessageTime}
	fits := func(key calendar.Key) bool { return (key.Part != 0) == (f.Name == "part") }
	var err error
	require := func(name string, read func(v any) error, same func(calendar.Key) bool) {
		if v := argument(name); v != nil && err == nil {
			err = read(v)
			before := fits
			fits = func(key calendar.Key) bool { return before(key) && same(key) }
		}
	}
	require("unit", func(v any) (err error) { example.Unit, err = model.Units.Read(v); return err }, func(k calendar.Key) bool { return k.Unit == example.Unit })
	require("part", func(v any) (err error) { example.Part, err = model.Parts.Read(v); return err }, func(k calendar.Key) bool { return k.Part == example.Part })
	require("timeZone", func(v any) error {
		zone, err := model.UnmarshalTimeZone(v)
		example.Zone = zone.Location
		return err
	}, func(k calendar.Key) bool { return k.Zone == example.Zone })
	require("weekStart", func(v any) (err error) { example.WeekStart, err = model.Weekdays.Read(v); return err }, func(k calendar.Key) bool { return k.WeekStart == example.WeekStart })
	// Without a unit the schema's default of the field must not be taken for a choice.
	anyField := argument("field") == nil || argument("unit") == nil && f.Arguments.ForName("field") == nil
	if !anyField && err == nil {
		wanted.Field, err = model.Fields.Read(argument("field"))
	}
	if err != nil {
		return wanted, err
	}
	var found []query.Selection
	for _, g := range groupBy {
		if key, ok := g.TimeKey(); ok && fits(key) && (anyField || g.Field == wanted.Field) {
			found = append(found, g)
		}
	}
	switch len(found) {
	case 0:
		wanted = query.ByTime(wanted.Field, example)
		return wanted, notGrouped(wanted)
	case 1:
		return found[0], nil
	}
	if f.Name == "part" {
		return wanted, model.BadInput("The key part needs more arguments, because it matches several parts of groupBy.")
	}
	if argument("unit") == nil {
		return wanted, model.BadInput("The key time needs a unit, because groupBy has several time buckets.")
	}
	return wanted, model.BadInput("The key time needs a timeZone or a weekStart, because it matches several time buckets of groupBy.")
}

func notGrouped(key query.Selection) *model.Error {
	return model.BadInput("The groups have no key %s. Add %s to groupBy.", key.Key(), groupByEntry(key))
}

// groupByEntry is the entry of groupBy that makes a key, as one writes it in a document.
func groupByEntry(key query.Selection) string {
	field := model.Fields.Names[key.Field]
	switch {
	case len(key.Path) > 0:
		steps := make([]string, len(key.Path))
		for i, s := range key.Path {
			steps[i] = model.Quote(s)
		}
		return "{ property: { field: " + field + ", path: [" + strings.Join(steps, ", ") + "] } }"
	}
	if bucket, ok := key.TimeKey(); ok {
		kind, value := "time: { unit: ", model.Units.Names[bucket.Unit]
		if bucket.Part != 0 {
			kind, value = "part: { part: ", model.Parts.Names[bucket.Part]
		}
		entry := "{ " + kind + value
		if key.Field != query.FirstMessageTime {
			entry += ", field: " + field
		}
		if bucket.Zone != time.UTC {
			entry += ", timeZone: " + model.Quote(bucket.Zone.String())
		}
		if bucket.WeekStart != time.Monday {
			entry += ", weekStart: " + model.Weekdays.Names[bucket.WeekStart]
		}
		return entry + " } }"
	}
	return "{ field: " + field + " }"
}
