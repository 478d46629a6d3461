package upstream

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"sync/atomic"
	"time"

	"github.com/inkeep-gateway/gateway/upstream/cache"
	"github.com/inkeep-gateway/gateway/upstream/derive"
	"github.com/inkeep-gateway/gateway/upstream/endpoint"
	"github.com/inkeep-gateway/gateway/upstream/query"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// tenant is what a client keeps of an access key. Nothing of two tenants is shared: not an answer in either cache, not a
// call in flight, nor what the endpoint bears.
type tenant struct {
	*endpoint.Tenant
	tag    store.Tag                 // the same on every gateway
	epoch  atomic.Pointer[store.Tag] // of all that is kept of it in this process
	shared *store.RedisTenant        // nil: none
	of     holder
	known  atomic.Bool // whether the endpoint has answered it with rows

	sizes       derive.Sizes // of its groups
	pageSize    atomic.Int64 // how many rows the endpoint last said to fit a page; 0 if it has not
	ownAverages atomic.Bool  // whether the endpoint's averages are not sums over counts
}

// key is where the answer of a query is kept in this process, and under way. Of another epoch it is another.
func (t *tenant) key(q query.Query) store.Key { return store.NewKey(*t.epoch.Load(), q.Hash()) }

// sharedKey is where gateways share the answer of a query.
func (t *tenant) sharedKey(q query.Query) store.Key { return store.NewKey(t.tag, q.Hash()) }

// drop begins another epoch, here and in the shared store: nothing is found any more that was kept before, nor what a call
// that is under way will keep.
func (t *tenant) drop() {
	if t.shared != nil {
		t.shared.Drop() // first, for what begins in another epoch must find nothing there
	}
	t.begin()
}

// dropNow is drop, and waits for the shared store. It fails with store.ErrNotDropped if that cannot be told, and has dropped
// what is kept here.
func (t *tenant) dropNow() (err error) {
	if t.shared != nil {
		err = t.shared.DropNow()
	}
	t.begin()
	return err
}

// begin begins another epoch here.
func (t *tenant) begin() {
	var epoch store.Tag
	_, _ = rand.Read(epoch[:]) // It never fails.
	t.epoch.Store(&epoch)
}

// refused drops what is kept of a tenant once the endpoint does not accept its key any more. A call that began in an epoch
// before says nothing of this one.
func (t *tenant) refused(key store.Key) {
	if key.Tag() == *t.epoch.Load() {
		t.drop()
	}
}

// holder is who a tenant is of: a key, as the gateway's or as a caller's own.
type holder struct {
	key string
	own bool
}

// cacheKey is where the tenant of a holder is kept. What stands behind the hash tells a caller's own key from the gateway's.
func (h holder) cacheKey() cache.Key {
	key := cache.KeyOf(h.key)
	if h.own {
		key[len(key)-1] = 1
	}
	return key
}

// tenants are those that a client keeps. Keys can be made up: those that the endpoint has answered are kept apart from
// those that it has not, so that no number of these takes the place of the others. Who is not kept any more loses what is
// kept of the answers, for its next epoch is another, and what its guard knows.
type tenants struct {
	known, strangers *cache.Cache[cache.Key, *tenant]
}

const (
	tenantsKept   = 1000 // of each kind
	strangersKept = 10 * time.Minute
)

// newTenants keeps those that were answered for as long as their answers.
func newTenants(answers time.Duration) tenants {
	keep := func(d time.Duration) *cache.Cache[cache.Key, *tenant] {
		return cache.New(cache.Options[cache.Key, *tenant]{Most: tenantsKept, Unused: d, Evicted: func(_ cache.Key, t *tenant) { t.Forget() }})
	}
	return tenants{keep(max(answers, strangersKept)), keep(strangersKept)}
}

// of is the tenant of a holder.
func (t tenants) of(h holder, begin func() *tenant) *tenant {
	key := h.cacheKey()
	if known, ok := t.known.Get(key); ok {
		return known
	}
	if stranger, ok := t.strangers.Get(key); ok {
		return stranger
	}
	return t.strangers.GetOrMake(key, begin)
}

// answered is told of each answer of the endpoint's to a tenant.
func (t tenants) answered(by *tenant) {
	if by.known.CompareAndSwap(false, true) {
		t.known.SetIfAbsent(by.of.cacheKey(), by)
		t.strangers.Remove(by.of.cacheKey())
	}
}

// drop drops what is kept of all tenants.
func (t tenants) drop() {
	for _, kind := range []*cache.Cache[cache.Key, *tenant]{t.known, t.strangers} {
		for tenant := range kind.Values() {
			tenant.drop()
		}
	}
}

func (t tenants) close() {
	t.known.Close()
	t.strangers.Close()
}

// tenant is the tenant of a key.
func (c *Client) tenant(key string, own bool) *tenant {
	of := holder{key, own}
	return c.tenants.of(of, func() *tenant {
		text := "the scope of a cached answer of " + c.options.URL
		if own {
			text += " for a caller with a key of his own"
		}
		t := &tenant{Tenant: c.endpoint.Tenant(key, own), of: of}
		t.begin()
		copy(t.tag[:], keyedHash(key, text))
		if c.shared != nil {
			t.shared = c.shared.Tenant(t.tag, keyedHash(key, "the authenticity of a shared answer"))
		}
		return t
	})
}

// Epoch is of all that is kept in this process of the answers to a scope's key. Once the endpoint refuses the key, and after
// a purge, it is another: what else is kept for the scope has to be kept under it.
func (c *Client) Epoch(s Scope) store.Tag { return *c.tenant(s.Key, s.Own).epoch.Load() }

// Purge drops the answers to a key that this client and the shared store keep. It fails with store.ErrNotDropped if the store
// cannot be told; this client then takes nothing of before from it.
func (c *Client) Purge(key string) error {
	return errors.Join(c.tenant(key, false).dropNow(), c.tenant(key, true).dropNow())
}

// PurgeAll drops all answers that this client and the shared store keep. It fails with store.ErrNotDropped if the store cannot
// be told, or the context ends.
func (c *Client) PurgeAll(ctx context.Context) (err error) {
	if c.shared != nil {
		err = c.shared.DropAll(ctx)
	}
	c.tenants.drop()
	return err
}

// keyedHash is of something that must not be found out from it.
func keyedHash(key, text string) []byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return h.Sum(nil)
}
