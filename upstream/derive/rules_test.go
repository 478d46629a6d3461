package derive

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

var (
	sum      = metric(query.Sum, byMessages)
	counted  = metric(query.Count, byMessages)
	openai   = condition(byType, query.Eq, `"openai"`)
	inJan    = rangeOf("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	fromNoon = rangeOf("2026-01-05T12:00:00Z", "2026-02-01T00:00:00Z")
)

// asks is a query by some keys, of counts if no metric is named.
func asks(where query.Where, columns ...query.Selection) query.Query {
	q := query.Query{Where: where}
	for _, s := range columns {
		if s.Function == "" {
			q.GroupBy = append(q.GroupBy, s)
		} else {
			q.Select = append(q.Select, s)
		}
	}
	if len(q.Select) == 0 {
		q.Select = []query.Selection{count}
	}
	return q
}

func TestEachRuleAdmitsAndRefuses(t *testing.T) {
	all := query.All()
	ordered := asks(all, byDay)
	ordered.OrderBy = []query.Order{{By: byDay}}
	behind := asks(all, byDay)
	behind.OrderBy, behind.After = ordered.OrderBy, []jsontext.Value{[]byte(`"2026-01-01T00:00:00Z"`)}
	list := query.Query{Select: []query.Selection{byID}}
	mixed := query.Query{Select: []query.Selection{byType, count}}
	distinctIntegrations, people := metric(query.CountDistinct, byIntegration), metric(query.CountDistinct, byID)
	score := query.Selection{Field: query.Properties, Path: []string{"score"}}
	whole := query.Selection{Field: query.Properties}
	for _, test := range []struct {
		rule          string
		name          string
		known, wanted query.Query
		want          Reason
	}{
		{"groups", "groups from groups", asks(all, byDay), asks(all), Derivable},
		{"groups", "from an order of all of them", ordered, asks(all), Derivable},
		{"groups", "not the first ones of an order", asks(all, byDay), ordered, NotGroups},
		{"groups", "not what comes behind a place", asks(all, byDay), behind, NotGroups},
		{"groups", "not from what comes behind one", behind, asks(all), NotGroups},
		{"groups", "no list", asks(all, byDay), list, NotGroups},
		{"groups", "no rows with all fields", asks(all, byDay), query.Query{}, NotGroups},
		{"groups", "not from a list", list, asks(all), NotGroups},
		{"groups", "no field that is no key", asks(all, byType), mixed, NotGroups},
		{"groups", "not where nothing is meant", asks(all, byDay), asks(query.Any(), byDay), NotGroups},

		{"filter", "the same in another order", asks(query.All(openai, inJan), byDay), asks(query.All(inJan, openai)), Derivable},
		{"filter", "one more condition on a key", asks(inJan, byDay, byType), asks(query.All(inJan, openai), byDay), Derivable},
		{"filter", "in", asks(all, byType), asks(condition(byType, query.In, `"openai"`, `"support_ticket"`)), Derivable},
		{"filter", "null", asks(all, byType), asks(condition(byType, query.IsNull, "null")), Derivable},
		{"filter", "not null", asks(all, byPlan), asks(condition(byPlan, query.IsNotNull, "null")), Derivable},
		{"filter", "a number compared", asks(all, byMessages), asks(condition(byMessages, query.Lte, "3")), Derivable},
		{"filter", "a number that is another", asks(all, byMessages), asks(condition(byMessages, query.Neq, "3")), Derivable},
		{"filter", "a property's text", asks(all, byPlan), asks(condition(byPlan, query.Eq, `"pro"`)), Derivable},
		{"filter", "not without a condition that the known one has", asks(openai, byType), asks(all), NotImplied},
		{"filter", "not by what is no key", asks(all, byDay), asks(openai), NotImplied},
		{"filter", "not by a part of a list", asks(condition(byType, query.In, `"openai"`, `"a"`), byType), asks(openai), NotImplied},
		{"filter", "no other text: null is not other", asks(all, byType), asks(condition(byType, query.Neq, `"openai"`)), NotImplied},
		{"filter", "none of a list", asks(all, byType), asks(condition(byType, query.NotIn, `"openai"`)), NotImplied},
		{"filter", "no range of a collated text", asks(all, byIntegration), asks(condition(byIntegration, query.Gte, `"a"`)), NotImplied},
		{"filter", "no or", asks(all, byType, byIntegration), asks(query.Any(openai, condition(byIntegration, query.Eq, `"a"`))), NotImplied},
		{"filter", "no or even of one key", asks(all, byType), asks(query.Any(openai, condition(byType, query.IsNull, "null"))), NotImplied},
		{"filter", "no property that reads as a number", asks(all, byPlan), asks(condition(byPlan, query.Eq, `"5"`)), NotImplied},
		{"filter", "no property that is a number", asks(all, byPlan), asks(condition(byPlan, query.Eq, `5`)), NotImplied},
		{"filter", "no property that reads as a list", asks(all, byPlan), asks(condition(byPlan, query.Eq, `"[\"a\"]"`)), NotImplied},
		{"filter", "no property that another is compared with", asks(all, byPlan), asks(condition(byPlan, query.Neq, `"pro"`)), NotImplied},
		{"filter", "no number that floats do not hold", asks(all, byMessages), asks(condition(byMessages, query.Gt, "9007199254740993")), NotImplied},
		{"filter", "no number as a text", asks(all, byMessages), asks(condition(byMessages, query.Eq, `"3"`)), NotImplied},
		{"filter", "no exact time", asks(all, byTime), asks(condition(byTime, query.Neq, `"2026-01-01T00:00:00Z"`)), NotImplied},
		{"filter", "no null of a time", asks(all, byTime), asks(condition(byTime, query.IsNotNull, "null")), NotImplied},
		{"filter", "no bucket", asks(all, byDay), asks(condition(byTime, query.In, `"2026-01-01T00:00:00Z"`)), NotImplied},

		{"bounds", "the same, written otherwise", asks(query.All(inJan, rangeOf("2025-01-01T00:00:00Z", "")), byDay), asks(inJan), Derivable},
		{"bounds", "the same that cut a day", asks(fromNoon, byDay), asks(fromNoon), Derivable},
		{"bounds", "from a day on", asks(all, byDay), asks(rangeOf("2026-01-05T00:00:00Z", "")), Derivable},
		{"bounds", "behind a day", asks(all, byDay), asks(condition(byTime, query.Lt, `"2026-01-05T02:00:00+02:00"`)), Derivable},
		{"bounds", "not a part of a day", asks(all, byDay), asks(fromNoon), BoundsCutBucket},
		{"bounds", "not after the start of a day", asks(all, byDay), asks(condition(byTime, query.Gt, `"2026-01-05T00:00:00Z"`)), BoundsCutBucket},
		{"bounds", "not up to and with the start of a day", asks(all, byDay), asks(condition(byTime, query.Lte, `"2026-01-05T00:00:00Z"`)), BoundsCutBucket},
		{"bounds", "not one instant", asks(all, byDay), asks(condition(byTime, query.Eq, `"2026-01-05T00:00:00Z"`)), BoundsCutBucket},
		{"bounds", "not a day of weeks", asks(all, byWeek), asks(rangeOf("2026-01-06T00:00:00Z", "")), BoundsCutBucket},
		{"bounds", "not without buckets", asks(all, byType), asks(inJan), BoundsCutBucket},
		{"bounds", "not from exact times", asks(all, byTime), asks(inJan), BoundsCutBucket},
		{"bounds", "not beyond the known start", asks(inJan, byDay), asks(rangeOf("2025-12-31T00:00:00Z", "2026-02-01T00:00:00Z")), NotImplied},
		{"bounds", "not beyond the known end", asks(inJan, byDay), asks(rangeOf("2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z")), NotImplied},
		{"bounds", "not without an end", asks(inJan, byDay), asks(rangeOf("2026-01-01T00:00:00Z", "")), NotImplied},
		{"bounds", "not of a time in no zone", asks(all, byDay), asks(condition(byTime, query.Gte, `"2026-01-05"`)), NotImplied},

		{"keys", "days from hours", asks(all, byHour), asks(all, byDay), Derivable},
		{"keys", "weeks and months from days", asks(all, byDay, byType), asks(all, byWeek, byMonth), Derivable},
		{"keys", "some of the fields", asks(all, byType, byPlan), asks(all, byPlan), Derivable},
		{"keys", "no months from weeks", asks(all, byWeek), asks(all, byMonth), NoSuchKeys},
		{"keys", "no weeks from months", asks(all, byMonth), asks(all, byWeek), NoSuchKeys},
		{"keys", "no days from weeks", asks(all, byWeek), asks(all, byDay), NoSuchKeys},
		{"keys", "no hours from days", asks(all, byDay), asks(all, byHour), NoSuchKeys},
		{"keys", "no bucket from exact times", asks(all, byTime), asks(all, byDay), NoSuchKeys},
		{"keys", "no other field", asks(all, byType), asks(all, byIntegration), NoSuchKeys},
		{"keys", "no other path", asks(all, byPlan), asks(all, query.Selection{Field: query.UserProperties, Path: []string{"plan", "name"}}), NoSuchKeys},
		{"keys", "exact times as they are", asks(all, byTime), asks(all, byTime), Derivable},
		{"keys", "no exact times merged", asks(all, byTime, byType), asks(all, byTime), NoSuchKeys},
		{"keys", "no whole JSON merged", asks(all, whole, byType), asks(all, whole), NoSuchKeys},

		{"metrics", "any of the same groups", asks(all, byType, metric(query.CountDistinct, byPlan)), asks(all, byType, metric(query.CountDistinct, byPlan)), Derivable},
		{"metrics", "any of groups that a value pins", asks(all, byType, byDay, metric(query.CountDistinct, byPlan)), asks(openai, byDay, metric(query.CountDistinct, byPlan)), Derivable},
		{"metrics", "not where two values are left", asks(all, byType, byDay, metric(query.CountDistinct, byPlan)),
			asks(condition(byType, query.In, `"a"`, `"b"`), byDay, metric(query.CountDistinct, byPlan)), MetricDoesNotAdd},
		{"metrics", "not where null is left out", asks(all, byType, metric(query.CountDistinct, byPlan)),
			asks(condition(byType, query.IsNotNull, "null"), metric(query.CountDistinct, byPlan)), MetricDoesNotAdd},
		{"metrics", "not one that is not known", asks(all, byDay), asks(all, byDay, sum), MetricDoesNotAdd},
		{"metrics", "sum, least and greatest", asks(all, byDay, sum, metric(query.Min, byTime), metric(query.Max, byMessages)),
			asks(all, sum, metric(query.Min, byTime), metric(query.Max, byMessages)), Derivable},
		{"metrics", "a key's values", asks(all, byIntegration), asks(all, distinctIntegrations), Derivable},
		{"metrics", "identifiers are rows", asks(all, byDay), asks(all, people), Derivable},
		{"metrics", "not the values of no key", asks(all, byDay, distinctIntegrations), asks(all, distinctIntegrations), MetricDoesNotAdd},
		{"metrics", "not the values of a property", asks(all, byPlan), asks(all, metric(query.CountDistinct, byPlan)), MetricDoesNotAdd},
		{"metrics", "not the values of a property of whole fields", asks(all, query.Selection{Field: query.UserProperties}), asks(all, metric(query.CountDistinct, byPlan)), MetricDoesNotAdd},
		{"metrics", "not exact times", asks(all, byTime), asks(all, metric(query.CountDistinct, byTime)), MetricDoesNotAdd},
		{"metrics", "not identifiers without rows", asks(all, byDay, people), asks(all, people), MetricDoesNotAdd},
		{"metrics", "no sum of a property", asks(all, byDay, metric(query.Sum, score)), asks(all, metric(query.Sum, score)), MetricDoesNotAdd},
		{"metrics", "no least property", asks(all, byDay, metric(query.Min, score)), asks(all, metric(query.Min, score)), MetricDoesNotAdd},
		{"metrics", "no least text", asks(all, byDay, metric(query.Min, byIntegration)), asks(all, metric(query.Min, byIntegration)), MetricDoesNotAdd},
		{"metrics", "an average", asks(all, byDay, average(), sum, counted), asks(all, average()), Derivable},
		{"metrics", "no average without its sum", asks(all, byDay, average(), counted), asks(all, average()), MetricDoesNotAdd},
		{"metrics", "no average by the rows", asks(all, byDay, average(), sum, count), asks(all, average()), MetricDoesNotAdd},
		{"metrics", "no average that is not compared", asks(all, byDay, sum, counted), asks(all, average()), MetricDoesNotAdd},
		{"metrics", "no average of a property", asks(all, byDay, metric(query.Avg, score), sum, counted, metric(query.Sum, score), metric(query.Count, score)),
			asks(all, metric(query.Avg, score)), MetricDoesNotAdd},
	} {
		t.Run(test.rule+"/"+test.name, func(t *testing.T) {
			if _, got := Derive(Prepare(test.wanted), Prepare(test.known)); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

// answered are rows as an endpoint answers them, each the members of an object.
func answered(t testing.TB, q query.Query, rows ...string) *query.Rows {
	t.Helper()
	body := fmt.Sprintf(`{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":0,"count":%[2]d}}`, "{"+strings.Join(rows, "},{")+"}", len(rows))
	if len(rows) == 0 {
		body = `{"status":"ok","data":{"result":[],"total":0,"pageSize":0,"count":0}}`
	}
	answer, err := query.DecodeRows(new(jsontext.Decoder), q, []byte(body), nil)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestValuesDecideWhatQueriesCannot(t *testing.T) {
	all := query.All()
	isDocs := condition(byIntegration, query.Eq, `"docs"`)
	distinctPlans := metric(query.CountDistinct, byPlan)
	for _, test := range []struct {
		name   string
		known  query.Query
		rows   []string
		wanted query.Query
		want   string // rows, or the reason
	}{
		{"counts add", asks(all, byDay, byType), []string{`"firstMessageTime_day":"2026-01-31","type":"a","count":1`, `"firstMessageTime_day":"2026-01-31","type":null,"count":"2"`,
			`"firstMessageTime_day":"2026-02-01T00:00:00.000Z","type":"a","count":4`}, asks(all, byDay), "firstMessageTime_day=2026-01-31T00:00:00Z count=3\nfirstMessageTime_day=2026-02-01T00:00:00Z count=4"},
		{"a week goes over the end of a month", asks(all, byDay), []string{`"firstMessageTime_day":"2026-01-31","count":1`, `"firstMessageTime_day":"2026-02-01","count":2`},
			asks(all, byWeek), "firstMessageTime_week=2026-01-26T00:00:00Z count=3"},
		{"null is a group", asks(all, byDay, byType), []string{`"firstMessageTime_day":"2026-01-31","type":null,"count":1`, `"firstMessageTime_day":"2026-02-01","type":null,"count":2`},
			asks(all, byType), "type=null count=3"},
		{"sums leave nulls out", asks(all, byType, sum), []string{`"type":"a","sum_userMessageCount":null`, `"type":"b","sum_userMessageCount":2`}, asks(all, sum), "sum_userMessageCount=2"},
		{"of nulls alone a sum is null", asks(all, byType, sum), []string{`"type":"a","sum_userMessageCount":null`}, asks(all, sum), "sum_userMessageCount=null"},
		{"of no rows there is one total", asks(all, byType, count, sum), nil, asks(all, count, sum), "count=0 sum_userMessageCount=null"},
		{"of no rows there are no groups", asks(all, byDay, byType), nil, asks(all, byDay), ""},
		{"of a pinned group that is not there, there is one total", asks(all, byType, count, distinctPlans, sum), []string{`"type":"a","count":1,"countDistinct_userProperties.plan":1,"sum_userMessageCount":1`},
			asks(condition(byType, query.IsNull, "null"), count, distinctPlans, sum), "count=0 countDistinct_userProperties.plan=0 sum_userMessageCount=null"},
		{"one type of all", asks(all, byIntegration, distinctPlans), []string{`"integrationId":"docs","countDistinct_userProperties.plan":2`, `"integrationId":null,"countDistinct_userProperties.plan":3`},
			asks(isDocs, distinctPlans), "countDistinct_userProperties.plan=2"},
		{"a value that does not occur", asks(all, byIntegration), []string{`"integrationId":"help","count":1`}, asks(isDocs), "value_unknown"},
		{"one of two values does not occur", asks(all, byIntegration), []string{`"integrationId":"docs","count":1`},
			asks(condition(byIntegration, query.In, `"docs"`, `"help"`)), "value_unknown"},
		{"a value beside one that differs in case", asks(all, byIntegration), []string{`"integrationId":"docs","count":1`, `"integrationId":"Docs","count":1`}, asks(isDocs), "value_unknown"},
		{"keys merged that differ in case", asks(all, byDay, byIntegration), []string{`"firstMessageTime_day":"2026-01-31","integrationId":"É","count":1`, `"firstMessageTime_day":"2026-02-01","integrationId":"é","count":1`},
			asks(all, byIntegration), "value_unknown"},
		{"keys merged that end with a space", asks(all, byDay, byPlan), []string{`"firstMessageTime_day":"2026-01-31","userProperties.plan":"pro","count":1`, `"firstMessageTime_day":"2026-02-01","userProperties.plan":"pro ","count":1`},
			asks(all, byPlan), "value_unknown"},
		{"distinct values that differ in case", asks(all, byIntegration), []string{`"integrationId":"docs","count":1`, `"integrationId":"DOCS","count":1`},
			asks(all, metric(query.CountDistinct, byIntegration)), "value_unknown"},
		{"a property that is no text", asks(all, byDay, byPlan), []string{`"firstMessageTime_day":"2026-01-31","userProperties.plan":5,"count":1`}, asks(all, byPlan), "value_unknown"},
		{"one text written in two ways", asks(all, byDay, byPlan), []string{`"firstMessageTime_day":"2026-01-31","userProperties.plan":"pro","count":1`, `"firstMessageTime_day":"2026-02-01","userProperties.plan":"\u0070ro","count":1`},
			asks(all, byPlan), `userProperties.plan="pro" count=2`},
		{"distinct values leave null out", asks(all, byIntegration), []string{`"integrationId":"docs","count":1`, `"integrationId":null,"count":1`},
			asks(all, metric(query.CountDistinct, byIntegration)), "countDistinct_integrationId=1"},
		{"a bucket that starts elsewhere", asks(all, byDay), []string{`"firstMessageTime_day":"2026-01-31T00:00:00+01:00","count":1`}, asks(all, byWeek), "value_unknown"},
		{"a key that cannot be read", asks(all, byDay), []string{`"firstMessageTime_day":"yesterday","count":1`}, asks(all, byWeek), "value_unknown"},
		{"a count that cannot be read", asks(all, byDay), []string{`"firstMessageTime_day":"2026-01-31","count":"many"`}, asks(all), "value_unknown"},
		{"a count of null", asks(all, byDay), []string{`"firstMessageTime_day":"2026-01-31","count":null`}, asks(all), "value_unknown"},
		{"a sum that is not whole", asks(all, byDay, sum), []string{`"firstMessageTime_day":"2026-01-31","sum_userMessageCount":0.1`}, asks(all, sum), "metric_does_not_add"},
		{"no total where there should be one", asks(all), nil, asks(all), "value_unknown"},
		{"an average with nulls", asks(all, byType, average(), sum, counted), []string{`"type":"a","avg_userMessageCount":1.5,"sum_userMessageCount":3,"count_userMessageCount":2`,
			`"type":"b","avg_userMessageCount":null,"sum_userMessageCount":null,"count_userMessageCount":0`, `"type":"c","avg_userMessageCount":0,"sum_userMessageCount":0,"count_userMessageCount":1`},
			asks(all, average()), "avg_userMessageCount=1"},
		{"an average of nulls alone", asks(all, byType, average(), sum, counted), []string{`"type":"b","avg_userMessageCount":null,"sum_userMessageCount":null,"count_userMessageCount":0`},
			asks(all, average()), "avg_userMessageCount=null"},
		{"the least and the greatest leave nulls out", asks(all, byType, metric(query.Min, byMessages), metric(query.Max, byMessages)), []string{`"type":"a","min_userMessageCount":2,"max_userMessageCount":3`,
			`"type":"b","min_userMessageCount":null,"max_userMessageCount":null`, `"type":"c","min_userMessageCount":1,"max_userMessageCount":9`},
			asks(all, metric(query.Min, byMessages), metric(query.Max, byMessages)), "min_userMessageCount=1 max_userMessageCount=9"},
		{"an average that counts nulls", asks(all, byType, average(), sum, counted), []string{`"type":"a","avg_userMessageCount":1,"sum_userMessageCount":3,"count_userMessageCount":2`}, asks(all, average()), "metric_does_not_add"},
		{"a bucket of a range without null", asks(all, byDay), []string{`"firstMessageTime_day":null,"count":1`, `"firstMessageTime_day":"2026-01-31","count":2`, `"firstMessageTime_day":"2025-12-31","count":4`},
			asks(rangeOf("2026-01-01T00:00:00Z", "")), "count=2"},
		{"a bucket before an end, without null", asks(all, byDay), []string{`"firstMessageTime_day":null,"count":1`, `"firstMessageTime_day":"2026-01-31","count":2`, `"firstMessageTime_day":"2026-02-01","count":4`},
			asks(rangeOf("", "2026-02-01T00:00:00Z")), "count=2"},
		{"numbers compared leave null out", asks(all, byMessages), []string{`"userMessageCount":null,"count":1`, `"userMessageCount":2,"count":2`, `"userMessageCount":4,"count":4`},
			asks(condition(byMessages, query.Neq, "4")), "count=2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got string
			if derived, reason := apply(test.known, answered(t, test.known, test.rows...), test.wanted); reason != Derivable {
				got = reason.String()
			} else {
				got = lines(t, derived, test.wanted)
				got = strings.ReplaceAll(strings.TrimSuffix(got[:strings.LastIndex(got, "(")], "\n"), `"2026-`, "2026-")
				got = strings.ReplaceAll(got, `00Z"`, "00Z")
			}
			if got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}
