package access

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// readPolicies reads the file of policies. The keys are nil if their names are not known.
func readPolicies(o Options, keys map[string]Secret) (*policies, []error) {
	text, err := o.read(o.Policies)
	if err != nil {
		return nil, problemsOf("Policies", err)
	}
	d := &document{name: o.Policies}
	p := d.policies(text, keys)
	return p, problemsOf("Policies", d.problems...)
}

func (d *document) policies(text []byte, keys map[string]Secret) *policies {
	p := &policies{claim: []string{"role"}, roles: map[string]*policy{}}
	root := d.parse(text)
	if root == nil {
		return p
	}
	members := d.members(root, "the file", "claim", "roles")
	if n := members["claim"]; n != nil {
		name, _ := n.text()
		var ok bool
		if p.claim, ok = readClaim(name); !ok {
			d.fail(n.line, "claim has to be the name of a claim, such as role, realm.role or ['https://example.com/role']")
		}
	}
	roles := members["roles"]
	switch {
	case roles == nil:
		d.fail(root.line, "roles is missing")
	case roles.kind != mapping || len(roles.members) == 0:
		d.fail(roles.line, "roles has to be a mapping of names to policies")
	default:
		for _, m := range roles.members {
			p.roles[m.name] = d.policy(m, keys)
			p.order = append(p.order, m.name)
		}
	}
	return p
}

func (d *document) policy(m member, keys map[string]Secret) *policy {
	p := &policy{key: defaultKey}
	members := d.members(m.value, "a role", "rows", "fields", "key")
	claims := m.name != anonymousRole && m.name != keyRole
	if n := members["rows"]; n != nil {
		p.rows = d.rowFilter(n, claims)
	} else if m.value.kind == mapping {
		d.fail(m.line, "rows is missing: a filter, or %q for every row", all)
	}
	if n := members["fields"]; n != nil {
		p.readable, p.limited = d.fields(n)
	} else if m.value.kind == mapping {
		d.fail(m.line, "fields is missing: a list, or %q for every field", all)
	}
	switch n := members["key"]; {
	case m.name == keyRole && n != nil:
		d.fail(n.line, "callers of this role have their own key")
	case m.name == keyRole:
	case n == nil && keys != nil && keys[defaultKey] == "":
		d.fail(m.line, "no key is named %s: choose another by key", defaultKey)
	case n != nil:
		p.key = d.policyKey(n, claims, keys)
	}
	return p
}

// policyKey reads which key asks.
func (d *document) policyKey(n *node, claims bool, keys map[string]Secret) any {
	name, ok := n.text()
	if rest, isClaim := strings.CutPrefix(name, claimsPrefix); isClaim {
		steps, ok := readSteps(rest)
		switch {
		case !ok:
			d.fail(n.line, "a text that begins with $ has to name a claim, such as $claims.org.id or $claims['org'].id")
		case !claims:
			d.fail(n.line, "callers of this role have no claims")
		}
		return reference{steps, ast.NamedType("String", nil)}
	}
	switch {
	case strings.Contains(name, claimsPrefix):
		d.fail(n.line, "%s", claimWithinText)
	case !ok || keys != nil && keys[name] == "":
		d.fail(n.line, "no key has this name")
	}
	return name
}

// members are the members of a mapping by name. Others than those known are noted.
func (d *document) members(n *node, of string, known ...string) map[string]*node {
	if n.kind != mapping {
		d.fail(n.line, "%s has to be a mapping with %s", of, strings.Join(known, ", "))
		return nil
	}
	out := make(map[string]*node, len(n.members))
	for _, m := range n.members {
		if !slices.Contains(known, m.name) {
			d.fail(m.line, "%q is unknown here; known are %s", m.name, strings.Join(known, ", "))
		}
		out[m.name] = m.value
	}
	return out
}
