package query_test

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

var (
	byIntegration = Selection{Field: IntegrationID}
	byDay         = Selection{Field: FirstMessageTime, Unit: Day}
	byPlan        = Selection{Field: UserProperties, Path: []string{"plan"}}
	count         = Selection{Function: Count}
	average       = Selection{Function: Avg, Field: UserMessageCount}
)

func TestASelectionsKeyAndKindFollowFromWhatItIs(t *testing.T) {
	for _, test := range []struct {
		name      string
		selection Selection
		key       string
		kind      Kind
		orderable bool
	}{
		{"a field of text", Selection{Field: IntegrationID}, "integrationId", Text, true},
		{"a field of numbers", Selection{Field: UserMessageCount}, "userMessageCount", Number, true},
		{"a field of times", Selection{Field: FirstMessageTime}, "firstMessageTime", Time, true},
		{"a field of objects", Selection{Field: Properties}, "properties", Object, true},
		{"a property", byPlan, "userProperties.plan", JSON, false},
		{"a property within another", Selection{Field: Properties, Path: []string{"page", "lang"}}, "properties.page.lang", JSON, false},
		{"a property without a name", Selection{Field: Properties, Path: []string{""}}, "properties.", JSON, false},
		{"an hour", Selection{Field: FirstMessageTime, Unit: Hour}, "firstMessageTime_hour", Time, true},
		{"a day", byDay, "firstMessageTime_day", Time, true},
		{"a week", Selection{Field: FirstMessageTime, Unit: Week}, "firstMessageTime_week", Time, true},
		{"a month", Selection{Field: FirstMessageTime, Unit: Month}, "firstMessageTime_month", Time, true},
		{"the count of rows", count, "count", Number, false},
		{"the count of a field", Selection{Function: Count, Field: Type}, "count_type", Number, true},
		{"the average of a field", average, "avg_userMessageCount", Number, true},
		{"the sum of a property", Selection{Function: Sum, Field: Properties, Path: []string{"score"}}, "sum_properties.score", Number, false},
		{"the distinct values of a field", Selection{Function: CountDistinct, Field: OrganizationID}, "countDistinct_organizationId", Number, false},
		{"the distinct values of a property", Selection{Function: CountDistinct, Field: UserProperties, Path: []string{"userId"}}, "countDistinct_userProperties.userId", Number, false},
		{"the least number", Selection{Function: Min, Field: UserMessageCount}, "min_userMessageCount", Number, true},
		{"the greatest time", Selection{Function: Max, Field: FirstMessageTime}, "max_firstMessageTime", Time, true},
		{"the greatest text", Selection{Function: Max, Field: ProjectID}, "max_projectId", Text, true},
		{"the least object", Selection{Function: Min, Field: Properties}, "min_properties", JSON, true},
		{"the least of a property", Selection{Function: Min, Field: Properties, Path: []string{"score"}}, "min_properties.score", Number, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.selection.Key(); got != test.key {
				t.Errorf("key %q, want %q", got, test.key)
			}
			if got := test.selection.Kind(); got != test.kind {
				t.Errorf("kind %v, want %v", got, test.kind)
			}
			if got := test.selection.Orderable(); got != test.orderable {
				t.Errorf("orderable %v, want %v", got, test.orderable)
			}
		})
	}
}

func TestColumnsAreDistinctAndTheGroupsComeFirst(t *testing.T) {
	q := Query{
		GroupBy: []Selection{byDay, byPlan, byDay},
		Select:  []Selection{count, byPlan, average, count, {Field: UserProperties, Path: []string{"other"}}},
	}
	want := []Selection{byDay, byPlan, count, average, {Field: UserProperties, Path: []string{"other"}}}
	if diff := cmp.Diff(want, q.Columns()); diff != "" {
		t.Error(diff)
	}
}

