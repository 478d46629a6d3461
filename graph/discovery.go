package graph

import (
	"context"
	"errors"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// resolvePropertyKeys lists the names of properties. If its arguments are bad, its load does not come.
func (e execution) resolvePropertyKeys(ctx context.Context, f *plan.Selected) (write.Prepared, error) {
	o := operationOf(ctx)
	args, err := f.ReadBy(ctx, e.field_Query_propertyKeys_args, e.Variables)
	if err != nil {
		o.skip(ctx, announcedBy(f))
		return nil, err
	}
	filter, err := o.filter(e.OperationContext, f, args["where"].(*model.ConversationWhere))
	var asked *query.Query
	if err == nil {
		q := plan.ForPropertyKeys(args["field"].(query.Field), filter.Where)
		asked = &q
	}
	answers, err := o.load(ctx, "", err, asked)
	if err != nil {
		return nil, err
	}
	return orNil(write.ShapePropertyKeys(answers[0].Rows))
}

// resolvePropertyValues lists the values of a property. If its arguments are bad, its load does not come.
func (e execution) resolvePropertyValues(ctx context.Context, f *plan.Selected) (write.Prepared, error) {
	o := operationOf(ctx)
	args, err := f.ReadBy(ctx, e.field_Query_propertyValues_args, e.Variables)
	if err != nil {
		o.skip(ctx, announcedBy(f))
		return nil, err
	}
	c := &conversationSet{operation: o, notes: operationNotes(e.OperationContext)}
	var p *plan.GroupsPlan
	if c.filter, err = o.filter(e.OperationContext, f, args["where"].(*model.ConversationWhere)); err == nil {
		p, err = plan.ForPropertyValues(args["field"].(query.Field), args["path"].([]string), c.filter.Where, args["first"].(int))
	}
	return orNil(c.propertyValues(ctx, p, err))
}

// propertyValues reads the values of a plan. Where the first of all cannot be told, they are the first of those that the endpoint gave.
func (c *conversationSet) propertyValues(ctx context.Context, p *plan.GroupsPlan, planned error) (*write.Texts, error) {
	var asked *query.Query
	if planned == nil {
		asked = p.Asked()
	}
	answers, err := c.operation.load(ctx, c.notes, planned, asked)
	if err != nil {
		return nil, err
	}
	rows := answers[0].Rows
	groups, _, err := (&groupsReader{conversationSet: c, plan: p}).shape(ctx, p, rows, write.NoRest)
	if incomplete := (*model.Error)(nil); errors.As(err, &incomplete) && incomplete.Code == model.IncompleteResult {
		some := *p
		some.Limit = 0
		groups, err = write.ShapeGroups(ctx, &some, rows, nil, write.NoRest)
	}
	if err != nil {
		return nil, err
	}
	return write.ShapePropertyValues(p, groups)
}
