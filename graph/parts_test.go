package graph_test

import (
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/upstream"
)

// What is answered of a part has to be true of the whole, whatever was held back.
func TestWhatAPartTells(t *testing.T) {
	const told, untold = "", "INCOMPLETE_RESULT"
	sums := func(direction string) string {
		return `orderBy: { aggregate: { function: SUM, field: USER_MESSAGE_COUNT }` + direction + ` }`
	}
	group := func(id, sum string) string {
		return `{"integrationId":"` + id + `","sum_userMessageCount":` + sum + `,"count":1}`
	}
	for _, test := range []struct {
		name, arguments, fields, part string
		code, nodes, orderBy          string
	}{
		{
			"the first are told if the last row is behind them", sums("") + " limit: 1", "nodes { key { integrationId } }",
			part(9, 3, group("b", "1"), group("a", "2"), group("c", "2")), told, `"b"`, `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"they are not told if they tie with the last row: one that ties may be held back", sums("") + " limit: 2", "nodes { key { integrationId } }",
			part(9, 3, group("b", "1"), group("a", "2"), group("c", "2")), untold, "", `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"they are not told if there are too few", sums("") + " limit: 4", "nodes { key { integrationId } }",
			part(9, 3, group("b", "1"), group("a", "2"), group("c", "3")), untold, "", `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"they are not told if the rows are not in the order that was asked for", sums("") + " limit: 1", "nodes { key { integrationId } }",
			part(9, 3, group("b", "1"), group("a", "3"), group("c", "2")), untold, "", `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"descending, nulls come first", sums(", direction: DESC") + " limit: 1", "nodes { key { integrationId } }",
			part(9, 2, group("b", "null"), group("a", "2")), told, `"b"`, `"sum_userMessageCount","direction":"desc"`,
		},
		{
			"where nulls go against the endpoint's order they may be held back", sums(", nulls: FIRST") + " limit: 1", "nodes { key { integrationId } }",
			part(9, 2, group("b", "1"), group("a", "2")), untold, "", "",
		},
		{
			"descending as well", sums(", direction: DESC, nulls: LAST") + " limit: 1", "nodes { key { integrationId } }",
			part(9, 2, group("b", "2"), group("a", "1")), untold, "", "",
		},
		{
			"the endpoint's order of texts is not known", "limit: 1", "nodes { key { integrationId } }",
			part(9, 2, group("a", "2"), group("b", "1")), untold, "", "",
		},
		{
			"groups that do not pass are not among the first", sums("") + " limit: 1 having: { aggregate: { function: SUM, field: USER_MESSAGE_COUNT }, gt: 1 }", "nodes { key { integrationId } }",
			part(9, 3, group("b", "1"), group("a", "2"), group("c", "3")), told, `"a"`, `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"fewer may pass than are wanted, and others be held back", sums("") + " limit: 2 having: { aggregate: { function: SUM, field: USER_MESSAGE_COUNT }, gt: 2 }", "nodes { key { integrationId } }",
			part(9, 3, group("b", "1"), group("a", "2"), group("c", "3")), untold, "", `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"all are not there", "", "nodes { key { integrationId } }",
			part(9, 2, group("a", "2"), group("b", "1")), untold, "", "",
		},
		{
			"a client that asks whether they are is given them", "", "nodes { key { integrationId } } complete totalCount",
			part(9, 2, group("b", "2"), group("a", "1")), told, `"a" "b" "complete":false "totalCount":9`, "",
		},
		{
			"a part may be told by an unknown page", "", "nodes { key { integrationId } } complete totalCount",
			part(9, 0, group("b", "2"), group("a", "1")), told, `"a" "b" "complete":false "totalCount":9`, "",
		},
		{
			"a page that had room for the rest is a part all the same", "", "nodes { key { integrationId } } complete",
			part(1000, 1e9, group("b", "2"), group("a", "1")), told, `"a" "b" "complete":false`, "",
		},
		{
			"how many there are is told, as long as none has to pass anything", "", "totalCount",
			part(9, 2, group("b", "2"), group("a", "1")), told, `"totalCount":9`, "",
		},
		{
			"how many pass is not told", "having: { aggregate: { function: COUNT }, gte: 1 }", "totalCount complete",
			part(9, 2, group("b", "2"), group("a", "1")), untold, "", "",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			arguments := test.arguments
			if arguments != "" {
				arguments = "(" + arguments + ")"
			}
			answer, sent := newFront(t, answers(test.part), func(o *upstream.Options) { o.MaxPages = 1 }).ask(t, `{ conversations(groupBy: { field: INTEGRATION_ID }) { groups`+arguments+` { `+test.fields+` } } }`, "")
			_, failures := read(t, answer)
			if codes(failures) != test.code {
				t.Fatalf("answered %s", answer)
			}
			rest := answer
			for _, wanted := range strings.Fields(test.nodes) {
				_, behind, ok := strings.Cut(rest, wanted)
				if !ok {
					t.Errorf("%s does not follow in %s", wanted, answer)
				}
				rest = behind
			}
			if test.code == "" && strings.Count(answer, `"integrationId"`)+strings.Count(answer, "complete")+strings.Count(answer, "totalCount") != len(strings.Fields(test.nodes)) {
				t.Errorf("answered %s", answer)
			}
			if all := strings.Join(sent, "\n"); strings.Contains(all, "orderBy") != (test.orderBy != "") || !strings.Contains(all, test.orderBy) {
				t.Errorf("sent %s", all)
			}
		})
	}
}
