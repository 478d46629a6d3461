package query

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
)

// repacked are rows as they are once they were packed. Packing takes the bytes that it says.
func repacked(t *testing.T, r *Rows) *Rows {
	t.Helper()
	packed := r.Pack([]byte("before"))[len("before"):]
	if len(packed) != r.PackedBytes() {
		t.Errorf("rows are packed in %d bytes, not in %d", len(packed), r.PackedBytes())
	}
	return Unpack(packed)
}

// sayTheSame fails if two rows differ in anything that can be asked of them.
func sayTheSame(t *testing.T, got, want *Rows) {
	t.Helper()
	type head struct {
		Total, PageSize, Len int
		Partial              bool
		Columns              []string
	}
	of := func(r *Rows) head {
		h := head{r.Total, r.PageSize, r.Len(), r.Partial(), nil}
		for i := range r.columns {
			c := &r.columns[i]
			h.Columns = append(h.Columns, fmt.Sprintf("%q of %v, counts %t, of %d", c.Key(), c.Kind(), c.counts, len(c.cells)))
		}
		return h
	}
	if d := cmp.Diff(of(want), of(got)) + cmp.Diff(cellsOf(want), cellsOf(got)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	for i := range want.columns {
		for row, at := range want.columns[i].times { // They are keys of maps: to be equal is not enough.
			if map[time.Time]bool{at: true}[got.columns[i].times[row]] {
				continue
			}
			t.Errorf("the time %#v has become %#v", at, got.columns[i].times[row])
		}
	}
}

func TestPackedRowsSayTheSame(t *testing.T) {
	for _, kinds := range []string{"", "f", "n", "u", "m", "fnum", "uuff", "umnfumnf"} {
		for _, more := range []int{0, 3} {
			rows := mixedRows(t, kinds, len(kinds)+more)
			sayTheSame(t, repacked(t, rows), rows)
			for cut := range len(kinds) {
				rest := rows.From(cut)
				sayTheSame(t, repacked(t, rest), rest)
				sayTheSame(t, repacked(t, repacked(t, rows)).From(cut), rest)
			}
		}
	}
	sayTheSame(t, repacked(t, EmptyRows(mixed)), EmptyRows(mixed))
	sayTheSame(t, repacked(t, EmptyRows(Query{})), EmptyRows(Query{}))
}

// TestPackedValuesAreExact packs random values of every kind, the greatest and the smallest among them.
func TestPackedValuesAreExact(t *testing.T) {
	const seed = 17
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // It is to be the same each time.
	for range 300 {
		length := random.IntN(40)
		number, at := NewColumn(Selection{Function: Count}, Number, length), NewColumn(Selection{Field: FirstMessageTime}, Time, 0)
		text, value := NewColumn(Selection{Field: ID}, Text, length), NewColumn(Selection{Field: Properties}, Object, length)
		for range length {
			if random.IntN(4) == 0 {
				for _, c := range []*Column{&number, &at, &text, &value} {
					c.AppendNull()
				}
				continue
			}
			n := math.Float64frombits(random.Uint64())
			if math.IsNaN(n) || math.IsInf(n, 0) {
				n = math.Copysign(0, -1)
			}
			number.AppendNumber(n)
			at.AppendTime(time.Unix(random.Int64N(1<<38)-1<<37, random.Int64N(1e9)).UTC())
			letters := strings.Repeat(string(rune(random.IntN(0xd7ff))), random.IntN(9))
			text.AppendText(letters)
			value.AppendJSON(quoted(nil, letters))
		}
		want := RowsOf(length, random.IntN(2000), number, at, text, value)
		got := repacked(t, want)
		sayTheSame(t, got, want)
		for row := range length {
			a, _, _ := want.columns[0].Number(row)
			if b, _, _ := got.columns[0].Number(row); math.Float64bits(a) != math.Float64bits(b) {
				t.Fatalf("seed %d: %v has become %v", seed, a, b)
			}
		}
	}
}

func TestRowsWithAColumnThatFailsAreNotPacked(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("its reason is lost")
		}
	}()
	repacked(t, mixedRows(t, "f", 1).Failing(Selection{Function: Sum, Field: UserMessageCount}, Invalid(nil, "no sum")))
}

// BenchmarkPack is what it costs to keep an answer, and to use it again, by its groups.
func BenchmarkPack(b *testing.B) {
	q := Query{
		GroupBy: []Selection{{Field: IntegrationID}},
		Select:  []Selection{{Function: Count}, {Function: Avg, Field: UserMessageCount}},
	}
	for _, groups := range []int{12, 10_000} {
		rows, err := DecodeRows(new(jsontext.Decoder), q, manyGroups(groups), nil)
		if err != nil {
			b.Fatal(err)
		}
		pack := func() []byte { return rows.Pack(make([]byte, 0, rows.PackedBytes())) }
		b.Run(fmt.Sprintf("%d groups", groups), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				pack()
			}
		})
		b.Run(fmt.Sprintf("%d groups unpacked", groups), func(b *testing.B) {
			b.ReportAllocs()
			packed := pack()
			for b.Loop() {
				Unpack(packed)
			}
		})
	}
}
