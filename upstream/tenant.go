package upstream

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/inkeep-gateway/gateway/upstream/endpoint"
	"github.com/inkeep-gateway/gateway/upstream/store"
)

// tenant is what a client keeps of an access key. Nothing of two tenants is shared: not an answer in either cache, not a
// call in flight, nor what the endpoint bears.
type tenant struct {
	*endpoint.Tenant
	tag    store.Tag
	shared *store.SharedScope // nil: none
}

// The tenants kept: a caller who makes up keys must not fill the memory. One that has to make room, or was not used for
// a while, loses what its guard knows, and nothing else.
const (
	tenantsKept = 1000
	tenantKept  = 10 * time.Minute
)

// holder is who a tenant is of: a key, as the gateway's or as a caller's own.
type holder struct {
	key string
	own bool
}

func newTenants() *otter.Cache[holder, *tenant] {
	return otter.Must(&otter.Options[holder, *tenant]{
		MaximumSize:      tenantsKept,
		ExpiryCalculator: otter.ExpiryAccessing[holder, *tenant](tenantKept),
		OnDeletion:       func(e otter.DeletionEvent[holder, *tenant]) { e.Value.Forget() },
	})
}

// tenant is the tenant of a key.
func (c *Client) tenant(key string, own bool) *tenant {
	of := holder{key, own}
	if t, ok := c.tenants.GetIfPresent(of); ok {
		return t
	}
	t, _ := c.tenants.ComputeIfAbsent(of, func() (*tenant, bool) {
		text := "the scope of a cached answer of " + c.options.URL
		if own {
			text += " for a caller with a key of his own"
		}
		t := &tenant{Tenant: c.endpoint.Tenant(key, own)}
		copy(t.tag[:], keyedHash(key, text))
		if c.shared != nil {
			t.shared = c.shared.Of(keyedHash(key, "the authenticity of a shared answer"))
		}
		return t, false
	})
	return t
}

// keyedHash is of something that must not be found out from it.
func keyedHash(key, text string) []byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return h.Sum(nil)
}
