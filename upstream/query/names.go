package query

// Names of properties are asked for by a call of their own, POST /query/property-keys, whose answer is a list of texts. Here it is
// rows of one column.

// PropertyName is the column of a query for Names.
var PropertyName = Selection{Field: "name"}

// names writes a query for names. The endpoint takes no notes with it.
func (e encoder) names(b []byte, q Query) []byte {
	b = quoted(append(b, `{"field":`...), string(q.Names))
	b = append(b, `,"views":["conversations_view"]`...)
	return append(e.filter(b, q.Where), '}')
}

// names reads the answer of a query for names.
func (d *decoder) names() error {
	listed := false
	err := d.object(func(name []byte) error {
		if string(name) != "results" {
			return d.json.SkipValue()
		}
		listed = true
		return d.list(len(`"",`), func() error { return nil }, d.nameRow)
	})
	if err == nil && !listed {
		return Invalid(nil, "The endpoint's answer lacks its results.")
	}
	d.rows.Total = d.rows.length
	return err
}

func (d *decoder) nameRow() error {
	value, err := d.json.ReadValue()
	if err != nil {
		return err
	}
	d.rows.columns[0].add(value, &d.memory)
	d.rows.length++
	return nil
}
