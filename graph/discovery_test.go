package graph_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

const userNames = `{ propertyKeys(field: USER_PROPERTIES) { nodes complete } }`

// keysEndpoint answers property-keys with a text, whatever `where` says.
func keysEndpoint(answer string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path != "/query/property-keys" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, answer)
	})
}

func ofAcme() query.Where {
	return query.If(query.Condition{Field: query.OrganizationID, Operator: query.Eq, Value: plan.EncodeString("acme")})
}

func TestNamesAreListedOnceAndInOrder(t *testing.T) {
	many := make([]string, plan.MaxNames+1)
	for i := range many {
		many[i] = fmt.Sprintf("n%04d", i)
	}
	list := func(names []string) string {
		text, _ := json.Marshal(names)
		return string(text)
	}
	for _, test := range []struct{ name, answer, nodes, complete string }{
		{"in another order, and twice", `{"results":["b","a","b",null,"é","Z"],"more":{}}`, `["Z","a","b","é"]`, "true"},
		{"none", `{"results":[]}`, `[]`, "true"},
		{"an empty one and hostile ones", `{"results":["\"<x>\\","","a.b"," "]}`, `[""," ","\"<x>\\","a.b"]`, "true"},
		{"half a character", `{"results":["a\ud83d"]}`, `["a` + "\ufffd" + `"]`, "true"},
		{"as many as are listed", `{"results":` + list(many[:plan.MaxNames]) + `}`, list(many[:plan.MaxNames]), "true"},
		{"more than are listed", `{"results":` + list(many) + `}`, list(many[:plan.MaxNames]), "false"},
	} {
		t.Run(test.name, func(t *testing.T) {
			data, failures := read(t, newFront(t, keysEndpoint(test.answer)).answer(t.Context(), t, userNames, ""))
			if want := `{"propertyKeys":{"nodes":` + test.nodes + `,"complete":` + test.complete + `}}`; data != want || len(failures) > 0 {
				t.Errorf("answered %.300s %v, want %.300s", data, failures, want)
			}
		})
	}
}

func TestNamesThatCannotBeReadAreAnError(t *testing.T) {
	for _, answer := range []string{`{}`, `[]`, `{"results":{}}`, `{"results":null}`, `{"results":["a",5]}`, `{"results":["a"]} {}`, `{"results":["a"`, ``} {
		f := newFront(t, keysEndpoint(answer))
		data, failures := read(t, f.answer(t.Context(), t, userNames, ""))
		if data != `{"propertyKeys":null}` || codes(failures) != "UPSTREAM_INVALID_RESPONSE" {
			t.Errorf("%s is answered %s %v", answer, data, failures)
		}
	}
	// An endpoint without this call.
	data, failures := read(t, newFront(t, problem(404, "not found")).answer(t.Context(), t, `{ propertyKeys(field: PROPERTIES) { nodes } }`, ""))
	if data != `{"propertyKeys":null}` || codes(failures) != "UPSTREAM_REJECTED" {
		t.Errorf("answered %s %v", data, failures)
	}
}

// An endpoint that passes over `where` lists the names of all conversations: those of other callers, too.
func TestNamesAreNotListedToWhoMaySeeSomeRowsUnlessTheEndpointIsVouchedFor(t *testing.T) {
	all := keysEndpoint(`{"results":["plan","secretOfAnother"]}`)
	some := upstream.Scope{Key: "sandbox", RowFilter: ofAcme()}
	for _, document := range []string{userNames, `{ propertyKeys(field: USER_PROPERTIES, where: { organizationId: { eq: "acme" } }) { nodes complete } }`} {
		f := newFront(t, all)
		f.as(some)
		answer, sent := f.ask(t, document, "")
		data, failures := read(t, answer)
		if data != `{"propertyKeys":null}` || codes(failures) != "FORBIDDEN" || len(sent) > 0 || strings.Contains(answer, "acme") {
			t.Errorf("%d sent, answered %s", len(sent), answer)
		}
	}
	f := newFront(t, manualSandbox(t, 1000), func(o *upstream.Options) { o.TrustKeys = true })
	f.as(upstream.Scope{Key: "sandbox", RowFilter: query.If(query.Condition{Field: query.ID, Operator: query.Eq, Value: plan.EncodeString("c03")})})
	answer, sent := f.ask(t, `{ propertyKeys(field: USER_PROPERTIES, where: { type: { eq: SUPPORT_TICKET } }) { nodes complete } }`, "")
	const want = `{"data":{"propertyKeys":{"nodes":["id","plan","supportAgentName","userId"],"complete":true}}}`
	const where = `"where":{"and":[{"condition":{"field":"type","operator":"eq","value":"support_ticket"}},{"condition":{"field":"id","operator":"eq","value":"c03"}}]}`
	if answer != want || len(sent) != 1 || !strings.Contains(sent[0], where) {
		t.Errorf("sent %s, answered %s", sent, answer)
	}
}

