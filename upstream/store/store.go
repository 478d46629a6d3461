// Package store keeps answers under keys: while they are asked for (Flights), and in a Redis that
// gateways share (Redis). It knows neither queries nor HTTP.
package store

import (
	"encoding/base64"
	"strconv"
)

// Tag stands for a tenant where its access key must not stand: a keyed hash, which cannot be turned back.
type Tag [16]byte

// Key identifies one question of one tenant: the tenant's tag, and the SHA-256 of the question. It is the same on every
// gateway.
type Key [len(Tag{}) + 32]byte

// NewKey is the key of a tenant's question.
func NewKey(tenant Tag, question [32]byte) (k Key) {
	copy(k[:], tenant[:])
	copy(k[len(tenant):], question[:])
	return k
}

// Tag is the tenant's that the key is of.
func (k Key) Tag() Tag { return Tag(k[:len(Tag{})]) }

// The names in Redis. What stands in braces is the hash tag: a cluster keeps all of a tenant's names on one node.
func (k Key) entry() string { return "cg2:" + k.name() }
func (k Key) lock() string  { return "cg2l:" + k.name() }
func (t Tag) epoch() string { return epochPrefix + t.name() }

// hints is where hints under a number are.
func (t Tag) hints(under uint64) string { return "cg2i:" + t.name() + strconv.FormatUint(under, 36) }

const epochPrefix = "cg2e:"

func (k Key) name() string {
	return k.Tag().name() + base64.RawURLEncoding.EncodeToString(k[len(Tag{}):])
}

func (t Tag) name() string { return "{" + base64.RawURLEncoding.EncodeToString(t[:]) + "}" }
