package plan

import (
	"time"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/calendar"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Past is a set one period before it was answered.
type Past struct {
	Where   query.Where
	buckets []bucketShift
}

// bucketShift says how many buckets earlier those are that the buckets of a key are compared with.
type bucketShift struct {
	of      query.Selection
	key     calendar.Key
	buckets int
}

// ToPresent are rows of the past with the buckets of the present that are compared with theirs. A bucket that none is compared with, as
// one of a day that a zone left out, becomes a null. It fails with BadUserInput where the hours of a zone do not line up.
func (p *Past) ToPresent(rows *query.Rows) (*query.Rows, error) { return p.move(rows, 1) }

// ToPast are rows of the present with the buckets of the past that theirs are compared with.
func (p *Past) ToPast(rows *query.Rows) (*query.Rows, error) { return p.move(rows, -1) }

func (p *Past) move(rows *query.Rows, sign int) (*query.Rows, error) {
	for _, shift := range p.buckets {
		from := rows.Column(shift.of)
		if from == nil {
			continue
		}
		to := query.NewColumn(shift.of, query.Time, rows.Len())
		for row := range rows.Len() {
			t, ok, err := from.Time(row)
			if err != nil {
				return nil, err
			}
			moved := shift.key.Shift(t, sign*shift.buckets)
			exact := ok && shift.key.Shift(moved, -sign*shift.buckets).Equal(t)
			switch {
			case exact:
				to.AppendTime(moved)
			case ok && shift.key.Unit == calendar.Hour:
				return nil, model.BadInput("The clock of %s changes by less than an hour, so its hours do not line up with earlier ones. Group by days.", shift.key.Zone).At("ago")
			default:
				to.AppendNull()
			}
		}
		rows = rows.With(to)
	}
	return rows, nil
}

// span is how much earlier something was: first the months, all at once, then the days, both by a wall clock, then the rest.
type span struct {
	months, days int
	clock        time.Duration
}

func (s span) before(t time.Time, zone *time.Location) time.Time {
	if s.byWallClock() {
		t = calendar.Earlier(t, zone, s.months, s.days)
	}
	return t.Add(-s.clock)
}

func (s span) byWallClock() bool { return s.months != 0 || s.days != 0 }

// buckets is how many buckets of a unit the span is; false if it is no whole number of them, whatever the time.
func (s span) buckets(unit calendar.Unit) (n int, whole bool) {
	months := map[calendar.Unit]int{calendar.Month: 1, calendar.Quarter: 3, calendar.Year: 12}
	switch unit {
	case calendar.Hour:
		return int(s.clock / time.Hour), !s.byWallClock() && s.clock%time.Hour == 0
	case calendar.Day:
		return s.days, s.months == 0 && s.clock == 0
	case calendar.Week:
		return s.days / 7, s.months == 0 && s.days%7 == 0 && s.clock == 0
	default:
		return s.months / months[unit], s.months%months[unit] == 0 && s.days == 0 && s.clock == 0
	}
}

// fitting says in words which spans are whole buckets of a unit.
var fitting = map[calendar.Unit]struct{ spans, example string }{
	calendar.Hour:    {"whole hours", "PT24H"},
	calendar.Day:     {"whole days or weeks", "P7D"},
	calendar.Week:    {"whole weeks", "P4W"},
	calendar.Month:   {"whole months or years", "P1M"},
	calendar.Quarter: {"whole quarters or years", "P3M"},
	calendar.Year:    {"whole years", "P1Y"},
}

// previous is the period before this one: from when to when, and how much earlier that is. Now is that of the period.
func (m moving) previous(now time.Time) (s span, period *query.Interval, err *model.Error) {
	var bounds []time.Time
	if d := m.during; d != nil {
		key := calendarKey(d.Unit, d.TimeZone, d.WeekStart)
		bounds = []time.Time{key.Shift(now, d.Offset-d.Count), key.Shift(now, d.Offset)}
		switch d.Unit {
		case calendar.Hour:
			s.clock = time.Duration(d.Count) * time.Hour
		case calendar.Day:
			s.days = d.Count
		case calendar.Week:
			s.days = 7 * d.Count
		case calendar.Month:
			s.months = d.Count
		case calendar.Quarter:
			s.months = 3 * d.Count
		case calendar.Year:
			s.months = 12 * d.Count
		}
	} else {
		ago := *m.last
		if m.ago != nil {
			ago = ago.Plus(*m.ago)
		}
		s.months, s.days, s.clock = m.last.Parts()
		bounds, err = moving{last: m.last, ago: &ago}.bounds(now)
	}
	if err != nil {
		return s, nil, model.BadInput("This reaches back before the year 1.").At("ago")
	}
	return s, &query.Interval{Since: bounds[0], Before: bounds[1]}, nil
}
