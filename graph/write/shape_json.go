package write

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

func compareTimes(a, b time.Time) int { return a.Compare(b) }

// parsedColumns are the columns of JSON that the fields of an operation order by.
type parsedColumns struct{ columns sync.Map } // *query.Column to func() *parsedColumn

type parsedKey struct{}

// WithParsedColumns is the context of an operation, whose fields read each column of JSON once.
func WithParsedColumns(ctx context.Context) context.Context {
	return context.WithValue(ctx, parsedKey{}, new(parsedColumns))
}

// parsedOf are the columns that the fields of the context's operation have read.
func parsedOf(ctx context.Context) *parsedColumns {
	if p, ok := ctx.Value(parsedKey{}).(*parsedColumns); ok {
		return p
	}
	return new(parsedColumns)
}

type parsedColumn struct {
	values []any
	null   []bool
	err    error
}

// of reads the values of a column, which are read once.
func (p *parsedColumns) of(ctx context.Context, c *query.Column, rows int) func(row int) (any, bool, error) {
	once, _ := p.columns.LoadOrStore(c, sync.OnceValue(func() *parsedColumn { return parseColumn(ctx, c, rows) }))
	parsed := once.(func() *parsedColumn)()
	return func(row int) (any, bool, error) {
		if parsed.err != nil {
			return nil, false, parsed.err
		}
		return parsed.values[row], !parsed.null[row], nil
	}
}

func parseColumn(ctx context.Context, c *query.Column, rows int) *parsedColumn {
	p, ended := &parsedColumn{values: make([]any, rows), null: make([]bool, rows)}, ending{ctx: ctx}
	for row := range rows {
		raw, ok, err := c.JSON(row)
		switch {
		case ended.ended():
			p.err = model.TooLate(ctx)
		case err != nil:
			p.err = err
		case !ok:
			p.null[row] = true
		case json.Unmarshal(raw, &p.values[row], withDecimals) != nil:
			p.err = model.InvalidResponse("The endpoint answered %q with a value that cannot be compared.", c.Key())
		}
		if p.err != nil {
			return p
		}
	}
	return p
}

// withDecimals reads numbers as decimals.
var withDecimals = json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, v *any) error {
	if d.PeekKind() != '0' {
		return errors.ErrUnsupported
	}
	number, err := d.ReadValue()
	*v = model.ParseDecimal(string(number))
	return err
}))

// orderJSON is a total order of JSON values: null, then texts by code point, numbers by value, false, true, lists,
// objects. It is that of PostgreSQL's jsonb among the kinds (documentation, 8.14.4) and within texts, numbers and
// booleans; lists compare element by element, objects by their sorted names, then by their values.
func orderJSON(a, b any) int {
	if c := cmp.Compare(rankJSON(a), rankJSON(b)); c != 0 {
		return c
	}
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, b.(string))
	case model.Decimal:
		return model.CompareDecimals(a, b.(model.Decimal))
	case []any:
		return slices.CompareFunc(a, b.([]any), orderJSON)
	case map[string]any:
		b := b.(map[string]any)
		names := slices.Sorted(maps.Keys(a))
		if c := slices.Compare(names, slices.Sorted(maps.Keys(b))); c != 0 {
			return c
		}
		for _, name := range names {
			if c := orderJSON(a[name], b[name]); c != 0 {
				return c
			}
		}
	}
	return 0
}

func rankJSON(v any) int {
	switch v := v.(type) {
	case string:
		return 1
	case model.Decimal:
		return 2
	case bool:
		if v {
			return 4
		}
		return 3
	case []any:
		return 5
	case map[string]any:
		return 6
	}
	return 0
}
