package graph_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// truth is SQL's: false, unknown, true.
type truth int

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// holds evaluates a filter. Everything in it is required.
func holds(where dict, r record) truth {
	all := yes
	for name, value := range where {
		switch name {
		case "and":
			for _, w := range value.([]any) {
				all = min(all, holds(w.(dict), r))
			}
		case "or":
			either := no
			for _, w := range value.([]any) {
				either = max(either, holds(w.(dict), r))
			}
			all = min(all, either)
		case "not":
			all = min(all, yes-holds(value.(dict), r))
		case "properties", "userProperties":
			for _, filter := range value.([]any) {
				path, _ := filter.(dict)["path"].([]string)
				all = min(all, compared(place{path: path}.named(name).of(r), filter.(dict)))
			}
		default:
			all = min(all, compared(place{}.named(name).of(r), value.(dict)))
		}
	}
	return all
}

// named is the place in the field of a member's name.
func (p place) named(member string) place {
	var field strings.Builder
	for _, c := range member {
		if 'A' <= c && c <= 'Z' {
			field.WriteByte('_')
		}
		field.WriteRune(c)
	}
	p.field = strings.ToUpper(field.String())
	return p
}

func compared(have any, filter dict) truth {
	all := yes
	_, ago := filter["ago"]
	for operator, wanted := range filter {
		switch {
		case operator == "last" && ago: // The two weeks before the last two.
			all = min(all, compare(have, "gte", "2026-01-03T10:00:00Z"), compare(have, "lt", spans["P2W"]))
		case operator == "during":
			for _, p := range periods {
				if reflect.DeepEqual(p.input, wanted) {
					all = min(all, compare(have, "gte", p.start), compare(have, "lt", p.end))
				}
			}
		case operator != "path" && operator != "ago":
			all = min(all, compare(have, operator, wanted))
		}
	}
	return all
}

func compare(have any, operator string, wanted any) truth {
	switch operator {
	case "isNull":
		return truthOf((have == nil) == wanted.(bool))
	case "in":
		either := no
		for _, w := range wanted.([]any) {
			either = max(either, compare(have, "eq", w))
		}
		return either
	case "notIn":
		return yes - compare(have, "in", wanted)
	}
	if have == nil {
		return unknown
	}
	switch operator {
	case "last":
		return compare(have, "gte", spans[wanted.(string)])
	case "hasKey":
		_, ok := have.(dict)[wanted.(string)]
		return truthOf(ok)
	case "hasAnyKey":
		return truthOf(slices.ContainsFunc(wanted.([]any), func(k any) bool { return compare(have, "hasKey", k) == yes }))
	case "hasAllKeys":
		return truthOf(!slices.ContainsFunc(wanted.([]any), func(k any) bool { return compare(have, "hasKey", k) == no }))
	case "contains":
		return truthOf(holdsAll(have.(dict), wanted.(dict)))
	case "arrayContains":
		return truthOf(slices.Contains(have.([]any), wanted))
	}
	if !alike(have, wanted) {
		return truthOf(operator == "neq")
	}
	c := order(have, wanted)
	return truthOf(map[string]bool{"eq": c == 0, "neq": c != 0, "gt": c > 0, "gte": c >= 0, "lt": c < 0, "lte": c <= 0}[operator])
}

// alike says whether a value is of the kind of another one as a request has it.
func alike(have, wanted any) bool {
	var same bool
	switch have.(type) {
	case string, time.Time:
		_, same = wanted.(string)
	case float64:
		_, same = wanted.(float64)
	case bool:
		_, same = wanted.(bool)
	default:
		same = true
	}
	return same
}

// holdsAll says whether an object has the members of another, however deep.
func holdsAll(have, wanted dict) bool {
	for k, w := range wanted {
		if inner, ok := w.(dict); ok {
			object, _ := have[k].(dict)
			if !holdsAll(object, inner) {
				return false
			}
		} else if have[k] != w {
			return false
		}
	}
	return true
}

// order compares two values that are not null; one may be as a request has it.
func order(have, other any) int {
	switch h := have.(type) {
	case string:
		if slices.Contains(knownTypes, other.(string)) {
			other = strings.ToLower(other.(string))
		}
		return cmp.Compare(h, other.(string))
	case float64:
		return cmp.Compare(h, other.(float64))
	case time.Time:
		if text, ok := other.(string); ok {
			t, err := time.Parse(time.RFC3339Nano, text)
			if err != nil {
				panic(err)
			}
			other = t
		}
		return h.Compare(other.(time.Time))
	}
	if list, ok := have.([]any); ok { // which is only compared with what it may be equal to
		a, _ := json.Marshal(list)
		b, _ := json.Marshal(other)
		return bytes.Compare(a, b)
	}
	return strings.Compare(strconv.FormatBool(have.(bool)), strconv.FormatBool(other.(bool)))
}
