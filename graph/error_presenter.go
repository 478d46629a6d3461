package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

var failures = map[query.Failure]model.Code{
	query.Internal:        model.Internal,
	query.TooLarge:        model.RequestTooLarge,
	query.Rejected:        model.UpstreamRejected,
	query.Unauthenticated: model.Unauthenticated,
	query.Forbidden:       model.Forbidden,
	query.RateLimited:     model.RateLimited,
	query.Overloaded:      model.RateLimited,
	query.NotComputable:   model.BadUserInput,
	query.HeldBack:        model.IncompleteResult,
	query.TooComplex:      model.QueryTooComplex,
	query.Unavailable:     model.UpstreamUnavailable,
	query.Timeout:         model.UpstreamTimeout,
	query.InvalidResponse: model.UpstreamInvalidResponse,
}

// newErrorPresenter gives each error of the executor its code: what a front end can act on goes out with one, the cause goes to the
// log, and what nobody foresaw goes out as INTERNAL. What is refused before it is executed gets its code where it is refused, in
// server/edge and server/access.
func newErrorPresenter(o Options) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		out := &gqlerror.Error{Extensions: map[string]any{}}
		code := model.Internal
		var input string

		var ours *model.Error
		var theirs *query.Error
		var library *gqlerror.Error
		isLibrary := errors.As(err, &library)
		if isLibrary {
			out.Locations = library.Locations
			out.Path, input = splitPath(ctx, library.Path)
		} else {
			out.Path = graphql.GetPath(ctx)
		}
		if fc := graphql.GetFieldContext(ctx); fc != nil && out.Locations == nil && fc.Field.Position != nil {
			out.Locations = []gqlerror.Location{{Line: fc.Field.Position.Line, Column: fc.Field.Position.Column}}
		}
		switch {
		case errors.Is(err, upstream.ErrRefused):
			code = "" // orderedErrors leaves it out: the arguments that refuse the request have an error of their own.
		case errors.As(err, &ours):
			code, out.Message = ours.Code, ours.Message
			addLimit(out, ours.Limit, ours.Amount)
			if ours.Input != "" {
				input = ours.Input
			}
		case errors.As(err, &theirs):
			code, out.Message = failures[theirs.Failure], theirs.Message
			addLimit(out, theirs.Limit, theirs.Amount)
			addUpstream(out, theirs)
		case isLibrary && library.Extensions["code"] == string(model.QueryTooComplex):
			// From a limit of the edge, which says the limit and the amount.
			code, out.Message = model.QueryTooComplex, library.Message
			maps.Copy(out.Extensions, library.Extensions)
		case isLibrary && strings.HasPrefix(library.Message, "exceeded token limit"):
			code, out.Message = model.QueryTooComplex, fmt.Sprintf("The document may have %d tokens.", o.Tokens)
			addLimit(out, o.Tokens, o.Tokens+1) // Nobody read on.
		case isLibrary && library.Err == nil:
			// Parsing, validation and variables: the library's own words, about what was sent.
			code, out.Message = model.BadUserInput, truncateMiddle(rephrase(library.Message))
			// Of a variable the path leads to a field that was not sent.
			if steps := strings.Split(input, "."); o.Closed && library.Message == "must be defined" && len(steps) > 1 {
				input, out.Message = strings.Join(steps[:len(steps)-1], "."), "A field is missing that has to be there."
			}
		default:
			out.Message = "Something went wrong inside the gateway."
		}
		if input = truncateMiddle(input); input != "" {
			out.Extensions["input"] = input
			out.Message = input + ": " + out.Message
		}
		out.Extensions["code"] = code
		logError(ctx, o.Logger, code, err, out.Path, theirs)
		return out
	}
}

// truncateMiddle leaves out the middle of what holds names that were sent, which may be as long as a request.
func truncateMiddle(s string) string {
	const most = 300 // characters
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most/2]) + "…" + string(r[len(r)-most/2:])
}

