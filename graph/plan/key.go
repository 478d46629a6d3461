package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func grouped(groupBy []query.Selection, key query.Selection) bool {
	return slices.ContainsFunc(groupBy, key.Equal)
}

// KeyOf is the key that a field of ConversationKey stands for. It fails if there is no grouping by that key: a null would
// otherwise mean two things. A field that stands for no key gives none.
func KeyOf(f *Selected, variables map[string]any, groupBy []query.Selection) (query.Selection, error) {
	if f.Spec.Bucket {
		// The schema's default must not be taken for a choice.
		return bucketOf(f.ArgumentsWith(variables), f.Arguments.ForName("field") == nil, groupBy)
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

// bucketOf is the bucket that the field time stands for: that of the unit, or without one the only one there is.
func bucketOf(args map[string]any, anyField bool, groupBy []query.Selection) (query.Selection, error) {
	key := query.Selection{Field: query.FirstMessageTime}
	anyField = anyField || args["field"] == nil
	if !anyField {
		field, err := model.Fields.Read(args["field"])
		if err != nil {
			return key, err
		}
		key.Field = field
	}
	if v := args["unit"]; v != nil {
		unit, err := model.Units.Read(v)
		if err != nil {
			return key, err
		}
		key = query.ByTime(key.Field, calendarKey(unit, model.TimeZone{Location: time.UTC}, time.Monday))
		if !grouped(groupBy, key) {
			return key, notGrouped(key)
		}
		return key, nil
	}
	var buckets []query.Selection
	for _, g := range groupBy {
		if g.Unit != "" {
			buckets = append(buckets, g)
		}
	}
	switch {
	case len(buckets) > 1:
		return key, model.BadInput("The key time wants a unit: groupBy has several time buckets.")
	case len(buckets) == 1 && (anyField || buckets[0].Field == key.Field):
		return buckets[0], nil
	}
	key.Unit = query.Day // An example of what to add.
	return key, notGrouped(key)
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
		entry := "{ time: { unit: " + model.Units.Names[bucket.Unit]
		if key.Field != query.FirstMessageTime {
			entry += ", field: " + field
		}
		return entry + " } }"
	}
	return "{ field: " + field + " }"
}
