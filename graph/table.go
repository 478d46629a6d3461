package graph

import (
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
)

// Table is an operation of one `groups` or one `list`, read as a table: a row for each group, or for each conversation. It asks by
// operations of pages, of which a list may have several. It is for one goroutine.
type Table struct {
	op      *graphql.OperationContext
	set     *plan.Selected // conversations
	field   *plan.Selected // groups or list
	rows    *plan.Selected // nodes or edges
	columns []column

	paged    bool   // whether a list is read to its end
	after    string // the cursor behind which the next page begins; empty for the first one
	ended    bool
	total    int
	isOthers *ast.Field // where it is not selected and `top` is used; otherwise nil
}

// column is a value of each row, or an object of several.
type column struct {
	name    string // as the answer has it
	beneath []column
}

// pageRows is how many conversations a page has: as many as a slice may.
const pageRows = 1000

// NewTable reads a valid operation as a table. It fails with an error for the client where it is none.
func NewTable(op *graphql.OperationContext) (*Table, error) {
	t := &Table{op: op}
	fields := outlineOf(op).fields
	var err error
	if t.set, err = only(fields, "the operation", "conversations"); err != nil {
		return nil, err
	}
	if t.field, err = only(t.set.Beneath, "`conversations`", "groups", "list"); err != nil {
		return nil, err
	}
	if t.field.Name == "groups" {
		t.rows, err = only(t.field.Beneath, "`groups`", "nodes")
	} else {
		t.rows, err = only(t.field.Beneath, "`list`", "nodes", "edges")
	}
	if err != nil {
		return nil, err
	}
	t.columns = columnsOf(t.rows.Beneath)
	if t.field.Name == "list" {
		t.paged = leavesOut(op, t.field.Arguments.ForName("first"))
		if cursor, ok := t.field.Argument(op.Variables, "after").(string); ok {
			t.after = cursor
		}
	} else if t.field.Argument(op.Variables, "top") != nil {
		err = t.addIsOthers()
	}
	if err == nil && len(t.columns) == 0 {
		err = model.BadInput("A table has at least one column.")
	}
	return t, err
}

// besides are fields that say nothing of a row, and are not needed: a table has all rows, or is none.
var besides = map[string]bool{"__typename": true, "totalCount": true, "pageInfo": true}

// only is the one field among others that has one of the names, if there is but this one.
func only(fields []*plan.Selected, of string, names ...string) (one *plan.Selected, err error) {
	for _, f := range fields {
		switch {
		case besides[f.Name]:
		case one != nil || !slices.Contains(names, f.Name):
			return nil, notATable(of, names)
		default:
			one = f
		}
	}
	if one == nil {
		return nil, notATable(of, names)
	}
	return one, nil
}

func notATable(of string, names []string) error {
	list := "`" + names[0] + "`"
	if len(names) > 1 {
		list = "either " + list + " or `" + names[1] + "`"
	}
	return model.BadInput("A table holds the rows of one field `groups` or `list`. In %s select %s once, and nothing else.", of, list)
}

// leavesOut says whether an argument has no value.
func leavesOut(op *graphql.OperationContext, a *ast.Argument) bool {
	if a == nil {
		return true
	}
	_, given := op.Variables[a.Value.Raw]
	return a.Value.Kind == ast.Variable && !given
}

// columnsOf are the columns of fields. A list is one value.
func columnsOf(fields []*plan.Selected) (all []column) {
	for _, f := range fields {
		if f.Name == "__typename" {
			continue
		}
		c := column{name: f.Alias}
		if f.Definition.Type.Elem == nil && len(f.Beneath) > 0 {
			if c.beneath = columnsOf(f.Beneath); len(c.beneath) == 0 {
				continue
			}
		}
		all = append(all, c)
	}
	return all
}

// addIsOthers has the rows tell which of them is the rest: otherwise it would look like the group of nulls.
func (t *Table) addIsOthers() error {
	const name = "isOthers"
	for _, f := range t.rows.Beneath {
		switch {
		case f.Name == name:
			return nil
		case f.Alias == name:
			return model.BadInput("With `top` a table has the column %s: give the field another alias.", name)
		}
	}
	t.isOthers = t.member("ConversationGroup", name, name)
	t.columns = append(t.columns, column{name: name})
	return nil
}

// member is a field of a type, as if it stood in the document.
func (t *Table) member(on, name, alias string, beneath ...ast.Selection) *ast.Field {
	definition := parsedSchema.Types[on]
	return &ast.Field{
		Alias: alias, Name: name, Definition: definition.Fields.ForName(name), ObjectDefinition: definition,
		SelectionSet: beneath, Position: t.field.Position,
	}
}

