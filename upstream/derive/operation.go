package derive

import (
	"slices"
	"time"
)

// Asked is a question that is sent, and the questions of the operation that its answer answers.
type Asked struct {
	Question *Question
	Parts    []Part
}

// Part is a question of an operation, by its index, and how it follows from what is asked; without a plan it is what is asked.
type Part struct {
	Index int
	Plan  *Plan
}

// mostCompared is how many questions of an operation are compared with one another. The others are asked as they are.
const mostCompared = 64

// Ask is what to send for the questions of one operation: the sources from which the others follow. With sizes, questions that
// add over one filter are asked as their joint grouping, where that is expected to fit a page of so many rows (0: not known).
// Ranges without an end are taken to end now.
//
// Of several sources a question follows from one by time, if there is one, so that totals are the sums of the buckets beside them.
//
// If what is asked jointly turns out to be a part, its size is to be remembered (Saw), and its parts are to be asked by Ask
// without sizes: as they were written. So are those whose plan does not apply.
func Ask(questions []*Question, sizes *Sizes, pageSize int, now time.Time) []Asked {
	compared := questions[:min(len(questions), mostCompared)]
	asks := slices.Clone(compared)
	if sizes != nil {
		asks = widen(compared, sizes, pageSize, now)
	}
	if len(questions) == 1 && len(asks) == 1 && asks[0] == questions[0] {
		return []Asked{{asks[0], []Part{{}}}}
	}
	asked := sources(asks)
	for i, q := range questions {
		part := Part{Index: i}
		at := slices.IndexFunc(asked, func(a Asked) bool { return a.Question == q })
		from := -1
		for j := 0; at < 0 && (from < 0 || !asked[from].Question.Timed()) && i < mostCompared && j < len(asked); j++ {
			if plan, reason := Derive(q, asked[j].Question); reason == Derivable && (from < 0 || asked[j].Question.Timed()) {
				part.Plan, from = plan, j
			}
		}
		if at < 0 {
			at = from
		}
		if at < 0 {
			asked = append(asked, Asked{Question: q})
			at = len(asked) - 1
		}
		asked[at].Parts = append(asked[at].Parts, part)
	}
	return slices.DeleteFunc(asked, func(a Asked) bool { return len(a.Parts) == 0 })
}

// sources are the questions that follow from no other. Of two that follow from each other it is the first.
func sources(asks []*Question) []Asked {
	var list []Asked
	for i, q := range asks {
		follows := false
		for j, other := range asks {
			if i == j || follows {
				continue
			}
			if _, reason := Derive(q, other); reason == Derivable {
				_, back := Derive(other, q)
				follows = back != Derivable || j < i
			}
		}
		if !follows {
			list = append(list, Asked{Question: q})
		}
	}
	return list
}
