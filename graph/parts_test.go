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
	counts := func(direction string) string { return `orderBy: { aggregate: { function: COUNT }` + direction + ` }` }
	counted := func(id, count string) string {
		return `{"integrationId":"` + id + `","count":` + count + `,"count_id":` + count + `,"countDistinct_id":1,"sum_userMessageCount":1}`
	}
	passing := func(function, test string) string {
		return ` having: { aggregate: { function: ` + function + ` }, ` + test + ` }`
	}
	for _, test := range []struct {
		name, arguments, fields, part string
		code, nodes, orderBy          string
	}{
		{
			"the first are told if the last row is behind them", sums("") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 3, group("b", "1"), group("a", "2"), group("c", "2")), told, `"b"`, `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"they are not told if they tie with the last row: one that ties may be held back", sums("") + " limit: 2", "nodes { key { integrationId } }",
			deferredResult(9, 3, group("b", "1"), group("a", "2"), group("c", "2")), untold, "", `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"they are not told if there are too few", sums("") + " limit: 4", "nodes { key { integrationId } }",
			deferredResult(9, 3, group("b", "1"), group("a", "2"), group("c", "3")), untold, "", `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"they are not told if the rows are not in the order that was asked for", sums("") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 3, group("b", "1"), group("a", "3"), group("c", "2")), untold, "", `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"descending, nulls come first", sums(", direction: DESC") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 2, group("b", "null"), group("a", "2")), told, `"b"`, `"sum_userMessageCount","direction":"desc"`,
		},
		{
			"where nulls go against the endpoint's order they may be held back", sums(", nulls: FIRST") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 2, group("b", "1"), group("a", "2")), untold, "", "",
		},
		{
			"descending as well", sums(", direction: DESC, nulls: LAST") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 2, group("b", "2"), group("a", "1")), untold, "", "",
		},
		{
			"the endpoint's order of texts is not known", "limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 2, group("a", "2"), group("b", "1")), untold, "", "",
		},
		{
			"groups that do not pass are not among the first", sums("") + " limit: 1 having: { aggregate: { function: SUM, field: USER_MESSAGE_COUNT }, gt: 1 }", "nodes { key { integrationId } }",
			deferredResult(9, 3, group("b", "1"), group("a", "2"), group("c", "3")), told, `"a"`, `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"fewer may pass than are wanted, and others be held back", sums("") + " limit: 2 having: { aggregate: { function: SUM, field: USER_MESSAGE_COUNT }, gt: 2 }", "nodes { key { integrationId } }",
			deferredResult(9, 3, group("b", "1"), group("a", "2"), group("c", "3")), untold, "", `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"all are not there", "", "nodes { key { integrationId } }",
			deferredResult(9, 2, group("a", "2"), group("b", "1")), untold, "", "",
		},
		{
			"a client that asks whether they are is given them", "", "nodes { key { integrationId } } complete totalCount",
			deferredResult(9, 2, group("b", "2"), group("a", "1")), told, `"a" "b" "complete":false "totalCount":9`, "",
		},
		{
			"a part may be told by an unknown page", "", "nodes { key { integrationId } } complete totalCount",
			deferredResult(9, 0, group("b", "2"), group("a", "1")), told, `"a" "b" "complete":false "totalCount":9`, "",
		},
		{
			"a page that had room for the rest is a part all the same", "", "nodes { key { integrationId } } complete",
			deferredResult(1000, 1e9, group("b", "2"), group("a", "1")), told, `"a" "b" "complete":false`, "",
		},
		{
			"how many there are is told, as long as none has to pass anything", "", "totalCount",
			deferredResult(9, 2, group("b", "2"), group("a", "1")), told, `"totalCount":9`, "",
		},
		{
			"how many pass is not told where more may be held back", "having: { aggregate: { function: COUNT }, gte: 1 }", "totalCount complete",
			deferredResult(9, 2, counted("b", "2"), counted("a", "1")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"the first by their rows are told by the order of identifiers, which are never null", counts(", direction: DESC") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "2")), told, `"b"`, `"count_id","direction":"desc"`,
		},
		{
			"the last by their rows, too", counts("") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 2, counted("b", "1"), counted("a", "2")), told, `"b"`, `"count_id","direction":"asc"`,
		},
		{
			"they are not told if they tie with the last row", counts(", direction: DESC") + " limit: 2", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "2")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"they are not told if the rows' counts are not in the order of their identifiers'", counts(", direction: DESC") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("b", "2"), counted("a", "3"), counted("c", "1")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"no count is null: where nulls would come is no matter", counts(", direction: DESC, nulls: LAST") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 2, counted("b", "3"), counted("a", "2")), told, `"b"`, `"count_id","direction":"desc"`,
		},
		{
			"the first by distinct values are not told: the endpoint has no such order", `orderBy: { aggregate: { function: COUNT_DISTINCT, field: ID } } limit: 1`, "nodes { key { integrationId } }",
			deferredResult(9, 2, counted("b", "1"), counted("a", "2")), untold, "", "",
		},
		{
			"all that pass are told if what is held back does not", passing("COUNT", "gte: 2"), "nodes { key { integrationId } } totalCount",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "1")), told, `"a" "b" "totalCount":2`, `"count_id","direction":"desc"`,
		},
		{
			"they are not all there if the last row passes", passing("COUNT", "gte: 2"), "nodes { key { integrationId } } totalCount",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "2")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"the last row is behind a bound that is not to be reached", passing("COUNT", "gt: 2"), "totalCount",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "2")), told, `"totalCount":1`, `"count_id","direction":"desc"`,
		},
		{
			"few pass from below", passing("COUNT", "lt: 2"), "totalCount complete",
			deferredResult(9, 3, counted("b", "1"), counted("a", "2"), counted("c", "2")), told, `"totalCount":1 "complete":false`, `"count_id","direction":"asc"`,
		},
		{
			"more may pass from below", passing("COUNT", "lte: 2"), "totalCount",
			deferredResult(9, 3, counted("b", "1"), counted("a", "2"), counted("c", "2")), untold, "", `"count_id","direction":"asc"`,
		},
		{
			"those of one value are among those above it", passing("COUNT", "eq: 2"), "totalCount",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "1")), told, `"totalCount":1`, `"count_id","direction":"desc"`,
		},
		{
			"others of the value may be held back", passing("COUNT", "eq: 2"), "totalCount",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "2")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"what is not of one value is anywhere", passing("COUNT", "neq: 2"), "totalCount",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "1")), untold, "", "",
		},
		{
			"a bound beside it decides", passing("COUNT", "neq: 2, gt: 1"), "totalCount",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "1")), told, `"totalCount":1`, `"count_id","direction":"desc"`,
		},
		{
			"rows that are not in order tell nothing", passing("COUNT", "gte: 2"), "totalCount",
			deferredResult(9, 3, counted("b", "2"), counted("a", "3"), counted("c", "1")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"no null passes, and nothing is behind nulls", passing("SUM, field: USER_MESSAGE_COUNT", "lt: 5"), "totalCount",
			deferredResult(9, 2, group("b", "1"), group("a", "null")), told, `"totalCount":1`, `"sum_userMessageCount","direction":"asc"`,
		},
		{
			"everything may be behind nulls that come first", passing("SUM, field: USER_MESSAGE_COUNT", "gt: 5"), "totalCount",
			deferredResult(9, 2, group("b", "null"), group("a", "null")), untold, "", `"sum_userMessageCount","direction":"desc"`,
		},
		{
			"of all that pass the first are told in any order", passing("COUNT", "gte: 2") + " limit: 1", "nodes { key { integrationId } } totalCount",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "1")), told, `"a" "totalCount":2`, `"count_id","direction":"desc"`,
		},
		{
			"fewer than the limit may pass", counts(", direction: DESC") + passing("COUNT", "gte: 2") + " limit: 3", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "1")), told, `"b" "a"`, `"count_id","direction":"desc"`,
		},
		{
			"an order that does not decide leaves it to what passes", `orderBy: { aggregate: { function: SUM, field: USER_MESSAGE_COUNT } }` + passing("COUNT", "gte: 2") + " limit: 3", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("b", "3"), counted("a", "2"), counted("c", "1")), told, `"a" "b"`, `"count_id","direction":"desc"`,
		},
		{
			"the first of those that pass are not told by the order of what passes", passing("COUNT", "gt: 1") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("c", "4"), counted("b", "3"), counted("d", "2")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"nor from below", passing("COUNT", "lt: 9") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("b", "1"), counted("c", "2"), counted("d", "3")), untold, "", `"count_id","direction":"asc"`,
		},
		{
			"nor between two bounds", passing("COUNT", "gt: 1, lte: 9") + " limit: 2", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("c", "4"), counted("b", "3"), counted("d", "2")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"nor by the order against their own", counts("") + passing("COUNT", "gt: 1") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("c", "4"), counted("b", "3"), counted("d", "2")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"nor behind another term of their own", `orderBy: [{ key: { field: INTEGRATION_ID } }, { aggregate: { function: COUNT }, direction: DESC }]` + passing("COUNT", "gt: 1") + " limit: 1", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("c", "4"), counted("b", "3"), counted("d", "2")), untold, "", `"count_id","direction":"desc"`,
		},
		{
			"their own order tells them, where what passes has the same", counts(", direction: DESC, nulls: LAST") + passing("COUNT", "gt: 1") + " limit: 2", "nodes { key { integrationId } }",
			deferredResult(9, 3, counted("c", "4"), counted("b", "3"), counted("d", "2")), told, `"c" "b"`, `"count_id","direction":"desc"`,
		},
		{
			"a bound of another metric tells nothing of what is held back", counts(", direction: DESC") + passing("SUM, field: USER_MESSAGE_COUNT", "gt: 0") + " limit: 2", "nodes { key { integrationId } }",
			deferredResult(9, 2, counted("c", "4"), counted("b", "3")), untold, "", `"sum_userMessageCount","direction":"desc"`,
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
