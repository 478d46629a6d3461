package calendar

import "time"

// Earlier is the first instant at which a zone's wall clock shows the time that it shows at another one, so many months and then days
// earlier. A month that is too short to have the day has its last one in its place.
func Earlier(t time.Time, zone *time.Location, months, days int) time.Time {
	return first(monthsBefore(wallOf(t, zone), months).AddDate(0, 0, -days), zone)
}

// monthsBefore is the same day and time so many months earlier, or the last day of a month that is too short to have it.
func monthsBefore(wall time.Time, months int) time.Time {
	first := time.Date(wall.Year(), wall.Month()-time.Month(months), 1, wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(wall.Day(), last)-1)
}
