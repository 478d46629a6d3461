package memory

import "context"

type leaseKey struct{}

// With is the context of what takes its bytes with a lease.
func With(ctx context.Context, l *Lease) context.Context {
	if l == nil {
		return ctx
	}
	return context.WithValue(ctx, leaseKey{}, l)
}

// Of is the lease of a context; nil, which takes what is asked, if it has none.
func Of(ctx context.Context) *Lease {
	l, _ := ctx.Value(leaseKey{}).(*Lease)
	return l
}
