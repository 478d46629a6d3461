package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// genes are what a random request is made of; each is from 0 to 1.
type genes [18]float64

// request writes the genes out. The number makes it one that was not asked before.
func (g genes) request(number int) string {
	of := func(gene, most int) int { return int(g[gene] * float64(most) * 1.05) } // Now and then beyond a limit.
	path := func(i int) string {
		return fmt.Sprintf(`["p%d-%d"%s]`, number, i, strings.Repeat(`,"`+strings.Repeat("s", of(0, 30))+`"`, of(1, 19)))
	}
	items := func(n int, item func(i int) string) string {
		var all []string
		for i := range n {
			all = append(all, item(i))
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	condition := func(i int) string {
		switch i % (1 + of(2, 4)) {
		case 0:
			return fmt.Sprintf(`{"id":{"in":%s}}`, items(1+of(3, 100), func(j int) string { return fmt.Sprintf(`"%d-%d-%d"`, number, i, j) }))
		case 1:
			return fmt.Sprintf(`{"not":{"not":{"userMessageCount":{"gte":%d,"lte":%d}}}}`, number, number+i)
		case 2:
			return fmt.Sprintf(`{"properties":[{"path":%s,"eq":%s}]}`, path(i), strings.Repeat(`{"a":[`, of(4, 25))+"1"+strings.Repeat("]}", of(4, 25)))
		case 3:
			return fmt.Sprintf(`{"firstMessageTime":{"last":"P%dD"}}`, 1+i)
		}
		return fmt.Sprintf(`{"properties":{"hasAnyKey":%s}}`, items(1+of(5, 50), func(j int) string { return fmt.Sprintf(`"k%d%d"`, i, j) }))
	}
	metric := func(i int) string {
		return `{"function":"SUM","field":"PROPERTIES","path":` + path(i) + `}`
	}
	where := strings.Repeat(`{"and":[{"or":[`, of(6, 7)) + `{"or":` + items(1+of(7, 300), condition) + `}` + strings.Repeat(`]}]}`, of(6, 7))
	variables := fmt.Sprintf(`{"w":%s,"g":%s,"a":%s,"h":%s,"o":%s}`, where,
		items(1+of(8, 7), func(i int) string { return `{"property":{"field":"PROPERTIES","path":` + path(i) + `}}` }),
		items(of(9, 100), metric),
		items(of(10, 20), func(i int) string { return `{"aggregate":` + metric(i) + `,"gte":1}` }),
		items(of(11, 20), func(i int) string { return `{"aggregate":` + metric(i) + `}` }))
	var document strings.Builder
	fmt.Fprintf(&document, `query Q%d($w: ConversationWhere!, $g: [ConversationGroupBy!], $a: [ConversationAggregate!], $h: [ConversationHaving!], $o: [ConversationGroupOrder!]) {`, number)
	for i := range 1 + of(12, 19) {
		nests := 0
		if g[13] > 0.5 {
			nests = i % 6
		}
		fmt.Fprintf(&document, ` c%d: conversations(where: %s$w%s, groupBy: $g, aggregate: $a) {`, i, strings.Repeat("{ and: [{ or: [", nests), strings.Repeat("] }] }", nests))
		if i == 0 || g[14] > 0.3 {
			fmt.Fprintf(&document, ` groups(having: $h, orderBy: $o, limit: %d) { totalCount complete nodes { count values { value } %s } }`, 1+of(15, 100), strings.Repeat("sum { userMessageCount } ", of(16, 20)))
		}
		document.WriteString(strings.Repeat(` ... on Conversations { list(first: 1) { totalCount } }`, of(17, 4)))
		document.WriteString(` __typename }`)
	}
	return operation(document.String()+" }", variables)
}

// mutated is a request that is like another.
func (g genes) mutated(draw *rand.Rand) genes {
	for range 1 + draw.IntN(3) {
		i := draw.IntN(len(g))
		switch draw.IntN(4) {
		case 0:
			g[i] = draw.Float64()
		case 1:
			g[i] = 1
		default:
			g[i] = min(1, max(0, g[i]+draw.NormFloat64()/6))
		}
	}
	return g
}

// searched is the ceiling, in ordinary requests for a thousand bytes. Ten minutes (2,668 requests) found 13: 20 root fields, in 17.9 kB,
// that share 8 keys, 94 metrics and 18 conditions, all by long paths.
const searched = 20

var allocated = regexp.MustCompile(`(?m)^go_memstats_alloc_bytes_total (\S+)`)

// testTheMostExpensiveRequests draws requests, goes on from those that took the most time of the processor or the most memory
// for their size, and holds that none takes more than the ceiling. GATEWAY_SEED chooses the requests, GATEWAY_SEARCH how
// many seconds it looks.
func testTheMostExpensiveRequests(t *testing.T, binary string) {
	if processorTime(os.Getpid()) == 0 {
		t.Skip("the system does not tell how long a process has run")
	}
	number := func(name string, otherwise uint64) uint64 {
		if n, err := strconv.ParseUint(os.Getenv(name), 10, 64); err == nil {
			return n
		}
		return otherwise
	}
	seed, seconds := number("GATEWAY_SEED", uint64(time.Now().UnixNano())), number("GATEWAY_SEARCH", 2)
	t.Logf("GATEWAY_SEED=%d", seed)
	draw := rand.New(rand.NewPCG(seed, 1))
	admin := freeAddress(t)
	p := launch(t, binary, "--upstream-url", emptyEndpoint(t), "--access-log=false", "--admin-listen", admin)
	bytesAllocated := func() float64 {
		response, err := http.Get("http://" + admin + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		m := allocated.FindSubmatch(text)
		if m == nil {
			t.Fatal("it does not tell what it allocates")
		}
		n, _ := strconv.ParseFloat(string(m[1]), 64)
		return n
	}
	sent := 0
	ask := func(body string) (took time.Duration, answer string) {
		before := processorTime(p.cmd.Process.Pid)
		response, err := http.Post(p.address+"graphql", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(response.Body)
		response.Body.Close()
		return processorTime(p.cmd.Process.Pid) - before, string(text)
	}
	ordinary := time.Hour
	for range 50 {
		sent++
		took, _ := ask(operation(ordinaryQuery, fmt.Sprintf(`{"w":{"id":{"eq":"%d"}}}`, sent)))
		ordinary = min(ordinary, took)
	}
	type found struct {
		genes
		cost, room float64 // for each byte of the body and a thousand more: of ordinary requests, bytes
		size       int
		took       time.Duration
		answer     string
	}
	measure := func(g genes) found {
		f := found{genes: g, took: time.Hour}
		for range 2 { // The collector may run in one.
			sent++
			body := g.request(sent)
			before := bytesAllocated()
			took, answer := ask(body)
			if room := (bytesAllocated() - before) / float64(len(body)+1000); f.room == 0 || room < f.room {
				f.room = room
			}
			if f.took = min(f.took, took); f.took == took {
				f.size, f.answer = len(body), answer
			}
		}
		f.cost = float64(f.took) / float64(ordinary) / float64(f.size+1000) * 1000
		return f
	}
	const kept = 12
	var costly, large []found
	accepted, drawn := 0, 0
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); drawn++ {
		var g genes
		switch from := slices.Concat(costly, large); {
		case drawn < 20 || draw.IntN(10) == 0:
			for i := range g {
				g[i] = draw.Float64() * draw.Float64()
			}
		default:
			g = from[draw.IntN(len(from))].mutated(draw)
		}
		f := measure(g)
		if !strings.Contains(f.answer, `"errors"`) {
			accepted++
		}
		if most := ordinary * time.Duration(50+f.size*searched/1000); f.took > most {
			if again := measure(g); again.took > most {
				t.Errorf("GATEWAY_SEED=%d: %d bytes take %v, and may %v; they are answered %.200s: %.3000s", seed, f.size, f.took, most, f.answer, g.request(0))
			}
		}
		costly, large = append(costly, f), append(large, f)
		slices.SortFunc(costly, func(a, b found) int { return int(1e6 * (b.cost - a.cost)) })
		slices.SortFunc(large, func(a, b found) int { return int(b.room - a.room) })
		costly, large = costly[:min(len(costly), kept)], large[:min(len(large), kept)]
	}
	t.Logf("%d drawn, %d answered without errors; an ordinary request takes %v", drawn, accepted, ordinary)
	for _, f := range []found{costly[0], costly[1], large[0], large[1]} {
		t.Logf("%d bytes take %v: %.1f ordinary ones, %.0f ns a byte; %.0f bytes allocated for each byte; answered %.200s; genes %.2f", f.size, f.took, float64(f.took)/float64(ordinary), float64(f.took)/float64(f.size), f.room, f.answer, f.genes)
	}
	if accepted == 0 {
		t.Error("no request is within the limits")
	}
}
