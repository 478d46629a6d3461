package sandbox

import (
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// valueSet is a list of JSON values by how they compare with a leaf: a string with
// the text form of anything, a number with numbers, a boolean with booleans, an object
// or array with anything as JSON. Other pairings are unknown, so never match.
type valueSet struct {
	texts, numbers, booleans []any
	documents                []jsontext.Value
}

func (c condition) values(values []jsontext.Value) (valueSet, error) {
	var s valueSet
	for _, v := range values {
		switch v.Kind() {
		case '"':
			var text string
			if jsonv2.Unmarshal(v, &text) == nil {
				s.texts = append(s.texts, text)
			}
		case '0':
			number, ok := numberValue(v)
			if !ok {
				return s, c.unfit("numbers of 64 bits")
			}
			s.numbers = append(s.numbers, number)
		case 't', 'f':
			s.booleans = append(s.booleans, string(v))
		default:
			s.documents = append(s.documents, v)
		}
	}
	return s, nil
}

// contains and lacks are conditions on the table leaf.
func (s valueSet) contains(a *arguments) string {
	parts := s.parts(a, " IN ", "")
	if len(parts) == 0 {
		return "FALSE"
	}
	return balanced(parts, " OR ")
}

func (s valueSet) lacks(a *arguments) string {
	return balanced(s.parts(a, " NOT IN ", "NOT "), " AND ")
}

func (s valueSet) parts(a *arguments, in, not string) []string {
	var parts []string
	if s.texts != nil {
		parts = append(parts, "text"+in+a.list(s.texts))
	}
	if s.numbers != nil {
		parts = append(parts, "(kind = 'number' AND number"+in+a.list(s.numbers)+")")
	}
	if s.booleans != nil {
		parts = append(parts, "(kind = 'boolean' AND text"+in+a.list(s.booleans)+")")
	}
	if s.documents != nil {
		// A list of JSON values is JSON whatever they are.
		list, _ := jsonv2.Marshal(s.documents)
		parts = append(parts, not+"json_equals_any("+asJSON+", "+a.bind(string(list))+")")
	}
	return parts
}
