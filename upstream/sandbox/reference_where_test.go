package sandbox

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The reference answers requests in plain Go over rows held in memory. It shares
// nothing with the sandbox but the rows: JSON is read by encoding/json, numbers are
// compared as float64, and a request is the JSON object that is sent.

// refRow is a conversation by field: nil, string, float64 (numbers, and the time as
// epoch milliseconds) or a decoded document.
type refRow map[string]any

func refRows(rows []Conversation) []refRow {
	text := func(p *string) any {
		if p == nil {
			return nil
		}
		return *p
	}
	out := make([]refRow, len(rows))
	for i, c := range rows {
		out[i] = refRow{
			"id": c.ID, "type": text(c.Type), "userMessageCount": float64(c.UserMessageCount),
			"organizationId": text(c.OrganizationID), "projectId": text(c.ProjectID), "integrationId": text(c.IntegrationID),
			"firstMessageTime": float64(c.FirstMessageTime.UnixMilli()),
			"properties":       refJSON(c.Properties), "userProperties": refJSON(c.UserProperties),
		}
	}
	return out
}

func refJSON(raw []byte) any {
	if raw == nil {
		return nil
	}
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	var v any
	if err := in.Decode(&v); err != nil {
		panic(err)
	}
	return v
}

func refIsDocument(field string) bool { return field == "properties" || field == "userProperties" }

// refAt follows object keys.
func refAt(v any, path []string) any {
	for _, segment := range path {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[segment]
	}
	return v
}

// refText is the text form of a value, nil for null.
func refText(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	default:
		var out bytes.Buffer
		to := json.NewEncoder(&out)
		to.SetEscapeHTML(false)
		if err := to.Encode(v); err != nil {
			panic(err)
		}
		return strings.TrimSuffix(out.String(), "\n")
	}
}

func refMatches(where any, row refRow) bool {
	w := where.(map[string]any)
	if parts, ok := w["and"].([]any); ok {
		return !slices.ContainsFunc(parts, func(p any) bool { return !refMatches(p, row) })
	}
	if parts, ok := w["or"].([]any); ok {
		return slices.ContainsFunc(parts, func(p any) bool { return refMatches(p, row) })
	}
	c := w["condition"].(map[string]any)
	field, operator, wanted := c["field"].(string), c["operator"].(string), c["value"]
	have := row[field]
	if refIsDocument(field) {
		pair, _ := wanted.(map[string]any)
		if path, ok := pair["path"].([]any); ok && len(pair) == 2 {
			have, wanted = refAt(have, refStrings(path)), pair["value"]
		}
	}
	if field == "firstMessageTime" {
		wanted = refInstants(wanted)
	}
	return refCompare(have, operator, wanted)
}

// refInstants has times as epoch milliseconds.
func refInstants(v any) any {
	switch v := v.(type) {
	case string:
		t, err := time.Parse(time.RFC3339Nano, v)
		if err != nil {
			panic(err)
		}
		ms := float64(t.UnixMilli())
		if !t.Truncate(time.Millisecond).Equal(t) {
			ms += 0.25 // Anywhere between two rows: theirs are whole.
		}
		return ms
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = refInstants(v[i])
		}
		return out
	default:
		return v
	}
}

func refStrings(list []any) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.(string))
	}
	return out
}

func refCompare(have any, operator string, wanted any) bool {
	switch operator {
	case "isNull":
		return have == nil
	case "isNotNull":
		return have != nil
	case "notIn":
		for _, w := range wanted.([]any) {
			if !refCompare(have, "neq", w) {
				return false
			}
		}
		return true
	}
	if have == nil || wanted == nil {
		return false
	}
	switch operator {
	case "eq", "neq", "gt", "gte", "lt", "lte":
		sign, equal, known := refOrder(have, wanted)
		switch operator {
		case "eq":
			return known && equal
		case "neq":
			return known && !equal
		case "gt":
			return known && sign > 0
		case "gte":
			return known && sign >= 0
		case "lt":
			return known && sign < 0
		default:
			return known && sign <= 0
		}
	case "in":
		return slices.ContainsFunc(wanted.([]any), func(w any) bool { return refCompare(have, "eq", w) })
	case "jsonContains":
		return refContains(have, wanted, true)
	case "jsonContainedBy":
		return refContains(wanted, have, true)
	case "jsonHasKey":
		return refHasKey(have, wanted.(string))
	case "jsonHasAnyKey":
		return slices.ContainsFunc(refList(wanted), func(k any) bool { return refHasKey(have, k.(string)) })
	case "jsonHasAllKeys":
		return !slices.ContainsFunc(refList(wanted), func(k any) bool { return !refHasKey(have, k.(string)) })
	case "jsonArrayContainsObject":
		list, _ := have.([]any)
		return slices.ContainsFunc(list, func(e any) bool { return refContains(e, wanted, false) })
	case "arrayContains":
		list, ok := have.([]any)
		return ok && !slices.ContainsFunc(refList(wanted), func(w any) bool {
			return !slices.ContainsFunc(list, func(e any) bool { return reflect.DeepEqual(refNormal(e), refNormal(w)) })
		})
	default:
		panic("operator " + operator)
	}
}

func refList(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

// refOrder compares what is there with a value of the request; not known where their
// types say nothing of each other.
func refOrder(have, wanted any) (sign int, equal, known bool) {
	switch w := wanted.(type) {
	case string:
		sign = strings.Compare(refText(have).(string), w)
		return sign, sign == 0, true
	case json.Number:
		f, _ := w.Float64()
		return refOrder(have, f)
	case float64:
		var h float64
		switch have := have.(type) {
		case float64:
			h = have
		case json.Number:
			h, _ = have.Float64()
		default:
			return 0, false, false
		}
		switch {
		case h < w:
			return -1, false, true
		case h > w:
			return 1, false, true
		}
		return 0, true, true
	case bool:
		h, ok := have.(bool)
		return 0, h == w, ok
	default:
		return 0, reflect.DeepEqual(refNormal(have), refNormal(wanted)), true
	}
}

// refNormal has every number as a float64.
func refNormal(v any) any {
	switch v := v.(type) {
	case json.Number:
		f, _ := v.Float64()
		return f
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = refNormal(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k := range v {
			out[k] = refNormal(v[k])
		}
		return out
	default:
		return v
	}
}

func refContains(a, b any, top bool) bool {
	switch b := b.(type) {
	case map[string]any:
		object, ok := a.(map[string]any)
		for k, w := range b {
			have, present := object[k]
			ok = ok && present && refContains(have, w, false)
		}
		return ok
	case []any:
		list, ok := a.([]any)
		for _, w := range b {
			ok = ok && slices.ContainsFunc(list, func(e any) bool { return refContains(e, w, false) })
		}
		return ok
	default:
		if list, ok := a.([]any); ok && top {
			return slices.ContainsFunc(list, func(e any) bool { return refContains(e, b, false) })
		}
		return reflect.DeepEqual(refNormal(a), refNormal(b))
	}
}

func refHasKey(v any, key string) bool {
	switch v := v.(type) {
	case map[string]any:
		_, ok := v[key]
		return ok
	case []any:
		return slices.Contains(v, any(key))
	default:
		return v == any(key)
	}
}
