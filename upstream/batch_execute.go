package upstream

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/endpoint"
)

// mergedQuery is a query of a batch once it is merged, and what the rules of deriving read of it.
type mergedQuery struct {
	merged
	prepared *derive.Question // nil: no rule applies
	reason   derive.Reason    // why it does not follow from what is kept
}

// strategy is how the questions of a batch are asked. What fails in one way is asked in the next, so that it ends.
type strategy int

const (
	wider     strategy = iota // one question in place of several that follow from it
	asSources                 // as they are written, those from which no other follows
	eachAlone                 // each as it is written
)

// execute answers the loads of a batch: those that follow from what is kept, and the rest by asking, side by side.
func (b *Batch) execute(ctx context.Context, asks []merged, loads []*load) {
	ctx = endpoint.Counted(ctx, &b.calls)
	defer b.settle(loads)
	r := b.session.reader
	var rest []*mergedQuery
	for _, m := range asks {
		q := &mergedQuery{merged: m, prepared: r.question(m.query), reason: derive.NothingKnown}
		if answer := b.known(ctx, q); answer != nil {
			b.deliver(q, loads, answer, nil)
		} else {
			rest = append(rest, q)
		}
	}
	how := asSources
	if r.options.AskWider {
		how = wider
	}
	jobs := b.jobs(rest, loads, how)
	if len(loads) > 0 {
		r.options.Observer.Batch(len(loads), len(jobs))
	}
	run(ctx, jobs)
}

// settle answers the loads that a panic has left without an answer. It recovers, for nobody else would.
func (b *Batch) settle(loads []*load) {
	cause := recover()
	for _, l := range loads {
		select {
		case <-l.done:
		default:
			l.answered(nil, defect(fmt.Errorf("panic: %v\n%s", cause, debug.Stack())))
		}
	}
}

// known is the answer of a question that follows from what is kept; nil if there is none, or if it is kept itself.
func (b *Batch) known(ctx context.Context, q *mergedQuery) *Answer {
	r := b.session.reader
	if q.prepared == nil {
		return nil
	}
	r.tenant.sizes.Used(q.prepared)
	candidates := r.candidates(q.prepared)
	if len(candidates) == 0 {
		return nil // What is kept itself is found when it is asked for.
	}
	_, state, ok := r.peek(ctx, beginning(q.query))
	if ok && state == Hit {
		return nil
	}
	var answer *Answer
	if answer, q.reason = r.derive(ctx, q.query, q.prepared, candidates, !ok); answer != nil {
		r.options.Observer.Page(answer.Cache)
	}
	return answer
}

// jobs are what to ask for questions. Each asks one query, and what it cannot answer of the questions in the next way.
func (b *Batch) jobs(questions []*mergedQuery, loads []*load, how strategy) []func(context.Context) {
	var jobs []func(context.Context)
	var prepared []*derive.Question
	var of []*mergedQuery // of those that are prepared
	for _, q := range questions {
		if q.prepared == nil || how == eachAlone {
			jobs = append(jobs, func(ctx context.Context) { b.askWritten(ctx, q, loads) })
			continue
		}
		prepared = append(prepared, q.prepared)
		of = append(of, q)
	}
	t := b.session.reader.tenant
	var sizes *derive.Sizes
	if how == wider {
		sizes = &t.sizes
	}
	for _, asked := range derive.Ask(prepared, sizes, int(t.pageSize.Load()), b.session.reader.options.Clock()) {
		parts := make([]part, len(asked.Parts))
		for i, p := range asked.Parts {
			parts[i] = part{of[p.Index], p.Plan}
		}
		var written *mergedQuery
		if i := slices.Index(prepared, asked.Question); i >= 0 {
			written = of[i]
		}
		if written != nil && len(parts) == 1 {
			jobs = append(jobs, func(ctx context.Context) { b.askWritten(ctx, written, loads) })
			continue
		}
		jobs = append(jobs, func(ctx context.Context) { b.askFor(ctx, asked.Question, written, parts, loads, how) })
	}
	b.asked.Add(int64(len(jobs)))
	return jobs
}

