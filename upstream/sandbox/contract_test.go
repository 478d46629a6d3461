package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAnswersAreTheContracts has whole answers, rows and total, over the odd rows.
func TestAnswersAreTheContracts(t *testing.T) {
	s := serve(t, Options{Data: strings.NewReader(oddities)})
	const onlyA, onlyE = `"where":{"condition":{"field":"id","operator":"eq","value":"a"}}`, `"where":{"condition":{"field":"id","operator":"eq","value":"e"}}`
	const none = `"where":{"condition":{"field":"id","operator":"eq","value":"none"}}`
	for _, test := range []struct {
		name, request, rows string
		total               int
	}{
		{"a field has its own key", `{"select":[{"type":"field","field":"integrationId"}],` + onlyA + `}`,
			`[{"integrationId":"i1"}]`, 1},
		{"a path is joined by dots", `{"select":[{"type":"field","field":"userProperties","path":["userId"]},{"type":"field","field":"properties","path":["page","lang"],"mode":"unpack"}],` + onlyA + `}`,
			`[{"userProperties.userId":"17","properties.page.lang":"en"}]`, 1},
		{"a value at a path is text or null", `{"select":[{"type":"field","field":"properties","path":["score"]},{"type":"field","field":"properties","path":["beta"]},{"type":"field","field":"properties","path":["tags"]},{"type":"field","field":"properties","path":["page"]},{"type":"field","field":"properties","path":["none"]},{"type":"field","field":"properties","path":["plan","none"]}],` + onlyA + `}`,
			`[{"properties.score":"4.5","properties.beta":"true","properties.tags":"[\"a\",\"b\"]","properties.page":"{\"lang\":\"en\",\"path\":\"/docs/x\"}","properties.none":null,"properties.plan.none":null}]`, 1},
		{"a number at a path is as it was written", `{"select":[{"type":"field","field":"properties","path":["score"]}],"where":{"condition":{"field":"id","operator":"eq","value":"c"}}}`,
			`[{"properties.score":"1e1"}]`, 1},
		{"a JSON null at a path is null", `{"select":[{"type":"field","field":"userProperties","path":["id"]}],` + onlyE + `}`,
			`[{"userProperties.id":null}]`, 1},
		{"unusual keys are keys like others", `{"select":[{"type":"field","field":"properties","path":["say \"hi\""]},{"type":"field","field":"properties","path":["größe"]},{"type":"field","field":"properties","path":[""]}],` + onlyE + `}`,
			`[{"properties.say \"hi\"":"x","properties.größe":"☃","properties.":"empty"}]`, 1},
		{"an empty body is rows with all nine fields", `{` + onlyA + `}`,
			`[{"id":"a","type":"openai","userMessageCount":1,"organizationId":"o1","projectId":"p1","integrationId":"i1","firstMessageTime":"2026-01-05T09:12:44.123Z","properties":{"plan":"pro","page":{"path":"/docs/x","lang":"en"},"score":4.5,"tags":["a","b"],"beta":true},"userProperties":{"id":17,"userId":"17","identificationType":"COOKIED"}}]`, 1},
		{"null fields are null", `{"where":{"condition":{"field":"id","operator":"eq","value":"d"}},"select":[]}`,
			`[{"id":"d","type":null,"userMessageCount":5,"organizationId":null,"projectId":null,"integrationId":null,"firstMessageTime":"2026-01-04T23:30:00.000Z","properties":null,"userProperties":null}]`, 1},
		{"the same selection twice is one", `{"select":[{"type":"field","field":"id"},{"type":"field","field":"id"}],` + onlyA + `}`, `[{"id":"a"}]`, 1},

		{"an aggregation without field is count", `{"select":[{"type":"aggregation","aggregation":"count"}]}`, `[{"count":6}]`, 1},
		{"an aggregation of a field", `{"select":[{"type":"aggregation","aggregation":"avg","field":"userMessageCount"},{"type":"aggregation","aggregation":"sum","field":"userMessageCount"},{"type":"aggregation","aggregation":"min","field":"userMessageCount"},{"type":"aggregation","aggregation":"max","field":"userMessageCount"},{"type":"aggregation","aggregation":"count","field":"integrationId"},{"type":"aggregation","aggregation":"countDistinct","field":"integrationId"}]}`,
			`[{"avg_userMessageCount":9.333333333333334,"sum_userMessageCount":56,"min_userMessageCount":1,"max_userMessageCount":40,"count_integrationId":4,"countDistinct_integrationId":3}]`, 1},
		{"an aggregation of a path", `{"select":[{"type":"aggregation","aggregation":"countDistinct","field":"userProperties","path":["userId"]},{"type":"aggregation","aggregation":"count","field":"userProperties","path":["userId"]},{"type":"aggregation","aggregation":"avg","field":"properties","path":["score"]},{"type":"aggregation","aggregation":"sum","field":"properties","path":["score"]},{"type":"aggregation","aggregation":"max","field":"properties","path":["score"]}]}`,
			`[{"countDistinct_userProperties.userId":3,"count_userProperties.userId":4,"avg_properties.score":7.25,"sum_properties.score":29,"max_properties.score":10}]`, 1},
		{"a path with other than numbers cannot be summed, but counted", `{"select":[{"type":"aggregation","aggregation":"countDistinct","field":"properties","path":["tags"]}]}`,
			`[{"countDistinct_properties.tags":5}]`, 1},
		{"whole documents are counted", `{"select":[{"type":"aggregation","aggregation":"count","field":"properties"},{"type":"aggregation","aggregation":"countDistinct","field":"userProperties"}]}`,
			`[{"count_properties":5,"countDistinct_userProperties":5}]`, 1},
		{"the least and the greatest time are epoch milliseconds", `{"select":[{"type":"aggregation","aggregation":"min","field":"firstMessageTime"},{"type":"aggregation","aggregation":"max","field":"firstMessageTime"}]}`,
			`[{"min_firstMessageTime":1767225599999,"max_firstMessageTime":1772280000500}]`, 1},
		{"the least and the greatest text are texts", `{"select":[{"type":"aggregation","aggregation":"min","field":"integrationId"},{"type":"aggregation","aggregation":"max","field":"type"}]}`,
			`[{"min_integrationId":"i1","max_type":"support_ticket"}]`, 1},
		{"over no rows a count is 0 and all else null", `{"select":[{"type":"aggregation","aggregation":"count"},{"type":"aggregation","aggregation":"countDistinct","field":"type"},{"type":"aggregation","aggregation":"sum","field":"userMessageCount"},{"type":"aggregation","aggregation":"avg","field":"properties","path":["score"]},{"type":"aggregation","aggregation":"max","field":"firstMessageTime"}],` + none + `}`,
			`[{"count":0,"countDistinct_type":0,"sum_userMessageCount":null,"avg_properties.score":null,"max_firstMessageTime":null}]`, 1},
		{"an ungrouped aggregate may name an order by aggregates", `{"select":[{"type":"aggregation","aggregation":"count"}],"orderBy":[{"field":"max_firstMessageTime","direction":"desc"}]}`, `[{"count":6}]`, 1},

		{"a bucket is the start of its day in UTC", `{"select":[{"type":"time","timeUnit":"day"},{"type":"aggregation","aggregation":"count"}],"orderBy":[{"field":"firstMessageTime_day","direction":"asc"}]}`,
			`[{"firstMessageTime_day":"2025-12-31T00:00:00.000Z","count":1},{"firstMessageTime_day":"2026-01-01T00:00:00.000Z","count":1},{"firstMessageTime_day":"2026-01-04T00:00:00.000Z","count":2},{"firstMessageTime_day":"2026-01-05T00:00:00.000Z","count":1},{"firstMessageTime_day":"2026-02-28T00:00:00.000Z","count":1}]`, 5},
		{"weeks begin on Monday, over the turn of the year too", `{"select":[{"type":"time","timeUnit":"week","field":"firstMessageTime"},{"type":"aggregation","aggregation":"count"}],"orderBy":[{"field":"firstMessageTime_week","direction":"asc"}]}`,
			`[{"firstMessageTime_week":"2025-12-29T00:00:00.000Z","count":4},{"firstMessageTime_week":"2026-01-05T00:00:00.000Z","count":1},{"firstMessageTime_week":"2026-02-23T00:00:00.000Z","count":1}]`, 3},
		{"months and hours", `{"select":[{"type":"time","timeUnit":"month"},{"type":"time","timeUnit":"hour"}],"orderBy":[{"field":"firstMessageTime_month","direction":"desc"},{"field":"firstMessageTime_hour","direction":"asc"}]}`,
			`[{"firstMessageTime_month":"2026-02-01T00:00:00.000Z","firstMessageTime_hour":"2026-02-28T12:00:00.000Z"},{"firstMessageTime_month":"2026-01-01T00:00:00.000Z","firstMessageTime_hour":"2026-01-01T00:00:00.000Z"},{"firstMessageTime_month":"2026-01-01T00:00:00.000Z","firstMessageTime_hour":"2026-01-04T23:00:00.000Z"},{"firstMessageTime_month":"2026-01-01T00:00:00.000Z","firstMessageTime_hour":"2026-01-05T09:00:00.000Z"},{"firstMessageTime_month":"2025-12-01T00:00:00.000Z","firstMessageTime_hour":"2025-12-31T23:00:00.000Z"}]`, 5},

		{"groups have their key without selecting it", `{"select":[{"type":"aggregation","aggregation":"count"}],"groupBy":[{"field":"projectId"}],"orderBy":[{"field":"count_id","direction":"desc"},{"field":"projectId","direction":"asc"}]}`,
			`[{"projectId":"p1","count":2},{"projectId":"p2","count":2},{"projectId":null,"count":2}]`, 3},
		{"groups without their key", `{"select":[{"type":"aggregation","aggregation":"count"}],"groupBy":[{"field":"type","includeInSelect":false}],"orderBy":[{"field":"type","direction":"asc"}]}`,
			`[{"count":2},{"count":1},{"count":1},{"count":2}]`, 4},
		{"a key that is selected is in the row anyway", `{"select":[{"type":"field","field":"type"}],"groupBy":[{"field":"type","includeInSelect":false}],"orderBy":[{"field":"type","direction":"asc"}]}`,
			`[{"type":"openai"},{"type":"support_copilot"},{"type":"support_ticket"},{"type":null}]`, 4},
		{"a grouping alone gives the distinct keys", `{"groupBy":[{"field":"organizationId"}],"orderBy":[{"field":"organizationId","direction":"desc"}]}`,
			`[{"organizationId":null},{"organizationId":"o2"},{"organizationId":"o1"}]`, 3},
		{"groups by a path", `{"select":[{"type":"aggregation","aggregation":"sum","field":"userMessageCount"}],"groupBy":[{"field":"properties","path":["plan"]}],"orderBy":[{"field":"sum_userMessageCount","direction":"asc"}]}`,
			`[{"properties.plan":"pro","sum_userMessageCount":4},{"properties.plan":"free","sum_userMessageCount":5},{"properties.plan":null,"sum_userMessageCount":47}]`, 3},
		{"groups by whole documents", `{"groupBy":[{"field":"userProperties"}],"where":{"condition":{"field":"userMessageCount","operator":"eq","value":5}},"orderBy":[{"field":"userProperties","direction":"desc"}]}`,
			`[{"userProperties":null},{"userProperties":{"id":"17","userId":17,"plan":null}}]`, 2},
		{"groups of no rows are none", `{"select":[{"type":"aggregation","aggregation":"count"}],"groupBy":[{"field":"type"}],` + none + `}`, `[]`, 0},

		{"null sorts last ascending", `{"select":[{"type":"field","field":"integrationId"}],"orderBy":[{"field":"integrationId","direction":"asc"}]}`,
			`[{"integrationId":"i1"},{"integrationId":"i1"},{"integrationId":"i10"},{"integrationId":"i2"},{"integrationId":null},{"integrationId":null}]`, 6},
		{"null sorts first descending", `{"select":[{"type":"field","field":"integrationId"}],"orderBy":[{"field":"integrationId","direction":"desc"}]}`,
			`[{"integrationId":null},{"integrationId":null},{"integrationId":"i2"},{"integrationId":"i10"},{"integrationId":"i1"},{"integrationId":"i1"}]`, 6},
		{"null aggregates sort likewise", `{"groupBy":[{"field":"type"}],"orderBy":[{"field":"max_organizationId","direction":"desc"},{"field":"type","direction":"asc"}]}`,
			`[{"type":null},{"type":"support_copilot"},{"type":"openai"},{"type":"support_ticket"}]`, 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := s.query(t, test.request)
			if diff := cmp.Diff(refJSON([]byte(test.rows)), any(asList(got.Data.Result))); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if got.Data.Total != test.total {
				t.Errorf("total is %d, want %d", got.Data.Total, test.total)
			}
		})
	}
}

