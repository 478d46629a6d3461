package write

import (
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// NoRow stands for the row of a set without conversations: counts are 0 and everything else null.
const NoRow = -1

func isCount(f query.Function) bool { return f == query.Count || f == query.CountDistinct }

func nullCount(s query.Selection) *model.Error {
	return model.InvalidResponse("The endpoint answered %q with null, which is not a count.", s.Key())
}

// OnlyRow is the row of an aggregate without groups, of which there is one, or none for an empty set.
func OnlyRow(rows *query.Rows) (int, error) {
	switch rows.Len() {
	case 0:
		if rows.Partial() {
			return NoRow, Incomplete(rows, "rows", "What they come to cannot be told.")
		}
		return NoRow, nil
	case 1:
		return 0, nil
	}
	return NoRow, model.InvalidResponse("The endpoint answered one total with %d rows.", rows.Len())
}

// numberAt is a number of a row; false for null.
func numberAt(rows *query.Rows, row int, s query.Selection) (float64, bool, error) {
	if row == NoRow {
		return 0, isCount(s.Function), nil
	}
	return rows.Column(s).Number(row)
}
