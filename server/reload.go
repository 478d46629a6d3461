package main

import (
	"context"
	"time"
)

// reloadable is something from outside that the gateway reads again when SIGHUP comes.
type reloadable struct {
	name   string
	reload func(context.Context) error // fails if what is there now cannot be used; what was read before then stays
}

// reload reads everything again, and logs what came of each.
func (g *gateway) reload(ctx context.Context) {
	good := true
	for _, r := range g.reloadables {
		if err := r.reload(ctx); err != nil {
			g.log.Error("reload failed; the previous version stays in use", "what", r.name, "error", err)
			good = false
			continue
		}
		g.log.Info("reloaded", "what", r.name)
	}
	g.metrics.Reloaded(good, time.Now())
}
