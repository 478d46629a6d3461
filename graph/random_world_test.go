package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// world is an endpoint, and the truth of it.
type world struct {
	records  []record // by time
	pageSize int
	arriving bool // conversations come in at their time; otherwise all are there from the first
	late     bool // some come in up to a day after their time
	folding  bool // texts are equal but for case, and printed in one way or another
	endpoint http.Handler
}

// newWorld draws conversations around the moment: some long before it, many about it, and some in the days after.
func newWorld(t *testing.T, q requester, pageSize int, folding bool, types map[string]string, c *clock) *world {
	w := &world{pageSize: pageSize, arriving: pageSize == 1000 && q.chance(0.6), folding: folding}
	w.late = w.arriving && q.chance(0.4)
	var lines bytes.Buffer
	for c := range sandbox.Generate(q.Uint64(), min(250, 20*pageSize), moment) {
		c = w.mixed(q, q.hostile(q.levelled(c)))
		line, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
		w.records = append(w.records, newRecord(renamed(c, types)))
	}
	w.delay(q)
	slices.SortStableFunc(w.records, func(a, b record) int { return order(a[comes], b[comes]) })
	s, err := sandbox.New(context.Background(), sandbox.Options{Data: &lines, PageSize: pageSize, Now: moment.AddDate(0, 0, 14)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w.endpoint = strict(remembering(writtenAsFewWould(s, types)))
	if w.folding {
		w.endpoint = ignoringCase(w.endpoint)
	}
	if w.arriving {
		w.endpoint = w.come(w.endpoint, c)
	}
	return w
}

// mixed has many conversations at about the moment, and values that are easily taken for others.
func (w *world) mixed(q requester, c sandbox.Conversation) sandbox.Conversation {
	if q.chance(0.6) {
		c.FirstMessageTime = moment.AddDate(0, 0, -3).Add(time.Duration(q.IntN(7*24*3600*1000)) * time.Millisecond)
	}
	if q.chance(0.1) {
		c.FirstMessageTime = c.FirstMessageTime.Truncate(24 * time.Hour)
	}
	if q.chance(0.2) { // about midnight
		c.FirstMessageTime = moment.Truncate(24*time.Hour).AddDate(0, 0, 1+q.IntN(2)).Add(time.Duration(q.IntN(6*60*1000)-3*60*1000) * time.Millisecond)
	}
	if q.chance(0.25) {
		text := spelt
		if !w.folding && q.chance(0.5) {
			text = misspelt
		}
		c.IntegrationID = &text
	}
	if len(c.Properties) > len(`{}`) && q.chance(0.7) {
		value := one(q, "5", `"5"`, `"5"`, "6", `"x"`, "true", `"true"`, "null", `["a"]`, `["a"]`, `"[\"a\"]"`)
		c.Properties = fmt.Appendf(nil, `{"code":%s,"written":%q,%s`, value, value, c.Properties[1:])
	}
	c.Properties = wholes.ReplaceAll(c.Properties, []byte(`"score":0.${1}`)) // Sums of these depend on the order of adding.
	return c
}

var wholes = regexp.MustCompile(`"score":([1-9])(\.5)?`)

// comes is where a record has the time at which it comes in.
const comes = "COMES"

// delay has some records come in late. No other comes in at about that time: of what is asked in two parts, each fresh, one may have it
// and the other not yet have what came before.
func (w *world) delay(q requester) {
	for _, r := range w.records {
		r[comes] = r["FIRST_MESSAGE_TIME"]
	}
	for _, r := range w.records {
		at := r["FIRST_MESSAGE_TIME"].(time.Time).Add(time.Duration(q.IntN(24*3600)) * time.Second)
		alone := !slices.ContainsFunc(w.records, func(other record) bool { return other[comes].(time.Time).Sub(at).Abs() < 2*time.Minute })
		if w.late && alone && q.chance(0.2) {
			r[comes] = at
		}
	}
}

// at says how many of the records there are at a time.
func (w *world) at(now time.Time) int {
	if !w.arriving {
		return len(w.records)
	}
	n, _ := slices.BinarySearchFunc(w.records, now, func(r record, t time.Time) int {
		if r[comes].(time.Time).After(t) {
			return 1
		}
		return -1
	})
	return n
}

// come is the endpoint with the conversations that have come.
func (w *world) come(endpoint http.Handler, c *clock) http.Handler {
	return rewriting(endpoint, func(body dict) {
		ids := []string{}
		for _, r := range w.records[w.at(c.now()):] {
			ids = append(ids, r["ID"].(string))
		}
		terms := []any{dict{"condition": dict{"field": "id", "operator": "notIn", "value": ids}}}
		if where, ok := body["where"]; ok {
			terms = append(terms, where)
		}
		body["where"] = dict{"and": terms}
	})
}

// strict is an endpoint that compares codes by what they are, and groups by their texts: 5 is not "5".
func strict(endpoint http.Handler) http.Handler {
	var written func(operator string, v any)
	written = func(operator string, v any) {
		switch v := v.(type) {
		case dict:
			if path, ok := v["path"].([]any); ok && len(path) == 1 && path[0] == "code" && v["value"] != nil {
				text := func(v any) any {
					text, _ := json.Marshal(v)
					return string(text)
				}
				v["path"] = []string{"written"}
				if list, ok := v["value"].([]any); ok && operator == "in" {
					for i := range list {
						list[i] = text(list[i])
					}
				} else {
					v["value"] = text(v["value"])
				}
				return
			}
			operator, _ := v["operator"].(string)
			for _, inner := range v {
				written(operator, inner)
			}
		case []any:
			for _, inner := range v {
				written(operator, inner)
			}
		}
	}
	return rewriting(endpoint, func(body dict) { written("", body["where"]) })
}

// rewriting is an endpoint that is asked something else.
func rewriting(endpoint http.Handler, change func(body dict)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body dict
		_ = json.NewDecoder(r.Body).Decode(&body)
		change(body)
		text, _ := json.Marshal(body)
		r.Body = io.NopCloser(bytes.NewReader(text))
		endpoint.ServeHTTP(w, r)
	})
}

