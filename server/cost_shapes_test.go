package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// shape is a request that could cost more than its size says. Its body has about as many bytes as asked for; the number makes it
// one that was not asked before. The size at which it is within all limits is its small one.
type shape struct {
	name         string
	small, large int // bytes
	answer       string
	body         func(bytes, number int) string
}

// costly are the shapes that took seconds or more, and their siblings. What each is answered shows that it was not refused for
// another reason than the one that is meant.
func costly() []shape {
	const (
		answered = `"count":3`
		complex  = `"code":"QUERY_TOO_COMPLEX"`
		refused  = `"code":"BAD_USER_INPUT"`
		grouped  = `"totalCount":0`
		kB       = 1000
	)
	where := func(document string, filter func(bytes, number int) string) func(bytes, number int) string {
		return func(bytes, number int) string {
			return operation(document, `{"w":`+filter(bytes, number)+`}`)
		}
	}
	argument := func(arguments, kind string, items func(i, number int) string) func(bytes, number int) string {
		return func(bytes, number int) string {
			return operation(fmt.Sprintf(`query ($a: [%s!]) { conversations(%s }`, kind, arguments), `{"a":[`+filled(bytes, ",", func(i int) string { return items(i, number) })+`]}`)
		}
	}
	// A list of so many items that differ, used by all root fields.
	lists := func(kind, arguments string, items int, item func(path string) string) func(bytes, number int) string {
		document := "query ($a: [" + kind + "!]) {"
		for i := range 20 {
			document += fmt.Sprintf(" c%d: conversations(%s", i, arguments)
		}
		return func(bytes, number int) string {
			var all []string
			for i := range items {
				all = append(all, item(fmt.Sprintf(`["p%d-%d",%s]`, number, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`"%s",`, strings.Repeat("x", bytes/items/10)), 10), ","))))
			}
			return operation(document+" }", `{"a":[`+strings.Join(all, ",")+`]}`)
		}
	}
	const (
		one     = `query ($w: ConversationWhere) { conversations(where: $w) { totals { count } } }`
		inTotal = `groupBy: [{ field: TYPE }]) { totals { count } groups`
		onField = `{"aggregate":{"function":"SUM","field":"PROPERTIES","path":["p%d","%d"]}`
	)
	everywhere := "query ($w: ConversationWhere!) {"
	for i := range 20 {
		everywhere += fmt.Sprintf(" c%d: conversations(where: %s$w%s) { totals { count } }", i, strings.Repeat("{ and: [{ or: [", i%5), strings.Repeat("] }] }", i%5))
	}
	everywhere += " }"
	shared := "query ($w: ConversationWhere) {"
	for i := range 20 {
		shared += fmt.Sprintf(" c%d: conversations(where: $w) { totals { count } }", i)
	}
	shared += " }"
	ids := func(bytes, number int) string {
		return `{"id":{"in":[` + filled(bytes, ",", func(i int) string { return fmt.Sprintf(`"%d-%015d"`, number, i) }) + `]}}`
	}
	return []shape{
		{"a list in a nest of and/or, used by 20 root fields", 20 * kB, 1900 * kB, answered, where(shared, func(bytes, number int) string {
			const deep = 8
			return strings.Repeat(`{"and":[{"or":[`, deep) + ids(bytes, number) + strings.Repeat(`]}]}`, deep)
		})},
		{"a list in 20 nests of the document", 10 * kB, 90 * kB, answered, where(everywhere, ids)},
		{"a list in 20 nests of the document, beyond", 600 * kB, 1900 * kB, complex, where(everywhere, ids)},
		{"nests of not", 6 * kB, 30 * kB, answered, where(shared, func(bytes, number int) string {
			const deep = 6
			return `{"or":[` + filled(bytes, ",", func(i int) string {
				return strings.Repeat(`{"not":`, deep) + fmt.Sprintf(`{"id":{"eq":"%d-%d"}}`, number, i) + strings.Repeat(`}`, deep)
			}) + `]}`
		})},
		{"conditions beyond", 60 * kB, 300 * kB, complex, where(one, func(bytes, number int) string {
			return `{"or":[` + filled(bytes, ",", func(i int) string { return fmt.Sprintf(`{"id":{"eq":"%d-%d"}}`, number, i) }) + `]}`
		})},
		{"values beyond", 900 * kB, 1900 * kB, complex, where(one, func(bytes, number int) string {
			return fmt.Sprintf(`{"userMessageCount":{"in":[%d,`, number) + filled(bytes, ",", func(i int) string { return fmt.Sprint(1_000_000 + i) }) + `]}}`
		})},
		{"the same value again and again", 20 * kB, 200 * kB, answered, where(one, func(bytes, number int) string {
			return `{"id":{"in":[` + filled(bytes, ",", func(int) string { return fmt.Sprintf(`"%08d"`, number) }) + `]}}`
		})},
		{"having within, of long names", 2 * kB, 8 * kB, grouped, lists("ConversationHaving", `groupBy: [{ field: TYPE }]) { groups(having: $a) { totalCount } }`, 20, func(path string) string {
			return `{"aggregate":{"function":"SUM","field":"PROPERTIES","path":` + path + `},"gte":1}`
		})},
		{"orderBy within, of long names", 2 * kB, 8 * kB, grouped, lists("ConversationGroupOrder", `groupBy: [{ field: TYPE }]) { groups(orderBy: $a) { totalCount } }`, 20, func(path string) string {
			return `{"aggregate":{"function":"SUM","field":"PROPERTIES","path":` + path + `}}`
		})},
		{"aggregate within, of long names", 2 * kB, 8 * kB, grouped, lists("ConversationAggregate", `groupBy: [{ field: TYPE }], aggregate: $a) { groups(limit: 1) { totalCount nodes { values { value } } } }`, 40, func(path string) string {
			return `{"function":"SUM","field":"PROPERTIES","path":` + path + `}`
		})},
		{"groupBy within, of long names", 2 * kB, 8 * kB, grouped, lists("ConversationGroupBy", `groupBy: $a) { groups { totalCount } }`, 8, func(path string) string {
			return `{"property":{"field":"PROPERTIES","path":` + path + `}}`
		})},
		{"having of long names in 20 fields, beyond", 20 * kB, 190 * kB, complex, lists("ConversationHaving", `groupBy: [{ field: TYPE }]) { groups(having: $a) { totalCount } }`, 20, func(path string) string {
			return `{"aggregate":{"function":"SUM","field":"PROPERTIES","path":` + path + `},"gte":1}`
		})},
		{"having beyond", 20 * kB, 200 * kB, complex, argument(inTotal+`(having: $a) { totalCount } }`, "ConversationHaving", func(i, number int) string {
			return fmt.Sprintf(onField, i, number) + `,"gte":1}`
		})},
		{"orderBy beyond", 20 * kB, 200 * kB, complex, argument(inTotal+`(orderBy: $a) { totalCount } }`, "ConversationGroupOrder", func(i, number int) string {
			return fmt.Sprintf(onField, i, number) + `}`
		})},
		{"the same term again and again", 20 * kB, 200 * kB, complex, argument(inTotal+`(orderBy: $a) { totalCount } }`, "ConversationGroupOrder", func(_, number int) string {
			return fmt.Sprintf(onField, 0, number) + `}`
		})},
		{"orderBy of a list beyond", 20 * kB, 200 * kB, complex, argument(`notes: "n") { list(orderBy: $a) { totalCount } }`, "ConversationOrder", func(int, int) string { return `{"field":"ID"}` })},
		{"aggregate beyond", 20 * kB, 200 * kB, complex, argument(`aggregate: $a) { totals { count } }`, "ConversationAggregate", func(i, number int) string {
			return fmt.Sprintf(`{"function":"SUM","field":"PROPERTIES","path":["p%d","%d"]}`, i, number)
		})},
		{"groupBy beyond", 20 * kB, 200 * kB, complex, argument(`groupBy: $a) { groups { totalCount } }`, "ConversationGroupBy", func(i, number int) string {
			return fmt.Sprintf(`{"property":{"field":"PROPERTIES","path":["p%d","%d"]}}`, i, number)
		})},
		{"a path beyond", 20 * kB, 200 * kB, complex, where(one, func(bytes, number int) string {
			return `{"properties":{"path":[` + filled(bytes, ",", func(int) string { return fmt.Sprintf(`"p%d"`, number) }) + `],"eq":1}}`
		})},
		{"deep values", 20 * kB, 200 * kB, answered, where(one, func(bytes, number int) string {
			const deep = 25
			return `{"properties":{"path":["p"],"eq":[` + filled(bytes, ",", func(int) string {
				return strings.Repeat(`{"a":[`, deep) + fmt.Sprint(number) + strings.Repeat(`]}`, deep)
			}) + `]}}`
		})},
		{"values too deep", 20 * kB, 200 * kB, complex, where(one, func(bytes, number int) string {
			const deep = 100
			return `{"properties":{"path":["p"],"eq":[` + filled(bytes, ",", func(int) string {
				return strings.Repeat("[", deep) + fmt.Sprint(number) + strings.Repeat("]", deep)
			}) + `]}}`
		})},
		{"values deeper than JSON is read", 20 * kB, 200 * kB, refused, where(one, func(bytes, number int) string {
			return `{"properties":{"path":["p"],"eq":` + strings.Repeat("[", bytes/2+10_000) + fmt.Sprint(number) + strings.Repeat("]", bytes/2+10_000) + `}}`
		})},
		{"an object of many names", 20 * kB, 200 * kB, answered, where(one, func(bytes, number int) string {
			return `{"properties":{"path":["p"],"eq":{` + filled(bytes, ",", func(i int) string { return fmt.Sprintf(`"%d-%d":%d`, number, i, i) }) + `}}}`
		})},
		{"keys", 20 * kB, 200 * kB, answered, where(one, func(bytes, number int) string {
			return `{"properties":{"hasAnyKey":[` + filled(bytes, ",", func(i int) string { return fmt.Sprintf(`"%d-%015d"`, number, i) }) + `]}}`
		})},
		{"a long text", 20 * kB, 200 * kB, answered, where(one, func(bytes, number int) string {
			return fmt.Sprintf(`{"id":{"eq":"%d%s"}}`, number, strings.Repeat(`x`, bytes))
		})},
		{"a long text of escapes", 20 * kB, 200 * kB, answered, where(one, func(bytes, number int) string {
			return fmt.Sprintf(`{"id":{"eq":"%d%s"}}`, number, strings.Repeat(`\u00e9`, bytes/6))
		})},
		{"a long number", 20 * kB, 200 * kB, answered, where(one, func(bytes, number int) string {
			return fmt.Sprintf(`{"properties":{"path":["p"],"eq":0.%d%s}}`, 1+number, strings.Repeat(`7`, bytes))
		})},
		{"variables that nobody uses", 20 * kB, 200 * kB, answered, func(bytes, number int) string {
			return operation(one, fmt.Sprintf(`{"w":{"id":{"eq":"%d"}},`, number)+filled(bytes, ",", func(i int) string { return fmt.Sprintf(`"v%d":[{}]`, i) })+`}`)
		}},
		{"values of another type", 20 * kB, 200 * kB, refused, where(one, func(bytes, number int) string {
			return fmt.Sprintf(`{"id":{"in":["%d",`, number) + filled(bytes, ",", func(int) string { return `{}` }) + `]}}`
		})},
		{"unknown names of an input", 20 * kB, 200 * kB, refused, where(one, func(bytes, number int) string {
			return `{` + filled(bytes, ",", func(i int) string { return fmt.Sprintf(`"u%d_%d":1`, number, i) }) + `}`
		})},
		{"fragments that double", 1 * kB, 3 * kB, answered, func(bytes, number int) string {
			const doubling = `fragment F%d_%d on Conversations { totals { count } ...F%d_%d ...F%d_%d } `
			last := 0
			text := filled(bytes, "", func(i int) string {
				last = i + 1
				return fmt.Sprintf(doubling, i, number, i+1, number, i+1, number)
			})
			return operation(fmt.Sprintf(`{ conversations { ...F0_%d } } %sfragment F%d_%d on Conversations { totals { count } }`, number, text, last, number), `{}`)
		}},
		{"aliases beyond", 6 * kB, 30 * kB, complex, func(bytes, number int) string {
			return operation(`{ conversations { totals {`+filled(bytes, " ", func(i int) string { return fmt.Sprintf("a%d_%d: count", number, i) })+` } } }`, `{}`)
		}},
		{"fields that overlap", 1 * kB, 2 * kB, answered, func(bytes, number int) string {
			return operation(fmt.Sprintf(`{ n%d: conversations {`, number)+filled(bytes, " ", func(int) string { return "totals { count }" })+` } }`, `{}`)
		}},
		{"fields that overlap, beyond", 20 * kB, 60 * kB, complex, func(bytes, number int) string {
			return operation(fmt.Sprintf(`{ n%d: conversations {`, number)+filled(bytes, " ", func(int) string { return "totals { count }" })+` } }`, `{}`)
		}},
		{"tokens beyond", 20 * kB, 60 * kB, complex, func(bytes, number int) string {
			return operation(fmt.Sprintf(`{ n%d: conversations(where: { id: { in: [`, number)+strings.Repeat(" 1", bytes/2)+`] } }) { totals { count } } }`, `{}`)
		}},
		{"a document too deep", 6 * kB, 60 * kB, refused, func(bytes, number int) string {
			return operation(fmt.Sprintf(`{ n%d: conversations(where: { properties: { path: ["p"] eq: `, number)+strings.Repeat("[", bytes/2)+strings.Repeat("]", bytes/2)+` } }) { totals { count } } }`, `{}`)
		}},
		{"unknown fields", 3 * kB, 12 * kB, refused, func(bytes, number int) string {
			return operation(`{`+filled(bytes, " ", func(i int) string { return fmt.Sprintf("u%d_%d", number, i) })+` }`, `{}`)
		}},
		{"a long comment", 6 * kB, 60 * kB, answered, func(bytes, number int) string {
			return operation(fmt.Sprintf("{ n%d: conversations { totals { count } } } # ", number)+strings.Repeat("x", bytes), `{}`)
		}},
		{"a long text in the document", 6 * kB, 60 * kB, answered, func(bytes, number int) string {
			return operation(fmt.Sprintf(`{ conversations(where: { id: { eq: """%d`, number)+strings.Repeat("x \n", bytes/4)+`""" } }) { totals { count } } }`, `{}`)
		}},
	}
}

// operation is the body of a request.
func operation(document, variables string) string {
	text, _ := json.Marshal(document)
	return fmt.Sprintf(`{"query":%s,"variables":%s}`, text, variables)
}

// filled is a list of so many bytes.
func filled(bytes int, between string, item func(i int) string) string {
	var b strings.Builder
	for i := 0; b.Len() < bytes; i++ {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(item(i))
	}
	return b.String()
}
