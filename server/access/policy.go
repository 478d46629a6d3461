package access

import (
	"strings"
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// The roles of callers whose token does not say one. A token cannot: what it calls itself is not one of these.
const (
	anonymousRole = "anonymous" // of callers without a token or a key
	keyRole       = "key"       // of callers with their own key
	anyRole       = "*"         // of tokens with another role, or with none
)

// all stands for every row, or every field.
const all = "all"

// policies say by role what callers may see.
type policies struct {
	claim []string // the way to the claim that names the role
	roles map[string]*policy
	order []string // of the roles in the file
}

// policy is what callers of a role may see.
type policy struct {
	rows     rowFilter
	limited  bool
	readable []query.Property
	key      any // the name of the key that asks, or a reference to the claim that has it
}

// role is the role of a token. Of a list of roles it is the first of the file that is among them. A claim that is neither a text nor a list
// of texts is refused, rather than taken for none.
func (p *policies) role(claims map[string]any) (string, *Refusal) {
	if p == nil {
		return "", nil
	}
	value, ok := claim(claims, p.claim)
	if !ok {
		return anyRole, nil
	}
	values, isList := value.([]any)
	if !isList {
		values = []any{value}
	}
	has := make(map[string]bool)
	for _, value := range values {
		name, isText := value.(string)
		if !isText {
			return "", forbidden("Your token's claim %s, its role, has to be a text or a list of texts.", strings.Join(p.claim, "."))
		}
		has[name] = true
	}
	for _, name := range p.order {
		if has[name] && name != anonymousRole && name != keyRole {
			return name, nil
		}
	}
	return anyRole, nil
}

// scope is what a role may see, with the claims of a token, and whether that is something else later.
func (p *policies) scope(role string, claims map[string]any, keys map[string]Secret, now time.Time) (s upstream.Scope, moves bool, refused *Refusal) {
	policy := p.roles[role]
	if policy == nil {
		return s, false, forbidden("%s", sightless(role))
	}
	name, ok := policy.keyName(claims, keys)
	if !ok {
		return s, false, forbidden("Your token's claim %s does not name what you may see.", policy.key)
	}
	where, moves, refused := policy.rows.where(claims, now)
	if refused != nil {
		return s, false, refused
	}
	return upstream.Scope{Key: string(keys[name]), RowFilter: where, Limited: policy.limited, Readable: policy.readable}, moves, nil
}

// keyName is the name of the key that asks; false if the claim that has it names none.
func (p *policy) keyName(claims map[string]any, keys map[string]Secret) (name string, ok bool) {
	ref, isReference := p.key.(reference)
	if !isReference {
		name, ok = p.key.(string)
		return name, ok
	}
	value, _ := ref.in(claims)
	name, ok = value.(string)
	return name, ok && keys[name] != ""
}

// sightless says to callers of a role without a policy why they may see nothing.
func sightless(role string) string {
	switch role {
	case anonymousRole:
		return "Callers without a token may see nothing here."
	case keyRole:
		return "Callers with a key of their own may see nothing here."
	}
	return "Your token's role may see nothing here: no policy is for it."
}
