package sandbox

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxDocumentDepth bounds how deep a document may nest, since every level of it is
// stored again as a leaf.
const maxDocumentDepth = 64

// shredder takes documents apart into the leaves that schema.go describes.
type shredder struct {
	roots map[string]*pathNode
	nodes []*pathNode // in the order of their ids
}

// pathNode is a path that occurs, beginning with the name of the field.
type pathNode struct {
	id       int64
	segments []string
	children map[string]*pathNode
	leaves   []leaf
	stored   bool
}

type leaf struct {
	owner  int64
	kind   string
	text   string
	number any // int64, float64 or nil
}

// pathKey names a path: its segments, beginning with the field, as a JSON array. Two
// paths never share a key, whatever characters their segments have.
func pathKey(segments []string) string {
	key := []byte{'['}
	for i, s := range segments {
		if i > 0 {
			key = append(key, ',')
		}
		key, _ = jsontext.AppendQuote(key, s) // fails only on UTF-8 that JSON text cannot have held
	}
	return string(append(key, ']'))
}

// add takes apart the document of one conversation's field.
func (s *shredder) add(owner int64, field string, raw []byte) error {
	if s.roots == nil {
		s.roots = make(map[string]*pathNode)
	}
	root := s.roots[field]
	if root == nil {
		root = s.node([]string{field})
		s.roots[field] = root
	}
	if raw == nil {
		return nil
	}
	return s.shred(owner, root, raw)
}

func (s *shredder) node(segments []string) *pathNode {
	n := &pathNode{id: int64(len(s.nodes) + 1), segments: segments, children: make(map[string]*pathNode)}
	s.nodes = append(s.nodes, n)
	return n
}

func (s *shredder) child(n *pathNode, name string) *pathNode {
	c := n.children[name]
	if c == nil {
		c = s.node(append(n.segments[:len(n.segments):len(n.segments)], name))
		n.children[name] = c
	}
	return c
}

func (s *shredder) shred(owner int64, at *pathNode, raw jsontext.Value) error {
	if len(at.segments) > maxDocumentDepth {
		return fmt.Errorf("%s is nested deeper than %d", at.segments[0], maxDocumentDepth)
	}
	l, ok, err := newLeaf(owner, raw)
	if err != nil || !ok {
		return err
	}
	at.leaves = append(at.leaves, l)
	if l.kind != "object" {
		return nil
	}
	in := jsontext.NewDecoder(bytes.NewBufferString(l.text))
	if _, err := in.ReadToken(); err != nil {
		return err
	}
	for in.PeekKind() != '}' {
		name, err := in.ReadToken()
		if err != nil {
			return err
		}
		child := s.child(at, name.String())
		value, err := in.ReadValue()
		if err != nil {
			return err
		}
		if err := s.shred(owner, child, value); err != nil {
			return err
		}
	}
	return nil
}

// newLeaf is false for a JSON null, which is kept as no value at all.
func newLeaf(owner int64, raw jsontext.Value) (leaf, bool, error) {
	l := leaf{owner: owner}
	switch raw.Kind() {
	case 'n':
		return l, false, nil
	case 't', 'f':
		l.kind, l.text = "boolean", string(raw)
	case '0':
		l.kind, l.text = "number", string(raw)
		l.number = parseNumber(l.text)
	case '"':
		var text string
		if err := jsonv2.Unmarshal(raw, &text); err != nil {
			return l, false, err
		}
		l.kind, l.text = "string", text
		l.number = parseNumericText(text)
	default:
		l.kind = "object"
		if raw.Kind() == '[' {
			l.kind = "array"
		}
		// Keys in one order, so that equal documents are one group; the numbers as written.
		compact := raw.Clone()
		err := compact.Format(jsontext.ReorderRawObjects(true),
			jsontext.CanonicalizeRawInts(false), jsontext.CanonicalizeRawFloats(false))
		if err != nil {
			return l, false, err
		}
		l.text = string(compact)
	}
	return l, true, nil
}

// numericText is what PostgreSQL casts from text to numeric, bar NaN and Infinity.
var numericText = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// parseNumericText is the number that a string stands for, or nil.
func parseNumericText(text string) any {
	text = strings.Trim(text, " \t\n\r\v\f")
	// Most strings are no numbers and are told apart by their first byte.
	if text == "" || text[0] >= 'A' || !numericText.MatchString(text) {
		return nil
	}
	return parseNumber(strings.TrimPrefix(text, "+"))
}

// parseNumber is an int64 where one holds the number, else a float64, else nil.
func parseNumber(text string) any {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		return nil
	}
	return f
}
