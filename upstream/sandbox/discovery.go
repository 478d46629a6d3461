package sandbox

import (
	"context"
	"fmt"
	"slices"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// discovery is the body of property-keys or property-values, checked.
type discovery struct {
	field   string
	key     string // of property-values
	limit   int    // of property-values
	nothing bool   // whether conversations are not among what is looked at
	where   predicate
}

const (
	defaultValues = 100
	maxValues     = 1_000
)

var views = []string{"conversations_view", "events_view", "semantic_threads_view", "feedback_view"}

// discover answers property-keys or property-values.
func (s *Sandbox) discover(ctx context.Context, path string, body jsontext.Value) ([]byte, error) {
	d, err := readDiscovery(body, path == valuesPath)
	if err != nil {
		return nil, err
	}
	list := []string{}
	switch {
	case d.nothing:
	case path == keysPath:
		list, err = s.propertyKeys(ctx, d)
	default:
		list, err = s.propertyValues(ctx, d)
	}
	if err != nil {
		return nil, err
	}
	answer, err := jsonv2.Marshal(map[string][]string{"results": list})
	if err != nil {
		return nil, fmt.Errorf("writing the results: %w", err)
	}
	return answer, nil
}

func readDiscovery(body jsontext.Value, values bool) (d discovery, err error) {
	names := []string{"field", "views", "where"}
	if values {
		names = append(names, "key", "limit")
	}
	m, err := readMembers("body", body, names...)
	if err != nil {
		return d, err
	}
	if d.field, err = m.requiredText("field"); err != nil {
		return d, err
	}
	if f, known := fieldNamed(d.field); !known || f.kind != documentKind {
		return d, meaningless("body.field: %q has no properties", d.field)
	}
	if raw, present := m.values["views"]; present {
		wanted, ok := textArray(raw)
		if !ok {
			return d, malformed("body.views must be an array of strings")
		}
		for _, v := range wanted {
			if !slices.Contains(views, v) {
				return d, meaningless("body.views: there is no view %q", v)
			}
		}
		d.nothing = !slices.Contains(wanted, views[0])
	}
	if values {
		if d.key, err = m.requiredText("key"); err != nil {
			return d, err
		}
		d.limit = defaultValues
		if raw, present := m.values["limit"]; present {
			limit, _ := numberValue(raw)
			n, whole := limit.(int64)
			if !whole || n < 1 || n > maxValues {
				return d, meaningless("body.limit must be a whole number from 1 to %d", maxValues)
			}
			d.limit = int(n)
		}
	}
	d.where = always
	if raw, present := m.values["where"]; present {
		var size conditionCount
		d.where, err = size.read("where", raw, 1)
	}
	return d, err
}

// propertyKeys are the keys of the field's objects that lead to a value other than null.
func (s *Sandbox) propertyKeys(ctx context.Context, d discovery) ([]string, error) {
	var a arguments
	statement := "SELECT segments FROM path WHERE EXISTS (SELECT 1 FROM leaf JOIN conversation ON n = owner WHERE path = path.id AND " +
		d.where(&a) + ")"
	paths, err := s.texts(ctx, statement, a.values)
	if err != nil {
		return nil, err
	}
	keys := []string{}
	for _, path := range paths {
		var segments []string
		if err := jsonv2.Unmarshal([]byte(path), &segments); err != nil {
			return nil, fmt.Errorf("reading a path: %w", err)
		}
		if len(segments) == 2 && segments[0] == d.field {
			keys = append(keys, segments[1])
		}
	}
	slices.Sort(keys)
	return keys, nil
}

// propertyValues are the values at a key as texts, most frequent first.
func (s *Sandbox) propertyValues(ctx context.Context, d discovery) ([]string, error) {
	var a arguments
	path := a.path(target{field: field{d.field, documentKind}, path: []string{d.key}})
	statement := "SELECT text FROM leaf JOIN conversation ON n = owner WHERE path = " + path + " AND " + d.where(&a) +
		" GROUP BY text ORDER BY count(*) DESC, text LIMIT " + a.bind(d.limit)
	return s.texts(ctx, statement, a.values)
}

// texts are the values of a statement's only column.
func (s *Sandbox) texts(ctx context.Context, statement string, values []any) (list []string, err error) {
	rows, err := s.db.QueryContext(ctx, statement, values...)
	if err != nil {
		return nil, fmt.Errorf("querying: %w", err)
	}
	defer rows.Close()
	list = []string{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, fmt.Errorf("querying: %w", err)
		}
		list = append(list, text)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("querying: %w", err)
	}
	return list, nil
}
