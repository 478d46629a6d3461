package query_test

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestConjunctsAreWhatHasToHold(t *testing.T) {
	or := Any(wb, wc)
	for _, test := range []struct {
		name  string
		where Where
		want  []string
	}{
		{"of all rows there are none", All(), nil},
		{"no rows are one", Any(), []string{text(Any())}},
		{"a condition is one", wa, []string{text(wa)}},
		{"an or is one", or, []string{text(or)}},
		{"terms of an and", All(wa, or), []string{text(wa), text(or)}},
		{"repeats are left out", All(wa, or, wa, Any(wc, wb, wc)), []string{text(wa), text(or)}},
		{"an or of one and the same condition is that condition", Any(wa, Any(wa, wa)), []string{text(wa)}},
		{"an or of one and the same and is that and", Any(All(wa, wb), All(wb, wa)), []string{text(wa), text(wb)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.where.Conjuncts()
			if len(got) != len(test.want) {
				t.Fatalf("%d conjuncts, want %d", len(got), len(test.want))
			}
			for i := range got {
				if text(got[i]) != test.want[i] {
					t.Errorf("%s, want %s", text(got[i]), test.want[i])
				}
			}
		})
	}
	if All(wa, or).Digest() != All(Any(wc, wb), wa, wa).Digest() {
		t.Error("equal filters have two digests")
	}
	if Any(wa, wb).Digest() == All(wa, wb).Digest() {
		t.Error("an or has the digest of an and")
	}
}

func TestAnInstantSaysWhatItMeans(t *testing.T) {
	for raw, want := range map[string]bool{
		`"2026-01-05T00:00:00Z"`:      true,
		`"2026-01-05T02:00:00+02:00"`: true,
		`"2026-01-05"`:                false, // in which zone?
		`"2026-01-05T00:00:00"`:       false,
		`1767571200000`:               false,
		`null`:                        false,
	} {
		got, ok := ReadInstant(jsontext.Value(raw))
		if ok != want || ok && !got.Equal(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s is read as %v, %v", raw, got, ok)
		}
	}
}