func TestABodyIsWhatTheEndpointReads(t *testing.T) {
	for _, test := range []struct {
		name  string
		query Query
		want  string
	}{
		{"nothing asked is all fields", Query{}, `{}`},
		{"fields are selected", Query{Select: []Selection{{Field: ID}, {Field: Type}}},
			`{"select":[{"type":"field","field":"id"},{"type":"field","field":"type"}]}`},
		{"a path leads into a field", Query{Select: []Selection{{Field: Properties, Path: []string{"page", "lang"}}}},
			`{"select":[{"type":"field","field":"properties","path":["page","lang"]}]}`},
		{"a metric of nothing has no field", Query{Select: []Selection{count}},
			`{"select":[{"type":"aggregation","aggregation":"count"}]}`},
		{"a metric of a path", Query{Select: []Selection{{Function: CountDistinct, Field: UserProperties, Path: []string{"userId"}}}},
			`{"select":[{"type":"aggregation","aggregation":"countDistinct","field":"userProperties","path":["userId"]}]}`},
		{"a field groups by groupBy", Query{GroupBy: []Selection{byIntegration, byPlan}},
			`{"groupBy":[{"field":"integrationId"},{"field":"userProperties","path":["plan"]}]}`},
		{"a bucket groups by select", Query{GroupBy: []Selection{byDay, byIntegration}, Select: []Selection{average}},
			`{"select":[{"type":"time","timeUnit":"day","field":"firstMessageTime"},{"type":"aggregation","aggregation":"avg","field":"userMessageCount"}],"groupBy":[{"field":"integrationId"}]}`},
		{"what groups is not selected again", Query{GroupBy: []Selection{byIntegration}, Select: []Selection{byIntegration, count}},
			`{"select":[{"type":"aggregation","aggregation":"count"}],"groupBy":[{"field":"integrationId"}]}`},
		{"a group that repeats makes no group of a field", Query{GroupBy: []Selection{byIntegration, byIntegration}, Select: []Selection{{Field: Type}}},
			`{"select":[{"type":"field","field":"type"}],"groupBy":[{"field":"integrationId"}]}`},
		{"a condition", Query{Where: where(Type, Eq, `"openai"`)},
			`{"where":{"condition":{"field":"type","operator":"eq","value":"openai"}}}`},
		{"a condition on a path", Query{Where: If(Condition{Field: Properties, Path: []string{"a", "b"}, Operator: Gt, Value: jsontext.Value(`4.5`)})},
			`{"where":{"condition":{"field":"properties","operator":"gt","value":{"path":["a","b"],"value":4.5}}}}`},
		{"a list keeps its order", Query{Where: within(ID, In, `"b"`, `"a"`)},
			`{"where":{"condition":{"field":"id","operator":"in","value":["b","a"]}}}`},
		{"a list on a path", Query{Where: If(Condition{Field: Properties, Path: []string{"n"}, Operator: NotIn, Values: []jsontext.Value{[]byte(`1`), []byte(`null`)}})},
			`{"where":{"condition":{"field":"properties","operator":"notIn","value":{"path":["n"],"value":[1,null]}}}}`},
		{"isNull has null for a value", Query{Where: where(OrganizationID, IsNull, `null`)},
			`{"where":{"condition":{"field":"organizationId","operator":"isNull","value":null}}}`},
		{"an object is a value", Query{Where: where(Properties, JSONContains, `{"plan":"pro"}`)},
			`{"where":{"condition":{"field":"properties","operator":"jsonContains","value":{"plan":"pro"}}}}`},
		{"and and or nest", Query{Where: All(where(ID, Eq, `1`), Any(where(ID, Eq, `2`), All(where(ID, Eq, `3`), where(ID, Eq, `4`))))},
			`{"where":{"and":[{"condition":{"field":"id","operator":"eq","value":1}},{"or":[{"condition":{"field":"id","operator":"eq","value":2}},{"and":[{"condition":{"field":"id","operator":"eq","value":3}},{"condition":{"field":"id","operator":"eq","value":4}}]}]}]}}`},
		{"an and of nothing is no where", Query{Where: All()}, `{}`},
		{"orders are by key, in their order", Query{OrderBy: []Order{{By: average, Desc: true}, {By: byDay}}},
			`{"orderBy":[{"field":"avg_userMessageCount","direction":"desc"},{"field":"firstMessageTime_day","direction":"asc"}]}`},
		{"notes come last", Query{Select: []Selection{count}, Notes: "GraphQL \"x\" <&> ü"},
			`{"select":[{"type":"aggregation","aggregation":"count"}],"notes":"GraphQL \"x\" <&> ü"}`},
		{"names are quoted", Query{Select: []Selection{{Field: Properties, Path: []string{"a\"b\\c\n\xff"}}}},
			"{\"select\":[{\"type\":\"field\",\"field\":\"properties\",\"path\":[\"a\\\"b\\\\c\\n\uFFFD\"]}]}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.query.Body()
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Error(diff)
			}
			if !jsontext.Value(got).IsValid() {
				t.Error("the body is no JSON")
			}
		})
	}
}

// where is a single condition.
func where(f Field, o Operator, value string) Where {
	return If(Condition{Field: f, Operator: o, Value: jsontext.Value(value)})
}

// within is a condition with a list.
func within(f Field, o Operator, values ...string) Where {
	c := Condition{Field: f, Operator: o}
	for _, v := range values {
		c.Values = append(c.Values, jsontext.Value(v))
	}
	return If(c)
}
