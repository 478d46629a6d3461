package derive

import (
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

func TestAKnownAnswerIsExtendedByOneRange(t *testing.T) {
	const dec, jan, eleventh, feb = "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-11T00:00:00Z", "2026-02-01T00:00:00Z"
	noon := "2026-01-11T12:00:00Z"
	for _, test := range []struct {
		name          string
		wanted, known query.Query
		until         string
		missing       query.Where
		none          bool
	}{
		{"before it", asks(rangeOf(dec, feb), byDay), asks(rangeOf(jan, feb), byDay), feb, rangeOf(dec, jan), false},
		{"before it, whatever comes after", asks(rangeOf(dec, ""), byDay), asks(rangeOf(jan, ""), byDay), noon, rangeOf(dec, jan), false},
		{"behind it", asks(rangeOf(dec, feb), byDay), asks(rangeOf(dec, jan), byDay), feb, rangeOf(jan, feb), false},
		{"behind the last bucket that had ended", asks(rangeOf(dec, ""), byDay), asks(rangeOf(dec, ""), byDay), noon, rangeOf(eleventh, ""), false},
		{"behind it, of hours", asks(rangeOf(dec, ""), byHour), asks(rangeOf(dec, noon), byHour), feb, rangeOf(noon, ""), false},
		{"behind the last whole day", asks(rangeOf(dec, ""), byDay), asks(rangeOf(dec, noon), byDay), feb, rangeOf(eleventh, ""), false},
		{"before the first whole day", asks(rangeOf(dec, ""), byDay), asks(rangeOf(noon, ""), byDay), feb, rangeOf(dec, "2026-01-12T00:00:00Z"), false},
		{"before the first whole week", asks(rangeOf(dec, ""), byWeek), asks(rangeOf(jan, ""), byDay), feb, rangeOf(dec, "2026-01-05T00:00:00Z"), false},
		{"before the first whole month", asks(rangeOf(dec, ""), byMonth), asks(rangeOf("2025-12-31T00:00:00Z", ""), byDay), feb, rangeOf(dec, jan), false},
		{"of one type", asks(query.All(openai, rangeOf(dec, "")), byDay), asks(rangeOf(jan, ""), byDay, byType), feb, query.All(openai, rangeOf(dec, jan)), false},
		{"none in its future", asks(rangeOf(dec, ""), byDay), asks(rangeOf(feb, ""), byDay), noon, query.Where{}, true},
		{"not on both sides", asks(rangeOf(dec, feb), byDay), asks(rangeOf(jan, eleventh), byDay), feb, query.Where{}, true},
		{"not without buckets", asks(rangeOf(dec, feb), byType), asks(rangeOf(jan, feb), byDay, byType), feb, query.Where{}, true},
		{"not of another filter", asks(rangeOf(dec, feb), byDay), asks(query.All(openai, rangeOf(jan, feb)), byDay), feb, query.Where{}, true},
		{"not of ranges apart", asks(rangeOf(dec, jan), byDay), asks(rangeOf(eleventh, feb), byDay), feb, query.Where{}, true},
		{"not of other keys", asks(rangeOf(dec, feb), byDay, byType), asks(rangeOf(jan, feb), byDay), feb, query.Where{}, true},
		{"not of longer buckets", asks(rangeOf(dec, feb), byDay), asks(rangeOf(jan, feb), byMonth), feb, query.Where{}, true},
		{"not where all is known", asks(rangeOf(jan, eleventh), byDay), asks(rangeOf(jan, feb), byDay), feb, query.Where{}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			until, err := time.Parse(time.RFC3339, test.until)
			if err != nil {
				t.Fatal(err)
			}
			extension, ok := Extend(Prepare(test.wanted), Prepare(test.known), until)
			if ok == test.none {
				t.Fatalf("extended: %v", ok)
			}
			if !ok {
				return
			}
			want := test.wanted
			want.Where = test.missing
			if got := extension.Missing; string(got.Body()) != string(want.Body()) {
				t.Errorf("asks\n%s, want\n%s", got.Body(), want.Body())
			}
			if _, reason := Derive(extension.Kept, Prepare(test.known)); reason != Derivable {
				t.Error(reason)
			}
		})
	}
}
