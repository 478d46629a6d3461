package edge

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"
)

// object is a JSON value that should be an object, and how deep objects and lists are nested in it. Its numbers are
// json.Number, which keeps their digits; the v2 decoder has none of that kind.
type object struct {
	value any // nil for null, and for one that was not sent
	depth int
}

// members are the object's; nothing and null are no object but right.
func (o object) members() (members map[string]any, ok bool) {
	members, ok = o.value.(map[string]any)
	return members, ok || o.value == nil
}

// UnmarshalJSONFrom reads the value. It fails if it is not valid, with names that come twice and all.
func (o *object) UnmarshalJSONFrom(d *jsontext.Decoder) (err error) {
	o.value, err = o.read(d, d.StackDepth())
	return err
}

// read reads the next value. The decoder bounds how deep it goes, and refuses a name that comes twice.
func (o *object) read(d *jsontext.Decoder, outside int) (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		o.depth = max(o.depth, d.StackDepth()-outside)
		members := make(map[string]any)
		for d.PeekKind() != '}' {
			token, err := d.ReadToken()
			if err != nil {
				return nil, err
			}
			name := token.String() // The token does not outlast the next one.
			if members[name], err = o.read(d, outside); err != nil {
				return nil, err
			}
		}
		_, err = d.ReadToken()
		return members, err
	case '[':
		o.depth = max(o.depth, d.StackDepth()-outside)
		items := []any{}
		for d.PeekKind() != ']' {
			item, err := o.read(d, outside)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		_, err = d.ReadToken()
		return items, err
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case 't', 'f':
		return token.Bool(), nil
	default: // null
		return nil, nil
	}
}