// addLimit tells of a limit that is passed, if one is.
func addLimit(out *gqlerror.Error, limit, amount int) {
	if amount > 0 {
		out.Extensions["limit"], out.Extensions["amount"] = limit, amount
	}
}

// rephrase replaces what the library says of variables and operations by what a caller can act on.
func rephrase(message string) string {
	if message == "operation  not found" {
		return "The document has several operations; operationName has to say which."
	}
	if strings.HasPrefix(message, "operation ") && strings.HasSuffix(message, " not found") {
		return "The document has no operation of the name in operationName."
	}
	// The value that was sent is left out, which may be a secret, and long; locations say where it is.
	if said, _, found := strings.Cut(message, " value: "); found {
		return said + " value."
	}
	if said, _, found := strings.Cut(message, `", found `); found {
		return said + `".`
	}
	if strings.HasPrefix(message, "cannot use ") {
		for name, wanted := range model.ScalarsWanted {
			if strings.HasSuffix(message, " as "+name) {
				return wanted
			}
		}
	}
	return message
}

// splitPath tells the path of a field in the answer from the path into its arguments, or into a variable, which the library
// writes behind it.
func splitPath(ctx context.Context, path ast.Path) (answer ast.Path, input string) {
	var field ast.Path
	if fc := graphql.GetFieldContext(ctx); fc != nil {
		field = fc.Path()
	}
	if len(field) == 0 && len(path) > 1 && path[0] == ast.PathName("variable") {
		return nil, "$" + path[1:].String()
	}
	if len(path) <= len(field) {
		return path, ""
	}
	return field, path[len(field):].String()
}

// addUpstream tells the endpoint's own answer, if there is one, and when to ask again.
func addUpstream(out *gqlerror.Error, e *query.Error) {
	if e.Status != 0 {
		out.Extensions["upstream"] = upstreamExtension(e)
	}
	if e.RetryAfter > 0 {
		out.Extensions["retryAfter"] = int(math.Ceil(e.RetryAfter.Seconds()))
	} else if failures[e.Failure] == model.RateLimited {
		out.Extensions["retryAfter"] = 1 // Nobody said; not at once.
	}
}

func upstreamExtension(e *query.Error) map[string]any {
	out := map[string]any{"status": e.Status}
	for name, text := range map[string]string{"code": e.Code, "title": e.Title, "requestId": e.RequestID, "detail": e.Detail} {
		if text != "" {
			out[name] = text
		}
	}
	return out
}

// mostLogged are the failures of one operation that are logged.
const mostLogged = 10

// logError logs what an operator has to know: not what a caller did wrong, nor that one went away.
func logError(ctx context.Context, log *slog.Logger, code model.Code, err error, path ast.Path, theirs *query.Error) {
	level := slog.LevelWarn
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return
	case code == "", code == model.RequestTooLarge, code == model.Unauthenticated, code == model.Forbidden:
		return
	case code == model.Internal, theirs != nil && (theirs.Status == 401 || theirs.Status == 403):
		level = slog.LevelError
	case theirs == nil && code != model.UpstreamInvalidResponse:
		return
	}
	if o, ok := ctx.Value(operationKey{}).(*operation); ok && o.logged.Add(1) > mostLogged {
		return
	}
	attributes := []slog.Attr{slog.String("code", string(code)), slog.String("path", path.String())}
	if theirs != nil && theirs.Status != 0 {
		attributes = append(attributes, slog.Int("status", theirs.Status), slog.String("requestId", theirs.RequestID))
	}
	log.LogAttrs(ctx, level, "field failed", append(attributes, slog.String("error", err.Error()))...)
}

// newRecoverFunc makes an error of a panic below a resolver. The stack goes to the log, with the panic.
func newRecoverFunc(log *slog.Logger, stack func() []byte) graphql.RecoverFunc {
	return func(ctx context.Context, cause any) error {
		log.ErrorContext(ctx, "panic", "cause", fmt.Sprint(cause), "stack", string(stack()))
		return errPanic
	}
}

var errPanic = errors.New("panic")