func asList(rows []map[string]any) []any {
	list := make([]any, len(rows))
	for i, row := range rows {
		list[i] = row
	}
	return list
}

func TestAPageHoldsSomeAndTheTotalCountsAll(t *testing.T) {
	for _, test := range []struct {
		name, request          string
		pageSize, total, count int
	}{
		{"rows", `{}`, 4, 6, 4},
		{"rows of a condition", `{"where":{"condition":{"field":"properties","operator":"isNotNull","value":{"path":["plan"],"value":null}}}}`, 2, 3, 2},
		{"a page just full", `{}`, 6, 6, 6},
		{"groups", `{"select":[{"type":"aggregation","aggregation":"count"}],"groupBy":[{"field":"type"}]}`, 3, 4, 3},
		{"one row over all", `{"select":[{"type":"aggregation","aggregation":"count"}]}`, 1, 1, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, Options{Data: strings.NewReader(oddities), PageSize: test.pageSize})
			got := s.query(t, test.request)
			if got.Data.Total != test.total || got.Data.Count != test.count || got.Data.PageSize != test.pageSize {
				t.Errorf("total %d, count %d, pageSize %d; want %d, %d, %d",
					got.Data.Total, got.Data.Count, got.Data.PageSize, test.total, test.count, test.pageSize)
			}
		})
	}
}

