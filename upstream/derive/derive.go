// Package derive answers queries from answers that are known: it rolls their groups up into coarser ones.
//
// Whether an answer of one query is an answer of another is decided by rules over the two queries (Derive), and, where that
// takes values, over the rows (Plan.Apply). It fails closed: whatever is in doubt is not derived, and has a reason. All of it
// are pure functions of queries and rows. The caller sees to it that both queries are of one account and one view (their
// filters include what the viewer may see), that the known answer is complete, and that it is fresh enough.
//
// Rows are shared: what is derived may hold values, and whole columns, of what it was derived from. Nothing changes them.
package derive

import "github.com/inkeep-gateway/gateway/upstream/query"

// rule judges one thing that a derivation depends on, and adds to the plan what follows from it. It gives Derivable, or why
// not. A later rule relies on those before it.
type rule func(d *derivation) Reason

// rules in the order in which they are asked. A refusal by a later one is nearer to a derivation, as Reason's order has it.
func rules() []rule {
	return []rule{ofGroups, impliedFilter, impliedBounds, keptKeys, mergedMetrics}
}

// derivation is what the rules know so far.
type derivation struct {
	wanted, known *Question
	extra         []query.Where     // what the wanted filter has beyond the known one, without bounds
	pinned        []query.Selection // keys of the known answer of which the tests leave one value
	plan          *Plan
}

// Derive is how answers of one query follow from complete answers of another; nil with the reason if they do not.
func Derive(wanted, known *Question) (*Plan, Reason) {
	d := derivation{wanted: wanted, known: known, plan: &Plan{wanted: wanted, known: known}}
	for _, judge := range rules() {
		if reason := judge(&d); reason != Derivable {
			return nil, reason
		}
	}
	return d.plan, Derivable
}
