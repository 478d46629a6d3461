package graph_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/inkeep-gateway/gateway/graph"
)

func TestAnAnswerStaysAsLongAsAllThatItIsMadeOf(t *testing.T) {
	const past = `firstMessageTime: { lt: "2025-01-01T00:00:00Z" }`
	for _, test := range []struct {
		name, query string
		want        time.Duration
	}{
		{"a set that may grow", `{ conversations { totals { count } } }`, 30 * time.Second},
		{"a set of the past", `{ conversations(where: { ` + past + ` }) { totals { count } } }`, time.Hour},
		{"both, in either order", `{ a: conversations(where: { ` + past + ` }) { totals { count } } b: conversations { totals { count } } c: conversations(where: { ` + past + ` }) { list { totalCount } } }`, 30 * time.Second},
		{"one that fails among others", `{ conversations { totals { count } groups { nodes { avg { userMessageCount } } } } }`, 0},
		{"none", `{ __typename conversations { totals { __typename } } }`, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFront(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "avg") {
					w.WriteHeader(http.StatusUnprocessableEntity)
					return
				}
				anyRow(w, r)
			}))
			answer := f.inParts(t.Context(), t, test.query, "")()
			if have := answer.Extensions[graph.TraceExtension].(graph.Trace).MaxAge(); have != test.want {
				t.Errorf("it stays for %v", have)
			}
		})
	}
}
