// Package conversations is a typed client of the gateway.
//
// Its types are made of operations.graphql and the gateway's schema, by go generate.
package conversations

import (
	"context"
	"errors"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

//go:generate go tool genqlient genqlient.yaml

// Code is the `extensions.code` of the first error of the gateway in err, or "" if there is none.
func Code(err error) string {
	var errs gqlerror.List
	var refused *graphql.HTTPError
	switch {
	case errors.As(err, &errs):
	case errors.As(err, &refused):
		errs = refused.Response.Errors
	}
	for _, e := range errs {
		if code, ok := e.Extensions["code"].(string); ok {
			return code
		}
	}
	return ""
}

// Conversations are those of where, latest first, read by slices of size conversations until each is given or yield is
// false. A failure comes last, with an empty conversation.
func Conversations(ctx context.Context, client graphql.Client, where *ConversationWhere, size int) func(yield func(Conversation, error) bool) {
	return func(yield func(Conversation, error) bool) {
		for after, more := (*string)(nil), true; more; {
			page, err := Page(ctx, client, where, size, after)
			if err != nil {
				yield(Conversation{}, err)
				return
			}
			list := page.Conversations.List
			for _, conversation := range list.Nodes {
				if !yield(conversation, nil) {
					return
				}
			}
			after, more = list.PageInfo.EndCursor, list.PageInfo.HasNextPage
		}
	}
}
