package graph_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/inkeep-gateway/gateway/upstream/sandbox"
)

// unfamiliarTypes are what an endpoint may call types that the schema does not know, by those of the sandbox in whose order they are.
var unfamiliarTypes = map[string]string{"support_copilot": `support_copilot "2"`, "support_ticket": "support_ticket é"}

// renamed is the conversation as an endpoint has it that calls types so.
func renamed(c sandbox.Conversation, types map[string]string) sandbox.Conversation {
	if c.Type != nil && types[*c.Type] != "" {
		name := types[*c.Type]
		c.Type = &name
	}
	return c
}

// hostile gives a conversation properties with a name and texts that are easily written or read wrongly, and with what the endpoint
// writes as few would: see writtenAsFewWould.
func (q requester) hostile(c sandbox.Conversation) sandbox.Conversation {
	if len(c.Properties) > len(`{}`) && q.chance(0.6) {
		text := one(q, `""`, `"null"`, `"true"`, `" 5"`, `"<&>\u2028"`, `"é😀"`, `"e\u0301"`, `"a\"\\/\n\tb"`, `"\u007f"`)
		c.Properties = fmt.Appendf(nil, `{"cut":"cut 😀","twice":[],"odd.\"$[0]":%s,%s`, text, c.Properties[1:])
	}
	return c
}

// odd is a property whose name and values are such.
var odd = place{"PROPERTIES", []string{`odd."$[0]`}}

// writtenAsFewWould is an endpoint whose answers begin with a mark of their byte order, and have half of a surrogate pair, and a name
// twice in one object. It may have types that the schema does not know.
func writtenAsFewWould(endpoint http.Handler, types map[string]string) http.Handler {
	var ask, tell []string
	for known, name := range types {
		ask, tell = append(ask, literalOf(name), literalOf(known)), append(tell, literalOf(known), literalOf(name))
	}
	tell = append(tell, `"cut 😀"`, `"cut \ud83d"`, `"twice":[]`, `"twice":{"a":1},"twice":[]`)
	asked, told := strings.NewReplacer(ask...), strings.NewReplacer(tell...)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader([]byte(asked.Replace(string(body)))))
		answer := httptest.NewRecorder()
		endpoint.ServeHTTP(answer, r)
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.WriteHeader(answer.Code)
		_, _ = io.WriteString(w, "\ufeff"+told.Replace(answer.Body.String()))
	})
}
