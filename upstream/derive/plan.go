package derive

import (
	"fmt"
	"strings"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Plan is how answers of one query follow from complete answers of another. It may be applied to many of them.
type Plan struct {
	wanted, known *Question
	rollUp        RollUp
}

// Apply derives an answer from one that is known. It is not ordered. The reasons are those that take values: ValueUnknown,
// MetricDoesNotAdd where averages are not sums over counts, and APart.
func (p *Plan) Apply(rows *query.Rows) (*query.Rows, Reason) {
	if len(p.known.keys) == 0 && rows.Len() != 1 {
		return nil, ValueUnknown
	}
	return p.rollUp.Apply(rows)
}

// sure says whether the plan depends on no value: it then applies to every complete answer whose values can be read and mean
// what the contract says, but for texts that a collation may take for equal.
func (p *Plan) sure() bool {
	for _, t := range p.rollUp.Tests {
		if _, compares := t.check.(among); compares {
			return false
		}
	}
	return true
}

// String explains the plan.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "groups by %s", names(p.known.keys))
	for _, t := range p.rollUp.Tests {
		fmt.Fprintf(&b, ", where %s %s", t.on.Key(), t.check)
	}
	if p.rollUp.One {
		b.WriteString(", as they are")
	} else {
		b.WriteString(", merged")
	}
	fmt.Fprintf(&b, " by %s", names(p.wanted.keys))
	for _, k := range p.rollUp.Keys {
		if k.Time != nil || k.Number != nil {
			fmt.Fprintf(&b, ", %s of %s", k.As.Key(), k.From.Key())
		}
	}
	return b.String()
}

// names are the names of keys, as a reader lists them.
func names(keys []query.Selection) string {
	if len(keys) == 0 {
		return "nothing"
	}
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.Key()
	}
	return strings.Join(list, " × ")
}
