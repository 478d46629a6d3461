package query

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// ofRow is how deep the values of rows are nested: in the answer, its data, the result and a row.
const ofRow = 4

// sanitize makes JSON that is valid by RFC 8259 alone valid by RFC 7493 (I-JSON), which is what clients can read: half a
// character, or a byte that is no text, becomes U+FFFD, and of two members of one name within a value of a row the last one
// stands. Around those a name that comes twice is left: which of two results or counts is meant nobody knows.
func sanitize(json *jsontext.Decoder, body []byte) ([]byte, error) {
	json.Reset(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	m := sanitizer{json}
	out, err := m.value(make([]byte, 0, len(body)))
	if err != nil {
		return nil, err
	}
	return append(out, body[json.InputOffset():]...), nil // What is behind the end is the reader's matter.
}

type sanitizer struct{ json *jsontext.Decoder }

// value appends the next value, mended.
func (m sanitizer) value(b []byte) ([]byte, error) {
	switch m.json.PeekKind() {
	case '{':
		return m.object(b)
	case '[':
		return m.list(b)
	default:
		raw, err := m.json.ReadValue()
		if err != nil {
			return nil, err
		}
		if raw.Kind() == '"' {
			return m.text(b, raw), nil
		}
		return append(b, raw...), nil
	}
}

// text appends a string, mended. The only error there could be is what it mends.
func (m sanitizer) text(b []byte, raw jsontext.Value) []byte {
	text, _ := jsontext.AppendUnquote(nil, raw)
	return quoted(b, string(text))
}

func (m sanitizer) list(b []byte) (_ []byte, err error) {
	if _, err = m.json.ReadToken(); err != nil {
		return nil, err
	}
	b = append(b, '[')
	for first := true; m.json.PeekKind() != ']'; first = false {
		if !first {
			b = append(b, ',')
		}
		if b, err = m.value(b); err != nil {
			return nil, err
		}
	}
	_, err = m.json.ReadToken()
	return append(b, ']'), err
}

func (m sanitizer) object(b []byte) (_ []byte, err error) {
	if _, err = m.json.ReadToken(); err != nil {
		return nil, err
	}
	var members [][]byte // each a name, mended, a colon and a value
	at := make(map[string]int)
	for m.json.PeekKind() != '}' {
		raw, err := m.json.ReadValue()
		if err != nil {
			return nil, err
		}
		name := m.text(nil, raw)
		member, err := m.value(append(bytes.Clone(name), ':'))
		if err != nil {
			return nil, err
		}
		if i, twice := at[string(name)]; twice && m.json.StackDepth() > ofRow {
			members[i] = member
			continue
		}
		at[string(name)] = len(members)
		members = append(members, member)
	}
	_, err = m.json.ReadToken()
	b = append(append(b, '{'), bytes.Join(members, []byte{','})...)
	return append(b, '}'), err
}
