package upstream

import "time"

// Observer is told what a client does, for counters. Its functions may be nil; they must be quick.
type Observer struct {
	// Call is told of each try of a call: how it ended, "ok" or a Failure, and how long it took.
	Call func(outcome string, took time.Duration)
	// Retry is told of each try that follows a failed one.
	Retry func()
	// Breaker is told of the changes of breakers, of which each access key has one: closed, open, half-open.
	Breaker func(from, to string)
	// Page is told of each page that a query needed, by where it came from.
	Page func(state CacheState)
	// Batch is told of each batch that went: how many queries it held, and how many were asked for them.
	Batch func(queries, asked int)
	// Shared is told of the store that gateways share: hit, waited, filled, skipped, miss, invalid, large, error.
	Shared func(event string)
}

// withDefaults has no nil functions.
func (o Observer) withDefaults() Observer {
	if o.Call == nil {
		o.Call = func(string, time.Duration) {}
	}
	if o.Retry == nil {
		o.Retry = func() {}
	}
	if o.Breaker == nil {
		o.Breaker = func(string, string) {}
	}
	if o.Page == nil {
		o.Page = func(CacheState) {}
	}
	if o.Batch == nil {
		o.Batch = func(int, int) {}
	}
	if o.Shared == nil {
		o.Shared = func(string) {}
	}
	return o
}
