package main

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestNothingKeptOutlivesWhatItsCallerMaySee asks the same again and again while the key and the policies change.
func TestNothingKeptOutlivesWhatItsCallerMaySee(t *testing.T) {
	endpoint := &tenantEndpoint{calls: map[string]int{}}
	server := httptest.NewServer(endpoint)
	defer server.Close()
	folder := t.TempDir()
	keys, policies := filepath.Join(folder, "keys.yaml"), filepath.Join(folder, "policies.yaml")
	write(t, keys, "default: the-first-key\nother: another-key\n")
	write(t, policies, "roles:\n  reader: {rows: {integrationId: {in: [a]}}, fields: all}\n")
	p := start(t, map[string]string{"INKEEP_JWT_SECRET": tokenSecret}, "--api-keys", keys, "--policies", policies, "--upstream-url", server.URL)
	token := signedToken(t, `{"role": "reader"}`)
	const question = `{ conversation(id: "x") { id integrationId } }`
	reloads := 0
	for _, step := range []struct {
		name, keys, policies string
		want                 string // what the rows say, or the code of the refusal
	}{
		{"at first", "", "", markOf("the-first-key", "a")},
		{"other rows", "", "roles:\n  reader: {rows: {integrationId: {in: [b]}}, fields: all}\n", markOf("the-first-key", "b")},
		{"another key", "default: the-second-key\nother: another-key\n", "", markOf("the-second-key", "b")},
		{"another key by name", "", "roles:\n  reader: {rows: {integrationId: {in: [b]}}, fields: all, key: other}\n", markOf("another-key", "b")},
		{"fewer fields", "", "roles:\n  reader: {rows: {integrationId: {in: [b]}}, fields: [ID], key: other}\n", "FORBIDDEN"},
		{"no role", "", "roles:\n  guest: {rows: all, fields: all}\n", "FORBIDDEN"},
		{"as before", "", "roles:\n  reader: {rows: {integrationId: {in: [b]}}, fields: all, key: other}\n", markOf("another-key", "b")},
	} {
		if step.keys != "" {
			write(t, keys, step.keys)
		}
		if step.policies != "" {
			write(t, policies, step.policies)
		}
		if step.keys+step.policies != "" {
			p.hangup <- syscall.SIGHUP
			reloads++
			for n := 0; strings.Count(p.log(), `msg=reloaded`) < reloads; n++ {
				if n == 6000 {
					t.Fatalf("%s: it does not read again:\n%s", step.name, p.log())
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
		for range 4 {
			if _, answer, _ := p.as(t, token, question); !strings.Contains(answer, `"`+step.want+`"`) {
				t.Errorf("%s: it answers %s", step.name, answer)
			}
		}
	}
}