func TestAPartFollowsTheOrder(t *testing.T) {
	s := serve(t, Options{Data: strings.NewReader(oddities), PageSize: 2})
	got := s.query(t, `{"select":[{"type":"field","field":"id"}],"orderBy":[{"field":"userMessageCount","direction":"desc"},{"field":"id","direction":"desc"}]}`)
	if diff := cmp.Diff(`[map[id:c] map[id:d]]`, fmt.Sprint(got.Data.Result)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestManyRequestsAtOnceGetTheirOwnAnswers(t *testing.T) {
	s := serve(t, Options{Conversations: 500, Now: testNow})
	other := serve(t, Options{Data: strings.NewReader(oddities)})
	var wait sync.WaitGroup
	for i := range 64 {
		wait.Go(func() {
			id := fmt.Sprint(i)
			request := `{"select":[{"type":"aggregation","aggregation":"count"},{"type":"field","field":"userProperties","path":["plan"]}],"groupBy":[{"field":"userProperties","path":["plan"]}],"where":{"condition":{"field":"userProperties","operator":"jsonContains","value":{"x":` + id + `}}}}`
			if got := s.query(t, request); got.Data.Total != 0 {
				t.Errorf("%d groups for %s", got.Data.Total, request)
			}
			if got := s.query(t, `{"select":[{"type":"aggregation","aggregation":"count"}]}`); got.Data.Result[0]["count"] != json.Number("500") {
				t.Errorf("got %v, want 500", got.Data.Result)
			}
			if got := other.query(t, `{"select":[{"type":"aggregation","aggregation":"count"}]}`); got.Data.Result[0]["count"] != json.Number("6") {
				t.Errorf("got %v, want 6", got.Data.Result)
			}
		})
	}
	wait.Wait()
}
