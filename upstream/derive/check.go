package derive

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// Test is a condition that each group meets or does not meet as a whole, by a value of one of its keys.
type Test struct {
	on    query.Selection
	check check
}

// check decides on each value of a dictionary, by code, or says why it cannot. Its String is for a plan's.
type check interface {
	passes(d *dictionary) ([]bool, Reason)
	String() string
}

var errNoText = errors.New("a property's key that is no string")

// checkOf is the check of a condition on a key that decides as the endpoint does, and whether it leaves one value of the key
// at most; false if there is none.
func checkOf(c query.Condition, kind query.Kind) (is check, pins, ok bool) {
	switch c.Operator {
	case query.IsNull:
		return nullness(true), true, kind != query.Time
	case query.IsNotNull:
		return nullness(false), false, kind != query.Time
	case query.Eq:
		c.Values = []jsontext.Value{c.Value}
	default: // The kind decides on them.
	}
	switch kind {
	case query.Text, query.JSON:
		texts, ok := textsOf(c, kind)
		return among(texts), len(texts) == 1, ok
	case query.Number:
		if c.Field != query.UserMessageCount {
			return nil, false, false
		}
		compares, ok := comparisonOf(c)
		return compares, c.Operator == query.Eq, ok
	default:
		return nil, false, false
	}
}

// textsOf are the strings that a condition wants one of.
func textsOf(c query.Condition, kind query.Kind) ([]string, bool) {
	if c.Operator != query.Eq && c.Operator != query.In {
		return nil, false
	}
	var texts []string
	for _, raw := range c.Values {
		text, ok := query.ReadText(raw)
		if !ok || kind == query.JSON && jsontext.Value(text).IsValid() {
			return nil, false
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return slices.Compact(texts), len(texts) > 0
}

// among passes some texts, all of which have to occur, and none of which may equal another one in some collation.
type among []string

func (wanted among) passes(d *dictionary) ([]bool, Reason) {
	passes := make([]bool, d.size)
	codes, folds := make(map[string]int, d.size), make(map[string]int, d.size)
	for code, text := range d.texts {
		if uint32(code) != d.null { // #nosec G115 -- codes are of 32 bits
			codes[text] = code
			folds[folded(text)]++
		}
	}
	for _, text := range wanted {
		code, occurs := codes[text]
		if !occurs || folds[folded(text)] > 1 {
			return nil, ValueUnknown
		}
		passes[code] = true
	}
	return passes, Derivable
}

func (wanted among) String() string {
	if len(wanted) == 1 {
		return fmt.Sprintf("is %.100q", wanted[0])
	}
	return fmt.Sprintf("is one of %d values", len(wanted))
}

// nullness passes null, or all but null.
type nullness bool

func (wanted nullness) passes(d *dictionary) ([]bool, Reason) {
	passes := make([]bool, d.size)
	for code := range passes {
		passes[code] = (uint32(code) == d.null) == bool(wanted) // #nosec G115 -- codes are of 32 bits
	}
	return passes, Derivable
}

func (wanted nullness) String() string {
	if wanted {
		return "is null"
	}
	return "is not null"
}

// comparison passes the numbers of which it is true.
type comparison struct {
	operator query.Operator
	numbers  []float64 // at least one, ascending
}

func (c comparison) passes(d *dictionary) ([]bool, Reason) {
	passes := make([]bool, d.size)
	for code, n := range d.numbers {
		passes[code] = uint32(code) != d.null && c.holds(n) // #nosec G115 -- codes are of 32 bits
	}
	return passes, Derivable
}

func (c comparison) holds(n float64) bool {
	switch with := c.numbers[0]; c.operator {
	case query.Gt:
		return n > with
	case query.Gte:
		return n >= with
	case query.Lt:
		return n < with
	case query.Lte:
		return n <= with
	default: // Eq, In and their opposites
		_, equal := slices.BinarySearch(c.numbers, n)
		return equal == (c.operator == query.Eq || c.operator == query.In)
	}
}

func (c comparison) String() string {
	if len(c.numbers) == 1 {
		return fmt.Sprintf("%s %v", c.operator, c.numbers[0])
	}
	return fmt.Sprintf("%s %d values", c.operator, len(c.numbers))
}

// comparisonOf is the comparison with a condition's numbers; false if there is one that floats do not hold exactly.
func comparisonOf(c query.Condition) (comparison, bool) {
	compares := comparison{operator: c.Operator}
	switch c.Operator {
	case query.Eq, query.In, query.NotIn:
	case query.Neq, query.Gt, query.Gte, query.Lt, query.Lte:
		c.Values = []jsontext.Value{c.Value}
	default:
		return comparison{}, false
	}
	for _, raw := range c.Values {
		n, err := strconv.ParseFloat(string(raw), 64)
		if raw.Kind() != '0' || err != nil || math.Abs(n) >= mostExact {
			return comparison{}, false
		}
		compares.numbers = append(compares.numbers, n)
	}
	slices.Sort(compares.numbers)
	return compares, len(compares.numbers) > 0
}

// mostExact is the number below which floats hold every whole one.
const mostExact = 1 << 53

// bound passes the buckets from an end on, or those before it.
type bound struct {
	end    time.Time
	before bool
}

func (b bound) passes(d *dictionary) ([]bool, Reason) {
	passes := make([]bool, d.size)
	for code, t := range d.times {
		passes[code] = uint32(code) != d.null && t.Before(b.end) == b.before // #nosec G115 -- codes are of 32 bits
	}
	return passes, Derivable
}

func (b bound) String() string {
	if b.before {
		return "is before " + b.end.Format(time.RFC3339)
	}
	return "is not before " + b.end.Format(time.RFC3339)
}
