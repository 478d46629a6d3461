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
	ctx = endpoint.CalledBy(ctx, &b.caller)
	defer b.settle(loads)
	r := b.session.reader
	queries, rest := make([]mergedQuery, len(asks)), make([]*mergedQuery, 0, len(asks))
	for i, m := range asks {
		q := &queries[i]
		*q = mergedQuery{merged: m, prepared: r.question(m.query), reason: derive.NothingKnown}
		if answer := b.known(ctx, q); answer != nil {
			b.deliver(q, answer, nil)
		} else {
			rest = append(rest, q)
		}
	}
	how := asSources
	if r.options.AskWider {
		how = wider
	}
	asking := b.jobs(rest, how)
	if len(loads) > 0 {
		r.options.Observer.Batch(len(loads), len(asking))
	}
	b.runJobs(ctx, asking, how)
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

// job is one query to ask, and the questions that it answers: itself as it is written, or those of parts that follow from it.
type job struct {
	asked   *derive.Question
	written *mergedQuery // nil: nobody has asked it as it is
	parts   []part       // nil: only as it is written
}

// part is a question that is answered by what is asked. Without a plan it is what is asked.
type part struct {
	*mergedQuery
	plan *derive.Plan
}

// jobs are what to ask for questions. Each asks one query, and what it cannot answer of the questions in the next way.
func (b *Batch) jobs(questions []*mergedQuery, how strategy) []job {
	jobs := make([]job, 0, len(questions))
	prepared, of := make([]*derive.Question, 0, len(questions)), make([]*mergedQuery, 0, len(questions)) // those that are prepared
	for _, q := range questions {
		if q.prepared == nil || how == eachAlone {
			jobs = append(jobs, job{written: q})
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
		j := job{asked: asked.Question}
		if i := slices.Index(prepared, asked.Question); i >= 0 {
			j.written = of[i]
		}
		if j.written == nil || len(asked.Parts) > 1 {
			j.parts = make([]part, len(asked.Parts))
			for i, p := range asked.Parts {
				j.parts[i] = part{of[p.Index], p.Plan}
			}
		}
		jobs = append(jobs, j)
	}
	b.asked.Add(int64(len(jobs)))
	return jobs
}

// runJobs asks what jobs ask, side by side.
func (b *Batch) runJobs(ctx context.Context, jobs []job, how strategy) {
	run(len(jobs), func(i int) {
		if j := jobs[i]; j.parts == nil {
			b.askWritten(ctx, j.written)
		} else {
			b.askFor(ctx, j, how)
		}
	})
}

// run does so many things side by side, a single one in the caller's goroutine.
func run(n int, do func(i int)) {
	if n == 1 {
		do(0)
		return
	}
	var all errgroup.Group
	all.SetLimit(maxConcurrentCalls)
	for i := range n {
		all.Go(func() (err error) {
			defer func() {
				if cause := recover(); cause != nil {
					err = fmt.Errorf("%v\n%s", cause, debug.Stack())
				}
			}()
			do(i)
			return nil // Each load has its own error.
		})
	}
	if err := all.Wait(); err != nil {
		panic(err)
	}
}

// askFor asks one query from which several questions follow. What does not follow after all is asked in the next way.
func (b *Batch) askFor(ctx context.Context, j job, how strategy) {
	q := j.asked.Query()
	if j.written != nil {
		q = j.written.query // with its order
	}
	answer, err := b.session.extendOrAsk(ctx, q, j.asked)
	if err == nil {
		b.session.reader.learn(j.asked, answer)
	}
	var again []*mergedQuery
	for _, p := range j.parts {
		switch {
		case p.plan == nil:
			b.finish(ctx, p.mergedQuery, answer, err)
		case err != nil && !mayBeCausedByMerging(err):
			b.finish(ctx, p.mergedQuery, nil, err)
		case err != nil:
			again = append(again, p.mergedQuery)
		default:
			if own, reason := b.session.reader.follow(ctx, p.query, p.plan, answer); reason == derive.Derivable {
				b.deliver(p.mergedQuery, own, nil)
			} else {
				again = append(again, p.mergedQuery)
			}
		}
	}
	if len(again) > 0 {
		b.runJobs(ctx, b.jobs(again, how+1), how+1)
	}
}

// askWritten asks a question as it is written.
func (b *Batch) askWritten(ctx context.Context, q *mergedQuery) {
	answer, err := b.session.extendOrAsk(ctx, q.query, q.prepared)
	if err == nil {
		b.session.reader.learn(q.prepared, answer)
	}
	b.finish(ctx, q, answer, err)
}

// finish answers the loads of a question that was asked. One of several that were merged is asked by itself where the error may
// come of another. Where the endpoint fails, what is kept serves for longer.
func (b *Batch) finish(ctx context.Context, q *mergedQuery, answer *Answer, err error) {
	if err != nil && q.prepared != nil && isOutage(err) && ctx.Err() == nil {
		if lapsed := b.session.reader.deriveStaleIfError(ctx, q.query, q.prepared); lapsed != nil {
			answer, err = lapsed, nil
		}
	}
	if !mayBeCausedByMerging(err) {
		b.deliver(q, answer, err)
		return
	}
	b.count(q, nil)
	for _, l := range q.loads {
		own, failure := answer, err
		if asked := *l.query; len(asked.Columns()) < len(q.query.Columns()) {
			own, failure = b.session.rows(ctx, asked)
		}
		l.answered(own, failure)
	}
}

// deliver answers the loads of a question alike.
func (b *Batch) deliver(q *mergedQuery, answer *Answer, err error) {
	b.count(q, answer)
	for _, l := range q.loads {
		l.answered(answer, err)
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
