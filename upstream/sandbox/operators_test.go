package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// oddities are rows with what generated data does not have: keys with dots, quotes,
// umlauts and no characters at all, numbers as strings, documents in other spellings.
const oddities = `
{"id":"a","type":"openai","userMessageCount":1,"organizationId":"o1","projectId":"p1","integrationId":"i1","firstMessageTime":"2026-01-05T09:12:44.123Z","properties":{"plan":"pro","page":{"path":"/docs/x","lang":"en"},"score":4.5,"tags":["a","b"],"beta":true},"userProperties":{"id":17,"userId":"17","identificationType":"COOKIED"}}
{"id":"b","type":"support_ticket","userMessageCount":5,"organizationId":"o1","projectId":"p1","integrationId":"i2","firstMessageTime":"2025-12-31T23:59:59.999Z","properties":{"plan":"free","page":{"path":"/","lang":"de"},"score":10,"tags":["b","c"],"beta":false},"userProperties":{"id":"17","userId":17,"plan":null}}

{"id":"c","type":"support_copilot","userMessageCount":40,"organizationId":"o2","projectId":"p2","integrationId":"i1","firstMessageTime":"2026-01-01T00:00:00.000Z","properties":{"tags":[],"plan":null,"score":1e1,"page":"/docs"},"userProperties":{"userId":"eve' OR '1'='1","a.b":1,"a":{"b":2}}}
{"id":"d","type":null,"userMessageCount":5,"organizationId":null,"projectId":null,"integrationId":null,"firstMessageTime":"2026-01-04T23:30:00.000Z","properties":null,"userProperties":null}
{"id":"e","userMessageCount":2,"firstMessageTime":"2026-01-05T01:30:00.000+02:00","properties":{"tags":[{"k":1,"l":2},{"k":2}],"say \"hi\"":"x","größe":"☃","":"empty"},"userProperties":{"id":null,"nested":{"deep":{"deeper":[1,[2]]}}}}
{"id":"f","type":"openai","userMessageCount":3,"organizationId":"o1","projectId":"p2","integrationId":"i10","firstMessageTime":"2026-02-28T12:00:00.500Z","properties":{"beta":"true","score":"4.5","plan":"pro","tags":"b"},"userProperties":{"userId":1.0,"id":false,"nested":{"x":[1,2]}}}
`

func oddRows(t testing.TB) []Conversation {
	t.Helper()
	var rows []Conversation
	for c, err := range readLines(strings.NewReader(oddities)) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, c)
	}
	return rows
}

