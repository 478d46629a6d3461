package query

import (
	"fmt"
	"slices"
)

// Failing is the rows with one column more, of which no value can be had, for one reason.
func (r *Rows) Failing(s Selection, reason *Error) *Rows {
	all := *r
	all.columns = append(slices.Clip(r.columns), Column{key: s.Key(), kind: s.Kind(), cells: make([]cell, r.length), failure: reason})
	return &all
}

// Failure is why no value of the column can be had; nil if that is to be told by row.
func (c *Column) Failure() *Error { return c.failure }

// Computes says whether the metric is computed of values that need not be what it takes: a sum of a property of which one
// value is a text.
func (s Selection) Computes() bool {
	return len(s.Path) > 0 && s.Function != "" && s.Function != Count && s.Function != CountDistinct && !s.Computed()
}

// Incomputable is the error of a metric that the endpoint refuses by itself.
func Incomputable(s Selection, refusal *Error) *Error {
	own := *refusal // Others may have the same one.
	own.Message = fmt.Sprintf("The endpoint cannot compute %s: not every value there is one that it can be computed of.", s.Key())
	return &own
}
