package upstream

import (
	"slices"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// merged is a query for several askers.
type merged struct {
	query   query.Query
	loads   []*load                    // those that it answers
	size    int                        // of its body, in bytes, at most
	columns map[string]query.Selection // by their names; nil until another query was joined
}

// mergeQueries makes as few queries of those of loads as answer them all. Queries merge if they are of one kind, over the same
// rows, grouped and ordered alike: the merged one selects what any of them does.
func mergeQueries(loads []*load) []merged {
	if len(loads) == 1 {
		return []merged{{query: *loads[0].query, loads: loads}}
	}
	var all []merged
	byKind := make(map[string][]int) // indexes into all, by what has to be alike
	var kind string
	for i, l := range loads {
		q := *l.query
		if i == 0 || !sameButSelection(*loads[i-1].query, q) {
			rest := q
			rest.Select = nil
			kind = "rows"
			if q.Aggregates() {
				kind = "groups"
			}
			kind += rest.Identity()
		}
		joined := false
		for _, at := range byKind[kind] {
			if joined = all[at].merge(q); joined {
				all[at].loads = append(all[at].loads, l)
				break
			}
		}
		if !joined {
			byKind[kind] = append(byKind[kind], len(all))
			all = append(all, merged{query: q, loads: []*load{l}, size: len(q.Body())})
		}
	}
	return all
}

// sameButSelection says whether two queries are seen at once to differ in nothing but what they select: most of an operation are
// about one set.
func sameButSelection(a, b query.Query) bool {
	return a.Names == b.Names && a.Aggregates() == b.Aggregates() && a.Where.Is(b.Where) && len(a.After)+len(b.After) == 0 &&
		slices.EqualFunc(a.GroupBy, b.GroupBy, query.Selection.Equal) &&
		slices.EqualFunc(a.OrderBy, b.OrderBy, func(a, b query.Order) bool { return a.Desc == b.Desc && a.By.Equal(b.By) })
}

// merge has a query answer another one too, that differs in its selections only. It fails if two columns would have one
// name, or if the query would be larger than the endpoint takes.
func (m *merged) merge(q query.Query) bool {
	if m.columns == nil {
		m.columns = make(map[string]query.Selection)
		for _, s := range m.query.Columns() {
			m.columns[s.Key()] = s
		}
		m.query.Select = slices.Clip(m.query.Select) // It is the asker's.
	}
	size := m.size + len(`"select":[],`)
	var added []query.Selection
	joined := false
	defer func() {
		for _, s := range added {
			if !joined {
				delete(m.columns, s.Key())
			}
		}
	}()
	for _, s := range query.Union(nil, q.Select...) {
		have, ok := m.columns[s.Key()]
		switch {
		case !ok:
			m.columns[s.Key()] = s
			added = append(added, s)
			size += s.Size() + len(",")
		case !have.Equal(s): // Paths that differ only in where a dot separates segments.
			return false
		}
	}
	united := m.query
	united.First = max(m.query.First, q.First)
	if len(added) > 0 {
		united.Select = append(m.query.Select, added...)
		if size > query.MaxBody {
			if size = len(united.Body()); size > query.MaxBody {
				return false
			}
		}
		m.size = size
	}
	m.query, joined = united, true
	return true
}
