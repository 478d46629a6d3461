package write

import (
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// scalar adds a cell of a column. Where there is no row, counts are 0 and everything else is null.
func scalar[T any](c compiler, s query.Selection, read func(c *query.Column, row int) (T, bool, error), write func([]byte, T) []byte) {
	column, count := c.column(s), isCount(s.Function)
	if column != nil && column.Failure() != nil {
		c.notComputable(column.Failure())
		return
	}
	c.cell(func(b []byte, row int) []byte {
		switch {
		case row == NoRow && count:
			return append(b, '0')
		case row == NoRow:
			return append(b, "null"...)
		}
		v, ok, err := read(column, row)
		switch {
		case err == nil && !ok && count:
			err = nullCount(s)
		case err == nil && !ok && c.mustNotBeNull():
			err = model.InvalidResponse("The endpoint answered %q with null.", s.Key())
		}
		switch {
		case err != nil:
			return c.failed(b, err)
		case !ok:
			return append(b, "null"...)
		}
		return write(b, v)
	})
}

// column is the column of a selection. It is nil only where there is no row to read: the plan asks for all that is written.
func (c compiler) column(s query.Selection) *query.Column {
	if c.rows == nil {
		return nil
	}
	return c.rows.Column(s)
}

func (c compiler) int(s query.Selection) { scalar(c, s, (*query.Column).Int, appendInt) }

func (c compiler) number(s query.Selection) { scalar(c, s, (*query.Column).Number, appendNumber) }

// time adds a time in UTC, or the start of a bucket of a time zone with its offset.
func (c compiler) time(s query.Selection) {
	if s.Calendar != nil && s.Calendar.Zone != time.UTC {
		scalar(c, s, (*query.Column).Time, func(b []byte, t time.Time) []byte {
			return append(t.In(s.Calendar.Zone).AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
		})
		return
	}
	scalar(c, s, (*query.Column).Time, model.AppendTime)
}

func (c compiler) string(s query.Selection) { scalar(c, s, (*query.Column).Text, model.AppendQuoted) }

func (c compiler) enumType(s query.Selection) { scalar(c, s, (*query.Column).Text, appendType) }

func (c compiler) json(s query.Selection) { scalar(c, s, (*query.Column).JSON, appendJSON) }

// value adds a value as its typed field would print it.
func (c compiler) value(s query.Selection) {
	switch kind := s.Kind(); {
	case isCount(s.Function):
		c.int(s)
	case s.Calendar != nil && kind == query.Number:
		c.int(s)
	case kind == query.Number && s.Field == query.UserMessageCount && (s.Function == "" || s.Function == query.Min || s.Function == query.Max):
		c.int(s)
	case kind == query.Number:
		c.number(s)
	case kind == query.Time:
		c.time(s)
	case kind == query.Text && s.Field == query.Type:
		c.enumType(s)
	case kind == query.Text:
		c.string(s)
	default:
		c.json(s)
	}
}

// field adds a field of the schema that stands for a column.
func (c compiler) field(f *plan.Selected) {
	if s := c.columnOf(f); f.Spec.Wire {
		c.string(s)
	} else {
		c.value(s)
	}
}

// columnOf is the column that a field stands for. The plan has read its arguments.
func (c compiler) columnOf(f *plan.Selected) query.Selection {
	s, _, _ := f.Column(c.variables)
	return s
}

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

func appendNumber(b []byte, f float64) []byte { return jsontext.AppendFloat(b, f, 64) }

func appendType(b []byte, wire string) []byte {
	return append(append(append(b, '"'), model.TypeName(wire)...), '"')
}

func appendJSON(b []byte, v jsontext.Value) []byte { return append(b, v...) }
