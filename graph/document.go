package graph

import (
	"errors"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// ReadDocument parses and validates a document of at most so many tokens, as an executor does that is closed or not. The
// errors are in the library's words, with their places in the document.
func ReadDocument(text string, tokens int, closed bool) (*ast.QueryDocument, gqlerror.List) {
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, tokens)
	if err != nil {
		var where *gqlerror.Error
		if !errors.As(err, &where) {
			where = gqlerror.Wrap(err)
		}
		return nil, gqlerror.List{where}
	}
	if len(document.Operations) == 0 {
		return nil, gqlerror.List{gqlerror.Errorf("There is no operation.")}
	}
	if err := tooManyComparisons(document); err != nil {
		return nil, gqlerror.List{err}
	}
	if errs := validator.ValidateWithRules(parsedSchema, document, validation(closed)); len(errs) > 0 {
		return nil, errs
	}
	return document, nil
}
