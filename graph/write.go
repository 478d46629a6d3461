package graph

import (
	"context"
	"io"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/upstream"
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
	prepare(op *graphql.OperationContext, field graphql.CollectedField) *program
}

// writing answers values that are prepared by their programs, as far as these get.
type writing struct{ buffers *sync.Pool }

var _ graphql.FieldInterceptor = writing{}

func newWriting() writing {
	return writing{&sync.Pool{New: func() any { return new([]byte) }}}
}

// ExtensionName is for the library's messages.
func (writing) ExtensionName() string { return "Writing" }

// Validate has nothing to object to.
func (writing) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptField puts the text of a value in its place. The library writes out what can write itself.
func (w writing) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	if p, ok := value.(prepared); ok && err == nil {
		if text, ok := w.write(ctx, p); ok {
			return text, nil
		}
	}
	return value, err
}

// write gives the text of a value, or false if the library has to write it.
func (w writing) write(ctx context.Context, p prepared) (text *answerText, ok bool) {
	op := graphql.GetOperationContext(ctx)
	defer func() {
		if cause := recover(); cause != nil {
			_ = op.Recover(ctx, cause) // It is told to the log. Whether it is an error is seen in the library's way.
			text, ok = nil, false
		}
	}()
	program := p.prepare(op, graphql.GetFieldContext(ctx).Field)
	if program == nil || program.unknown {
		return nil, false
	}
	buffer := w.buffers.Get().(*[]byte)
	*buffer, ok = program.append((*buffer)[:0], noRow)
	if !ok {
		w.buffers.Put(buffer)
		return nil, false
	}
	return &answerText{w.buffers, buffer}, true
}

// answerText is a value's text, which is written out once at most.
type answerText struct {
	buffers *sync.Pool
	text    *[]byte
}

// MarshalGQL writes the text, and gives its memory back.
func (t *answerText) MarshalGQL(w io.Writer) {
	_, _ = w.Write(*t.text)
	t.buffers.Put(t.text)
	t.text = nil
}

// program writes one row: texts and cells in turn, then the rest.
type program struct {
	steps   []step
	rest    []byte
	unknown bool // whether a field is selected that there is no cell for
}

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
	return append(b, p.rest...), true
}

// compiler makes the programs of one answer.
type compiler struct {
	op   *graphql.OperationContext
	rows *upstream.Rows // nil if nothing was asked
	*program
}

// apart is a compiler of the same answer with a program of its own.
func (c compiler) apart() compiler {
	c.program = &program{}
	return c
}

// text adds a text that every row has.
func (c compiler) text(s string) { c.rest = append(c.rest, s...) }

// quoted adds a string that every row has.
func (c compiler) quoted(s string) { c.rest = appendQuoted(c.rest, s) }

// cell adds a cell.
func (c compiler) cell(value cell) {
	c.steps = append(c.steps, step{c.rest, value})
	c.rest = nil
}

// object adds an object: its fields in the order of the selection. The types are the object's name and those of its
// interfaces.
func (c compiler) object(f graphql.CollectedField, field func(graphql.CollectedField), types ...string) {
	c.text("{")
	for i, f := range selected(c.op, f, types...) {
		if i > 0 {
			c.text(",")
		}
		c.quoted(f.Alias)
		c.text(":")
		if f.Name == "__typename" {
			c.quoted(types[0])
		} else {
			field(f)
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
