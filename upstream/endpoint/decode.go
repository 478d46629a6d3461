package endpoint

import (
	"errors"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Decode reads an answer. An endpoint that echoes the key in a value has not put it into an error that names the value.
func (t *Tenant) Decode(q query.Query, body []byte) (*query.Rows, error) {
	json, _ := t.decoders.Get().(*jsontext.Decoder)
	if json == nil {
		json = new(jsontext.Decoder)
	}
	rows, err := query.DecodeRows(json, q, body)
	json.Reset(http.NoBody) // which lets go of the body
	t.decoders.Put(json)
	if err != nil {
		var unread *query.Error
		if errors.As(err, &unread) {
			t.redact(unread)
		}
		return nil, err
	}
	rows.Redact(t.redact)
	return rows, nil
}

func (t *Tenant) redact(e *query.Error) {
	e.Message = strings.ReplaceAll(e.Message, t.key, "…")
}