// ignoringCase is an endpoint whose collation does so. It prints one of the spellings that groups have: mostly the same in all of
// an answer, but now this one, now that.
func ignoringCase(endpoint http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		body = bytes.ReplaceAll(body, []byte(misspelt), []byte(spelt))
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		endpoint.ServeHTTP(answer, r)
		rows := bytes.SplitAfter(answer.Body.Bytes(), []byte("}"))
		draw := hashOf(string(body))
		for i, row := range rows {
			if draw%4 == 0 && hashOf(string(row))%2 == 0 || draw%4 == 1 {
				rows[i] = bytes.ReplaceAll(row, []byte(spelt), []byte(misspelt))
			}
		}
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(bytes.Join(rows, nil))
	})
}

func hashOf(text string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, text)
	return h.Sum64()
}

// failing is an endpoint that now and then has an error, ends early, or has what cannot be read for a number, or nothing for a count.
// In some steps every answer of it ends early.
func failing(endpoint http.Handler, step *atomic.Int64, seed uint64) http.Handler {
	number, count := regexp.MustCompile(`_userMessageCount":(\d+)`), regexp.MustCompile(`"count(_\w+)?":"?\d+"?`)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		at := uint64(step.Load())
		draw := rand.New(rand.NewPCG(hashOf(string(body)), at))
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		endpoint.ServeHTTP(answer, r)
		text := answer.Body.String()
		w.Header().Set("Content-Type", "application/json")
		fails := draw.IntN(25)
		if rand.New(rand.NewPCG(seed, at)).IntN(8) == 0 {
			fails = 1
		}
		switch fails {
		case 0:
			w.WriteHeader(http.StatusBadGateway)
		case 1:
			text = text[:draw.IntN(len(text))]
		case 2:
			text = count.ReplaceAllStringFunc(text, func(found string) string {
				if draw.IntN(20) > 0 {
					return found
				}
				name, _, _ := strings.Cut(found, ":")
				return name + ":null"
			})
		case 3:
			text = number.ReplaceAllStringFunc(text, func(found string) string {
				if draw.IntN(20) > 0 {
					return found
				}
				name, _, _ := strings.Cut(found, ":")
				return name + `:"many"`
			})
		}
		_, _ = io.WriteString(w, text)
	})
}

// gate lets time pass only while nothing is asked: what is answered is then of the time at which it is said to be.
type gate struct{ sync.RWMutex }

type passage struct{ *gate }

func (g *gate) lease() upstream.Lease { g.RLock(); return passage{g} }

func (p passage) End()                              { p.RUnlock() }
func (p passage) Take(context.Context, int64) error { return nil }
func (p passage) Give(int64)                        {}
