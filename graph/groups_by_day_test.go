package graph_test

import (
	"testing"

	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// A caller who may not see times is told of a part as such: not that he may not see what he has not asked for.
func TestWhoMaySeeNoTimesIsToldOfAPart(t *testing.T) {
	f := newFront(t, answers(deferredResult(9, 1, `{"userProperties.plan":"pro","count":2}`)))
	f.as(upstream.Scope{Key: "sandbox", Limited: true, Readable: []query.Property{{Field: query.UserProperties}}})
	answer, sent := f.ask(t, `{ conversations(groupBy: { property: { field: USER_PROPERTIES, path: ["plan"] } }) { groups { nodes { count } } } }`, "")
	if _, failures := read(t, answer); codes(failures) != "INCOMPLETE_RESULT" || len(sent) != 1 {
		t.Errorf("%d sent, answered %s", len(sent), answer)
	}
}
