package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// errCast is the reference's error for calculating with what is no number.
var errCast = errors.New("no number")

// refResult is a result with the values that it is ordered by.
type refResult struct {
	row   map[string]any
	order []any
}

// refAnswer is all results of a request, in order as far as orderBy decides.
func refAnswer(request map[string]any, rows []refRow) ([]refResult, error) {
	var matched []refRow
	for _, row := range rows {
		if where := request["where"]; where == nil || refMatches(where, row) {
			matched = append(matched, row)
		}
	}
	results, err := refResults(request, matched)
	if err != nil {
		return nil, err
	}
	orders := refList(orNone(request["orderBy"]))
	slices.SortStableFunc(results, func(a, b refResult) int {
		for i, o := range orders {
			sign := refOrderOf(a.order[i], b.order[i])
			if o.(map[string]any)["direction"] == "desc" {
				sign = -sign
			}
			if sign != 0 {
				return sign
			}
		}
		return 0
	})
	return results, nil
}

func orNone(v any) any {
	if v == nil {
		return []any{}
	}
	return v
}

// refOrderOf compares two values to be ordered by; null is greater than all else.
func refOrderOf(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	if f, ok := a.(float64); ok {
		return cmp.Compare(f, b.(float64))
	}
	return strings.Compare(refText(a).(string), refText(b).(string))
}

type refKey struct {
	name string
	read func(refRow) any // as in the answer
}

// refReader reads a field or path as it is answered.
func refReader(of map[string]any) refKey {
	field := of["field"].(string)
	path, _ := of["path"].([]any)
	segments := refStrings(path)
	return refKey{strings.Join(append([]string{field}, segments...), "."), func(row refRow) any {
		if path != nil {
			return refText(refAt(row[field], segments))
		}
		if field == "firstMessageTime" {
			return refTime(row[field].(float64)).Format("2006-01-02T15:04:05.000Z")
		}
		return row[field]
	}}
}

func refTime(ms float64) time.Time { return time.UnixMilli(int64(ms)).UTC() }

func refBucket(unit string) refKey {
	return refKey{"firstMessageTime_" + unit, func(row refRow) any {
		t := refTime(row["firstMessageTime"].(float64))
		y, m, d := t.Date()
		switch unit {
		case "hour":
			t = time.Date(y, m, d, t.Hour(), 0, 0, 0, time.UTC)
		case "day":
			t = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		case "week":
			t = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
			for t.Weekday() != time.Monday {
				t = t.AddDate(0, 0, -1)
			}
		default:
			t = time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
		}
		return t.Format("2006-01-02T15:04:05.000Z")
	}}
}

func refResults(request map[string]any, rows []refRow) ([]refResult, error) {
	var keys, hidden, plain []refKey
	var aggregations []map[string]any
	for _, s := range refList(orNone(request["select"])) {
		s := s.(map[string]any)
		switch s["type"] {
		case "time":
			keys = append(keys, refBucket(s["timeUnit"].(string)))
		case "aggregation":
			aggregations = append(aggregations, s)
		default:
			plain = append(plain, refReader(s))
		}
	}
	for _, g := range refList(orNone(request["groupBy"])) {
		g := g.(map[string]any)
		if g["includeInSelect"] == false {
			hidden = append(hidden, refReader(g))
		} else {
			keys = append(keys, refReader(g))
		}
	}
	grouped := len(keys)+len(hidden) > 0
	if !grouped && aggregations == nil {
		return refRaw(request, rows, plain), nil
	}

	groups := map[string][]refRow{}
	var names []string
	for _, row := range rows {
		var tuple []any
		for _, k := range slices.Concat(keys, hidden) {
			tuple = append(tuple, k.read(row))
		}
		name, err := json.Marshal(tuple)
		if err != nil {
			return nil, err
		}
		if groups[string(name)] == nil {
			names = append(names, string(name))
		}
		groups[string(name)] = append(groups[string(name)], row)
	}
	if !grouped && len(rows) == 0 {
		names = []string{"all"}
	}
	var results []refResult
	for _, name := range names {
		r := refResult{row: map[string]any{}}
		for _, k := range keys {
			r.row[k.name] = k.read(groups[name][0])
		}
		// A plain field beside groups is one that is grouped by, hidden or not.
		for _, k := range plain {
			r.row[k.name] = k.read(groups[name][0])
		}
		for _, a := range aggregations {
			key, value, err := refAggregate(a, groups[name])
			if err != nil {
				return nil, err
			}
			r.row[key] = value
		}
		for _, o := range refList(orNone(request["orderBy"])) {
			value, err := refOrderValue(o.(map[string]any)["field"].(string), groups[name])
			if err != nil {
				return nil, err
			}
			r.order = append(r.order, value)
		}
		results = append(results, r)
	}
	return results, nil
}

func refRaw(request map[string]any, rows []refRow, plain []refKey) []refResult {
	if plain == nil {
		for _, field := range []string{"id", "type", "userMessageCount", "organizationId", "projectId", "integrationId", "firstMessageTime", "properties", "userProperties"} {
			plain = append(plain, refReader(map[string]any{"field": field}))
		}
	}
	var results []refResult
	for _, row := range rows {
		r := refResult{row: map[string]any{}}
		for _, k := range plain {
			r.row[k.name] = k.read(row)
		}
		for _, o := range refList(orNone(request["orderBy"])) {
			r.order = append(r.order, row[o.(map[string]any)["field"].(string)])
		}
		results = append(results, r)
	}
	return results
}

// refOrderValue is what a group has for a name of the closed list.
func refOrderValue(name string, rows []refRow) (any, error) {
	before, after, found := strings.Cut(name, "_")
	if !found {
		if len(rows) == 0 {
			return nil, nil
		}
		return rows[0][name], nil
	}
	if before == "firstMessageTime" {
		return refBucket(after).read(rows[0]), nil
	}
	_, value, err := refAggregate(map[string]any{"aggregation": before, "field": after}, rows)
	return value, err
}

func refAggregate(a map[string]any, rows []refRow) (key string, value any, err error) {
	function := a["aggregation"].(string)
	field, _ := a["field"].(string)
	if field == "" {
		return function, float64(len(rows)), nil
	}
	path, _ := a["path"].([]any)
	key = function + "_" + refReader(a).name
	var values []any
	for _, row := range rows {
		v := refAt(row[field], refStrings(path))
		if function != "count" && function != "countDistinct" && path != nil {
			if v, err = refNumber(v); err != nil {
				return key, nil, err
			}
		}
		if v != nil {
			values = append(values, v)
		}
	}
	switch function {
	case "count":
		return key, float64(len(values)), nil
	case "countDistinct":
		distinct := map[any]bool{}
		for _, v := range values {
			if f, ok := v.(float64); ok {
				distinct[f] = true
			} else {
				distinct[refText(v)] = true
			}
		}
		return key, float64(len(distinct)), nil
	case "min", "max":
		if len(values) == 0 {
			return key, nil, nil
		}
		if function == "min" {
			return key, slices.MinFunc(values, refOrderOf), nil
		}
		return key, slices.MaxFunc(values, refOrderOf), nil
	default:
		if len(values) == 0 {
			return key, nil, nil
		}
		sum := 0.0
		for _, v := range values {
			sum += v.(float64)
		}
		if function == "avg" {
			sum /= float64(len(values))
		}
		return key, sum, nil
	}
}

func refNumber(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case json.Number:
		f, err := v.Float64()
		return f, err
	case string:
		var f float64
		if _, err := fmt.Sscanf(v+"\n", "%g\n", &f); err == nil {
			return f, nil
		}
	}
	return nil, errCast
}
