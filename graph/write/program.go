// Package write makes the text of an answer from the rows of its queries, by the plan that asked for them. It is pure but for the
// room that it takes. It asks nobody.
package write

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The selection beneath totals, groups, list and conversation is compiled into a program, once for each answer: which columns
// are wanted, in which form, and the text that stands between them. The program then runs over the rows. It appends the text
// and formats cells straight from the columns. A resolver for each field of each object, as the library has them, would take
// most of the time of a large answer.
//
// A cell that cannot be given is an error with its path. It is null where the schema allows that; otherwise the whole value
// is, since nothing between it and the field of the set may be null.

// Prepared is a resolved value whose selection can be compiled.
type Prepared interface {
	// compile adds the value to a program, which then writes it in one run.
	compile(c compiler, field *plan.Selected)
}

// Output is where the text of a value goes, and what is said of it.
type Output struct {
	Ctx       context.Context // of the value's field
	Variables map[string]any
	Answer    *AnswerLimit                 // of which the text is a part
	Report    func(context.Context, error) // is told the errors of cells, in the contexts of their fields
	LeftOut   func()                       // is told of each error that is not told apart
}

// Write appends the text of a value. It is false if the value is null because of an error in it, or of too little room for
// its text.
func (o Output) Write(b []byte, f *plan.Selected, value Prepared) ([]byte, bool) {
	errors := &cellErrors{Output: o, ending: ending{ctx: o.Ctx}, into: TextLimit{Ctx: o.Ctx, Answer: o.Answer}}
	into := &errors.into
	c := compiler{variables: o.Variables, errors: errors, program: newProgram(into)}
	value.compile(c, f)
	b = c.append(b, NoRow)
	switch {
	case errors.ended():
		o.Report(o.Ctx, model.TooLate(o.Ctx))
		errors.fatal = true
	case !into.Fits(b):
		o.Report(o.Ctx, into.Err)
		errors.fatal = true
	}
	if errors.fatal {
		into.release()
	}
	return b, !errors.fatal
}

// cellErrors are the errors of one value's cells.
type cellErrors struct {
	Output
	ending  // of those who wait for the value
	into    TextLimit
	element int // of the list that is written
	count   int
	fatal   bool   // whether a cell cannot be given that must not be null
	steps   []step // the latest ones that places are made of
}

// mostCellErrors are those of a value that are told apart. More than mostErrors are never shown.
const mostCellErrors = 1000

// add notes the error of a cell at a place beneath the value's field.
func (e *cellErrors) add(place *step, err error) {
	if e.count++; e.count > mostCellErrors {
		e.LeftOut()
		return
	}
	e.Report(e.at(place), err)
}

// at is the context of a place.
func (e *cellErrors) at(place *step) context.Context {
	switch {
	case place == nil:
		return e.Ctx
	case place.field != nil:
		return graphql.WithFieldContext(e.at(place.above), &graphql.FieldContext{Object: place.object, Field: place.field.CollectedField})
	}
	index := place.index
	if index < 0 {
		index = e.element
	}
	return graphql.WithFieldContext(e.at(place.above), &graphql.FieldContext{Index: &index})
}

// step is one step of the place of a cell: a field of an object, or an element of a list.
type step struct {
	above  *step  // nil beneath the value's field
	object string // the type that the field is of
	field  *plan.Selected
	index  int // of an element; below 0 stands for the row that is written
}

// program writes one row: texts and cells in turn, then the rest.
type program struct {
	cells []textAndCell
	texts []byte // of all cells and the rest, one behind the other
	rest  int    // where in texts the rest begins
	into  *TextLimit

	firstCells [4]textAndCell // what most programs do with
	firstTexts [128]byte
}

func newProgram(into *TextLimit) *program {
	p := &program{into: into}
	p.cells, p.texts = p.firstCells[:0], p.firstTexts[:0]
	return p
}

// textAndCell is a cell, and what stands before it.
type textAndCell struct {
	before []byte
	cell   cell
}

// cell appends the value of a row.
type cell func(b []byte, row int) []byte

// append appends the text of a row, as far as there is room for it.
func (p *program) append(b []byte, row int) []byte {
	for i := range p.cells {
		b = p.cells[i].cell(append(b, p.cells[i].before...), row)
		if cap(b) > p.into.taken && !p.into.Fits(b) {
			return b
		}
	}
	return append(b, p.texts[p.rest:]...)
}

// compiler makes the programs of one answer.
type compiler struct {
	variables map[string]any
	rows      *query.Rows // nil if nothing was asked
	errors    *cellErrors
	place     *step // beneath the value's field; nil for the value itself
	*program
}

// apart is a compiler of the same answer with a program of its own.
func (c compiler) apart() compiler {
	c.program = newProgram(c.into)
	return c
}

// at is the compiler beneath a step.
func (c compiler) at(s step) compiler {
	if e := c.errors; len(e.steps) == cap(e.steps) {
		e.steps = make([]step, 0, 12)
	}
	s.above = c.place
	c.errors.steps = append(c.errors.steps, s)
	c.place = &c.errors.steps[len(c.errors.steps)-1]
	return c
}

// mustNotBeNull says whether the schema has no null for the field that is written.
func (c compiler) mustNotBeNull() bool { return c.place.field.Definition.Type.NonNull }

// failed writes null for a cell that cannot be given, and notes why.
func (c compiler) failed(b []byte, err error) []byte {
	c.errors.add(c.place, err)
	c.errors.fatal = c.errors.fatal || c.mustNotBeNull()
	return append(b, "null"...)
}

// text adds a text that every row has.
func (c compiler) text(s string) { c.texts = append(c.texts, s...) }

// quoted adds a string that every row has.
func (c compiler) quoted(s string) { c.texts = model.AppendQuoted(c.texts, s) }

// cell adds a cell.
func (c compiler) cell(value cell) {
	c.cells = append(c.cells, textAndCell{c.texts[c.rest:], value})
	c.rest = len(c.texts)
}

// object adds an object: its fields in the order of the selection.
func (c compiler) object(f *plan.Selected, field func(compiler, *plan.Selected)) {
	name := f.Definition.Type.Name()
	c.text("{")
	for i, inner := range f.Beneath {
		if i > 0 {
			c.text(",")
		}
		c.text(`"`)
		c.text(inner.Alias) // letters, digits and underscores
		c.text(`":`)
		if inner.Name == "__typename" {
			c.quoted(name)
		} else {
			field(c.at(step{object: name, field: inner}), inner)
		}
	}
	c.text("}")
}

// list adds a list of what a program writes of each of some rows.
func (c compiler) list(rows []int, element func(compiler)) {
	each := c.apart().at(step{index: -1})
	element(each)
	c.cell(func(b []byte, _ int) []byte {
		b = append(b, '[')
		start := len(b)
		for i, row := range rows {
			if c.errors.ended() || c.into.Err != nil {
				break
			}
			if i == sampledElements { // They tell how long the others will be.
				b = c.into.Reserve(b, (len(b)-start)/i*(len(rows)-i)*9/8)
			}
			if i > 0 {
				b = append(b, ',')
			}
			c.errors.element = i
			b = each.append(b, row)
		}
		return append(b, ']')
	})
}

// sampledElements of a list tell how long it will be.
const sampledElements = 16

// elements adds a list whose length every row has.
func (c compiler) elements(n int, element func(c compiler, i int)) {
	c.text("[")
	for i := range n {
		if i > 0 {
			c.text(",")
		}
		element(c.at(step{index: i}), i)
	}
	c.text("]")
}
