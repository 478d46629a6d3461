package edge

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// wrapped hides what it wraps, but for http.ResponseController.
type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestAnObservedResponseCanBeFlushedAndWrapped(t *testing.T) {
	beneath := httptest.NewRecorder()
	o := &observed{ResponseWriter: wrapped{beneath}}
	var w http.ResponseWriter = o
	if flusher, ok := w.(http.Flusher); !ok {
		t.Error("it is no flusher")
	} else if flusher.Flush(); !beneath.Flushed {
		t.Error("what was written is not sent")
	}
	if outcomeOf(wrapped{o}) != &o.outcome {
		t.Error("the outcome is not found beneath a wrapper")
	}
	outcomeOf(beneath).Code = "X"
	if o.outcome.Code != "" {
		t.Error("an outcome that nobody wants is noted for another")
	}
}
