package live

import (
	"context"
	"slices"
	"time"
)

// group is those who watch one question and may see the same. It looks in a goroutine of its own, until nobody is left.
type group struct {
	hub      *Hub
	key      groupKey
	question Question
	ctx      context.Context // of its looks, which end with the last watcher and with the hub
	cancel   context.CancelFunc

	watchers []*Watcher // of the hub's lock, as is what follows
	last     *Payload   // nil before the first look

	turn int // of who pays next
}

// join has a watcher in the group of a scope and a question. It is for who has the hub's lock.
func (h *Hub) join(w *Watcher, scope string, q Question) {
	key := groupKey{scope, q.Key}
	g, ok := h.groups[key]
	if !ok {
		g = &group{hub: h, key: key, question: q}
		g.ctx, g.cancel = context.WithCancel(h.draining)
		h.groups[key] = g
		go g.run()
	}
	w.group = g
	g.watchers = append(g.watchers, w)
	if g.last != nil {
		w.offer(g.last)
	}
}

// remove takes a watcher out, and ends the group with the last one. It is for who has the hub's lock.
func (g *group) remove(w *Watcher) {
	i := slices.Index(g.watchers, w)
	if i < 0 {
		return
	}
	g.watchers = slices.Delete(g.watchers, i, i+1)
	if len(g.watchers) == 0 {
		g.cancel()
		delete(g.hub.groups, g.key)
		g.last.Release()
		g.last = nil
	}
}

// longestPause bounds by how much failing looks are slowed down, but for those that are rarer anyway.
const longestPause = 5 * time.Minute

// run looks until nobody is left.
func (g *group) run() {
	defer func() {
		if cause := recover(); cause != nil {
			g.hub.options.Panicked(cause)
			g.breakOff()
		}
	}()
	every := g.question.Every
	// Answers of others are as good as its own. Later ones are of the last half of the time: its own from the look before are not, all
	// at once, and those of others who ask as often are.
	age, failures := every, 0
	for {
		payers := g.judge()
		if g.ctx.Err() != nil {
			return
		}
		if len(payers) == 0 { // Somebody came while all others were sent away.
			continue
		}
		answer := g.look(payers, age)
		g.publish(answer)
		pause := max(every-max(answer.Age, 0), every/2)
		if answer.Failed {
			failures = min(failures+1, 10)
			pause = max(min(every<<failures, longestPause), every, min(answer.RetryAfter, longestPause))
		} else {
			failures = 0
		}
		age = every / 2
		select {
		case <-g.hub.options.After(pause):
		case <-g.ctx.Done():
			return
		}
	}
}

// payer is who may pay for a look.
type payer struct {
	asker Asker
	as    context.Context
}

// judge judges all watchers anew. Those who may not ask any more are ended, and those who may see other things watch with others.
func (g *group) judge() (payers []payer) {
	g.hub.mu.Lock()
	watchers := slices.Clone(g.watchers)
	g.hub.mu.Unlock()
	for _, w := range watchers {
		scope, as, err := w.asker.Judge(g.ctx)
		if err == nil && scope == g.key.scope {
			payers = append(payers, payer{w.asker, as})
			continue
		}
		g.dismiss(w, scope, err)
	}
	return payers
}

// dismiss takes a watcher out that is not of the group any more.
func (g *group) dismiss(w *Watcher, scope string, err error) {
	g.hub.mu.Lock()
	defer g.hub.mu.Unlock()
	if g.ctx.Err() != nil || !slices.Contains(g.watchers, w) {
		return // It has left.
	}
	if err != nil {
		w.end(err)
	} else {
		g.hub.join(w, scope, g.question)
	}
	g.remove(w)
}

// look asks, at the cost of the next one in turn who can pay; there is at least one. If nobody can, the last one's answer says so.
func (g *group) look(payers []payer, age time.Duration) Answer {
	var refused *Answer
	cost := g.question.Cost()
	for i := range payers {
		next := (g.turn + i) % len(payers)
		if refused = payers[next].asker.Pay(payers[next].as, cost); refused == nil {
			g.turn = next + 1
			return g.question.Ask(payers[next].as, age)
		}
	}
	return *refused
}

// publish offers an answer to all watchers, if it tells anything new.
func (g *group) publish(answer Answer) {
	p := newPayload(answer)
	defer p.Release()
	g.hub.mu.Lock()
	defer g.hub.mu.Unlock()
	outcome := "unchanged"
	if g.ctx.Err() == nil && (g.last == nil || g.last.sum != p.sum) {
		outcome = "changed"
		g.last.Release()
		g.last = p.retain()
		for _, w := range g.watchers {
			w.offer(p)
		}
	}
	if answer.Failed {
		outcome = "failed"
	}
	g.hub.options.Looked(outcome)
}

// breakOff ends the group and all its watchers.
func (g *group) breakOff() {
	g.hub.mu.Lock()
	defer g.hub.mu.Unlock()
	for _, w := range slices.Clone(g.watchers) {
		w.end(ErrBroken)
		g.remove(w)
	}
}
