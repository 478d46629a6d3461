package graph

import (
	"context"
	"runtime"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/graph/write"
)

// queryExecutor executes operations: the fields of the root, and those of a set. It reads arguments and reports errors by the library's
// own functions, and what stands beneath is written by programs (package write). The library answers what is asked of the schema itself.
type queryExecutor struct {
	*executableSchema
	buffers *sync.Pool // of the texts of fields
}

func newQueryExecutor(c Config) queryExecutor {
	return queryExecutor{NewExecutableSchema(c).(*executableSchema), &sync.Pool{New: func() any { return new([]byte) }}}
}

// Exec gives what answers the operation of the context, once.
func (d queryExecutor) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	fields := outlineOf(op).fields
	e := execution{newExecutionContext(op, d.executableSchema, nil), d.buffers}
	answered := false
	return func(ctx context.Context) *graphql.Response {
		if answered {
			return nil
		}
		answered = true
		return &graphql.Response{Data: e.executeQuery(ctx, fields)}
	}
}

// execution is that of one operation.
type execution struct {
	*executionContext
	buffers *sync.Pool
}

// executeQuery is the data of the answer. Which sets are meant is found out before anything is asked of them.
func (e execution) executeQuery(ctx context.Context, fields []*plan.Selected) []byte {
	sets := make([]setField, len(fields))
	for i, f := range fields {
		if f.Name == "conversations" {
			sets[i] = e.resolveSet(ctx, f, sets[f.SameSet].conversations, sets[f.SameFilter].conversations)
		}
	}
	whole := fieldResult{object: e.executeFields(fields, func(i int, a *fieldResult) {
		switch a.field.Name {
		case "conversation":
			a.text, a.buffer = e.executeField(ctx, "Query", a.field, e.resolveConversation)
		case "propertyKeys":
			a.text, a.buffer = e.executeField(ctx, "Query", a.field, e.resolvePropertyKeys)
		case "propertyValues":
			a.text, a.buffer = e.executeField(ctx, "Query", a.field, e.resolvePropertyValues)
		case "conversations":
			a.object = e.executeSetFields(sets[i], a.field)
		default:
			a.text = e.introspect(ctx, a.field)
		}
	})}
	for _, a := range whole.object {
		if a.object == nil && a.text == nil { // It must not be null.
			return []byte("null")
		}
	}
	size := whole.size()
	answer := &operationOf(ctx).answer
	err := answer.Write(int64(size - whole.textSize()))
	if err == nil {
		err = answer.Take(ctx, int64(size))
	}
	if err != nil {
		e.Error(ctx, err)
		return []byte("null")
	}
	data := whole.append(make([]byte, 0, size))
	e.releaseBuffers(answer, whole)
	return data
}

// introspect answers a field that is about the schema itself.
func (e execution) introspect(ctx context.Context, f *plan.Selected) []byte {
	field := e._Query___schema
	if f.Name == "__type" {
		field = e._Query___type
	}
	into := &write.LimitedWriter{TextLimit: write.TextLimit{Ctx: ctx, Answer: &operationOf(ctx).answer}}
	if into.Err = into.Answer.Take(ctx, write.IntrospectionBytes); into.Err == nil {
		field(ctx, f.CollectedField).MarshalGQL(into)
		into.Answer.Memory.Give(write.IntrospectionBytes)
		into.Fits(into.Text)
	}
	if into.Err != nil {
		e.Error(fieldContext(ctx, "Query", f), into.Err)
		return []byte("null")
	}
	return into.Text
}

// executeFields answers the fields of an object side by side.
func (e execution) executeFields(fields []*plan.Selected, answer func(int, *fieldResult)) []fieldResult {
	object := make([]fieldResult, len(fields))
	first, others := -1, false
	for i, f := range fields {
		object[i].field = f
		switch {
		case f.Name == "__typename":
			object[i].text = []byte(`"` + f.ObjectDefinition.Name + `"`)
		case first < 0:
			first = i
		default:
			others = true
		}
	}
	wait := func() {}
	if others {
		wait = beginFields(object[first+1:], func(i int, a *fieldResult) { answer(first+1+i, a) })
	}
	if first >= 0 {
		answer(first, &object[first])
	}
	wait()
	return object
}

// beginFields begins to answer fields that are not answered, and gives what waits for them.
func beginFields(fields []fieldResult, answer func(int, *fieldResult)) (wait func()) {
	var all sync.WaitGroup
	for i := range fields {
		if a := &fields[i]; a.text == nil {
			all.Go(func() {
				growStack()
				answer(i, a)
			})
		}
	}
	return all.Wait
}

// growStack has the stack of a new goroutine grown at once to the size that a field needs. While there is little on it that is
// cheap; grown step by step it was a twelfth of the time of a dashboard.
//
//go:noinline
func growStack() {
	var frame [5 << 10]byte
	runtime.KeepAlive(&frame)
}

// setField is what a field conversations stands for, and the context of that field.
type setField struct {
	ctx           context.Context
	conversations *conversationSet // nil if the field's arguments are bad
}

