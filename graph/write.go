package graph

import (
	"context"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The library resolves each field of each object by itself: for 10,000 groups that is a hundred thousand closures, and
// most of the time that a request takes. What stands beneath a field that reads a set is known before the first row,
// though: which columns are wanted, in which form, and what stands between them. So the selection is compiled into a
// program, once for each answer, and the program is run over the rows: it copies texts that were made beforehand and
// formats cells in between, straight from the columns.
//
// The library's way stays the reference, and the way of everything else. A program writes only what is certain: as soon as
// a cell cannot be read, is null where it must not be, or is of a field that no program knows, all that it wrote is
// dropped and the library resolves the field from the start. So errors, their paths and what they make null are always
// the library's.

// prepared is a resolved value whose selection can be compiled. It says of nothing in the answer but itself.
type prepared interface {
	// prepare gives the program that writes the value, in one run.
	prepare(variables map[string]any, field *selected) *program
}

// write gives a value's text in a buffer of the pool, or nil if the library has to write it.
func (e execution) write(ctx context.Context, f *selected, value prepared) (buffer *[]byte) {
	defer func() {
		if cause := recover(); cause != nil {
			_ = e.Recover(ctx, cause) // It is told to the log. Whether it is an error is seen in the library's way.
			buffer = nil
		}
	}()
	program := value.prepare(e.Variables, f)
	if program == nil || program.unknown {
		return nil
	}
	buffer = e.buffers.Get().(*[]byte)
	var ok bool
	if *buffer, ok = program.append((*buffer)[:0], noRow); !ok {
		e.buffers.Put(buffer)
		return nil
	}
	return buffer
}

// program writes one row: texts and cells in turn, then the rest.
type program struct {
	steps   []step
	texts   []byte // of all steps and the rest, one behind the other
	rest    int    // where in texts the rest begins
	unknown bool   // whether a field is selected that there is no cell for
}

func newProgram() *program { return &program{steps: make([]step, 0, 4), texts: make([]byte, 0, 128)} }

// step is what stands before a cell, and the cell.
type step struct {
	before []byte
	cell   cell
}

// cell appends the value of a row, or fails.
type cell func(b []byte, row int) ([]byte, bool)

func (p *program) append(b []byte, row int) ([]byte, bool) {
	var ok bool
	for i := range p.steps {
		b = append(b, p.steps[i].before...)
		if b, ok = p.steps[i].cell(b, row); !ok {
			return b, false
		}
	}
	return append(b, p.texts[p.rest:]...), true
}

// compiler makes the programs of one answer.
type compiler struct {
	variables map[string]any
	rows      *query.Rows // nil if nothing was asked
	*program
}

// apart is a compiler of the same answer with a program of its own.
func (c compiler) apart() compiler {
	c.program = newProgram()
	return c
}

// text adds a text that every row has.
func (c compiler) text(s string) { c.texts = append(c.texts, s...) }

// quoted adds a string that every row has.
func (c compiler) quoted(s string) { c.texts = appendQuoted(c.texts, s) }

// cell adds a cell.
func (c compiler) cell(value cell) {
	c.steps = append(c.steps, step{c.texts[c.rest:], value})
	c.rest = len(c.texts)
}

// object adds an object: its fields in the order of the selection.
func (c compiler) object(f *selected, field func(*selected)) {
	c.text("{")
	for i, inner := range f.beneath {
		if i > 0 {
			c.text(",")
		}
		c.text(`"`)
		c.text(inner.Alias) // letters, digits and underscores
		c.text(`":`)
		if inner.Name == "__typename" {
			c.quoted(f.Definition.Type.Name())
		} else {
			field(inner)
		}
	}
	c.text("}")
}

// list adds a list of what a program writes of each of some rows.
func (c compiler) list(each *program, rows []int) {
	c.unknown = c.unknown || each.unknown
	c.cell(func(b []byte, _ int) ([]byte, bool) {
		var ok bool
		b = append(b, '[')
		for i, row := range rows {
			if i > 0 {
				b = append(b, ',')
			}
			if b, ok = each.append(b, row); !ok {
				return b, false
			}
		}
		return append(b, ']'), true
	})
}
