package endpoint

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Decode reads the rows of an answer. It takes their bytes from the context's memory, if there is one. An error names the value that
// cannot be read, which may hold the access key if the endpoint echoes it: Decode replaces it there.
func (t *Tenant) Decode(ctx context.Context, q query.Query, body []byte) (*query.Rows, error) {
	held := memoryOf(ctx)
	taken := 2 * len(body)
	if err := Hold(ctx, held, taken); err != nil {
		return nil, err
	}
	within := func(bytes int) error {
		more := bytes - taken
		if more <= 0 {
			return nil
		}
		taken += more
		return Hold(ctx, held, more)
	}
	besides := len(body) // the most that the texts of the rows take
	json, _ := t.decoders.Get().(*jsontext.Decoder)
	if json == nil {
		json = new(jsontext.Decoder)
	}
	rows, err := query.DecodeRows(json, q, body, func(more int) error {
		besides += more
		return within(besides)
	})
	json.Reset(http.NoBody) // which lets go of the body
	t.decoders.Put(json)
	if err != nil {
		var unread *query.Error
		if errors.As(err, &unread) {
			t.redact(unread)
		}
		return nil, err
	}
	if err := within(rows.Bytes()); err != nil {
		return nil, err
	}
	rows.Redact(t.redact)
	return rows, nil
}

func (t *Tenant) redact(e *query.Error) {
	e.Message = strings.ReplaceAll(e.Message, t.key, "…")
}