// TestEveryOperatorMatchesTheRowsItShould has the ids written by hand, and has the
// reference agree with them, since it judges the random requests.
func TestEveryOperatorMatchesTheRowsItShould(t *testing.T) {
	s := serve(t, Options{Data: strings.NewReader(oddities)})
	rows := oddRows(t)
	reference := refRows(rows)
	for _, test := range []struct{ field, operator, value, ids string }{
		{"id", "eq", `"a"`, "a"},
		{"integrationId", "eq", `"i1"`, "ac"},
		{"integrationId", "eq", `null`, ""},
		{"integrationId", "neq", `"i1"`, "bf"},
		{"integrationId", "neq", `null`, ""},
		{"integrationId", "gt", `"i1"`, "bf"},
		{"integrationId", "gte", `"i10"`, "bf"},
		{"integrationId", "lt", `"i2"`, "acf"},
		{"integrationId", "lte", `"i1"`, "ac"},
		{"integrationId", "in", `["i1","i2",null]`, "abc"},
		{"integrationId", "in", `[]`, ""},
		{"integrationId", "notIn", `["i1"]`, "bf"},
		{"integrationId", "notIn", `["i1",null]`, ""},
		{"integrationId", "notIn", `[]`, "abcdef"},
		{"type", "isNull", `"ignored"`, "de"},
		{"type", "isNotNull", `null`, "abcf"},
		{"firstMessageTime", "lte", `"2026-01-05T09:12:44.122999999Z"`, "bcde"},
		{"firstMessageTime", "gt", `"2026-01-05T09:12:44.122999999Z"`, "af"},
		{"firstMessageTime", "gte", `"2026-01-05T09:12:44.123000001Z"`, "f"},
		{"firstMessageTime", "lt", `"2026-01-05T09:12:44.123000001Z"`, "abcde"},
		{"firstMessageTime", "eq", `"2026-01-05T09:12:44.123000001Z"`, ""},
		{"firstMessageTime", "in", `["2026-01-05T09:12:44.122999999Z","2026-01-05T09:12:44.123Z"]`, "a"},
		{"userMessageCount", "eq", `5`, "bd"},
		{"userMessageCount", "eq", `5.0`, "bd"},
		{"userMessageCount", "neq", `5`, "acef"},
		{"userMessageCount", "gt", `2.5`, "bcdf"},
		{"userMessageCount", "in", `[1,40]`, "ac"},
		{"userMessageCount", "notIn", `[1,40,5e0]`, "ef"},
		{"firstMessageTime", "eq", `"2026-01-05T10:12:44.123+01:00"`, "a"},
		{"firstMessageTime", "eq", `1767571964123`, ""},
		{"firstMessageTime", "eq", `1767604364123`, "a"},
		{"firstMessageTime", "gte", `"2026-01-01T00:00:00Z"`, "acdef"},
		{"firstMessageTime", "gt", `"2026-01-05T09:12:44.1229Z"`, "af"},
		{"firstMessageTime", "lt", `"2026-01-01T00:00:00Z"`, "b"},
		{"firstMessageTime", "in", `["2026-01-01T00:00:00Z",1767569400000]`, "cde"},
		{"firstMessageTime", "isNull", `null`, ""},

		{"properties", "eq", `{"path":["plan"],"value":"pro"}`, "af"},
		{"properties", "neq", `{"path":["plan"],"value":"pro"}`, "b"},
		{"properties", "eq", `{"path":["page","lang"],"value":"en"}`, "a"},
		{"properties", "eq", `{"path":["page"],"value":{"lang":"en","path":"/docs/x"}}`, "a"},
		{"properties", "eq", `{"path":["page"],"value":"{\"lang\":\"en\",\"path\":\"/docs/x\"}"}`, "a"},
		{"properties", "neq", `{"path":["page"],"value":{"lang":"en","path":"/docs/x"}}`, "bc"},
		{"properties", "eq", `{"path":["beta"],"value":true}`, "a"},
		{"properties", "neq", `{"path":["beta"],"value":true}`, "b"},
		{"properties", "eq", `{"path":["beta"],"value":"true"}`, "af"},
		{"properties", "eq", `{"path":["score"],"value":4.5}`, "a"},
		{"properties", "eq", `{"path":["score"],"value":"4.5"}`, "af"},
		{"properties", "eq", `{"path":["score"],"value":10}`, "bc"},
		{"properties", "eq", `{"path":["score"],"value":"10"}`, "b"},
		{"properties", "neq", `{"path":["score"],"value":10}`, "a"},
		{"properties", "gt", `{"path":["score"],"value":4.5}`, "bc"},
		{"properties", "gte", `{"path":["score"],"value":4.5}`, "abc"},
		{"properties", "lt", `{"path":["score"],"value":10}`, "a"},
		{"properties", "lte", `{"path":["score"],"value":"10"}`, "b"},
		{"properties", "eq", `{"path":["tags"],"value":["a","b"]}`, "a"},
		{"properties", "in", `{"path":["plan"],"value":["pro","free"]}`, "abf"},
		{"properties", "in", `{"path":["score"],"value":[4.5,"10",null]}`, "ab"},
		{"properties", "in", `{"path":["beta"],"value":[true,false]}`, "ab"},
		{"properties", "in", `{"path":["tags"],"value":[[],"b"]}`, "cf"},
		{"properties", "in", `{"path":["tags"],"value":[]}`, ""},
		{"properties", "notIn", `{"path":["plan"],"value":["free"]}`, "af"},
		{"properties", "notIn", `{"path":["score"],"value":[4.5]}`, "bc"},
		{"properties", "notIn", `{"path":["score"],"value":["4.5"]}`, "bc"},
		{"properties", "notIn", `{"path":["plan"],"value":["free",null]}`, ""},
		{"properties", "notIn", `{"path":["plan"],"value":[]}`, "abcdef"},
		{"properties", "notIn", `{"path":["tags"],"value":[[],["a","b"]]}`, "bef"},
		{"properties", "isNull", `{"path":["plan"],"value":null}`, "cde"},
		{"properties", "isNotNull", `{"path":["plan"],"value":null}`, "abf"},
		{"properties", "isNull", `null`, "d"},
		{"properties", "isNotNull", `null`, "abcef"},
		{"properties", "isNull", `{"path":["no","such"],"value":null}`, "abcdef"},

		{"userProperties", "eq", `{"path":["id"],"value":17}`, "a"},
		{"userProperties", "eq", `{"path":["id"],"value":"17"}`, "ab"},
		{"userProperties", "eq", `{"path":["id"],"value":false}`, "f"},
		{"userProperties", "eq", `{"path":["userId"],"value":1}`, "f"},
		{"userProperties", "eq", `{"path":["userId"],"value":"1.0"}`, "f"},
		{"userProperties", "eq", `{"path":["a.b"],"value":1}`, "c"},
		{"userProperties", "eq", `{"path":["a","b"],"value":2}`, "c"},
		{"userProperties", "eq", `{"path":["a","b"],"value":1}`, ""},
		{"properties", "eq", `{"path":["say \"hi\""],"value":"x"}`, "e"},
		{"properties", "eq", `{"path":["größe"],"value":"☃"}`, "e"},
		{"properties", "eq", `{"path":[""],"value":"empty"}`, "e"},
		{"userProperties", "eq", `{"id":1.7e1,"identificationType":"COOKIED","userId":"17"}`, "a"},
		{"userProperties", "neq", `{"id":17,"identificationType":"COOKIED","userId":"17"}`, "bcef"},
		{"userProperties", "in", `[{"plan":null,"userId":17.0,"id":"17"},null]`, "b"},
		{"userProperties", "notIn", `[{"plan":null,"userId":17.0,"id":"17"}]`, "acef"},
		{"userProperties", "eq", `{"path":"x","value":1}`, ""},

		{"properties", "jsonContains", `{"page":{"lang":"en"}}`, "a"},
		{"properties", "jsonContains", `{"score":10.0}`, "bc"},
		{"properties", "jsonContains", `{"tags":["b"]}`, "ab"},
		{"properties", "jsonContains", `{"tags":"b"}`, "f"},
		{"properties", "jsonContains", `{"plan":null}`, "c"},
		{"properties", "jsonContains", `{}`, "abcef"},
		{"properties", "jsonContains", `{"path":["tags"],"value":"b"}`, "abf"},
		{"properties", "jsonContains", `{"path":["tags"],"value":["b","a","a"]}`, "a"},
		{"properties", "jsonContains", `{"path":["tags"],"value":[{"k":1}]}`, "e"},
		{"userProperties", "jsonContains", `{"path":["nested","deep","deeper"],"value":[[2]]}`, "e"},
		{"userProperties", "jsonContains", `{"path":["nested","deep","deeper"],"value":2}`, ""},
		{"properties", "jsonContainedBy", `{"beta":"true","score":"4.5","plan":"pro","tags":"b","more":1}`, "f"},
		{"properties", "jsonContainedBy", `{"path":["tags"],"value":["a","b","c"]}`, "abcf"},
		{"properties", "jsonHasKey", `"page"`, "abc"},
		{"properties", "jsonHasKey", `{"path":["page"],"value":"lang"}`, "ab"},
		{"properties", "jsonHasKey", `{"path":["tags"],"value":"b"}`, "abf"},
		{"properties", "jsonHasKey", `"plan"`, "abcf"},
		{"properties", "jsonHasAnyKey", `["page","größe"]`, "abce"},
		{"properties", "jsonHasAnyKey", `"größe"`, "e"},
		{"properties", "jsonHasAnyKey", `[]`, ""},
		{"properties", "jsonHasAllKeys", `["page","beta"]`, "ab"},
		{"properties", "jsonHasAllKeys", `{"path":["page"],"value":["path","lang"]}`, "ab"},
		{"properties", "jsonArrayContainsObject", `{"path":["tags"],"value":{"k":1}}`, "e"},
		{"properties", "jsonArrayContainsObject", `{"path":["tags"],"value":{"k":3}}`, ""},
		{"properties", "arrayContains", `{"path":["tags"],"value":"b"}`, "ab"},
		{"properties", "arrayContains", `{"path":["tags"],"value":["c","b"]}`, "b"},
		{"properties", "arrayContains", `{"path":["tags"],"value":{"k":2}}`, "e"},
		{"properties", "arrayContains", `{"path":["tags"],"value":[]}`, "abce"},
		{"userProperties", "arrayContains", `{"path":["nested","x"],"value":[2.0,1]}`, "f"},
		{"properties", "arrayContains", `"b"`, ""},

		// What would end a string, a path or a statement stays a value.
		{"id", "eq", `"a' OR '1'='1"`, ""},
		{"userProperties", "eq", `{"path":["userId"],"value":"eve' OR '1'='1"}`, "c"},
		{"userProperties", "eq", `{"path":["userId') OR 1=1 --"],"value":"x"}`, ""},
		{"userProperties", "eq", `{"path":["\"; DROP TABLE leaf; --"],"value":"x"}`, ""},
		{"properties", "jsonContains", `{"x":"'); DROP TABLE leaf; --"}`, ""},
		{"id", "in", `["a","'] ) OR 1=1 --","\"]"]`, "a"},
	} {
		t.Run(test.field+" "+test.operator+" "+test.value, func(t *testing.T) {
			where := fmt.Sprintf(`{"condition":{"field":%q,"operator":%q,"value":%s}}`, test.field, test.operator, test.value)
			if got := ids(s.query(t, `{"where":`+where+`}`)); got != test.ids {
				t.Errorf("sandbox: %q, want %q", got, test.ids)
			}
			parsed := refJSON([]byte(where))
			got := ""
			for _, row := range reference {
				if refMatches(parsed, row) {
					got += row["id"].(string)
				}
			}
			if got != test.ids {
				t.Errorf("reference: %q, want %q", got, test.ids)
			}
		})
	}
}

