package access

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Explanation is what a token gets, in the words of policies.
type Explanation struct {
	Caller Caller
	Role   string // of the file of policies; empty without one
	Key    string // the name of the key that asks
	Rows   string // all, or the filter with the token's claims, as JSON
	Fields string // all, or those that may be read
}

// Explain says what a token gets. It may wait for the keys of tokens to be fetched. It fails as Authenticate does; then there is as much as is
// known until there.
func (a *Access) Explain(ctx context.Context, token string) (Explanation, *Refusal) {
	s := a.state.Load()
	var e Explanation
	var refused *Refusal
	if e.Caller, refused = a.tokenHolder(ctx, s, token); refused != nil && refused.Code != "FORBIDDEN" {
		return e, refused
	}
	e.Key, e.Rows, e.Fields = defaultKey, all, all
	if s.policies == nil {
		return e, refused
	}
	v, _ := a.checkToken(ctx, s, token)
	e.Key, e.Rows, e.Fields = "", "", ""
	role, wrong := s.policies.role(v.claims)
	if wrong != nil {
		return e, wrong
	}
	e.Role = role
	policy := s.policies.roles[role]
	if refused != nil || policy == nil {
		return e, refused
	}
	e.Key, _ = policy.keyName(v.claims, s.keys)
	e.Rows = policy.rows.explain(v.claims)
	e.Fields = all
	if policy.limited {
		names := make([]string, len(policy.readable))
		for i, p := range policy.readable {
			names[i] = p.String()
		}
		e.Fields = "[" + strings.Join(names, ", ") + "]"
	}
	return e, nil
}

// explain is the filter with the values of claims, which it has all of.
func (r rowFilter) explain(claims map[string]any) string {
	if r.all {
		return all
	}
	text, err := json.Marshal(fill(r.filter, func(ref reference) (any, bool) { return ref.in(claims) }))
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(text)
}
