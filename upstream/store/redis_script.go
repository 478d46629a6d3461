package store

import (
	"bytes"
	"time"

	redigo "github.com/gomodule/redigo/redis"
)

// A script is one round trip. All the keys of a script share their hash tag, so that a cluster has them on one node. Its
// text is sent each time: to send a digest would cost a second round trip whenever the store has forgotten the text.
//
// A reply is one bulk string that begins with the token that the command was sent with. A reply that nobody asked for
// so cannot be taken for that of the next command.
type script string

const (
	// lookupScript reads an entry, and takes the lock if there is none that is young enough.
	// KEYS: entry, lock. ARGV: token, index of an entry's last byte, oldest time in ms, lease in ms.
	// It gives the state and, when found, the entry. A lock that is not going to expire within a lease is of no gateway
	// that lives, and is ignored: whoever finds it fills without a lock.
	lookupScript script = `
local entry = redis.call("GETRANGE", KEYS[1], 0, ARGV[2])
if entry ~= "" then
  if #entry < 93 then return ARGV[1] .. "e" .. entry end
  local at = 0
  for i = 54, 61 do at = at * 256 + string.byte(entry, i) end
  if at > tonumber(ARGV[3]) then return ARGV[1] .. "e" .. entry end
end
if redis.call("SET", KEYS[2], ARGV[1], "NX", "PX", ARGV[4]) then return ARGV[1] .. "t" end
local left = redis.call("PTTL", KEYS[2])
if left < 0 or left > tonumber(ARGV[4]) then return ARGV[1] .. "f" end
return ARGV[1] .. "h"`

	// storeScript stores an entry, if it is given one, and releases the lock of the token.
	// KEYS: entry, lock. ARGV: token, entry, how long it is kept in ms.
	storeScript script = `
if ARGV[2] ~= "" then redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3]) end
if redis.pcall("GET", KEYS[2]) == ARGV[1] then redis.call("DEL", KEYS[2]) end
return ARGV[1]`

	// renewScript renews the lock of the token. KEYS: entry, lock. ARGV: token, lease in ms.
	renewScript script = `
if redis.pcall("GET", KEYS[2]) == ARGV[1] then redis.call("PEXPIRE", KEYS[2], ARGV[2]) end
return ARGV[1]`
)

// The states that lookupScript gives.
const (
	entryFound  = 'e'
	lockTaken   = 't' // by the token
	lockHeld    = 'h' // by another, who fills
	lockIgnored = 'f' // by another, who does not live
)

// eval runs a script for a key and gives its reply without the token.
func (s script) eval(c *conn, patience time.Duration, key Key, token string, args ...any) ([]byte, error) {
	words := append([]any{string(s), 2, key.entry(), key.lock(), token}, args...)
	reply, err := redigo.Bytes(redigo.DoWithTimeout(c.Conn, patience, "EVAL", words...))
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(reply, []byte(token))
	if !ok {
		return nil, errReply
	}
	return rest, nil
}
