package access

import (
	"errors"
	"regexp"
	"strings"
)

// defaultKey is the name of the key that asks where nothing names another.
const defaultKey = "default"

var keyName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// readKeys are the keys of the endpoint by name. What is wrong with one is told without it.
func readKeys(o Options) (keys map[string]Secret, problems []error) {
	keys = make(map[string]Secret)
	if o.Key != "" {
		keys[defaultKey] = o.Key
		if wrong := checkKey(string(o.Key)); wrong != "" {
			problems = append(problems, &Problem{"Key", errors.New(wrong)})
		}
	}
	if o.KeyFile != "" {
		d := &document{name: o.KeyFile, secret: true}
		if text, err := o.read(o.KeyFile); err != nil {
			d.problems = append(d.problems, err)
		} else {
			d.key(keys, defaultKey, strings.TrimRight(string(text), "\r\n"), 1)
		}
		problems = append(problems, problemsOf("KeyFile", d.problems...)...)
	}
	if o.KeysFile != "" {
		d := &document{name: o.KeysFile, secret: true}
		if text, err := o.read(o.KeysFile); err != nil {
			d.problems = append(d.problems, err)
		} else {
			d.keys(keys, text)
		}
		problems = append(problems, problemsOf("KeysFile", d.problems...)...)
	}
	return keys, problems
}

// keys reads a mapping of names to keys.
func (d *document) keys(keys map[string]Secret, text []byte) {
	root := d.parse(text)
	if root == nil {
		return
	}
	if root.kind != mapping {
		d.fail(root.line, "expected a mapping of names to keys")
		return
	}
	for _, m := range root.members {
		key, ok := m.value.text()
		switch {
		case !keyName.MatchString(m.name):
			d.fail(m.line, "a name has letters, digits, dots, hyphens and underscores, and not more than 64")
		case !ok:
			d.fail(m.line, "the key has to be a text: put it in quotes")
		default:
			d.key(keys, m.name, key, m.line)
		}
	}
}

func (d *document) key(keys map[string]Secret, name, key string, line int) {
	if wrong := checkKey(key); wrong != "" {
		d.fail(line, "%s", wrong)
		return
	}
	if _, ok := keys[name]; ok {
		d.fail(line, "this name is already used")
		return
	}
	keys[name] = Secret(key)
}
