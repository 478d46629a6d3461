package upstream

import "github.com/inkeep-gateway/gateway/upstream/endpoint"

// Observer is told what a client does, for counters. Its functions may be nil; they must be quick.
type Observer struct {
	endpoint.Observer
	// Page is told of each page that a query needed, by where it came from.
	Page func(state CacheState)
	// Batch is told of each batch that went: how many queries it held, and how many were asked for them.
	Batch func(queries, asked int)
	// Derived is told of each query of groups that was not kept: "derived", or the reason nearest to that.
	Derived func(outcome string)
	// Full is told of each answer that was dropped from memory to make room for others.
	Full func()
	// Shared is told of the store that gateways share: hit, waited, filled, skipped, miss, invalid, large, error.
	Shared func(event string)
}

// withDefaults has no nil functions.
func (o Observer) withDefaults() Observer {
	if o.Full == nil {
		o.Full = func() {}
	}
	if o.Page == nil {
		o.Page = func(CacheState) {}
	}
	if o.Batch == nil {
		o.Batch = func(int, int) {}
	}
	if o.Derived == nil {
		o.Derived = func(string) {}
	}
	if o.Shared == nil {
		o.Shared = func(string) {}
	}
	return o
}
