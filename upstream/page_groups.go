package upstream

import (
	"context"
	"math"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/query"
)

// readGroups reads all groups by their keys, as far as the endpoint can order and compare by them. Where it can by none, where
// the groups of one place in that order do not fit a page, and where all are more than the most pages hold, they stay a part.
// So do the first groups in an order that was asked for.
func (r reader) readGroups(ctx context.Context, q query.Query, end time.Time) (*Answer, error) {
	order, decides := q.KeyOrder()
	ordered := q
	ordered.OrderBy = order
	begin := beginning(q)
	inOrder := len(begin.OrderBy) > len(q.OrderBy)
	first, err := r.page(ctx, begin) // in no more time than one call has, which is the client's
	if err != nil {
		return nil, err
	}
	begun := first.key
	if !first.Partial() || len(order) == 0 || len(q.OrderBy) > 0 || first.Total > first.Len()*r.options.MaxPages {
		return assemble([]page{first}), nil
	}
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	if !inOrder {
		if first, err = r.page(ctx, ordered); err != nil {
			return nil, err
		}
	}
	var pages []page
	if decides {
		pages, err = r.readOn(ctx, ordered, first, math.MaxInt)
	} else {
		pages, err = r.readPlaces(ctx, ordered, first)
	}
	if err != nil {
		return nil, err
	}
	answer := assemble(pages)
	answer.key = begun
	if answer.Len() < answer.Total { // The endpoint did not keep to the order: some were lost between the pages.
		answer.Rows = answer.Before(answer.Len())
	}
	return answer, nil
}

// beginning is the query of the page that an answer begins with.
func beginning(q query.Query) query.Query {
	if len(q.GroupBy) > 0 && len(q.OrderBy) == 0 && mayBeMany(q.GroupBy) {
		q.OrderBy, _ = q.KeyOrder()
	}
	return q
}

// mayBeMany says whether the groups of some keys may well be more than an answer holds. They are asked for in the order of
// their keys at once, since an answer without order is no place to go on from.
func mayBeMany(keys []query.Selection) bool {
	return len(keys) > 1 || keys[0].Unit == query.Hour || keys[0].Field == query.ID
}

// readPlaces reads the pages behind a first one in an order in which several groups may be equal. The last of a page may
// have equals that are held back: the next page begins with all of them.
func (r reader) readPlaces(ctx context.Context, q query.Query, first page) ([]page, error) {
	var pages []page
	keys := make([]query.Order, len(q.GroupBy))
	for i, key := range q.GroupBy {
		keys[i].By = key
	}
	seen := make(map[string]bool)
	next := q
	for last := first; ; {
		cut, place, err := last.Cut(q.OrderBy)
		if err != nil {
			return nil, err
		}
		more := last.Partial() && cut > 0 && len(pages)+1 < r.options.MaxPages
		if more {
			last.Rows = last.Before(cut)
		}
		if err := last.Note(keys, seen); err != nil {
			return nil, err
		}
		if pages = append(pages, last); !more {
			return pages, nil
		}
		next.Where = query.All(q.Where, query.From(q.OrderBy, place))
		if last, err = r.page(ctx, next); err != nil {
			return nil, err
		}
	}
}
