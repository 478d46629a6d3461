package access_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/inkeep-gateway/gateway/server/access"
)

const examplePolicies = `claim: role
roles:
  support:
    rows: {integrationId: {in: $claims.integrations}}
    fields: [ID, TYPE, {field: USER_PROPERTIES, path: [plan]}]
  project:
    rows: all
    fields: all
    key: $claims.project
  tenant:
    rows:
      and:
        - organizationId: {eq: "$claims['https://example.com/org'].id"}
        - userProperties: {path: [level], gte: $claims.level}
        - userMessageCount: {gte: $claims.least, lt: 9}
        - type: {in: [OPENAI, $claims.type]}
        - firstMessageTime: {last: $claims.window}
        - integrationId: {isNull: $claims.none}
    fields: []
  anonymous: {rows: {firstMessageTime: {last: P7D}}, fields: [TYPE]}
  key: {rows: {type: {eq: OPENAI}}, fields: all}
  "*": {rows: {organizationId: {eq: $claims.org}}, fields: all, key: eu}
`

const exampleKeys = "default: key-1\neu: key-2\n"

// withPolicies knows callers with tokens, of a mode, by the example's policies.
func withPolicies(t testing.TB, o access.Options, policies string) *access.Access {
	t.Helper()
	o.Policies, o.KeysFile, o.Tokens.Secret = "policies.yaml", "keys.yaml", secret
	return newAccess(t, o, files{"policies.yaml": policies, "keys.yaml": exampleKeys})
}

// claimed is a token of claims, as JSON.
func claimed(t testing.TB, claims string) string {
	t.Helper()
	var all map[string]any
	d := json.NewDecoder(strings.NewReader(claims))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		t.Fatal(err)
	}
	all["sub"], all["exp"] = "me", moment.Add(time.Minute).Unix()
	payload, _ := json.Marshal(all)
	return "Bearer " + signText(t, jose.HS256, []byte(secret), "", string(payload))
}

func TestWhatRolesMaySee(t *testing.T) {
	a := withPolicies(t, access.Options{Mode: access.Both, Anonymous: true}, examplePolicies)
	const plan = "userProperties.plan"
	for _, c := range []struct {
		name, authorization string
		key, rows, fields   string
	}{
		{"rows by a list of a claim", claimed(t, `{"role": "support", "integrations": ["a", "b"]}`),
			"key-1", `{"condition":{"field":"integrationId","operator":"in","value":["a","b"]}}`, "id type " + plan},
		{"no rows by an empty list", claimed(t, `{"role": "support", "integrations": []}`), "key-1", "none", "id type " + plan},
		{"a key by a claim", claimed(t, `{"role": "project", "project": "eu"}`), "key-2", "all", "all"},
		{"another role", claimed(t, `{"role": "new", "org": "o"}`), "key-2", `"value":"o"`, "all"},
		{"a list of roles, of which the first of the file counts", claimed(t, `{"role": ["other", "project", "support"], "project": "eu", "integrations": ["a"]}`),
			"key-1", `"value":["a"]`, "id type " + plan},
		{"a list of other roles", claimed(t, `{"role": ["key", "anonymous", "new"], "org": "o"}`), "key-2", `"value":"o"`, "all"},
		{"an empty list of roles", claimed(t, `{"role": [], "org": "o"}`), "key-2", `"value":"o"`, "all"},
		{"no role", claimed(t, `{"org": "o"}`), "key-2", `"value":"o"`, "all"},
		{"a whole number for an identifier", claimed(t, `{"org": 12345678901234567}`), "key-2", `"value":"12345678901234567"`, "all"},
		{"a role that calls itself that of others", claimed(t, `{"role": "key", "org": "o"}`), "key-2", `"value":"o"`, "all"},
		{"a role that calls itself anonymous", claimed(t, `{"role": "anonymous", "org": "o"}`), "key-2", `"value":"o"`, "all"},
		{"a claim that looks like a reference", claimed(t, `{"org": "$claims.role"}`), "key-2", `"value":"$claims.role"`, "all"},
		{"no token", "", "key-1", "2026-01-24T10:00:00Z", "type"},
		{"a key", "Bearer my-own-key", "my-own-key", `"value":"openai"`, "all"},
		{"every kind of claim", claimed(t, `{"role": "tenant", "https://example.com/org": {"id": "o"}, "level": 2.5, "least": 3, "type": "SUPPORT_TICKET", "window": "P1D", "none": false}`),
			"key-1", `2026-01-30T10:00:00Z`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var headers []string
			if c.authorization != "" {
				headers = append(headers, c.authorization)
			}
			caller, refused := identify(a, headers...)
			if refused != nil {
				t.Fatalf("%+v", refused)
			}
			fields := "all"
			if caller.Scope.Limited {
				var all []string
				for _, p := range caller.Scope.Readable {
					all = append(all, p.String())
				}
				fields = strings.Join(all, " ")
			}
			if s := caller.Scope; s.Key != c.key || !strings.Contains(rowsOf(s), c.rows) || fields != c.fields || s.Own != (c.key == "my-own-key") {
				t.Errorf("it sees %s of %s with %s", fields, rowsOf(s), s.Key)
			}
		})
	}
}