// part is a question that is answered by what is asked. Without a plan it is what is asked.
type part struct {
	*mergedQuery
	plan *derive.Plan
}

// run runs jobs side by side, a single one in the caller's goroutine.
func run(ctx context.Context, jobs []func(context.Context)) {
	if len(jobs) == 1 {
		jobs[0](ctx)
		return
	}
	var all errgroup.Group
	all.SetLimit(maxConcurrentCalls)
	for _, job := range jobs {
		all.Go(func() (err error) {
			defer func() {
				if cause := recover(); cause != nil {
					err = fmt.Errorf("%v\n%s", cause, debug.Stack())
				}
			}()
			job(ctx)
			return nil // Each load has its own error.
		})
	}
	if err := all.Wait(); err != nil {
		panic(err)
	}
}

// askFor asks one query from which several questions follow. What does not follow after all is asked in the next way.
func (b *Batch) askFor(ctx context.Context, asked *derive.Question, written *mergedQuery, parts []part, loads []*load, how strategy) {
	q := asked.Query()
	if written != nil {
		q = written.query // with its order
	}
	answer, err := b.session.extendOrAsk(ctx, q, asked)
	if err == nil {
		b.session.reader.learn(asked, answer)
	}
	var again []*mergedQuery
	for _, p := range parts {
		switch {
		case p.plan == nil:
			b.finish(ctx, p.mergedQuery, loads, answer, err)
		case err != nil && !mayBeCausedByMerging(err):
			b.finish(ctx, p.mergedQuery, loads, nil, err)
		case err != nil:
			again = append(again, p.mergedQuery)
		default:
			if own, reason := b.session.reader.follow(ctx, p.query, p.plan, answer); reason == derive.Derivable {
				b.deliver(p.mergedQuery, loads, own, nil)
			} else {
				again = append(again, p.mergedQuery)
			}
		}
	}
	if len(again) > 0 {
		run(ctx, b.jobs(again, loads, how+1))
	}
}

// askWritten asks a question as it is written.
func (b *Batch) askWritten(ctx context.Context, q *mergedQuery, loads []*load) {
	answer, err := b.session.extendOrAsk(ctx, q.query, q.prepared)
	if err == nil {
		b.session.reader.learn(q.prepared, answer)
	}
	b.finish(ctx, q, loads, answer, err)
}

// finish answers the loads of a question that was asked. One of several that were merged is asked by itself where the error may
// come of another. Where the endpoint fails, what is kept serves for longer.
func (b *Batch) finish(ctx context.Context, q *mergedQuery, loads []*load, answer *Answer, err error) {
	if err != nil && q.prepared != nil && isOutage(err) && ctx.Err() == nil {
		if lapsed := b.session.reader.deriveStaleIfError(ctx, q.query, q.prepared); lapsed != nil {
			answer, err = lapsed, nil
		}
	}
	if !mayBeCausedByMerging(err) {
		b.deliver(q, loads, answer, err)
		return
	}
	b.count(q, nil)
	for _, i := range q.loads {
		own, failure := answer, err
		if asked := *loads[i].query; len(asked.Columns()) < len(q.query.Columns()) {
			own, failure = b.session.rows(ctx, asked)
		}
		loads[i].answered(own, failure)
	}
}

// deliver answers the loads of a question alike.
func (b *Batch) deliver(q *mergedQuery, loads []*load, answer *Answer, err error) {
	b.count(q, answer)
	for _, i := range q.loads {
		loads[i].answered(answer, err)
	}
}

// count tells once of each question that was not kept how it was answered: derived, or asked for, and why. The answer of one that
// was asked for says so, too; without an answer it was asked for in vain.
func (b *Batch) count(q *mergedQuery, answer *Answer) {
	tell := b.session.reader.options.Observer.Derived
	switch {
	case q.prepared == nil:
	case answer == nil:
		tell(q.reason.String())
	case answer.Derived != "":
		tell(Derived.String())
	case answer.Cache != Hit && answer.Cache != Stale:
		answer.Reason = q.reason.String()
		tell(answer.Reason)
	}
}
