package write

import (
	"time"

	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Fill adds to groups those that have no conversations, in a range of time. The rows from rest on, if there are any, are groups that top
// makes; it gives where these begin behind what is added. It fails if the groups are a part, or become too many.
func Fill(p *plan.GroupsPlan, rows *query.Rows, rest int, in query.Interval) (*query.Rows, int, error) {
	if rows.Partial() {
		return nil, 0, Incomplete(rows, "groups", "Which have no conversations cannot be told. Group by fewer keys, or find fewer by `where`.")
	}
	if s, ok := p.Fill.Bucket(); ok && in.Since.IsZero() {
		var err error
		if in.Since, err = earliest(rows.Column(s), rows.Len()); err != nil || in.Since.IsZero() {
			return rows, rest, err
		}
	}
	f, err := newFilling(p, rows, in)
	if err != nil {
		return nil, 0, err
	}
	kept, others := f.section(0, min(rest, rows.Len())), f.section(min(rest, rows.Len()), rows.Len())
	if len(p.Fill.Others) == 0 {
		kept.combinations = []int{NoRow} // Without other keys there is the one combination of none.
	}
	if err := p.Fill.CheckCount((len(kept.combinations) + len(others.combinations)) * f.calendar.Len()); err != nil {
		return nil, 0, err
	}
	parts := []*query.Rows{f.take(kept), f.empty(kept), f.take(others), f.empty(others)}
	filled := query.Concat(parts)
	filled.Total = filled.Len()
	if rest < rows.Len() {
		rest = parts[0].Len() + parts[1].Len()
	}
	return filled, rest, p.Fill.CheckCount(filled.Len())
}

// earliest is the first of a column's times; zero if there is none.
func earliest(c *query.Column, rows int) (first time.Time, err error) {
	for row := range rows {
		t, ok, err := c.Time(row)
		if err != nil {
			return first, err
		}
		if ok && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first, nil
}

// filling is how groups are filled.
type filling struct {
	columns  []query.Selection
	rows     *query.Rows
	calendar *query.Rows // each combination of values of the calendar's keys

	others, times, everyTime []string // the values of the other keys, and of the calendar's: of the rows, and of the calendar
}

func newFilling(p *plan.GroupsPlan, rows *query.Rows, in query.Interval) (*filling, error) {
	f := &filling{columns: p.Query.Columns(), rows: rows}
	instants, ok := calendar.Combinations(p.Fill.Keys(), in.Since, in.Before, plan.MaxFilled)
	if !ok {
		return nil, p.Fill.CheckCount(plan.MaxFilled + 1)
	}
	f.calendar = calendarRows(p.Fill, instants)
	var err error
	if f.others, err = rows.Tuples(p.Fill.Others); err != nil {
		return nil, err
	}
	if f.times, err = rows.Tuples(p.Fill.Times); err != nil {
		return nil, err
	}
	f.everyTime, err = f.calendar.Tuples(p.Fill.Times)
	return f, err
}

// calendarRows are the values of the calendar's keys at some instants.
func calendarRows(p *plan.FillPlan, instants []time.Time) *query.Rows {
	columns := make([]query.Column, len(p.Times))
	for i, key := range p.Keys() {
		columns[i] = query.NewColumn(p.Times[i], p.Times[i].Kind(), len(instants))
		for _, t := range instants {
			if key.Part != 0 {
				columns[i].AppendNumber(float64(key.PartOf(t)))
			} else {
				columns[i].AppendTime(key.Start(t))
			}
		}
	}
	return query.RowsOf(len(instants), 0, columns...)
}

// section are rows whose groups are filled by themselves: those that top keeps, or those that it makes.
type section struct {
	rows         []int
	combinations []int           // rows, one of each combination of the other keys
	have         map[string]bool // the groups, by all keys
}

// section is that of the rows from one up to another.
func (f *filling) section(from, to int) section {
	s, seen := section{have: make(map[string]bool)}, make(map[string]bool)
	for row := from; row < to; row++ {
		s.rows = append(s.rows, row)
		s.have[f.others[row]+f.times[row]] = true
		if !seen[f.others[row]] {
			seen[f.others[row]] = true
			s.combinations = append(s.combinations, row)
		}
	}
	return s
}

func (f *filling) take(s section) *query.Rows { return f.rows.Take(f.columns, s.rows) }

// empty are the groups that a section lacks: counts of 0, and null for every other metric.
func (f *filling) empty(s section) *query.Rows {
	var of, at []int // rows that have the other keys, and those of the calendar
	for _, row := range s.combinations {
		name := ""
		if row != NoRow {
			name = f.others[row]
		}
		for i, times := range f.everyTime {
			if !s.have[name+times] {
				of, at = append(of, row), append(at, i)
			}
		}
	}
	columns := make([]query.Column, len(f.columns))
	for i, s := range f.columns {
		switch {
		case f.calendar.Column(s) != nil:
			columns[i] = f.calendar.Column(s).Take(at)
		case s.Function == "":
			columns[i] = f.rows.Column(s).Take(of)
		default:
			columns[i] = query.NewColumn(s, f.rows.Column(s).Kind(), len(of))
			for range of {
				if isCount(s.Function) {
					columns[i].AppendNumber(0)
				} else {
					columns[i].AppendNull()
				}
			}
		}
	}
	return query.RowsOf(len(of), f.rows.PageSize, columns...)
}
