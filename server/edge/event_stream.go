package edge

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// mediaEventStream is the media type of answers as events, by the protocol of graphql-sse in its mode of distinct connections:
// https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md. A proxy that buffers is told not to.
const mediaEventStream = "text/event-stream"

// acceptsEvents says whether a client takes events, whatever it likes better.
func acceptsEvents(header http.Header) bool {
	ranges := mediaRanges(strings.Join(header["Accept"], ","))
	return len(ranges) == 0 || quality(ranges, mediaEventStream).q > 0
}

// answerStream is where the answers to one operation go, each as soon as it is there. Its methods fail once the client is gone.
type answerStream interface {
	next(answer ...[]byte) error // sends an answer, which is JSON
	complete() error             // says that there are no more
	comeBack() error             // says nothing of an end, so that the client asks again
	alive() error                // sends nothing that means anything
}

// streamOf is the stream that a response is, of whatever it is wrapped in: events, unless it is another one.
func streamOf(w http.ResponseWriter) answerStream {
	for inner := w; ; {
		if s, ok := inner.(answerStream); ok {
			return s
		}
		wrapped, ok := inner.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return newEventStream(w)
		}
		inner = wrapped.Unwrap()
	}
}

// eventStream is a response of events.
type eventStream struct {
	http.ResponseWriter
	*http.ResponseController
}

func newEventStream(w http.ResponseWriter) eventStream {
	header := w.Header()
	header.Set("Content-Type", mediaEventStream)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Accel-Buffering", "no")
	header.Set("Cache-Control", noStore)
	return eventStream{w, http.NewResponseController(w)}
}

// write sends what is written now, however long it was silent and will be: the server's time to read a request is over, and its
// time to write begins with each piece.
func (s eventStream) write(pieces ...[]byte) error {
	_ = s.SetReadDeadline(time.Time{}) // Of a connection without deadlines there are none to lift.
	for _, piece := range pieces {
		if _, err := s.Write(piece); err != nil {
			return err
		}
	}
	err := s.Flush()
	_ = s.SetWriteDeadline(time.Time{})
	return err
}

func (s eventStream) next(answer ...[]byte) error {
	event := [][]byte{[]byte("event: next\ndata: ")}
	for _, piece := range answer {
		event = append(event, inOneLine(piece))
	}
	return s.write(append(event, []byte("\n\n"))...)
}

func (s eventStream) complete() error { return s.write([]byte("event: complete\ndata:\n\n")) }

// comeBack has browsers reconnect after a while, not all of them at once.
func (s eventStream) comeBack() error {
	return s.write(fmt.Appendf(nil, "retry: %d\n\n", 1000+rand.IntN(4000))) //nolint:gosec // It is no secret.
}

func (s eventStream) alive() error { return s.write([]byte(":\n\n")) }

// inOneLine is JSON without line ends, which are but space between its tokens.
func inOneLine(text []byte) []byte {
	if !bytes.ContainsAny(text, "\r\n") {
		return text
	}
	return bytes.Map(func(r rune) rune {
		if r == '\r' || r == '\n' {
			return ' '
		}
		return r
	}, text)
}
