package model

import (
	"io"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream/calendar"
)

// TimeZone is a time zone that was named.
type TimeZone struct{ *time.Location }

// MarshalTimeZone writes the zone's name.
func MarshalTimeZone(z TimeZone) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, Quote(z.String())) })
}

// UnmarshalTimeZone reads the exact IANA name of a time zone.
func UnmarshalTimeZone(v any) (TimeZone, error) {
	name, _ := v.(string)
	zone, ok := calendar.Zone(name)
	if !ok {
		return TimeZone{}, BadInput("Expected a TimeZone: an exact IANA name, for example Europe/Berlin, Asia/Kolkata or UTC.")
	}
	return TimeZone{zone}, nil
}
