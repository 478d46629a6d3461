package sandbox

import (
	"fmt"
	"strconv"
	"strings"
)

// statement is a request in SQL. Its columns are those of the rows that the engine
// gives; the hidden ones, without key, are only there to group or order by.
type statement struct {
	arguments
	text    string
	columns []column
	// count counts the results of a request for rows, with the first countBinds of the
	// arguments. A grouped one brings its total along in a last column of its own.
	count      string
	countBinds int
	grouped    bool
}

type column struct {
	key  string
	as   form
	expr string
}

// form is how a value of the engine is written as JSON.
type form int

const (
	plainForm    form = iota // a string or a number as it comes
	instantForm              // epoch milliseconds written as ISO 8601
	documentForm             // JSON text
)

func (r request) statement(pageSize int) (*statement, error) {
	s := new(statement)
	where := ""
	if r.where != nil {
		where = " WHERE " + r.where(&s.arguments)
	}
	switch {
	case r.grouped():
		return s, s.ofGroups(r, where, pageSize)
	case r.aggregated():
		return s, s.overAll(r, where)
	default:
		return s, s.ofRows(r, where, pageSize)
	}
}

// output adds what the row has under a key. The same thing twice is there once; two
// things under one key, such as the paths ["a.b"] and ["a","b"], have no answer.
func (s *statement) output(at string, c column) error {
	for _, known := range s.columns {
		if known.key == c.key && known.expr == c.expr {
			return nil
		}
		if known.key == c.key {
			return meaningless("%s: the key %q of the row is already another's", at, c.key)
		}
	}
	s.columns = append(s.columns, c)
	return nil
}

// value is a target as an expression on the table conversation.
func (s *statement) value(t target) column {
	c := column{key: t.key(), expr: t.field.name}
	switch {
	case t.path != nil:
		c.expr = s.leaf(t, "text")
	case t.field.kind == documentKind:
		c.expr, c.as = s.leaf(t, "text"), documentForm
	case t.field.kind == timeKind:
		c.as = instantForm
	}
	return c
}

func (s *statement) leaf(t target, what string) string {
	return "(SELECT " + what + " FROM leaf WHERE path = " + s.path(t) + " AND owner = n)"
}

func bucket(unit string) column {
	name := timeField.name + "_" + unit
	return column{key: name, expr: name, as: instantForm}
}

// aggregate is a function over a target.
func (s *statement) aggregate(function string, t target) column {
	c := column{key: function + "_" + t.key()}
	value := s.value(t).expr
	if t.path != nil && function != "count" && function != "countDistinct" {
		// Calculating with a path is a cast, which fails on what is no number.
		value = s.leaf(t, "CASE WHEN number IS NULL THEN no_number(text) ELSE number END")
	}
	c.expr = fmt.Sprintf(aggregates[function], value)
	return c
}

func (s *statement) selected(sel selection) column {
	switch {
	case sel.counting:
		return column{key: "count", expr: "count(*)"}
	case sel.function != "":
		return s.aggregate(sel.function, sel.target)
	case sel.unit != "":
		return bucket(sel.unit)
	default:
		return s.value(sel.target)
	}
}

func (s *statement) ofRows(r request, where string, pageSize int) error {
	s.count, s.countBinds = "SELECT count(*) FROM conversation"+where, len(s.values)
	for _, sel := range r.selections {
		if err := s.output(sel.at, s.selected(sel)); err != nil {
			return err
		}
	}
	if len(r.selections) == 0 {
		for _, f := range fields {
			s.columns = append(s.columns, s.value(target{field: f}))
		}
	}
	var terms []string
	for _, o := range r.orders {
		if o.key.function != "" || o.key.unit != "" {
			return meaningless("%s: the rows are not grouped", o.at)
		}
		terms = append(terms, orderTerm(s.value(target{field: o.key.field}).expr, o.desc))
	}
	s.text = s.selectList("") + where + orderBy(append(terms, "n")) + " LIMIT " + s.bind(pageSize)
	return nil
}

func (s *statement) overAll(r request, where string) error {
	for _, sel := range r.selections {
		if sel.function == "" {
			return meaningless("%s: %s is neither aggregated nor grouped by", sel.at, sel.target.key())
		}
		if err := s.output(sel.at, s.selected(sel)); err != nil {
			return err
		}
	}
	for _, o := range r.orders {
		// Only checked: a single row has no order.
		if o.key.function == "" {
			return meaningless("%s: the results are not grouped by it", o.at)
		}
		if err := (target{field: o.key.field}).checkAggregation(o.at, o.key.function); err != nil {
			return err
		}
	}
	s.text = s.selectList("") + where
	return nil
}

// selectList is the statement up to its condition, with one more column if extra is
// not empty.
func (s *statement) selectList(extra string) string {
	list := make([]string, len(s.columns), len(s.columns)+1)
	for i, c := range s.columns {
		list[i] = c.expr
	}
	if extra != "" {
		list = append(list, extra)
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM conversation"
}

// orderTerm is the only place that says how null sorts: as greater than every value.
func orderTerm(expr string, desc bool) string {
	if desc {
		return expr + " DESC NULLS FIRST"
	}
	return expr + " ASC NULLS LAST"
}

func orderBy(terms []string) string {
	return " ORDER BY " + strings.Join(terms, ", ")
}

// ordinal names a column of the select list in GROUP BY and ORDER BY.
func ordinal(index int) string { return strconv.Itoa(index + 1) }
