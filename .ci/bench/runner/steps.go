package main

import (
	"encoding/json"
	"fmt"
)

// step is a request of an analyst's session.
type step struct {
	about, body string
}

// object is a JSON object.
type object map[string]any

// The documents that a front end has.
const (
	volume    = `fragment Volume on ConversationMetrics { count avg { userMessageCount } }`
	dashboard = `query Dashboard($where: ConversationWhere!, $unit: TimeUnit!) {
		conversations(where: $where) { totals { ...Volume } }
		perTime: conversations(where: $where, groupBy: [{ time: { unit: $unit } }]) { groups { nodes { key { time } ...Volume } } }
		topIntegrations: conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {
			groups(limit: 5, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } ...Volume } }
		}
		types: conversations(where: $where, groupBy: [{ field: TYPE }]) { groups { nodes { key { type } ...Volume } } }
	} ` + volume
	chart = `query Chart($where: ConversationWhere!, $groupBy: [ConversationGroupBy!]!) {
		conversations(where: $where, groupBy: $groupBy) { groups { nodes { key { entries { name value } } ...Volume } totalCount complete } }
	} ` + volume
	totals   = `query Totals($where: ConversationWhere!) { conversations(where: $where) { totals { ...Volume } } } ` + volume
	topThree = `query Top($where: ConversationWhere!, $groupBy: [ConversationGroupBy!]!) {
		conversations(where: $where, groupBy: $groupBy) {
			groups(limit: 3, orderBy: [{ aggregate: { function: AVG, field: USER_MESSAGE_COUNT }, direction: DESC }]) {
				nodes { key { entries { name value } } ...Volume }
			}
		}
	} ` + volume
	atLeast = `query AtLeast($where: ConversationWhere!, $groupBy: [ConversationGroupBy!]!, $least: Float!) {
		conversations(where: $where, groupBy: $groupBy) {
			groups(having: [{ aggregate: { function: COUNT }, gte: $least }]) { nodes { key { entries { name value } } count } totalCount }
		}
	}`
	active = `query Active($where: ConversationWhere!, $groupBy: [ConversationGroupBy!]!) {
		conversations(where: $where, groupBy: $groupBy) { groups(limit: 1) { totalCount } }
	}`
)

// session is what an analyst looks at, one thing after the other.
func session() []step {
	field := func(name string) object { return object{"field": name} }
	per := func(unit string) object { return object{"time": object{"unit": unit}} }
	plan := object{"property": object{"field": "USER_PROPERTIES", "path": []string{"plan"}}}
	by := func(keys ...object) object { return object{"groupBy": keys} }
	where := func(last string, more ...object) object {
		w := object{"firstMessageTime": object{"last": last}}
		for _, m := range more {
			for name, condition := range m {
				w[name] = condition
			}
		}
		return w
	}
	oneType := object{"type": object{"eq": "SUPPORT_TICKET"}}
	oneIntegration := object{"integrationId": object{"eq": "int_docs_search"}}
	onePlan := object{"userProperties": object{"path": []string{"plan"}, "eq": "pro"}}

	const days7, days30, days90 = "P7D", "P30D", "P90D"
	ask := func(about, document string, where object, more ...object) step {
		variables := object{"where": where}
		for _, m := range more {
			for name, value := range m {
				variables[name] = value
			}
		}
		return step{about, posted(document, variables)}
	}
	unit := func(name string) object { return object{"unit": name} }
	return []step{
		ask("30 days: totals, days, top integrations, types", dashboard, where(days30), unit("DAY")),
		ask("weeks", chart, where(days30), by(per("WEEK"))),
		ask("hours", chart, where(days30), by(per("HOUR"))),
		ask("months", chart, where(days30), by(per("MONTH"))),
		ask("days again", chart, where(days30), by(per("DAY"))),
		ask("days by type", chart, where(days30), by(per("DAY"), field("TYPE"))),
		ask("one type by day", chart, where(days30, oneType), by(per("DAY"))),
		ask("its totals", totals, where(days30, oneType)),
		ask("days by integration", chart, where(days30), by(per("DAY"), field("INTEGRATION_ID"))),
		ask("one integration by day", chart, where(days30, oneIntegration), by(per("DAY"))),
		ask("its totals", totals, where(days30, oneIntegration)),
		ask("top three integrations by average", topThree, where(days30), by(field("INTEGRATION_ID"))),
		ask("by plan", chart, where(days30), by(plan)),
		ask("days by plan", chart, where(days30), by(per("DAY"), plan)),
		ask("one plan by day", chart, where(days30, onePlan), by(per("DAY"))),
		ask("by week", chart, where(days30, onePlan), by(per("WEEK"))),
		ask("7 days: the dashboard", dashboard, where(days7), unit("DAY")),
		ask("7 days by hour", chart, where(days7), by(per("HOUR"))),
		ask("24 hours by hour", chart, where("P1D"), by(per("HOUR"))),
		ask("90 days: the dashboard", dashboard, where(days90), unit("DAY")),
		ask("its weeks", chart, where(days90), by(per("WEEK"))),
		ask("its months", chart, where(days90), by(per("MONTH"))),
		ask("30 days again", dashboard, where(days30), unit("DAY")),
		ask("types by integration", chart, where(days30), by(field("TYPE"), field("INTEGRATION_ID"))),
		ask("integrations of one type", chart, where(days30, oneType), by(field("INTEGRATION_ID"))),
		ask("types of one integration", chart, where(days30, oneIntegration), by(field("TYPE"))),
		ask("integrations with a hundred at least", atLeast, where(days30), by(field("INTEGRATION_ID")), object{"least": 100}),
		ask("how many active days", active, where(days30), by(per("DAY"))),
	}
}

// posted is the body of a request.
func posted(document string, variables object) string {
	body, err := json.Marshal(object{"query": document, "variables": variables})
	if err != nil {
		panic(fmt.Sprintf("variables that are no JSON: %v", err))
	}
	return string(body)
}