// resolveSet finds out which set a field means: one that is known already, if there is one, or one with the filter of another. Bad
// arguments refuse the request.
func (e execution) resolveSet(ctx context.Context, f *plan.Selected, known, alike *conversationSet) (s setField) {
	s = setField{fieldContext(ctx, "Query", f), known}
	if known != nil {
		return s
	}
	defer func() {
		if cause := recover(); cause != nil {
			e.Error(s.ctx, e.Recover(s.ctx, cause))
		}
		if s.conversations == nil {
			o := operationOf(ctx)
			o.refuse()
			o.skip(ctx, announcedBy(f))
		}
	}()
	var err error
	if s.conversations, err = e.planSet(s.ctx, f, alike); err != nil {
		e.Error(s.ctx, err)
	}
	return s
}

// planSet reads which set a field means. Its filter is that of another set, if there is one with the same.
func (e execution) planSet(ctx context.Context, f *plan.Selected, alike *conversationSet) (*conversationSet, error) {
	var but []string
	if alike != nil {
		but = append(but, "where")
	}
	args, err := f.ReadBy(ctx, e.field_Query_conversations_args, e.Variables, but...)
	if err != nil {
		return nil, err
	}
	o, a := operationOf(ctx), setArguments{
		groupBy: args["groupBy"].([]model.ConversationGroupBy), aggregate: args["aggregate"].([]model.ConversationAggregate), notes: args["notes"].(*string),
	}
	if alike != nil {
		a.filter = alike.filter
	} else if a.filter, err = o.filter(e.OperationContext, f, args["where"].(*model.ConversationWhere)); err != nil {
		return nil, err
	}
	return newSet(e.OperationContext, o, a)
}

// executeSetFields answers the fields of a set, or nothing if there is none.
func (e execution) executeSetFields(s setField, f *plan.Selected) []fieldResult {
	if s.conversations == nil {
		return nil
	}
	resolve := func(ctx context.Context, f *plan.Selected) (write.Prepared, error) {
		return e.resolveSetField(ctx, s.conversations, f)
	}
	return e.executeFields(f.Beneath, func(_ int, a *fieldResult) {
		a.text, a.buffer = e.executeField(s.ctx, "Conversations", a.field, resolve)
	})
}

// executeField answers a field that may be null, by its text and the buffer of the pool that it is in, if it is.
func (e execution) executeField(ctx context.Context, on string, f *plan.Selected, resolve func(context.Context, *plan.Selected) (write.Prepared, error)) (text []byte, buffer *[]byte) {
	ctx = fieldContext(ctx, on, f)
	defer func() {
		if cause := recover(); cause != nil {
			e.Error(ctx, e.Recover(ctx, cause))
			text, buffer = []byte("null"), nil
		}
	}()
	value, err := resolve(ctx, f)
	if err != nil {
		e.Error(ctx, err)
	}
	if err != nil || value == nil {
		return []byte("null"), nil
	}
	if buffer := e.completeValue(ctx, f, value); buffer != nil {
		return *buffer, buffer
	}
	return []byte("null"), nil
}

// resolveSetField resolves a field of a set. If its arguments are bad, its loads do not come.
func (e execution) resolveSetField(ctx context.Context, c *conversationSet, f *plan.Selected) (write.Prepared, error) {
	bad := func(err error) (write.Prepared, error) {
		c.operation.skip(ctx, announcedBy(f))
		return nil, err
	}
	switch f.Name {
	case "totals":
		return orNil(c.totals(ctx, e.Variables, f))
	case "groups":
		args, err := f.ReadBy(ctx, e.field_Conversations_groups_args, e.Variables)
		if err != nil {
			return bad(err)
		}
		return orNil(c.groups(ctx, e.Variables, f, plan.GroupsArguments{
			Having: args["having"].([]model.ConversationHaving), OrderBy: args["orderBy"].([]model.ConversationGroupOrder), Limit: args["limit"].(*int),
			Top: args["top"].(*model.ConversationTop), Fill: args["fill"].(bool),
		}))
	}
	args, err := f.ReadBy(ctx, e.field_Conversations_list_args, e.Variables)
	if err != nil {
		return bad(err)
	}
	return orNil(c.list(ctx, e.Variables, f, args["orderBy"].([]model.ConversationOrder), args["first"].(*int), args["after"].(*string)))
}

// resolveConversation resolves a conversation. If its argument is bad, its load does not come.
func (e execution) resolveConversation(ctx context.Context, f *plan.Selected) (write.Prepared, error) {
	args, err := f.ReadBy(ctx, e.field_Query_conversation_args, e.Variables)
	if err != nil {
		operationOf(ctx).skip(ctx, announcedBy(f))
		return nil, err
	}
	return orNil(newConversation(ctx, e.OperationContext, f, args["id"].(string)))
}

// orNil is a value as what it is written by; nil stays nil.
func orNil[T any, P interface {
	*T
	write.Prepared
}](value P, err error) (write.Prepared, error) {
	if value == nil || err != nil {
		return nil, err
	}
	return value, nil
}

// fieldContext is the context of a field, in which errors know their paths.
func fieldContext(ctx context.Context, on string, f *plan.Selected) context.Context {
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: on, Field: f.CollectedField})
}
