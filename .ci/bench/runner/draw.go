package main

import (
	"fmt"
	"math"
	"strings"
)

// The size of a panel, and of what is around its plot.
const (
	width, height            = 360, 270
	left, right, top, bottom = 62, 14, 34, 44
)

// draw draws panels, three in a row, over logarithmic axes: there, what grows in proportion is a line that rises by as
// much as it goes to the right.
func draw(panels []panel) string {
	rows := (len(panels) + 2) / 3
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11" fill="#444">`+"\n",
		3*width, rows*height)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	for i, p := range panels {
		fmt.Fprintf(&b, `<g transform="translate(%d %d)">`+"\n", i%3*width, i/3*height)
		p.draw(&b)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (p panel) draw(b *strings.Builder) {
	x, y := axis{lo: math.Inf(1), hi: math.Inf(-1)}, axis{lo: math.Inf(1), hi: math.Inf(-1)}
	for _, l := range p.lines {
		for _, point := range l.points {
			x, y = x.with(point[0]), y.with(point[1])
		}
	}
	x.from, x.to = left, width-right
	y.from, y.to = height-bottom, top
	fmt.Fprintf(b, `<text x="%d" y="16" font-size="13" font-weight="bold">%s</text>`+"\n", left, p.title)
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", (left+width-right)/2, height-8, p.x)
	fmt.Fprintf(b, `<text transform="translate(12 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n", (top+height-bottom)/2, p.y)
	for _, v := range x.ticks() {
		fmt.Fprintf(b, `<path d="M%.1f %dV%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			x.at(v), top, height-bottom, x.at(v), height-bottom+15, short(v))
	}
	for _, v := range y.ticks() {
		fmt.Fprintf(b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			left, y.at(v), width-right, left-5, y.at(v)+4, short(v))
	}
	for i, l := range p.lines {
		colour := []string{"#1f6feb", "#d1720a"}[i%2]
		var path []string
		for _, point := range l.points {
			path = append(path, fmt.Sprintf("%.1f %.1f", x.at(point[0]), y.at(point[1])))
			fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`+"\n", x.at(point[0]), y.at(point[1]), colour)
		}
		fmt.Fprintf(b, `<path d="M%s" fill="none" stroke="%s" stroke-width="1.5"/>`+"\n", strings.Join(path, "L"), colour)
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s">%s</text>`+"\n", left+8, top+14+14*i, colour, l.name)
	}
}

// axis is logarithmic, over whole powers of ten.
type axis struct{ lo, hi, from, to float64 }

func (a axis) with(v float64) axis {
	v = math.Max(v, 1e-6)
	a.lo = math.Min(a.lo, math.Floor(math.Log10(v)))
	a.hi = math.Max(a.hi, math.Ceil(math.Log10(v)))
	a.hi = math.Max(a.hi, a.lo+1)
	return a
}

func (a axis) at(v float64) float64 {
	return a.from + (math.Log10(math.Max(v, 1e-6))-a.lo)/(a.hi-a.lo)*(a.to-a.from)
}

func (a axis) ticks() (all []float64) {
	for power := a.lo; power <= a.hi; power++ {
		all = append(all, math.Pow(10, power))
	}
	return all
}

func short(v float64) string {
	if v >= 1000 {
		return fmt.Sprintf("%gk", v/1000)
	}
	return fmt.Sprintf("%.3g", v)
}
