package access

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// rowFilter says which rows callers of a policy may see. The zero value lets nobody see anything.
type rowFilter struct {
	all    bool
	filter map[string]any // in the schema's language, with references for claims
	fixed  *query.Where   // what comes of it for everybody; nil if that depends on a claim, or on the time
}

// whereType is the input type of filters.
const whereType = "ConversationWhere"

// rowFilterReader reads the rows of one policy.
type rowFilterReader struct {
	*document
	schema *ast.Schema
	claims bool           // whether there are any
	lines  map[string]int // of what stands in the filter, by its place as errors name it: where.and[0].id
	failed bool
}

// rowFilter reads the rows of a policy, or notes what is wrong with them.
func (d *document) rowFilter(n *node, claims bool) rowFilter {
	if text, ok := n.text(); ok && text == all {
		return rowFilter{all: true}
	}
	if n.kind != mapping {
		d.fail(n.line, "rows has to be a filter, or %q for every row", all)
		return rowFilter{}
	}
	r := &rowFilterReader{document: d, schema: graph.Definitions(), claims: claims, lines: map[string]int{}}
	template, _ := r.value(n, ast.NamedType(whereType, nil), "where").(map[string]any)
	if r.failed {
		return rowFilter{}
	}
	refers := false
	tried, _ := fill(template, func(ref reference) (any, bool) {
		refers = true
		return example(ref.place, r.anyOf), true
	}).(map[string]any)
	where, moves, err := graph.ParseWhere(tried, time.Unix(1e9, 0))
	if err != nil {
		line, at := n.line, ""
		var e *model.Error
		if errors.As(err, &e) {
			line, at = r.line(e.Input, line), e.Input
		}
		d.fail(line, "%s: %s", rowsPlace(at), err)
	}
	filter := rowFilter{filter: template}
	if !refers && !moves {
		filter.fixed = &where
	}
	return filter
}

// wrong notes what is wrong at a place of the filter.
func (r *rowFilterReader) wrong(line int, at, message string) {
	r.failed = true
	r.fail(line, "%s: %s", rowsPlace(at), message)
}

// rowsPlace is a place of a filter as the file of policies has it: rows.and[0].id for where.and[0].id.
func rowsPlace(at string) string { return "rows" + strings.TrimPrefix(at, "where") }

// value reads a value at a place of an input type; nil for where the schema does not say, as within JSON and after an error.
func (r *rowFilterReader) value(n *node, place *ast.Type, at string) any {
	r.lines[at] = n.line
	if place != nil && place.Elem != nil && n.kind == mapping {
		place, at = place.Elem, at+"[0]" // As GraphQL has it, one object stands for a list of one.
		r.lines[at] = n.line
	}
	switch n.kind {
	case list:
		values := make([]any, len(n.items))
		for i, item := range n.items {
			inner := place
			if place != nil && place.Elem != nil {
				inner = place.Elem
			}
			values[i] = r.value(item, inner, at+"["+strconv.Itoa(i)+"]")
		}
		return values
	case mapping:
		values := make(map[string]any, len(n.members))
		for _, m := range n.members {
			values[m.name] = r.value(m.value, r.within(place, m.name), at+"."+m.name)
			r.lines[at+"."+m.name] = m.line
		}
		return values
	default: // scalar
		text, ok := n.text()
		switch {
		case ok && strings.HasPrefix(text, "$"):
			return r.reference(n.line, at, text, place)
		case ok && strings.Contains(text, claimsPrefix):
			r.wrong(n.line, at, claimWithinText)
		}
		return n.scalar
	}
}

// within is the type of a member of an input type. Within JSON all is JSON; for a member that there is not, ParseWhere has
// the words.
func (r *rowFilterReader) within(place *ast.Type, name string) *ast.Type {
	if place == nil || place.NamedType == "JSON" {
		return place
	}
	if definition := r.schema.Types[place.NamedType]; definition != nil {
		if field := definition.Fields.ForName(name); field != nil {
			return field.Type
		}
	}
	return ast.NamedType("JSON", nil)
}

// reference reads a text that begins with a dollar.
func (r *rowFilterReader) reference(line int, at, text string, place *ast.Type) any {
	rest, isClaim := strings.CutPrefix(text, claimsPrefix)
	steps, ok := readSteps(rest)
	switch {
	case !isClaim || !ok:
		r.wrong(line, at, "a text that begins with $ has to name a claim, such as $claims.org.id or $claims['org'].id")
	case !r.claims:
		r.wrong(line, at, "callers of this role have no claims")
	case r.isObject(place):
		r.wrong(line, at, "a claim cannot stand for a filter, only for a value in one")
	}
	return reference{steps, place}
}

func (r *rowFilterReader) isObject(place *ast.Type) bool {
	definition := r.schema.Types[place.Name()]
	return definition != nil && definition.Kind == ast.InputObject
}

// anyOf is a value of an enum.
func (r *rowFilterReader) anyOf(name string) string {
	if definition := r.schema.Types[name]; definition != nil && len(definition.EnumValues) > 0 {
		return definition.EnumValues[0].Name
	}
	return ""
}

// line is where a place of the filter stands, or what is nearest around it.
func (r *rowFilterReader) line(place string, fallback int) int {
	for place != "" {
		if line, ok := r.lines[place]; ok {
			return line
		}
		place = place[:max(strings.LastIndexAny(place, ".["), 0)]
	}
	return fallback
}

// fill is a copy of a template with values for its references; nil as a whole if there is none for one of them.
func fill(template any, value func(reference) (any, bool)) any {
	switch t := template.(type) {
	case reference:
		if v, ok := value(t); ok {
			return v
		}
		return nil
	case map[string]any:
		out := make(map[string]any, len(t))
		for name, inner := range t {
			out[name] = fill(inner, value)
		}
		return out
	case []any:
		out := make([]any, len(t))
		for i, inner := range t {
			out[i] = fill(inner, value)
		}
		return out
	}
	return template
}

// where returns the filter with the values of a token's claims, and whether it is another one later. The token is refused if a claim is
// missing or of the wrong form, and if what comes of the claims is no filter.
func (r rowFilter) where(claims map[string]any, now time.Time) (where query.Where, moves bool, refused *Refusal) {
	switch {
	case r.all:
		return query.All(), false, nil
	case r.fixed != nil:
		return *r.fixed, false, nil
	}
	filter, _ := fill(r.filter, func(ref reference) (any, bool) {
		v, ok := ref.in(claims)
		if !ok && refused == nil {
			refused = forbidden("Your token has to have the claim %s: %s.", ref, wanted(ref.place))
		}
		return v, ok
	}).(map[string]any)
	if refused != nil {
		return query.Where{}, false, refused
	}
	where, moves, err := graph.ParseWhere(filter, now)
	if err != nil {
		return query.Where{}, false, forbidden("Your token's claims do not make a filter of the rows that you may see.")
	}
	return where, moves, nil
}
