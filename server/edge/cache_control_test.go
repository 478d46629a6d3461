package edge_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/edge"
)

// scripted answers every operation with the same, in several answers where their number says so and the context allows.
type scripted struct {
	executor
	answers func(inParts bool) []*graphql.Response
	before  func(n int) // the n-th answer; nil: nothing
}

type inPartsKey struct{}

func inParts(ctx context.Context) context.Context { return context.WithValue(ctx, inPartsKey{}, true) }

func (s scripted) DispatchOperation(ctx context.Context, _ *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	answers, next := s.answers(ctx.Value(inPartsKey{}) != nil), -1
	return func(ctx context.Context) *graphql.Response {
		if next++; s.before != nil {
			s.before(next)
		}
		if next == len(answers) || ctx.Err() != nil {
			return nil
		}
		return answers[next]
	}, ctx
}

// once answers with a copy of one answer.
func once(a graphql.Response) func(bool) []*graphql.Response {
	return func(bool) []*graphql.Response {
		answer := a
		answer.Extensions = maps.Clone(a.Extensions)
		return []*graphql.Response{&answer}
	}
}

type aged time.Duration

func (aged) ServerTiming() string    { return "" }
func (aged) Age() time.Duration      { return 0 }
func (a aged) MaxAge() time.Duration { return time.Duration(a) }

func TestHowLongAnAnswerMayBeKept(t *testing.T) {
	data := json.RawMessage(`{"a":1}`)
	trace := func(d time.Duration) map[string]any { return map[string]any{"gateway": aged(d)} }
	for _, c := range []struct {
		name   string
		answer graphql.Response
		header http.Header
		want   string
	}{
		{"fresh for a while", graphql.Response{Data: data, Extensions: trace(90 * time.Second)}, nil, "private, max-age=90"},
		{"fresh for a broken second", graphql.Response{Data: data, Extensions: trace(1999 * time.Millisecond)}, nil, "private, max-age=1"},
		{"fresh for less than one", graphql.Response{Data: data, Extensions: trace(999 * time.Millisecond)}, nil, "private, no-cache"},
		{"no longer fresh", graphql.Response{Data: data, Extensions: trace(0)}, nil, "private, no-cache"},
		{"for nobody knows how long", graphql.Response{Data: data}, nil, "private, no-cache"},
		{"with a trace of its own", graphql.Response{Data: data, Extensions: trace(time.Minute)}, http.Header{edge.TraceHeader: {"1"}}, "no-store"},
		{"with an error", graphql.Response{Data: data, Extensions: trace(time.Minute), Errors: gqlerror.List{{Message: "no"}}}, nil, "no-store"},
		{"without data", graphql.Response{Errors: gqlerror.List{{Message: "no"}}}, nil, "no-store"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD", "POST"} {
				r := httptest.NewRequest(method, "/?query=q", strings.NewReader(`{"query":"q"}`))
				r.Header = c.header.Clone()
				if r.Header == nil {
					r.Header = http.Header{}
				}
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				edge.New(edge.Options{Executor: scripted{answers: once(c.answer)}, Trace: true}).ServeHTTP(w, r)
				tagged := strings.HasPrefix(c.want, "private") && method != "POST"
				if have := w.Header().Get("Cache-Control"); have != c.want || (w.Header().Get("ETag") != "") != tagged {
					t.Errorf("%s: it is kept by %q %q", method, have, w.Header().Get("ETag"))
				}
			}
		})
	}
}

func TestAClientThatHasTheAnswerIsToldSo(t *testing.T) {
	handler := edge.New(edge.Options{Executor: scripted{answers: once(graphql.Response{Data: json.RawMessage(`{"a":1}`), Extensions: map[string]any{"gateway": aged(time.Minute)}})}})
	ask := func(method string, known ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/?query=q", strings.NewReader(`{"query":"q"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header["If-None-Match"] = known
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	tag := ask("GET").Header().Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("the tag is %s", tag)
	}
	strong := strings.TrimPrefix(tag, "W/")
	for _, c := range []struct {
		name   string
		known  []string
		status int
	}{
		{"none", nil, 200},
		{"it", []string{tag}, 304},
		{"it, as a strong one", []string{strong}, 304},
		{"it, in a list", []string{`"x,y", ` + tag + `, W/"z"`}, 304},
		{"it, in a second line", []string{`"x"`, tag}, 304},
		{"anything", []string{"*"}, 304},
		{"another", []string{`W/"x"`}, 200},
		{"it within another", []string{`"x` + strings.Trim(strong, `"`) + `"`}, 200},
		{"it without quotes", []string{strings.Trim(strong, `"`)}, 200},
		{"a star in quotes", []string{`"*"`}, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD"} {
				w := ask(method, c.known...)
				if w.Code != c.status || (w.Body.Len() == 0) != (c.status == 304) {
					t.Errorf("%s answers %d %s", method, w.Code, w.Body)
				}
				if w.Header().Get("ETag") != tag || w.Header().Get("Cache-Control") != "private, max-age=60" || w.Header().Get("Vary") == "" {
					t.Errorf("%s answers with %v", method, w.Header())
				}
			}
			if w := ask("POST", c.known...); w.Code != 200 || w.Body.String() != `{"data":{"a":1}}` {
				t.Errorf("POST answers %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestAnAnswerIsKnownByAllThatItSays(t *testing.T) {
	tags := map[string]string{}
	for _, query := range []string{"a", "b"} {
		for range 2 {
			tag := ask("GET", "query="+query, "", http.Header{}).Header().Get("ETag")
			if before, ok := tags[query]; ok && before != tag {
				t.Errorf("one answer is known by %s and %s", before, tag)
			}
			tags[query] = tag
		}
	}
	if tags["a"] == tags["b"] {
		t.Errorf("two answers are known by %s", tags["a"])
	}
}

func TestEveryAnswerNamesWhatItDependsOn(t *testing.T) {
	post := http.Header{"Content-Type": {"application/json"}}
	for name, response := range map[string]*httptest.ResponseRecorder{
		"an answer":         ask("POST", "", `{"query":"q"}`, post),
		"an error":          ask("POST", "", `{"query":"invalid"}`, post),
		"a malformed query": ask("POST", "", `{`, post),
		"another type":      ask("POST", "", `{}`, http.Header{}),
		"another method":    ask("PUT", "", ``, http.Header{}),
		"nothing to accept": ask("GET", "query=q", "", http.Header{"Accept": {"text/html"}}),
		"a panic":           ask("GET", "query=panic", "", http.Header{}),
	} {
		if vary := strings.Join(response.Header().Values("Vary"), ", "); vary != "Accept-Encoding, Accept, Authorization" {
			t.Errorf("%s depends on %q", name, vary)
		}
		if cached := response.Header().Get("Cache-Control"); name != "an answer" && cached != "no-store" {
			t.Errorf("%s is kept by %q", name, cached)
		}
	}
}
