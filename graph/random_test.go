package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// TestRandomRequestsAreAnsweredAsByPlainGo draws valid requests and compares every answer with one that is computed in
// plain Go. GATEWAY_SEED chooses the requests, GATEWAY_CASES how many. Where the endpoint gives a part, an error that says
// so is right; anything else that is answered has to be true of the whole. Every request is asked of a gateway that merges,
// and of one that does not: they have to answer alike. It is asked of one that keeps answers and derives others from them, too:
// that one may know groups that the endpoint does not give, and what it answers has to be true as well. Half of all requests ask on
// behalf of a caller who may see some rows only: he is answered as if there were no others, also by a gateway that has just
// answered another caller.
//
// The endpoint writes as few would, its conversations have properties that are easily written or read wrongly, and to half of the
// gateways it has types that the schema does not know. What is asked with variables is asked with the same values in the document, too.
//
// Every answer is also checked against the schema, and so are those of an endpoint that spoils values.
func TestRandomRequestsAreAnsweredAsByPlainGo(t *testing.T) {
	seed, cases := setting(t, "GATEWAY_SEED", uint64(time.Now().UnixNano())), int(setting(t, "GATEWAY_CASES", defaultCases()))
	t.Logf("GATEWAY_SEED=%d", seed)
	const perSandbox = 50
	var mu sync.Mutex
	outcomes := map[string]int{}
	t.Run("cases", func(t *testing.T) {
		for start := 0; start < cases; start += perSandbox {
			t.Run(strconv.Itoa(start), func(t *testing.T) {
				t.Parallel()
				q := requester{Rand: rand.New(rand.NewPCG(seed, uint64(start)))}
				pageSize := []int{1000, 4, 1000, 25, 60}[start/perSandbox%5]
				conversations := min(200, 20*pageSize)
				data := q.Uint64()
				types := []map[string]string{nil, unfamiliarTypes}[start/perSandbox/2%2]
				var lines bytes.Buffer
				for c := range sandbox.Generate(data, conversations, moment) {
					c = q.hostile(q.levelled(c))
					line, err := json.Marshal(c)
					if err != nil {
						t.Fatal(err)
					}
					lines.Write(append(line, '\n'))
					q.all = append(q.all, newRecord(renamed(c, types)))
				}
				q.records = q.all
				s, err := sandbox.New(context.Background(), sandbox.Options{Data: &lines, PageSize: pageSize, Now: moment})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				asked := remembering(writtenAsFewWould(s, types))
				f, kept, plain, spoilt := newFront(t, asked), newFront(t, asked, deriving, askingWider), newFront(t, asked), newFront(t, spoiling(asked, []float64{0.3, 0.02, 0.002}[start/perSandbox%3], data))
				caller, others := upstream.Scope{Key: "sandbox"}, &front{client: kept.client}
				others.as(caller)
				if start/perSandbox%2 == 1 {
					caller.RowFilter = q.narrowed(t)
				}
				f.as(caller)
				spoilt.stand(spoilt.client.For(caller)) // What fails with what else is not to depend on how queries merge.
				kept.as(caller)
				plain.stand(plain.client.For(caller))
				for _, f := range []*front{f, kept, plain} { // Zones are asked for in another way once the size of pages is known.
					f.conforming(t, "{ conversations { totals { count } } }", "")
				}
				for i := start; i < min(start+perSandbox, cases); i++ {
					r := trial{T: t, requester: q, front: f, spoilt: spoilt, kept: kept, others: others, plain: plain, pageSize: pageSize}
					outcome := one(q, trial.groups, trial.groups, trial.list, trial.together)(r)
					mu.Lock()
					outcomes[outcome]++
					mu.Unlock()
					if t.Failed() {
						t.Fatalf("GATEWAY_SEED=%d GATEWAY_CASES=%d", seed, cases)
					}
				}
			})
		}
	})
	t.Log(outcomes)
	for _, outcome := range []string{"whole groups", "groups of a part", "first groups told from a part", "all that pass told from a part", "groups read by some of their keys", "groups that cannot be told", "a list", "several sets"} {
		if cases >= 5000 && outcomes[outcome] == 0 { // The rarest is one of 500.
			t.Errorf("no request came to %s", outcome)
		}
	}
}

func setting(t *testing.T, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return value
}

// trial is one request.
type trial struct {
	*testing.T
	requester
	front       *front // merges
	spoilt      *front // is answered with values that cannot be read
	kept, plain *front // merges, keeps and derives; does none of it
	others      *front // is the one that keeps, for those who see everything
	pageSize    int
}

// defaultCases is how many cases are tried if nobody says: what fits into a run on one's own machine, or in CI.
func defaultCases() uint64 {
	if os.Getenv("CI") == "true" {
		return 800
	}
	return 200
}