func TestClaimsThatDeny(t *testing.T) {
	a := withPolicies(t, access.Options{}, examplePolicies)
	tenant := func(changes string) string {
		all := map[string]any{"role": "tenant", "https://example.com/org": map[string]any{"id": "o"}, "level": 1, "least": 3, "type": "OPENAI", "window": "P1D", "none": false}
		if err := json.Unmarshal([]byte(changes), &all); err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(all)
		return string(text)
	}
	if _, refused := identify(a, claimed(t, tenant(`{}`))); refused != nil {
		t.Fatalf("%+v", refused)
	}
	for _, c := range []struct{ name, claims, want string }{
		{"a missing list", `{"role": "support"}`, "the claim integrations: a list, each a text or a whole number."},
		{"null for a list", `{"role": "support", "integrations": null}`, "the claim integrations"},
		{"a text for a list", `{"role": "support", "integrations": "a"}`, "the claim integrations"},
		{"an object for a list", `{"role": "support", "integrations": {"0": "a"}}`, "the claim integrations"},
		{"a list with a null", `{"role": "support", "integrations": ["a", null]}`, "the claim integrations"},
		{"a list of lists", `{"role": "support", "integrations": [["a"]]}`, "the claim integrations"},
		{"a list with a boolean", `{"role": "support", "integrations": ["a", true]}`, "the claim integrations"},
		{"a list with a fraction", `{"role": "support", "integrations": ["a", 1.5]}`, "do not make a filter"},
		{"a list for a text", `{"org": ["o"]}`, "the claim org: a text or a whole number."},
		{"an object for a text", `{"org": {"id": "o"}}`, "the claim org"},
		{"null for a text", `{"org": null}`, "the claim org"},
		{"nothing for a text", `{}`, "the claim org"},
		{"a text on the way to a claim", tenant(`{"https://example.com/org": "o"}`), "the claim https://example.com/org.id"},
		{"a list on the way to a claim", tenant(`{"https://example.com/org": [{"id": "o"}]}`), "the claim https://example.com/org.id"},
		{"an object for JSON", tenant(`{"level": {"path": ["x"], "value": 1}}`), "the claim level: a text, a number, true or false."},
		{"a list for JSON", tenant(`{"level": [1]}`), "the claim level"},
		{"a text for a number", tenant(`{"least": "3"}`), "the claim least: a number."},
		{"a number out of range", tenant(`{"least": 3000000000}`), "do not make a filter"},
		{"another value of an enum", tenant(`{"type": "openai"}`), "do not make a filter"},
		{"a value of an enum that is not asked for", tenant(`{"type": "OTHER"}`), "do not make a filter"},
		{"a text that is no duration", tenant(`{"window": "a week"}`), "do not make a filter"},
		{"a text for a boolean", tenant(`{"none": "false"}`), "the claim none: true or false."},
		{"a role that is no text", `{"role": ["support", 1], "org": "o"}`, "its role, has to be a text"},
		{"a role that is null", `{"role": null, "org": "o"}`, "its role, has to be a text"},
		{"a key that there is not", `{"role": "project", "project": "us"}`, "claim project does not name"},
		{"a key that is no text", `{"role": "project", "project": ["eu"]}`, "claim project does not name"},
		{"no key", `{"role": "project"}`, "claim project does not name"},
		{"an empty key", `{"role": "project", "project": ""}`, "claim project does not name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			caller, refused := identify(a, claimed(t, c.claims))
			checkRefused(t, caller, refused, 403, c.want)
		})
	}
}

func TestRolesWithoutAPolicyAreRefused(t *testing.T) {
	a := withPolicies(t, access.Options{Mode: access.Both, Anonymous: true}, "roles:\n  one: {rows: all, fields: all}\n")
	for _, c := range []struct{ name, authorization, want string }{
		{"no token", "", "Callers without a token"},
		{"a key", "Bearer my-own-key", "Callers with a key of their own"},
		{"another role", claimed(t, `{"role": "two"}`), "no policy is for it"},
		{"no role", claimed(t, `{}`), "no policy is for it"},
		{"the role of others", claimed(t, `{"role": "*"}`), "no policy is for it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var headers []string
			if c.authorization != "" {
				headers = append(headers, c.authorization)
			}
			caller, refused := identify(a, headers...)
			checkRefused(t, caller, refused, 403, c.want)
		})
	}
}