// Values come by the same way as groups, so that a policy's rows are in their filter, whatever the endpoint does with names.
func TestValuesAreThoseOfTheRowsThatACallerMaySee(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	f.as(upstream.Scope{Key: "sandbox", RowFilter: query.If(query.Condition{Field: query.ID, Operator: query.Eq, Value: plan.EncodeString("c03")})})
	answer, _ := f.ask(t, `{ propertyValues(field: USER_PROPERTIES, path: ["userId"]) { nodes complete } }`, "")
	if want := `{"data":{"propertyValues":{"nodes":["42"],"complete":true}}}`; answer != want {
		t.Errorf("answered %s, want %s", answer, want)
	}
}

func TestNamesAndValuesThatARoleMayNotReadAreNotListed(t *testing.T) {
	limited := upstream.Scope{Key: "sandbox", Limited: true, Readable: []query.Property{
		{Field: query.UserProperties, Path: []string{"plan"}}, {Field: query.UserProperties, Path: []string{"address", "city"}},
	}}
	whole := upstream.Scope{Key: "sandbox", Limited: true, Readable: []query.Property{{Field: query.UserProperties}}}
	var asked atomic.Int64
	endpoint := keysEndpoint(`{"results":["plan","email","address","planet"]}`)
	f := newFront(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		endpoint.ServeHTTP(w, r)
	}), func(o *upstream.Options) { o.Cache = upstream.CacheOptions{} })
	for _, test := range []struct {
		scope upstream.Scope
		nodes string
	}{
		{upstream.Scope{Key: "sandbox"}, `["address","email","plan","planet"]`},
		{limited, `["plan"]`},
		{whole, `["address","email","plan","planet"]`},
		{limited, `["plan"]`},
	} {
		f.as(test.scope)
		if answer, _ := f.ask(t, userNames, ""); answer != `{"data":{"propertyKeys":{"nodes":`+test.nodes+`,"complete":true}}}` {
			t.Errorf("%v is answered %s", test.scope.Readable, answer)
		}
	}
	if asked.Load() != 1 { // What is kept is the key's, and each scope sees its own of it.
		t.Errorf("%d calls", asked.Load())
	}
	f.as(limited)
	for _, document := range []string{
		`{ propertyKeys(field: PROPERTIES) { nodes } }`,
		`{ propertyKeys(field: USER_PROPERTIES, where: { type: { eq: OPENAI } }) { nodes } }`,
		`{ propertyValues(field: USER_PROPERTIES, path: ["email"]) { nodes } }`,
		`{ propertyValues(field: USER_PROPERTIES, path: ["address"]) { nodes } }`,
		`{ propertyValues(field: USER_PROPERTIES, path: ["plan"], where: { type: { eq: OPENAI } }) { nodes } }`,
	} {
		answer, sent := f.ask(t, document, "")
		if _, failures := read(t, answer); codes(failures) != "FORBIDDEN" || len(sent) > 0 {
			t.Errorf("%s: %d sent, answered %s", document, len(sent), answer)
		}
	}
}

