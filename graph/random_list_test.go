package graph_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// listOrder is a term of the order of conversations.
type listOrder struct {
	field string
	desc  bool
}

func (o listOrder) compare(a, b record) int {
	x, y := a[o.field], b[o.field]
	c := 0
	switch {
	case x == nil && y == nil:
	case x == nil:
		c = 1
	case y == nil:
		c = -1
	default:
		c = order(x, y)
	}
	if o.desc {
		return -c
	}
	return c
}

// nodeFields are what is selected of a conversation, and how it is printed.
var nodeFields = map[string]func(record) any{
	"type": func(r record) any { return printed(place{field: "TYPE"}, r["TYPE"]) }, "typeName": func(r record) any { return r["TYPE"] }, "userMessageCount": func(r record) any { return r["USER_MESSAGE_COUNT"] },
	"organizationId": func(r record) any { return r["ORGANIZATION_ID"] }, "projectId": func(r record) any { return r["PROJECT_ID"] },
	"integrationId": func(r record) any { return r["INTEGRATION_ID"] }, "properties": func(r record) any { return r["PROPERTIES"] },
	"firstMessageTime": func(r record) any { return printed(place{}, r["FIRST_MESSAGE_TIME"]) },
	`lang: property(field: PROPERTIES, path: ["page", "lang"])`: place{"PROPERTIES", []string{"page", "lang"}}.of,
	"userProperties { all userType }": func(r record) any {
		if r["USER_PROPERTIES"] == nil {
			return nil
		}
		return dict{"all": r["USER_PROPERTIES"], "userType": place{"USER_PROPERTIES", []string{"userType"}}.of(r)}
	},
}

// list asks for a list, slice by slice to its end.
func (r trial) list() string {
	variables := dict{}
	want := slices.Clone(r.filtered(variables))
	variables["first"] = 1 + len(want)/5 + r.IntN(60)
	var orders []listOrder
	var in []any
	for _, field := range some(r.requester, 3, append(textField, "USER_MESSAGE_COUNT", "FIRST_MESSAGE_TIME")...) {
		o := listOrder{field, r.chance(0.5)}
		orders = append(orders, o)
		in = append(in, dict{"field": field, "direction": map[bool]string{false: "ASC", true: "DESC"}[o.desc]})
	}
	if in != nil {
		variables["orderBy"] = in
	}
	slices.SortFunc(want, func(a, b record) int {
		for _, o := range orders {
			if c := o.compare(a, b); c != 0 {
				return c
			}
		}
		return listOrder{field: "ID"}.compare(a, b)
	})
	names := some(r.requester, 5, slices.Sorted(func(yield func(string) bool) {
		for name := range nodeFields {
			if !yield(name) {
				return
			}
		}
	})...)
	info := "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
	if r.chance(0.25) {
		info = "" // It then asks for one slice, whole or not at all.
	}
	query := `query ($where: ConversationWhere, $orderBy: [ConversationOrder!], $first: Int, $after: String) {
		conversations(where: $where) {
			list(orderBy: $orderBy, first: $first, after: $after) { edges { cursor node { id ` + strings.Join(names, " ") + ` } } ` + info + ` totalCount }
		}
	}`
	var got []string
	for page := 0; ; page++ {
		answers := r.ask(query, variables)
		if len(answers) > 1 {
			r.wrong(query, variables, "gateways answer lists differently: %v", answers)
		}
		data, failures := answers[0].data["conversations"].(dict), answers[0].failures
		if failures["list"] == "INCOMPLETE_RESULT" && info == "" && min(variables["first"].(int), len(want)) > r.pageSize {
			return "a list that cannot be told"
		}
		list, _ := data["list"].(dict)
		edges, _ := list["edges"].([]any)
		if list == nil || len(edges) > variables["first"].(int) || list["totalCount"] != float64(len(want)) {
			r.wrong(query, variables, "%d of at most %d, totalCount %v of %d, errors %v", len(edges), variables["first"], list["totalCount"], len(want), failures)
			return ""
		}
		for _, e := range edges {
			if len(got) == len(want) {
				r.wrong(query, variables, "more than the %d that there are", len(want))
				return ""
			}
			node, expected := e.(dict)["node"], dict{"id": want[len(got)]["ID"]}
			for _, name := range names {
				alias, _, _ := strings.Cut(name, ":")
				alias, _, _ = strings.Cut(alias, " ")
				expected[alias] = nodeFields[name](want[len(got)])
			}
			if !reflect.DeepEqual(node, any(expected)) {
				r.wrong(query, variables, "in place %d is\n%v, want\n%v", len(got), node, expected)
				return ""
			}
			got = append(got, e.(dict)["cursor"].(string))
		}
		if info == "" {
			if len(got) != min(len(want), variables["first"].(int)) {
				r.wrong(query, variables, "%d of %d without a word", len(got), len(want))
			}
			return "a slice"
		}
		p := list["pageInfo"].(dict)
		wantInfo := dict{"hasNextPage": len(got) < len(want), "hasPreviousPage": page > 0, "startCursor": nil, "endCursor": nil}
		if len(edges) > 0 {
			wantInfo["startCursor"], wantInfo["endCursor"] = got[len(got)-len(edges)], got[len(got)-1]
		}
		if !reflect.DeepEqual(p, wantInfo) || len(edges) == 0 && p["hasNextPage"] == true {
			r.wrong(query, variables, "pageInfo %v, want %v", p, wantInfo)
			return ""
		}
		if p["hasNextPage"] == false {
			return "a list"
		}
		variables["after"] = fmt.Sprint(p["endCursor"])
	}
}
