package graph

import (
	"strconv"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// AggregateValue is one metric that was chosen at run time.
type AggregateValue struct {
	group groupRow
	of    query.Selection
}

// Function is the function.
func (v *AggregateValue) Function() query.Function { return v.of.Function }

// Field is what it is computed of; nil for the count of conversations.
func (v *AggregateValue) Field() *query.Field {
	if v.of.Field == "" {
		return nil
	}
	return &v.of.Field
}

// Path leads to the property it is computed of, if it is one.
func (v *AggregateValue) Path() []string { return v.of.Path }

// Value is the value as its typed field would print it.
func (v *AggregateValue) Value() (JSON, error) {
	switch {
	case isCount(v.of.Function):
		n, err := v.group.count(v.of)
		return JSON(encodeInt(n)), err
	case v.group.row == noRow:
		return nil, nil
	}
	return v.group.value(v.of)
}

// KeyEntry is one key of a group.
type KeyEntry struct {
	group groupRow
	of    query.Selection
}

// Name is the key's name in the endpoint's rows.
func (e *KeyEntry) Name() string { return e.of.Key() }

// Value is the value as its typed field would print it.
func (e *KeyEntry) Value() (JSON, error) { return e.group.value(e.of) }

// value is a value as its typed field would print it; nil is null.
func (g groupRow) value(s query.Selection) (JSON, error) {
	c, err := g.column(s)
	if err != nil {
		return nil, err
	}
	switch c.Kind() {
	case query.Number:
		if s.Field == query.UserMessageCount && s.Function != query.Sum && s.Function != query.Avg {
			v, ok, err := c.Int(g.row)
			return printed(strconv.Itoa(v), ok, err)
		}
		v, ok, err := c.Number(g.row)
		return printed(formatNumber(v), ok, err)
	case query.Time:
		v, ok, err := c.Time(g.row)
		return printed(quote(formatTime(v)), ok, err)
	case query.Text:
		v, ok, err := c.Text(g.row)
		if s.Field == query.Type {
			v = typeName(v)
		}
		return printed(quote(v), ok, err)
	}
	v, ok, err := c.JSON(g.row)
	return printed(string(v), ok, err)
}

func printed(text string, ok bool, err error) (JSON, error) {
	if err != nil || !ok {
		return nil, err
	}
	return JSON(text), nil
}
