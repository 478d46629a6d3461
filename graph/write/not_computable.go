package write

import (
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// A metric that the endpoint cannot compute is null wherever it is selected, and what depends on its values cannot be had.

// notComputable adds a cell that is null in all rows, for one reason. The cell tells it once, at the first row.
func (c compiler) notComputable(reason *query.Error) {
	for s := c.place; s != nil; s = s.above {
		if s.field == nil && s.index < 0 {
			reason = withWords(reason, "It is null in every group.")
			break
		}
	}
	told := false
	c.cell(func(b []byte, _ int) []byte {
		if told {
			return append(b, "null"...)
		}
		told = true
		return c.failed(b, reason)
	})
}

// needed fails if an argument of groups is about a metric that cannot be computed. The words say what of. Rows are nil if nothing was asked.
func needed(rows *query.Rows, metric query.Selection, words string) error {
	if rows == nil || rows.Column(metric).Failure() == nil {
		return nil
	}
	return withWords(rows.Column(metric).Failure(), words)
}

// withWords is an error that says more.
func withWords(e *query.Error, words string) *query.Error {
	more := *e // Others may have the same one.
	more.Message += " " + words
	return &more
}
