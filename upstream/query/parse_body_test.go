package query_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

func TestABodyIsReadBackAsTheSameQuestion(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	keys := []Selection{byDay, byPlan, byIntegration, {Field: FirstMessageTime, Unit: Week}, {Field: Properties, Path: []string{"a.b", "\"\\\n"}}, {Field: Type}}
	columns := []Selection{count, average, {Function: CountDistinct, Field: UserProperties, Path: []string{"id"}}, {Function: Max, Field: FirstMessageTime}, {Field: ID}}
	for range 3000 {
		q := Query{Where: grow(r, 4).where()}
		for _, i := range r.Perm(len(keys))[:r.IntN(4)] {
			q.GroupBy = append(q.GroupBy, keys[i])
		}
		for _, i := range r.Perm(len(columns))[:r.IntN(4)] {
			q.Select = append(q.Select, columns[i])
		}
		for _, s := range q.Columns() {
			if s.Orderable() && r.IntN(4) == 0 {
				q.OrderBy = append(q.OrderBy, Order{s, r.IntN(2) == 0})
			}
		}
		if r.IntN(4) == 0 {
			q.Notes = `a "note"`
		}
		parsed, err := Parse(q.Body())
		if err != nil || parsed.Identity() != q.Identity() || string(parsed.Body()) != string(q.Body()) && parsed.Hash() != q.Hash() {
			t.Fatalf("%s\nis read back as\n%s, %v", q.Body(), parsed.Body(), err)
		}
	}
	for _, value := range []string{`null`, `"a\u0000é\ud83d\ude00"`, `1e400`, `1.0`, `{"path":["a"],"value":{"b":[1,2]}}`, `{"path":[],"value":1}`, `{"value":1}`, `[]`, `""`} {
		for _, field := range []Field{ID, Properties} {
			q := Query{Where: If(Condition{Field: field, Operator: JSONContains, Value: jsontext.Value(value)})}
			if parsed, err := Parse(q.Body()); err != nil || parsed.Identity() != q.Identity() {
				t.Errorf("%s is read back as %s, %v", q.Body(), parsed.Body(), err)
			}
		}
	}
}

func TestWhatIsNoBodyIsNotRead(t *testing.T) {
	for _, text := range []string{
		``, `null x`, `[]`, `{"limit":1}`, `{"select":[{"type":"other"}]}`, `{"select":[{"type":"aggregation"}]}`, `{"select":[{"type":"field"}]}`,
		`{"select":[{"type":"time","timeUnit":"day","aggregation":"max","field":"firstMessageTime"}]}`, `{"groupBy":[{"type":"field","field":"id"}]}`, `{"groupBy":[{}]}`,
		`{"orderBy":[{"field":"id","direction":"asc"}]}`, `{"select":[{"type":"field","field":"id"}],"orderBy":[{"field":"id","direction":"up"}]}`,
		`{"where":{}}`, `{"where":{"not":[]}}`, `{"where":{"and":[],"or":[]}}`, `{"where":{"and":[{}]}}`, `{"where":{"condition":{"field":"id","operator":"eq"}}}`,
		`{"where":{"condition":{"field":"id","operator":"in","value":[]}}}`, `{"where":{"condition":{"field":"id","operator":"in","value":1}}}`,
		`{"where":{"condition":{"field":"id","operator":"eq","value":1,"not":true}}}`, `{"where":{"condition":{"field":"id","operator":"eq","value":1}}} {}`,
	} {
		if q, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s is read as %s", text, q.Body())
		}
	}
}