func TestPoliciesThatCannotBeUsed(t *testing.T) {
	role := func(rows string) string { return "roles:\n  a:\n    fields: all\n    rows:" + rows }
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "1: it is empty"},
		{"a comment", "# policies\n", "1: it is empty"},
		{"no YAML", "roles:\n  a: [\n", "2: it is no YAML: sequence end token ']' not found"},
		{"a list", "- roles\n", "1: the file has to be a mapping with claim, roles"},
		{"a text", "roles", "1: the file has to be a mapping with claim, roles\np:1: roles is missing"},
		{"no roles", "claim: role\n", "1: roles is missing"},
		{"an empty mapping of roles", "roles: {}\n", "1: roles has to be a mapping of names to policies"},
		{"roles as a list", "roles:\n  - a\n", "2: roles has to be a mapping of names to policies"},
		{"an unknown key", "roles:\n  a: {rows: all, fields: all}\nrules: 1\n", `3: "rules" is unknown here; known are claim, roles`},
		{"a claim that is no name", "claim: a b\nroles:\n  a: {rows: all, fields: all}\n", "1: claim has to be the name of a claim"},
		{"a claim that is a list", "claim: [a]\nroles:\n  a: {rows: all, fields: all}\n", "1: claim has to be the name of a claim"},
		{"two documents", "roles:\n  a: {rows: all, fields: all}\n---\nroles: 1\n", "3: the file has to hold a single document"},
		{"a role twice", "roles:\n  a: {rows: all, fields: all}\n  b: {rows: all, fields: all}\n  a: {rows: all, fields: all}\n", "4: it is no YAML: mapping key \"a\" already defined"},
		{"a role twice, in quotes", "roles:\n  a: {rows: all, fields: all}\n  \"a\": {rows: all, fields: all}\n", `3: `},
		{"a role that is no mapping", "roles:\n  a: all\n", "2: a role has to be a mapping with rows, fields, key"},
		{"nothing for a role", "roles:\n  a:\n", "2: a role has to be a mapping with rows, fields, key"},
		{"neither rows nor fields", "roles:\n  a: {}\n", "2: rows is missing: a filter, or \"all\" for every row\np:2: fields is missing"},
		{"an unknown key of a role", "roles:\n  a:\n    rows: all\n    field: all\n    fields: all\n", `4: "field" is unknown here; known are rows, fields, key`},
		{"an octal number", role(" {projectId: {eq: 0123}}"), "4: write a number as in JSON"},
		{"a number in sixteens", role(" {projectId: {eq: 0x10}}"), "4: write a number as in JSON"},
		{"a number with a space", role(" {userMessageCount: {gt: 1_000}}"), "4: write a number as in JSON"},
		{"an anchor", "roles:\n  a: &a {rows: all, fields: all}\n", "2: only mappings, lists"},
		{"an alias", "roles:\n  a:\n    rows: *a\n    fields: all\n", "3: only mappings, lists"},
		{"a merge", "roles:\n  a:\n    <<: {rows: all}\n    fields: all\n", "3: a key has to be a text"},
		{"a key that is no text", "roles:\n  1: {rows: all, fields: all}\n", "2: a key has to be a text"},
		{"endless depth", role(" " + strings.Repeat("{not: ", 80) + "{}" + strings.Repeat("}", 80)), "4: it is nested more than 64 deep"},

		{"rows that are a text", role(" everything\n"), "4: rows has to be a filter, or \"all\" for every row"},
		{"rows that are nothing", role("\n"), "4: rows has to be a filter"},
		{"rows that are a claim", role(" $claims.rows\n"), "4: rows has to be a filter"},
		{"an empty filter", role(" {}\n"), "4: rows: The filter is empty. To find everything, leave it out."},
		{"an empty filter within", role("\n      and:\n        - type: {eq: OPENAI}\n        - id: {}\n"), "7: rows.and[1].id: The filter is empty."},
		{"an unknown field", role("\n      type: {eq: OPENAI}\n      integrationID:\n        eq: a\n"), "6: rows.integrationID: unknown field"},
		{"an unknown operator", role("\n      integrationId:\n        eq: a\n        equals: a\n"), "7: rows.integrationId.equals: unknown field"},
		{"a wrong value of an enum", role("\n      type:\n        in:\n          - OPENAI\n          - openai\n"), "8: rows.type.in[1]: \"openai\" is not a value of ConversationType."},
		{"null", role("\n      type:\n        eq: null\n"), "6: rows.type.eq: Null is not a filter."},
		{"a number for a text", role("\n      userMessageCount:\n        gt: \"2\"\n"), "6: rows.userMessageCount.gt: Expected an Int"},
		{"a fraction for an identifier", role("\n      id:\n        gt: 2.5\n"), "6: rows.id.gt: Expected an ID"},
		{"a wrong value in one property", role("\n      userProperties:\n        path: [plan]\n        eq: null\n"), "7: rows.userProperties[0].eq: Null is not a filter."},
		{"a wrong key in one of several properties", role("\n      userProperties:\n        - {path: [plan], eq: pro}\n        - {path: [plan], is: pro}\n"), "7: rows.userProperties[1].is: unknown field"},
		{"what cannot be negated", role("\n      not:\n        properties:\n          contains: {a: 1}\n"), "5: rows.not: contains cannot be negated"},
		{"a duration that is none", role("\n      firstMessageTime: {last: 7d}\n"), "5: rows.firstMessageTime.last: Expected a Duration"},
		{"a dollar that names no claim", role("\n      id: {eq: $user}\n"), "5: rows.id.eq: a text that begins with $ has to name a claim"},
		{"the claims as a whole", role("\n      id: {eq: $claims}\n"), "5: rows.id.eq: a text that begins with $ has to name a claim"},
		{"a claim with an empty step", role("\n      id: {eq: $claims.a..b}\n"), "5: rows.id.eq: a text that begins with $ has to name a claim"},
		{"a claim within a text", role("\n      id: {eq: $claims.a and more}\n"), "5: rows.id.eq: a text that begins with $ has to name a claim"},
		{"a claim further within a text", role("\n      id: {eq: org-$claims.a}\n"), "5: rows.id.eq: a claim stands for a whole value"},
		{"a claim within the name of a key", "roles:\n  a: {rows: all, fields: all, key: eu-$claims.a}\n", "2: a claim stands for a whole value"},
		{"a claim for a filter", role("\n      id: $claims.filter\n"), "5: rows.id: a claim cannot stand for a filter"},
		{"a claim for a list of filters", role("\n      and: $claims.filters\n"), "5: rows.and: a claim cannot stand for a filter"},
		{"a claim in a field that there is not", role("\n      ID: {eq: $claims.a}\n"), "5: rows.ID: unknown field"},
		{"a claim of callers without a token", strings.Replace(role("\n      id: {eq: $claims.a}\n"), "a:", "anonymous:", 1), "5: rows.id.eq: callers of this role have no claims"},
		{"a claim of callers with a key", strings.Replace(role("\n      id: {eq: $claims.a}\n"), "a:", "key:", 1), "5: rows.id.eq: callers of this role have no claims"},

		{"a field in lower case", "roles:\n  a:\n    rows: all\n    fields:\n      - ID\n      - type\n", "6: \"type\" is not a value of ConversationField."},
		{"fields that are one", "roles:\n  a: {rows: all, fields: ID}\n", "2: fields has to be a list"},
		{"a property of a field that has none", "roles:\n  a: {rows: all, fields: [{field: ID, path: [a]}]}\n", "2: ID has no properties"},
		{"a property without a path", "roles:\n  a: {rows: all, fields: [{field: PROPERTIES}]}\n", "2: a property has a field and a path"},
		{"an empty path", "roles:\n  a: {rows: all, fields: [{field: PROPERTIES, path: []}]}\n", "2: path has to be a list of at least one text"},
		{"a number in a path", "roles:\n  a: {rows: all, fields: [{field: PROPERTIES, path: [1]}]}\n", "2: path has to be a list of at least one text"},
		{"a list for a field", "roles:\n  a: {rows: all, fields: [[ID]]}\n", "2: expected a field name"},

		{"a key that there is not", "roles:\n  a:\n    rows: all\n    fields: all\n    key: us\n", "5: no key has this name"},
		{"a key that is a list", "roles:\n  a: {rows: all, fields: all, key: [eu]}\n", "2: no key has this name"},
		{"a claim for the key that is none", "roles:\n  a: {rows: all, fields: all, key: $claims}\n", "2: a text that begins with $ has to name a claim"},
		{"a claim for the key of callers without", "roles:\n  anonymous: {rows: all, fields: all, key: $claims.a}\n", "2: callers of this role have no claims"},
		{"a key for callers with their own", "roles:\n  key: {rows: all, fields: all, key: eu}\n", "2: callers of this role have their own key"},

		{"everything at once", "claim: 1\nroles:\n  a:\n    rows: {type: {eq: x}}\n    fields: [x]\n  b:\n    rows: {x: 1}\n    fields: all\n    key: x\n",
			"1: claim has to be the name of a claim, such as role, realm.role or ['https://example.com/role']\n" +
				"p:4: rows.type.eq: x is not a valid ConversationType\n" +
				"p:5: \"x\" is not a value of ConversationField.\n" +
				"p:7: rows.x: unknown field\n" +
				"p:9: no key has this name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := access.New(access.Options{KeysFile: "keys.yaml", Policies: "p", ReadFile: files{"p": c.file, "keys.yaml": exampleKeys}.read})
			if err == nil || !strings.HasPrefix(err.Error(), "p:"+c.want) {
				t.Errorf("it says\n%v\nnot\np:%s", err, c.want)
			}
		})
	}
	for name, o := range map[string]access.Options{
		"p: file does not exist":              {Key: "k", Policies: "p"},
		"k: file does not exist":              {KeyFile: "k", Policies: "policies"},
		"policies:1: no key is named default": {KeysFile: "eu", Policies: "policies"},
		"no key is named default":             {KeysFile: "eu"},
	} {
		o.ReadFile = files{"policies": "roles: {a: {rows: all, fields: all}}", "eu": "eu: key"}.read
		if _, err := access.New(o); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("it says %v, not %s", err, name)
		}
	}
}

