package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// Whoever may see some rows is told names of properties only where the operator vouches that the endpoint lists those of these.
func TestNamesOfPropertiesAreListedByTheRulesOfARole(t *testing.T) {
	policies := filepath.Join(t.TempDir(), "policies.yaml")
	write(t, policies, `
roles:
  all: {rows: all, fields: all}
  some: {rows: {type: {eq: SUPPORT_TICKET}}, fields: all}
  none: {rows: {id: {eq: nobody}}, fields: all}
  few: {rows: all, fields: [{field: USER_PROPERTIES, path: [plan]}]}
`)
	const question = `{ propertyKeys(field: USER_PROPERTIES) { nodes complete } }`
	for _, test := range []struct {
		flag string
		want map[string]string // what stands in the answers, by role
	}{
		{"--trust-property-keys=false", map[string]string{"all": `"userId"`, "some": "FORBIDDEN", "none": "FORBIDDEN", "few": `{"nodes":["plan"],"complete":true}`}},
		{"--trust-property-keys=true", map[string]string{"all": `"userId"`, "some": `"userId"`, "none": `{"nodes":[],"complete":true}`, "few": `{"nodes":["plan"],"complete":true}`}},
	} {
		p := start(t, map[string]string{"INKEEP_JWT_SECRET": tokenSecret, "INKEEP_API_KEY": "sandbox"}, "--sandbox", "--policies", policies, test.flag)
		for range 2 { // asked, and kept
			for role, want := range test.want {
				if _, answer, _ := p.as(t, signedToken(t, `{"role": "`+role+`"}`), question); !strings.Contains(answer, want) {
					t.Errorf("%s: %s is answered %s", test.flag, role, answer)
				}
			}
		}
	}
}