// remembering answers what was asked before as it did then: the sandbox's answers depend on nothing but the question.
func remembering(endpoint http.Handler) http.Handler {
	var mu sync.Mutex
	known := map[string]*httptest.ResponseRecorder{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		answer := known[string(body)]
		mu.Unlock()
		if answer == nil {
			answer = httptest.NewRecorder()
			r.Body = io.NopCloser(bytes.NewReader(body))
			endpoint.ServeHTTP(answer, r)
			mu.Lock()
			known[string(body)] = answer
			mu.Unlock()
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

// levelled has more nulls and more equal values than the sandbox would generate, for slices to end among them, and a property
// of many values.
func (q requester) levelled(c sandbox.Conversation) sandbox.Conversation {
	for _, text := range []**string{&c.Type, &c.OrganizationID, &c.ProjectID, &c.IntegrationID} {
		if q.chance(0.25) {
			*text = nil
		}
	}
	if q.chance(0.5) {
		c.FirstMessageTime = c.FirstMessageTime.Truncate(7 * 24 * time.Hour)
	}
	if len(c.UserProperties) > len(`{}`) {
		value := min(q.IntN(400), q.IntN(400))                    // Some have several conversations, most have none or one.
		form := one(q, `"s%d"`, `"s%d"`, `%d`, `"%d.0"`, `"0%d"`) // Some are numbers, or texts of numbers.
		c.UserProperties = fmt.Appendf(nil, `{"session":`+form+`,%s`, value, c.UserProperties[1:])
	}
	if q.chance(0.3) {
		c.Properties = tags.ReplaceAll(c.Properties, []byte(`"tags":[]`))
	}
	return c
}

var tags = regexp.MustCompile(`"tags":\[[^\]]*\]`)

// narrowed draws the rows that a caller may see.
func (q *requester) narrowed(t *testing.T) query.Where {
	where := q.where(3, false)
	q.policy = where
	text, err := json.Marshal(where)
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err := graph.ParseWhere(object(t, string(text)), moment)
	if err != nil {
		t.Fatal(err)
	}
	q.records = slices.DeleteFunc(slices.Clone(q.all), func(r record) bool { return holds(where, r) != yes })
	return rows
}

// filtered draws a filter, or none, and gives the records that it finds.
func (r trial) filtered(variables dict) []record {
	if r.chance(0.3) {
		return r.records
	}
	where := r.where(3, false)
	variables["where"] = where
	var found []record
	for _, record := range r.records {
		if holds(where, record) == yes {
			found = append(found, record)
		}
	}
	return found
}

// answer is what a gateway answers, and the codes of its errors by path.
type answer struct {
	data     dict
	failures map[string]string
	derives  bool // whether the gateway derives answers
}

// ask gives what every gateway answers: first the one that merges, with which those that cannot know more have to agree, and then
// what the one that derives answers otherwise. That one may know more, never less.
func (r trial) ask(query string, variables dict) []answer {
	text, err := json.Marshal(variables)
	if err != nil {
		r.Fatal(err)
	}
	one := func(f *front) (dict, map[string]string) {
		answer := f.conforming(r, query, string(text))
		raw, list := read(r, answer)
		var parsed dict
		if err := json.Unmarshal([]byte(raw), &parsed); err != nil {
			r.Fatalf("%s\n%s\n%s", query, text, answer)
		}
		codes := map[string]string{}
		for _, f := range list {
			codes[fmt.Sprint(f.Path[len(f.Path)-1])] = fmt.Sprint(f.Extensions["code"])
		}
		return parsed, codes
	}
	data, failures := one(r.front)
	answers := []answer{{data: data, failures: failures}}
	r.others.answer(context.Background(), r, query, string(text))
	r.spoilt.conforming(r, query, string(text))
	for range 2 { // The second time it has an answer of its own.
		d, codes := one(r.kept)
		for at, code := range codes {
			if failures[at] != code {
				r.wrong(query, variables, "one that derives fails at %s with %s, one that merges does not", at, code)
			}
		}
		if !reflect.DeepEqual(d, data) {
			answers = append(answers, answer{d, codes, true})
		}
	}
	agree := func(what string, f *front) {
		d, codes := one(f)
		switch {
		case reflect.DeepEqual(d, data) && reflect.DeepEqual(codes, failures):
		case reflect.DeepEqual(d, data) && maps.EqualFunc(codes, failures, func(_, _ string) bool { return true }):
			answers = append(answers, answer{data: d, failures: codes}) // Two errors may be true: each is judged.
		default:
			r.wrong(query, variables, "%s it answers\n%v, %v, otherwise\n%v, %v", what, d, codes, data, failures)
		}
	}
	agree("without merging", r.plain)
	if document, ok := withDefaults(r, query, string(text)); ok {
		query, text, variables = document, nil, nil
		agree("with the values in the document", r.front)
	}
	for _, a := range answers {
		if len(a.data) == 0 || slices.Contains(slices.Collect(maps.Values(a.data)), nil) {
			r.wrong(query, variables, "answered %v, %v", a.data, a.failures)
			r.FailNow()
		}
	}
	return answers
}

func (r trial) wrong(query string, variables dict, format string, a ...any) {
	r.Helper()
	text, _ := json.Marshal(variables)
	r.Errorf("%s\n%s\npages of %d: %s", query, text, r.pageSize, fmt.Sprintf(format, a...))
}
