package query

import "slices"

// Beside is the rows with a column of others that are as many, in the same order.
func (r *Rows) Beside(s Selection, o *Rows) *Rows {
	all := *r
	all.columns = append(slices.Clip(r.columns), *o.Column(s))
	return &all
}

// Failing is the rows with a column of which no value can be had.
func (r *Rows) Failing(s Selection, e *Error) *Rows {
	c := Column{key: s.Key(), kind: s.Kind(), errors: make(map[int]*Error, r.length)}
	for row := range r.length {
		c.cells = append(c.cells, broken)
		c.errors[row] = e
	}
	all := *r
	all.columns = append(slices.Clip(r.columns), c)
	return &all
}

// Computes says whether the metric is computed of values that need not be what it takes: a sum of a property of which one
// value is a text.
func (s Selection) Computes() bool {
	return len(s.Path) > 0 && (s.Function == Sum || s.Function == Avg || s.Function == Min || s.Function == Max)
}
