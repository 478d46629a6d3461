package access

import (
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/inkeep-gateway/gateway/upstream/cache"
)

// verifiedBytes is what the claims of tokens may take that are known to be signed.
const verifiedBytes = 4 << 20

// verifiedTokens knows tokens whose signatures were verified, by their hashes: most requests bear one that an earlier request bore. It is
// bounded in bytes, and is a part of the state, so that a reload forgets all of it. Only who can sign tokens can fill it.
type verifiedTokens struct {
	byHash *cache.Cache[cache.Key, *verifiedToken]
}

// verifiedToken is what a token says that is signed, and what follows from it and the policies of its state. Whether it holds at present, for
// this gateway, is judged anew for each request. It is shared, and never changed.
type verifiedToken struct {
	claims     map[string]any
	registered jwt.Claims
	id         string           // its kid
	fetched    *verificationKey // the first of the fetched keys one of which fits; nil: a key of the state's fits
	holder     Caller           // whom it is of, who sees nothing
	lasting    *Caller          // the same, and what it may see; nil if that depends on the time, or it may see nothing
}

func newVerifiedTokens(clock func() time.Time) verifiedTokens {
	return verifiedTokens{cache.New(cache.Options[cache.Key, *verifiedToken]{
		Bytes: verifiedBytes,
		Weigh: (*verifiedToken).size,
		Keep:  func(v *verifiedToken) time.Duration { return v.registered.Expiry.Time().Sub(clock()) },
	})}
}

// firstOf is the first of fetched keys, by which they are told from those of another fetch; nil if there are none.
func firstOf(keys []verificationKey, _ bool) *verificationKey {
	if len(keys) == 0 {
		return nil
	}
	return &keys[0]
}

// size is about how many bytes a token takes in memory. A filter of rows that does not depend on claims is the policy's.
func (v *verifiedToken) size() int {
	const fixed = 512
	size := fixed + claimsSize(v.claims) + len(v.holder.ID) + len(v.holder.Name)
	if v.lasting != nil {
		size += fixed + len(v.lasting.Sees) + v.lasting.Scope.RowFilter.Size()
	}
	return size
}

// claimsSize is about how many bytes claims take in memory.
func claimsSize(claim any) int {
	const word = 16 // of an interface, and of the header of a string
	switch claim := claim.(type) {
	case string:
		return 2*word + len(claim)
	case json.Number:
		return 2*word + len(claim)
	case []any:
		size := 3 * word
		for _, c := range claim {
			size += claimsSize(c)
		}
		return size
	case map[string]any:
		size := 256
		for name, c := range claim {
			size += 2*word + len(name) + claimsSize(c)
		}
		return size
	}
	return word
}
