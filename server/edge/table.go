package edge

import (
	"bufio"
	"context"
	"fmt"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/server/memory"
)

// The media types of tables: by RFC 4180, and of a JSON object a line.
const (
	mediaCSV    = "text/csv"
	mediaNDJSON = "application/x-ndjson"
)

// isTable says whether a media type is that of a table.
func isTable(media string) bool { return media == mediaCSV || media == mediaNDJSON }

// Tables say which operations can be answered as tables, and how much of them.
type Tables struct {
	New  func(*graphql.OperationContext) (Table, error) // reads a valid operation; its errors are for clients. Nil: there are no tables
	Rows int                                            // that a table may have
}

// Table is an answer in pages of rows, which are asked for one behind the other.
type Table interface {
	Columns() []string
	Next() *graphql.OperationContext              // of the next page; nil behind the last
	Read(page []byte) ([][]jsontext.Value, error) // the rows of a page, of its data
	Total() int                                   // how many rows there are, once a page is read
	Pages() int                                   // how many pages are left at most, once one is read
}

// serveTable answers what is asked as a table. Whatever is wrong before the first row is told as a problem. Behind it the
// connection is broken off, so that a part of a table never looks like the whole.
func (h *handler) serveTable(ctx context.Context, w http.ResponseWriter, r *http.Request, media string, asked *operationRequest) {
	ctx = graphql.StartOperationTrace(ctx)
	op := h.validate(ctx, w, r, media, asked)
	if op == nil {
		return
	}
	if h.subscriptionOf(op) != nil {
		refuse(w, media, malformed("A subscription is no table."))
		return
	}
	table, err := h.Tables.New(op)
	if err != nil {
		refuse(w, media, malformed(err.Error()))
		return
	}
	page := table.Next()
	if err := h.Cost.MutateOperationContext(ctx, page); err != nil {
		respond(w, media, 0, &graphql.Response{Errors: gqlerror.List{err}})
		return
	}
	if refused := h.costLimit.take(ctx, r, page, 1); refused != nil {
		refuse(w, media, refused)
		return
	}
	rows, failed := h.readPage(ctx, w, table, page)
	if failed != nil {
		respond(w, media, 0, failed)
		return
	}
	if n := table.Total(); n > h.Tables.Rows {
		refuse(w, media, &refusal{code: "QUERY_TOO_COMPLEX", limit: int64(h.Tables.Rows), amount: int64(n),
			message: fmt.Sprintf("The table has %d rows; %d are allowed. Narrow the filter, or ask for the first ones.", n, h.Tables.Rows)})
		return
	}
	// All pages are paid for beforehand: the rate of a caller cuts no table off.
	paid := table.Pages()
	if page = table.Next(); page != nil {
		if refused := h.costLimit.take(ctx, r, page, paid); refused != nil {
			refuse(w, media, refused)
			return
		}
	}
	header := w.Header()
	header.Set("Content-Type", media+"; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", noStore)
	out := tableWriter{bufio.NewWriterSize(w, 32<<10), media, table.Columns()}
	out.begin()
	for sent := 0; ; page = table.Next() {
		for _, row := range rows {
			out.row(row)
		}
		sent += len(rows)
		if out.Flush() != nil || http.NewResponseController(w).Flush() != nil {
			panic(http.ErrAbortHandler)
		}
		if page == nil {
			return
		}
		// More pages come than there were rows for, where the endpoint holds rows of a page back.
		if paid--; paid < 0 && h.costLimit.take(ctx, r, page, 1) != nil {
			panic(http.ErrAbortHandler)
		}
		if rows, failed = h.readPage(ctx, w, table, page); failed != nil || sent+len(rows) > h.Tables.Rows {
			panic(http.ErrAbortHandler)
		}
	}
}

// readPage gives the rows of a page, or an answer of the errors. Its time and its memory are its own.
func (h *handler) readPage(ctx context.Context, w http.ResponseWriter, table Table, page *graphql.OperationContext) ([][]jsontext.Value, *graphql.Response) {
	ctx, cancel := context.WithTimeout(ctx, h.Timeout)
	defer cancel()
	lease := h.Memory.Lease()
	defer lease.End()
	answers, ctx := h.Executor.DispatchOperation(memory.With(ctx, lease), page)
	answer := answers(ctx)
	if answer == nil {
		answer = &graphql.Response{Errors: gqlerror.List{{Message: "The answer was not ready in time.", Extensions: map[string]any{"code": "UPSTREAM_TIMEOUT"}}}}
	}
	outcomeOf(w).answered(answer)
	if len(answer.Errors) > 0 {
		return nil, answer
	}
	rows, err := table.Read(answer.Data)
	if err != nil {
		h.Logger.ErrorContext(ctx, "a page of a table could not be read", "error", err)
		return nil, &graphql.Response{Errors: gqlerror.List{{Message: "Something went wrong inside the gateway.", Extensions: map[string]any{"code": "INTERNAL"}}}}
	}
	return rows, nil
}
