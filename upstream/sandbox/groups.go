package sandbox

import "strings"

// ofGroups writes the statement of a grouped request: its keys first, which are the
// buckets and the groupings, then its aggregates, then what it is only ordered by.
func (s *statement) ofGroups(r request, where string, pageSize int) error {
	s.grouped = true
	hidden, err := s.outputKeys(r)
	if err != nil {
		return err
	}
	keys := len(s.columns)

	for _, sel := range r.selections {
		c := s.selected(sel)
		if sel.function == "" {
			if s.find(c.expr) < 0 {
				return meaningless("%s: %s is neither aggregated nor grouped by", sel.at, c.key)
			}
			delete(hidden, c.key)
			continue
		}
		if err := s.output(sel.at, c); err != nil {
			return err
		}
	}

	terms := make([]string, 0, len(r.orders)+keys)
	for _, o := range r.orders {
		index, err := s.ordered(o)
		if err != nil {
			return err
		}
		terms = append(terms, orderTerm(ordinal(index), o.desc))
	}
	grouping := make([]string, keys)
	for i := range keys {
		grouping[i] = ordinal(i)
		terms = append(terms, orderTerm(ordinal(i), false)) // ties have some order, always the same
	}
	for i, c := range s.columns {
		if hidden[c.key] {
			s.columns[i].key = ""
		}
	}
	// The window sees the groups before LIMIT does.
	s.text = s.selectList("count(*) OVER ()") + where + " GROUP BY " + strings.Join(grouping, ", ") +
		orderBy(terms) + " LIMIT " + s.bind(pageSize)
	return nil
}

// outputKeys adds the columns of the keys: the buckets, then the groupings. Hidden are
// those, by their keys, that are grouped by and yet not asked for in the row.
func (s *statement) outputKeys(r request) (hidden map[string]bool, err error) {
	for _, sel := range r.selections {
		if sel.unit != "" {
			if err := s.output(sel.at, s.selected(sel)); err != nil {
				return nil, err
			}
		}
	}
	hidden = make(map[string]bool)
	for _, g := range r.groupings {
		key := s.value(g.target)
		if err := s.output("body.groupBy", key); err != nil {
			return nil, err
		}
		// Given twice, it is in the row if either asks for it.
		known, again := hidden[key.key]
		hidden[key.key] = !g.include && (known || !again)
	}
	return hidden, nil
}

// ordered is the index of the column that an order means: a key, or an aggregate,
// which need not be selected.
func (s *statement) ordered(o order) (int, error) {
	t := target{field: o.key.field}
	var c column
	switch {
	case o.key.function != "":
		if err := t.checkAggregation(o.at, o.key.function); err != nil {
			return 0, err
		}
		c = s.aggregate(o.key.function, t)
	case o.key.unit != "" && t.field.kind != timeKind:
		return 0, meaningless("%s: %s is no time", o.at, t.field.name)
	case o.key.unit != "":
		c = bucket(o.key.unit)
	default:
		c = s.value(t)
	}
	index := s.find(c.expr)
	if index < 0 && o.key.function == "" {
		return 0, meaningless("%s: the results are not grouped by %s", o.at, c.key)
	}
	if index < 0 {
		index = len(s.columns)
		s.columns = append(s.columns, column{expr: c.expr})
	}
	return index, nil
}

// find is the index of an expression among the columns, or -1. The same value always
// has the same expression, since its path is bound once.
func (s *statement) find(expr string) int {
	for i, c := range s.columns {
		if c.expr == expr {
			return i
		}
	}
	return -1
}