func TestFilesOfTheEndpointsKeysThatCannotBeUsed(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "keys:1: it is empty"},
		{"no YAML", "default: 'canary\n", "keys:1: it is no YAML"},
		{"a key alone", "canary\n", "keys:1: expected a mapping of names to keys"},
		{"an empty key", "eu: k\ndefault: ''\n", "keys:2: the key is empty"},
		{"no key", "default:\n", "keys:1: the key has to be a text: put it in quotes"},
		{"a number", "default: 123\n", "keys:1: the key has to be a text: put it in quotes"},
		{"a list", "default: [canary]\n", "keys:1: the key has to be a text: put it in quotes"},
		{"a key with a space", "eu: k\ndefault: canary 1\n", "keys:2: the key holds a space, or a character that keys do not have"},
		{"a key over two lines", "default: |\n  canary\n  canary\n", "keys:1: the key holds a space, or a character that keys do not have"},
		{"a long key", "default: " + strings.Repeat("canary", 700), "keys:1: the key is longer than 4096 bytes"},
		{"an odd name", "eu/canary: k\n", "keys:1: a name has letters, digits"},
		{"keys for names, twice", "canary: a\ncanary: b\n", "keys:2: it is no YAML"},
		{"keys for names, twice in other spellings", "canary: a\n\"canary\": b\n", "keys:2: "},
		{"a key for a name", "canary: 1\n", "keys:1: the key has to be a text"},
		{"a name twice", "default: canary-1\ndefault: canary-2\n", "keys:2: it is no YAML"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := access.New(access.Options{KeysFile: "keys", ReadFile: files{"keys": c.file}.read})
			if err == nil || err.Error() != c.want && !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("it says %v", err)
			}
		})
	}
	f := files{"key": "canary\r\n", "keys": "default: canary\n", "odd": "canary 1\n", "none": "\n"}
	for want, o := range map[string]access.Options{
		"keys:1: this name is already used": {KeyFile: "key", KeysFile: "keys"},
		"odd:1: the key holds a space":      {KeyFile: "odd"},
		"none:1: the key is empty":          {KeyFile: "none"},
	} {
		o.ReadFile = f.read
		if _, err := access.New(o); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("it says %v, not %s", err, want)
		}
	}
	a := newAccess(t, access.Options{KeyFile: "key"}, f)
	if c, _ := identify(a); c.Scope.Key != "canary" {
		t.Errorf("the key is %q", c.Scope.Key)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	o := access.Options{Key: "canary", Tokens: access.TokenOptions{Secret: "canary-canary-canary-canary-canary"}}
	a := newAccess(t, o, nil)
	caller, _ := identify(a)
	encoded, _ := json.Marshal(map[string]any{"options": o.Tokens.Secret, "caller": caller})
	for _, text := range []string{
		fmt.Sprintf("%v %+v %#v %s %q %x %d", o, o, o.Key, o.Key, o.Key, o.Key, o.Key),
		fmt.Sprintf("%v %+v %#v %s %q %x", caller, caller, caller, caller, caller, caller),
		string(encoded),
	} {
		if strings.Contains(text, "canary") || strings.Contains(text, "63616e617279") {
			t.Errorf("%s", text)
		}
	}
}
