package access

import (
	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// fields reads which properties may be read, and whether there is a limit to them.
func (d *document) fields(n *node) (readable []query.Property, limited bool) {
	if text, ok := n.text(); ok && text == all {
		return nil, false
	}
	if n.kind != list {
		d.fail(n.line, "fields has to be a list of fields and properties, or %q for every field", all)
		return nil, true
	}
	for _, item := range n.items {
		if name, ok := item.text(); ok {
			readable = append(readable, query.Property{Field: d.field(item.line, name)})
		} else if item.kind == mapping {
			readable = append(readable, d.property(item))
		} else {
			d.fail(item.line, "expected a field name, or a property such as {field: USER_PROPERTIES, path: [plan]}")
		}
	}
	return readable, true
}

func (d *document) field(line int, name string) query.Field {
	field, err := graph.ParseField(name)
	if err != nil {
		d.fail(line, "%s", err)
	}
	return field
}

func (d *document) property(n *node) query.Property {
	members := d.members(n, "a property", "field", "path")
	field, path := members["field"], members["path"]
	if field == nil || path == nil {
		d.fail(n.line, "a property has a field and a path, such as {field: USER_PROPERTIES, path: [plan]}")
		return query.Property{}
	}
	name, _ := field.text()
	p := query.Property{Field: d.field(field.line, name)}
	if p.Field != "" && !p.Field.IsJSON() {
		d.fail(field.line, "%s has no properties; PROPERTIES and USER_PROPERTIES have", name)
	}
	if path.kind != list || len(path.items) == 0 {
		d.fail(path.line, "path has to be a list of at least one text")
	}
	for _, item := range path.items {
		segment, ok := item.text()
		if !ok {
			d.fail(item.line, "path has to be a list of at least one text")
		}
		p.Path = append(p.Path, segment)
	}
	return p
}
