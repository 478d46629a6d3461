package model

import (
	"encoding/json"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// AppendTime appends a time in UTC as a JSON string, RFC 3339.
func AppendTime(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

// AppendQuoted appends a JSON string.
func AppendQuoted(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s) // Its only error is what it mends: bytes that are no UTF-8.
	return b
}

// ObjectMembers are the members of a JSON object.
func ObjectMembers(v jsontext.Value) (map[string]jsontext.Value, error) {
	var members map[string]jsontext.Value
	err := json.Unmarshal(v, &members)
	return members, err
}