// ids are those of an answer's rows, sorted, in one string.
func ids(p page) string {
	var list []string
	for _, row := range p.Data.Result {
		list = append(list, row["id"].(string))
	}
	slices.Sort(list)
	return strings.Join(list, "")
}

func TestConditionsCombine(t *testing.T) {
	t.Parallel()
	s := serve(t, Options{Data: strings.NewReader(oddities)})
	is := func(id string) string {
		return `{"condition":{"field":"id","operator":"eq","value":"` + id + `"}}`
	}
	few := `{"condition":{"field":"userMessageCount","operator":"lte","value":5}}`
	deep := strings.Repeat(`{"and":[`, 99) + is("a") + strings.Repeat(`]}`, 99)
	long := strings.Repeat(is("none")+",", 999) + is("f")
	everyPath := make([]string, 1000)
	for i := range everyPath {
		everyPath[i] = fmt.Sprintf(`{"condition":{"field":"properties","operator":"eq","value":{"path":["k%d"],"value":%d}}}`, i, i)
	}
	many := `"b"` + strings.Repeat(`,"x"`, 9_999)
	for _, test := range []struct{ name, where, ids string }{
		{"or", `{"or":[` + is("a") + `,` + is("c") + `]}`, "ac"},
		{"and", `{"and":[` + is("c") + `,` + few + `]}`, ""},
		{"or within and", `{"and":[` + few + `,{"or":[` + is("a") + `,` + is("c") + `]}]}`, "a"},
		{"and within or", `{"or":[{"and":[` + is("a") + `,` + few + `]},` + is("d") + `]}`, "ad"},
		{"of one", `{"or":[` + is("b") + `]}`, "b"},
		{"a hundred deep", deep, "a"},
		{"a thousand alternatives", `{"or":[` + long + `]}`, "f"},
		{"a thousand paths", `{"or":[` + strings.Join(everyPath, ",") + `,` + is("e") + `]}`, "e"},
		{"ten thousand values", `{"condition":{"field":"id","operator":"in","value":[` + many + `]}}`, "b"},
		{"ten thousand values at a path", `{"condition":{"field":"properties","operator":"in","value":{"path":["tags"],"value":[` + many + `]}}}`, "f"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := ids(s.query(t, `{"where":`+test.where+`}`)); got != test.ids {
				t.Errorf("got %q, want %q", got, test.ids)
			}
		})
	}
}
