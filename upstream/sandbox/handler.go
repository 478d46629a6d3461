package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	queryPath  = "/query/conversations"
	keysPath   = "/query/property-keys"
	valuesPath = "/query/property-values"
	maxBody    = 2_000_000
)

// ServeHTTP answers POST /query/conversations, and property-keys and property-values beside
// it, as the endpoint does, after the latency
// and unless a fault is due. A cut connection is a panic with http.ErrAbortHandler, as
// net/http has it.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// What befalls the nth request depends on the seed and n alone.
	chance := rand.New(rand.NewPCG(s.options.Seed, s.requests.Add(1)))
	requestID := fmt.Sprintf("req_%016x", chance.Uint64())
	if err := wait(r.Context(), s.options.Latency); err != nil {
		return // nobody waits for the answer any more
	}
	if chance.Float64() < s.options.Faults {
		faults[chance.IntN(len(faults))](w, r, requestID)
		return
	}
	body, err := s.answer(w, r)
	if err != nil {
		refusal(err).write(w, r.URL.Path, requestID)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // nobody is left to tell when it fails
}

// answer is the body of a good answer. An error that is no problem is the sandbox's own.
func (s *Sandbox) answer(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if err := admit(w, r); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, malformed("the body is larger than %d bytes", maxBody)
	} else if err != nil {
		return nil, malformed("the body cannot be read")
	}
	if err := jsonv2.Unmarshal(body, new(jsontext.Value)); err != nil {
		// One pass over the whole finds what no member's own reading would: trailing data,
		// duplicate keys and text that is not UTF-8, however deep.
		return nil, malformed("the body is no JSON: %v", err)
	}
	if r.URL.Path != queryPath {
		return s.discover(r.Context(), r.URL.Path, jsontext.Value(body))
	}
	request, err := readRequest(jsontext.Value(body))
	if err != nil {
		return nil, err
	}
	statement, err := request.statement(s.options.PageSize)
	if err != nil {
		return nil, err
	}
	return s.run(r.Context(), statement)
}

// admit fails on any request that is not a query by someone who may query.
func admit(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Path != queryPath && r.URL.Path != keysPath && r.URL.Path != valuesPath {
		return &problem{http.StatusNotFound, "there is nothing at " + r.URL.Path}
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return &problem{http.StatusMethodNotAllowed, "the method must be POST"}
	}
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch {
	case strings.EqualFold(scheme, "Bearer") && key == ReadKey:
	case strings.EqualFold(scheme, "Bearer") && key == WriteOnlyKey:
		return &problem{http.StatusForbidden, "the key of a web integration may not query"}
	default:
		w.Header().Set("WWW-Authenticate", "Bearer")
		return &problem{http.StatusUnauthorized, "the API key is missing or unknown"}
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return &problem{http.StatusUnsupportedMediaType, "the content type must be application/json"}
	}
	return nil
}

// refusal is the problem that an error is told as.
func refusal(err error) *problem {
	var p *problem
	switch {
	case errors.As(err, &p):
		return p
	case castFailed(err):
		return meaningless("an aggregation of a path: %v", err)
	default:
		return &problem{http.StatusInternalServerError, err.Error()}
	}
}

func wait(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
