package access

import (
	"encoding/json"
	"fmt"
	"strings"
)

// FlatValue is a value of a flat file, as the text that a flag would have.
type FlatValue struct {
	Name, Text string
	Line       int
}

// ReadFlat reads a YAML file that is one mapping of names to values: texts, numbers, booleans, lists of these, which are joined by
// commas, and mappings to these, as name=value. Null is an empty text. It gives what can be read, and an error for each thing that cannot.
// The errors repeat no values.
func ReadFlat(name string, text []byte) (values []FlatValue, problems []error) {
	d := &document{name: name, secret: true}
	if len(text) > maxFile {
		return nil, []error{fmt.Errorf("%s: it is larger than %d bytes", name, maxFile)}
	}
	root := d.parse(text)
	if root == nil {
		return nil, d.problems
	}
	if root.kind != mapping {
		d.fail(root.line, "expected a mapping of settings to values")
		return nil, d.problems
	}
	for _, m := range root.members {
		text, ok := m.value.flat()
		if !ok {
			d.fail(m.line, "a value has to be a text, a number, true or false, or a list or a mapping of these without commas")
			continue
		}
		values = append(values, FlatValue{m.name, text, m.line})
	}
	return values, d.problems
}

// flat is a value as one text; false if it is nested deeper than that.
func (n *node) flat() (text string, ok bool) {
	var parts []string
	add := func(before string, value *node) bool {
		text, ok := value.flatScalar()
		parts = append(parts, before+text)
		return ok && !strings.Contains(text, ",")
	}
	ok = true
	switch n.kind {
	case scalar:
		return n.flatScalar()
	case list:
		for _, item := range n.items {
			ok = ok && add("", item)
		}
	case mapping:
		for _, m := range n.members {
			ok = ok && !strings.ContainsAny(m.name, ",=") && add(m.name+"=", m.value)
		}
	}
	return strings.Join(parts, ","), ok
}

func (n *node) flatScalar() (text string, ok bool) {
	if n.kind != scalar {
		return "", false
	}
	switch value := n.scalar.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		return fmt.Sprint(value), true
	}
	return "", true
}
