package sandbox

import (
	"fmt"
	"slices"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// allowAnyText lets a message quote what a client sent, be it UTF-8 or not.
var allowAnyText = jsontext.AllowInvalidUTF8(true)

// members is a JSON object of the request, read strictly: every member has a known
// name and the asked type, and null is no type. at says where it stands.
type members struct {
	at     string
	values map[string]jsontext.Value
}

func readMembers(at string, raw jsontext.Value, names ...string) (members, error) {
	m := members{at: at}
	if raw.Kind() != '{' {
		return m, malformed("%s must be an object", at)
	}
	if err := jsonv2.Unmarshal(raw, &m.values); err != nil {
		return m, malformed("%s: %v", at, err)
	}
	var unknown []string
	for name := range m.values {
		if !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return m, malformed("%s has an unknown member %q", at, unknown[0])
	}
	return m, nil
}

func (m members) place(name string) string { return m.at + "." + name }

func (m members) text(name string) (text string, present bool, err error) {
	raw, present := m.values[name]
	if !present {
		return "", false, nil
	}
	if raw.Kind() != '"' || jsonv2.Unmarshal(raw, &text) != nil {
		return "", false, malformed("%s must be a string", m.place(name))
	}
	return text, true, nil
}

func (m members) requiredText(name string) (string, error) {
	text, present, err := m.text(name)
	if err == nil && !present {
		err = malformed("%s is missing", m.place(name))
	}
	return text, err
}

func (m members) list(name string) ([]jsontext.Value, error) {
	raw, present := m.values[name]
	if !present {
		return nil, nil
	}
	var list []jsontext.Value
	if raw.Kind() != '[' || jsonv2.Unmarshal(raw, &list) != nil {
		return nil, malformed("%s must be an array", m.place(name))
	}
	return list, nil
}

// items applies read to every item of a list, telling it where the item stands.
func items[T any](m members, name string, read func(at string, raw jsontext.Value) (T, error)) ([]T, error) {
	list, err := m.list(name)
	if err != nil {
		return nil, err
	}
	if len(list) > maxItems {
		return nil, meaningless("%s has %d items, more than %d", m.place(name), len(list), maxItems)
	}
	done := make([]T, 0, len(list))
	for i, raw := range list {
		item, err := read(fmt.Sprintf("%s[%d]", m.place(name), i), raw)
		if err != nil {
			return nil, err
		}
		done = append(done, item)
	}
	return done, nil
}

func (m members) flag(name string, otherwise bool) (bool, error) {
	raw, present := m.values[name]
	if !present {
		return otherwise, nil
	}
	switch raw.Kind() {
	case 't', 'f':
		return raw.Kind() == 't', nil
	default:
		return false, malformed("%s must be true or false", m.place(name))
	}
}

// path reads the segments of a path, nil if there is none.
func (m members) path() ([]string, error) {
	raw, present := m.values["path"]
	if !present {
		return nil, nil
	}
	path, ok := textArray(raw)
	if !ok {
		return nil, malformed("%s must be an array of strings", m.place("path"))
	}
	if len(path) == 0 {
		return nil, meaningless("%s is empty", m.place("path"))
	}
	return path, nil
}

// textArray reads an array of nothing but strings.
func textArray(raw jsontext.Value) ([]string, bool) {
	var list []jsontext.Value
	if raw.Kind() != '[' || jsonv2.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	texts := make([]string, len(list))
	for i, item := range list {
		if item.Kind() != '"' || jsonv2.Unmarshal(item, &texts[i]) != nil {
			return nil, false
		}
	}
	return texts, true
}