// Nothing of one tenant's is another's.
func TestNamesAreKeptForEachKey(t *testing.T) {
	f := newFront(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keysEndpoint(`{"results":["of_`+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")+`"]}`).ServeHTTP(w, r)
	}), func(o *upstream.Options) { o.Cache = upstream.CacheOptions{} })
	for _, key := range []string{"one", "two", "one"} {
		f.as(upstream.Scope{Key: key})
		if answer, _ := f.ask(t, userNames, ""); !strings.Contains(answer, `["of_`+key+`"]`) {
			t.Errorf("%s is answered %s", key, answer)
		}
	}
}

// A key that may not list names may read conversations all the same: what is kept of them stays.
func TestARefusalOfNamesDropsNothingThatIsKept(t *testing.T) {
	endpoint := manualSandbox(t, 1000)
	f := newFront(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/query/property-keys" {
			problem(403, "forbidden").ServeHTTP(w, r)
			return
		}
		endpoint.ServeHTTP(w, r)
	}), func(o *upstream.Options) { o.Cache = upstream.CacheOptions{} })
	const total = `{ conversations { totals { count } } }`
	f.ask(t, total, "")
	if _, failures := read(t, f.answer(t.Context(), t, userNames, "")); codes(failures) != "UPSTREAM_REJECTED" {
		t.Errorf("failed with %v", failures)
	}
	if answer, sent := f.ask(t, total, ""); len(sent) > 0 {
		t.Errorf("sent %s, answered %s", sent, answer)
	}
}

func TestValuesOfWhatTheEndpointHoldsBack(t *testing.T) {
	const values = `{ propertyValues(field: USER_PROPERTIES, path: ["userId"], first: %d) { nodes complete } }`
	// Day by day all are read.
	whole := newFront(t, manualSandbox(t, 4), func(o *upstream.Options) { o.Cache = upstream.CacheOptions{} })
	answer, _ := whole.ask(t, fmt.Sprintf(values, 3), "")
	if want := `{"data":{"propertyValues":{"nodes":["u1","u2","42"],"complete":false}}}`; answer != want {
		t.Errorf("answered %s, want %s", answer, want)
	}
	// Where they cannot be, those that came are told as a part.
	rows := deferredResult(9, 3, `{"count":1,"userProperties.userId":"a"}`, `{"count":7,"userProperties.userId":null}`, `{"count":5,"userProperties.userId":"b"}`)
	part := newFront(t, answers(rows))
	part.as(upstream.Scope{Key: "sandbox", Limited: true, Readable: []query.Property{{Field: query.UserProperties}}})
	for first, nodes := range map[int]string{1: `["b"]`, 100: `["b","a"]`} {
		answer, _ = part.ask(t, fmt.Sprintf(values, first), "")
		if want := `{"data":{"propertyValues":{"nodes":` + nodes + `,"complete":false}}}`; answer != want {
			t.Errorf("answered %s, want %s", answer, want)
		}
	}
}

func TestValuesAreTexts(t *testing.T) {
	list := rows(`{"count":9,"properties.p":"5"}`, `{"count":8,"properties.p":5}`, `{"count":7,"properties.p":null}`, `{"count":6,"properties.p":{"a":[1.50]}}`,
		`{"count":5,"properties.p":true}`, `{"count":4,"properties.p":""}`, `{"count":3,"properties.p":"a\"b"}`)
	for first, want := range map[int]string{
		5:   `{"nodes":["5","{\"a\":[1.50]}","true","","a\"b"],"complete":true}`,
		100: `{"nodes":["5","{\"a\":[1.50]}","true","","a\"b"],"complete":true}`,
		2:   `{"nodes":["5","{\"a\":[1.50]}"],"complete":false}`,
	} {
		f := newFront(t, answers(list))
		answer, _ := f.ask(t, fmt.Sprintf(`{ propertyValues(field: PROPERTIES, path: ["p"], first: %d) { nodes complete } }`, first), "")
		if answer != `{"data":{"propertyValues":`+want+`}}` {
			t.Errorf("first %d is answered %s, want %s", first, answer, want)
		}
	}
}

// Values are groups like any others, so that they follow from what is kept.
func TestValuesFollowFromWhatIsKept(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000), func(o *upstream.Options) { o.Cache, o.Derive = upstream.CacheOptions{}, true })
	f.ask(t, `{ conversations(groupBy: [{ field: TYPE }, { property: { field: USER_PROPERTIES, path: ["plan"] } }]) { groups { nodes { count } } } }`, "")
	answer, sent := f.ask(t, `{ propertyValues(field: USER_PROPERTIES, path: ["plan"]) { nodes complete } }`, "")
	if want := `{"data":{"propertyValues":{"nodes":["free","pro","enterprise"],"complete":true}}}`; answer != want || len(sent) > 0 {
		t.Errorf("%d sent, answered %s, want %s", len(sent), answer, want)
	}
}

func TestEqualNamesAreAskedForOnce(t *testing.T) {
	f := newFront(t, keysEndpoint(`{"results":["a"]}`))
	_, sent := f.ask(t, `{ propertyKeys(field: PROPERTIES) { nodes } again: propertyKeys(field: PROPERTIES) { complete } other: propertyKeys(field: USER_PROPERTIES) { nodes }
		some: propertyKeys(field: PROPERTIES, where: { type: { eq: OPENAI } }) { nodes } }`, "")
	if len(sent) != 3 {
		t.Errorf("sent %s", sent)
	}
}

// Bad input is an error of the field alone, and nothing is sent for it.
func TestBadArgumentsOfDiscoveryAreErrorsOfTheirField(t *testing.T) {
	f := newFront(t, manualSandbox(t, 1000))
	for arguments, want := range map[string]string{
		`propertyValues(field: PROPERTIES, path: ["a"], first: 0) { nodes }`:                         "BAD_USER_INPUT",
		`propertyValues(field: PROPERTIES, path: ["a"], first: -1) { nodes }`:                        "BAD_USER_INPUT",
		`propertyValues(field: PROPERTIES, path: []) { nodes }`:                                      "BAD_USER_INPUT",
		`propertyValues(field: PROPERTIES, path: ["a"], where: {}) { nodes }`:                        "BAD_USER_INPUT",
		`propertyKeys(field: PROPERTIES, where: { and: [] }) { nodes }`:                              "BAD_USER_INPUT",
		`propertyKeys(field: PROPERTIES, where: { not: { properties: { hasKey: "a" } } }) { nodes }`: "BAD_USER_INPUT",
	} {
		answer, sent := f.ask(t, `{ one: conversation(id: "c01") { id } bad: `+arguments+` }`, "")
		data, failures := read(t, answer)
		if data != `{"one":{"id":"c01"},"bad":null}` || codes(failures) != want || len(sent) != 1 {
			t.Errorf("%s: %d sent, answered %s", arguments, len(sent), answer)
		}
	}
	// Nothing can match: nobody is asked.
	answer, sent := f.ask(t, `{ propertyKeys(field: PROPERTIES, where: { id: { in: [] } }) { nodes complete } propertyValues(field: PROPERTIES, path: "a", where: { id: { in: [] } }) { nodes complete } }`, "")
	if want := `{"data":{"propertyKeys":{"nodes":[],"complete":true},"propertyValues":{"nodes":[],"complete":true}}}`; answer != want || len(sent) > 0 {
		t.Errorf("%d sent, answered %s", len(sent), answer)
	}
}

// The filters of discovery count towards those of the operation wherever they stand.
func TestFiltersOfDiscoveryAreWithinTheLimits(t *testing.T) {
	values := strings.Repeat(`"x",`, plan.MaxFilterValues+1)
	for _, field := range []string{`propertyKeys(field: PROPERTIES, where: $where) { nodes }`, `propertyValues(field: PROPERTIES, path: ["a"], where: $where) { nodes }`} {
		f := newFront(t, manualSandbox(t, 1000))
		answer, sent := f.ask(t, `query Q($where: ConversationWhere) { a: conversation(id: "c01") { id } b: conversation(id: "c02") { id } c: `+field+` }`,
			`{"where":{"id":{"in":[`+strings.TrimSuffix(values, ",")+`]}}}`)
		if _, failures := read(t, answer); codes(failures) != "QUERY_TOO_COMPLEX" || len(sent) > 0 {
			t.Errorf("%s: %d sent, answered %.300s", field, len(sent), answer)
		}
	}
}
