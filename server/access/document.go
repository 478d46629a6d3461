package access

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// node is a value in a YAML file, and where it stands.
type node struct {
	line    int
	kind    kind
	scalar  any // a string, a json.Number, a bool, or nil
	members []member
	items   []*node
}

type kind int

const (
	scalar kind = iota
	mapping
	list
)

// member is a key of a mapping and its value.
type member struct {
	name  string
	line  int
	value *node
}

// text is a scalar that is a string.
func (n *node) text() (string, bool) {
	s, ok := n.scalar.(string)
	return s, ok && n.kind == scalar
}

// document reads a file, and collects what is wrong with it.
type document struct {
	name     string
	secret   bool // whether nothing of it may be told
	problems []error
}

// fail notes what is wrong at a line.
func (d *document) fail(line int, format string, a ...any) {
	d.problems = append(d.problems, fmt.Errorf("%s:%d: %s", d.name, line, fmt.Sprintf(format, a...)))
}

// What a file may be. The parser of the library descends by recursion.
const (
	maxFile  = 128 << 10 // bytes
	maxDepth = 64
)

// read reads a file of a setting.
func (o Options) read(name string) ([]byte, error) {
	text, err := o.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s: it is larger than %d bytes", name, maxFile)
	}
	return text, nil
}

// parse reads one YAML document. The library refuses a key that stands twice.
func (d *document) parse(text []byte) *node {
	file, err := parseYAML(text)
	if err != nil {
		line, message := 1, "it is no YAML"
		var at interface {
			GetToken() *token.Token
			GetMessage() string
		}
		if errors.As(err, &at) {
			if t := at.GetToken(); t != nil && t.Position != nil {
				line = t.Position.Line
			}
			if !d.secret { // The message may quote the file.
				message += ": " + at.GetMessage()
			}
		}
		d.fail(line, "%s", message)
		return nil
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		d.fail(1, "it is empty")
		return nil
	}
	if len(file.Docs) > 1 {
		line := 1
		if file.Docs[1].Start != nil {
			line = file.Docs[1].Start.Position.Line
		}
		d.fail(line, "the file has to hold a single document")
		return nil
	}
	return d.node(file.Docs[0].Body, 1)
}

// parseYAML is the library's parser, whose panics are errors.
func parseYAML(text []byte) (file *ast.File, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return parser.ParseBytes(text, 0)
}

// node reads a node. Of what cannot be read, nil stands in its place.
func (d *document) node(n ast.Node, depth int) *node {
	out := &node{line: lineOf(n)}
	if depth > maxDepth {
		d.fail(out.line, "it is nested more than %d deep", maxDepth)
		return out
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		out.kind = mapping
		for _, value := range n.Values {
			d.member(out, value, depth)
		}
	case *ast.MappingValueNode:
		out.kind = mapping
		d.member(out, n, depth)
	case *ast.SequenceNode:
		out.kind = list
		for _, value := range n.Values {
			out.items = append(out.items, d.node(value, depth+1))
		}
	case *ast.StringNode:
		out.scalar = n.Value
	case *ast.LiteralNode:
		out.scalar = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode:
		// As it is written: YAML would read 0123 as 83, and an identifier that was meant would be another.
		text := jsontext.Value(n.GetToken().Value)
		if text.Kind() != '0' || !text.IsValid() {
			d.fail(out.line, "write a number as in JSON, and put a text in quotes")
		}
		out.scalar = json.Number(text)
	case *ast.BoolNode:
		out.scalar = n.Value
	case *ast.NullNode:
	default:
		d.fail(out.line, "only mappings, lists, texts, numbers, true, false and null are allowed: no anchors, aliases, tags or merges")
	}
	return out
}

func (d *document) member(out *node, value *ast.MappingValueNode, depth int) {
	line := lineOf(value.Key)
	key, ok := value.Key.(*ast.StringNode)
	if !ok {
		d.fail(line, "a key has to be a text")
		return
	}
	out.members = append(out.members, member{key.Value, line, d.node(value.Value, depth+1)})
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return n.GetToken().Position.Line
}
