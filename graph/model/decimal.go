package model

import (
	"cmp"
	"math"
	"strconv"
	"strings"
)

// Decimal is a number with all its digits: 0.digits times ten to the point. Zero has no digits; others neither begin nor
// end with a zero.
type Decimal struct {
	negative bool
	digits   string
	point    int
}

// ParseDecimal reads a JSON number.
func ParseDecimal(text string) Decimal {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	whole, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(whole, ".")
	all := strings.TrimLeft(whole+fraction, "0")
	digits := strings.TrimRight(all, "0")
	if digits == "" {
		return Decimal{}
	}
	power := 0
	if exponent != "" {
		power, _ = strconv.Atoi(exponent) // An exponent beyond an int is the nearest one.
		power = min(max(power, math.MinInt32), math.MaxInt32)
	}
	return Decimal{negative, digits, power - len(fraction) + len(all)}
}

// CompareDecimals is below 0, 0 or above 0 as the first is less than, equal to or greater than the second.
func CompareDecimals(a, b Decimal) int {
	if c := cmp.Compare(a.sign(), b.sign()); c != 0 || a.digits == "" {
		return c
	}
	c := cmp.Or(cmp.Compare(a.point, b.point), cmp.Compare(a.digits, b.digits))
	if a.negative {
		return -c
	}
	return c
}

func (d Decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.negative:
		return -1
	}
	return 1
}

// append appends the number in ECMAScript's form (RFC 8785, section 3.2.2.3), but with all its digits: without zeros that
// say nothing, and with an exponent only from 1e21 on and below 1e-6.
func (d Decimal) append(b []byte) []byte {
	if d.digits == "" {
		return append(b, '0')
	}
	if d.negative {
		b = append(b, '-')
	}
	switch n := len(d.digits); {
	case d.point > 21 || d.point <= -6:
		b = append(b, d.digits[0])
		if n > 1 {
			b = append(append(b, '.'), d.digits[1:]...)
		}
		b = append(b, 'e')
		if d.point > 0 {
			b = append(b, '+')
		}
		return strconv.AppendInt(b, int64(d.point-1), 10)
	case d.point <= 0:
		return append(append(append(b, "0."...), strings.Repeat("0", -d.point)...), d.digits...)
	case n <= d.point:
		return append(append(b, d.digits...), strings.Repeat("0", d.point-n)...)
	}
	return append(append(append(b, d.digits[:d.point]...), '.'), d.digits[d.point:]...)
}