// Columns are the names of the columns: the paths of the selection beneath a row, with dots between their parts.
func (t *Table) Columns() (names []string) {
	var add func(before string, columns []column)
	add = func(before string, columns []column) {
		for _, c := range columns {
			if c.beneath == nil {
				names = append(names, before+c.name)
			}
			add(before+c.name+".", c.beneath)
		}
	}
	add("", t.columns)
	return names
}

// Next is the operation of the next page; nil behind the last. What it answers has to be read before there is another.
func (t *Table) Next() *graphql.OperationContext {
	if t.ended {
		return nil
	}
	rows := *t.rows.Field
	rows.Alias, rows.SelectionSet = "rows", t.rows.Selections
	if t.isOthers != nil {
		rows.SelectionSet = append(slices.Clip(rows.SelectionSet), t.isOthers)
	}
	field := *t.field.Field
	field.SelectionSet = ast.SelectionSet{&rows}
	if t.paged {
		field.SelectionSet = append(field.SelectionSet, t.member("ConversationConnection", "pageInfo", "pageInfo",
			t.member("PageInfo", "hasNextPage", "hasNextPage"), t.member("PageInfo", "endCursor", "endCursor")))
		if t.total == 0 {
			field.SelectionSet = append(field.SelectionSet, t.member("ConversationConnection", "totalCount", "totalCount"))
		}
		field.Arguments = slices.DeleteFunc(slices.Clone(field.Arguments), func(a *ast.Argument) bool { return a.Name == "first" || a.Name == "after" && t.after != "" })
		field.Arguments = append(field.Arguments, t.argument("first", ast.IntValue, strconv.Itoa(pageRows)))
		if t.after != "" {
			field.Arguments = append(field.Arguments, t.argument("after", ast.StringValue, t.after))
		}
	}
	set := *t.set.Field
	set.SelectionSet = ast.SelectionSet{&field}
	return withSelection(t.op, ast.SelectionSet{&set})
}

func (t *Table) argument(name string, kind ast.ValueKind, raw string) *ast.Argument {
	return &ast.Argument{Name: name, Value: &ast.Value{Raw: raw, Kind: kind, Position: t.field.Position}, Position: t.field.Position}
}

// Read gives the rows of the data of a page, each with a value for each of the columns. It fails with an error for the client.
func (t *Table) Read(data []byte) ([][]jsontext.Value, error) {
	var sets map[string]map[string]*struct {
		Rows       []jsontext.Value `json:"rows"`
		TotalCount int              `json:"totalCount"`
		PageInfo   struct {
			HasNextPage bool   `json:"hasNextPage"`
			EndCursor   string `json:"endCursor"`
		} `json:"pageInfo"`
	}
	if err := jsonv2.Unmarshal(data, &sets); err != nil {
		return nil, err
	}
	page := sets[t.set.Alias][t.field.Alias]
	if page == nil {
		return nil, &model.Error{Code: model.Internal, Message: "A page lacks its rows."}
	}
	rows := make([][]jsontext.Value, len(page.Rows))
	for i, row := range page.Rows {
		var err error
		if rows[i], err = appendValues(nil, t.columns, row); err != nil {
			return nil, err
		}
	}
	t.total = max(t.total, page.TotalCount, len(rows))
	t.ended = !t.paged || !page.PageInfo.HasNextPage
	if !t.ended && len(rows) == 0 {
		return nil, &model.Error{Code: model.Internal, Message: "A page lacks its rows."}
	}
	t.after = page.PageInfo.EndCursor
	return rows, nil
}

// appendValues appends the values of an object's columns. Of no object they are null.
func appendValues(values []jsontext.Value, columns []column, object jsontext.Value) ([]jsontext.Value, error) {
	var members map[string]jsontext.Value
	if err := jsonv2.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	for _, c := range columns {
		value, ok := members[c.name]
		if !ok {
			value = jsontext.Value("null")
		}
		if c.beneath == nil {
			values = append(values, value)
			continue
		}
		var err error
		if values, err = appendValues(values, c.beneath, value); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Total is how many rows there are in all, once a page is read.
func (t *Table) Total() int { return t.total }

// Pages is how many pages are left at most, once one is read.
func (t *Table) Pages() int {
	if t.ended {
		return 0
	}
	return max(1, (t.total-1)/pageRows)
}
