package query

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// object reads an object and hands each member's name to a function that reads the value.
func (d *decoder) object(member func(name []byte) error) error {
	if err := d.open('{'); err != nil {
		return err
	}
	for d.json.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		if err := member(name); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return err
}

// name reads the name of a member. It holds until the next read.
func (d *decoder) name() ([]byte, error) {
	raw, err := d.json.ReadValue()
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1], nil
	}
	return jsontext.AppendUnquote(nil, raw)
}

func (d *decoder) open(kind jsontext.Kind) error {
	token, err := d.json.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() != kind {
		return errForm
	}
	return nil
}
