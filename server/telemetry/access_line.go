package telemetry

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// AccessLog is where a line for each request goes, in the form of slog's handlers and by the names of OpenTelemetry's semantic conventions. These would take longer for the line
// than all else takes that is done for an answer that is kept.
type AccessLog struct {
	To   io.Writer
	JSON bool // the form of slog's JSON handler, and not of its text handler
}

// write writes the line of a request. The log may be nil.
func (a *AccessLog) write(ctx context.Context, r *http.Request, known *request, end time.Time, took time.Duration) {
	if a == nil {
		return
	}
	memory := lineMemory.Get().(*[]byte)
	defer lineMemory.Put(memory)
	l := line{(*memory)[:0], a.JSON}
	if l.json {
		l.bytes = end.AppendFormat(append(l.bytes, `{"time":"`...), time.RFC3339Nano)
		l.bytes = append(l.bytes, `","level":"INFO","msg":"request"`...)
	} else {
		l.bytes = end.AppendFormat(append(l.bytes, `time=`...), "2006-01-02T15:04:05.000Z07:00")
		l.bytes = append(l.bytes, ` level=INFO msg=request`...)
	}
	o := known.operation
	l.text("http.request.method", method(r))
	l.text("url.path", r.URL.Path)
	l.number("http.response.status_code", int64(known.response.status))
	l.text("graphql.operation.name", o.Name)
	l.text("graphql.operation.type", o.Type)
	l.text("gateway.code", o.Code)
	l.number("gateway.calls", int64(o.Calls))
	l.number("gateway.queries", int64(o.Queries))
	l.text("gateway.cache", cacheOrNone(o.Cache))
	l.number("http.response.body.size", known.response.bytes)
	l.name("http.server.request.duration") // in seconds
	l.bytes = strconv.AppendFloat(l.bytes, float64(took.Microseconds())/1e6, 'f', -1, 64)
	l.text("client.address", clientAddress(r))
	l.text("enduser.pseudo.id", known.caller)
	l.text("enduser.id", known.name)
	l.text("trace_id", traceID(ctx))
	l.text("gateway.request", known.id)
	if l.json {
		l.bytes = append(l.bytes, '}')
	}
	l.bytes = append(l.bytes, '\n')
	_, _ = a.To.Write(l.bytes) // There is nowhere to say that there is nowhere to say it.
	if cap(l.bytes) <= longestKept {
		*memory = l.bytes
	}
}

// lineMemory has the memory of lines that were written. A line that is longer than longestKept, as of a long path, does not stay there.
var lineMemory = sync.Pool{New: func() any { return new([]byte) }}

const longestKept = 4 << 10

// line is what there is of one.
type line struct {
	bytes []byte
	json  bool
}

func (l *line) name(name string) {
	if l.json {
		l.bytes = append(append(append(l.bytes, `,"`...), name...), `":`...)
	} else {
		l.bytes = append(append(append(l.bytes, ' '), name...), '=')
	}
}

func (l *line) number(name string, n int64) {
	l.name(name)
	l.bytes = strconv.AppendInt(l.bytes, n, 10)
}

// text adds a text, unless it is empty. All that are known need no quotes but JSON's.
func (l *line) text(name, text string) {
	if text == "" {
		return
	}
	l.name(name)
	switch plain := isPlain(text); {
	case l.json && plain:
		l.bytes = append(append(append(l.bytes, '"'), text...), '"')
	case l.json:
		l.bytes, _ = jsontext.AppendQuote(l.bytes, text) // What is no UTF-8 is replaced.
	case plain:
		l.bytes = append(l.bytes, text...)
	default:
		l.bytes = strconv.AppendQuote(l.bytes, text)
	}
}

// isPlain says whether no character of a text may mean something in one of the forms.
func isPlain(text string) bool {
	for i := range len(text) {
		switch b := text[i]; {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', strings.IndexByte("_-.:/@", b) >= 0:
		default:
			return false
		}
	}
	return true
}
