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
	// lookupScript reads an entry, and takes the lock if there is none that is young enough and of the epoch.
	// KEYS: entry, lock, epoch, places of hints. ARGV: token, index of an entry's last byte, oldest time in ms, lease in ms, whether to
	// begin another epoch, the epoch to begin, how long it is kept in ms before anything is stored in it.
	// It gives the state, the epoch and, when found, the entry, or else the newest hints, each behind its length. A lock that is not going to expire within a lease is of no
	// gateway that lives, and is ignored: whoever finds it fills without a lock.
	lookupScript script = `
local epoch = redis.pcall("GET", KEYS[3])
if ARGV[5] == "1" or type(epoch) ~= "string" or #epoch ~= 16 then
  epoch = ARGV[6]
  redis.call("SET", KEYS[3], epoch, "PX", ARGV[7])
end
local entry = redis.pcall("GETRANGE", KEYS[1], 0, ARGV[2])
if type(entry) ~= "string" then entry = "no string" end
if entry ~= "" then
  if #entry < 109 then return ARGV[1] .. "e" .. epoch .. entry end
  local at = 0
  for i = 54, 61 do at = at * 256 + string.byte(entry, i) end
  if at > tonumber(ARGV[3]) and string.sub(entry, 62, 77) == epoch then return ARGV[1] .. "e" .. epoch .. entry end
end
local state = "h"
if redis.call("SET", KEYS[2], ARGV[1], "NX", "PX", ARGV[4]) then
  state = "t"
else
  local left = redis.call("PTTL", KEYS[2])
  if left < 0 or left > tonumber(ARGV[4]) then state = "f" end
end
local reply = {ARGV[1] .. state .. epoch}
for place = 4, #KEYS do
  local hints = redis.pcall("ZREVRANGE", KEYS[place], 0, 15)
  for i = 1, #hints do
    if #reply > 16 then break end
    if #hints[i] <= 2048 then reply[#reply + 1] = struct.pack(">I2", #hints[i]) .. hints[i] end
  end
end
return table.concat(reply)`

	// readScript reads an entry of the epoch. KEYS: entry, lock, epoch. ARGV: token, index of an entry's last byte.
	// It gives the epoch and the entry.
	readScript script = `
local epoch = redis.pcall("GET", KEYS[3])
local entry = redis.pcall("GETRANGE", KEYS[1], 0, ARGV[2])
if type(epoch) ~= "string" or #epoch ~= 16 or type(entry) ~= "string" then return ARGV[1] end
return ARGV[1] .. epoch .. entry`

	// storeScript stores an entry, if it is given one and its epoch lasts, and releases the lock of the token.
	// KEYS: entry, lock, epoch, place of a hint if there is one. ARGV: token, entry, how long it is kept in ms, its epoch,
	// the hint, the time in ms.
	storeScript script = `
if ARGV[2] ~= "" and redis.pcall("GET", KEYS[3]) == ARGV[4] then
  redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])
  redis.call("PEXPIRE", KEYS[3], ARGV[3])
  if KEYS[4] then
    redis.pcall("ZADD", KEYS[4], ARGV[6], ARGV[5])
    redis.pcall("ZREMRANGEBYRANK", KEYS[4], 0, -17)
    redis.pcall("PEXPIRE", KEYS[4], ARGV[3])
  end
end
if redis.pcall("GET", KEYS[2]) == ARGV[1] then redis.call("DEL", KEYS[2]) end
return ARGV[1]`

	// renewScript renews the lock of the token. KEYS: entry, lock. ARGV: token, lease in ms.
	renewScript script = `
if redis.pcall("GET", KEYS[2]) == ARGV[1] then redis.call("PEXPIRE", KEYS[2], ARGV[2]) end
return ARGV[1]`

	// dropScript ends an epoch. KEYS: epoch. ARGV: token.
	dropScript script = `
redis.call("DEL", KEYS[1])
return ARGV[1]`

	// dropAllScript ends some epochs of all there are. ARGV: token, cursor, names. It gives the next cursor, 0 at the end.
	dropAllScript script = `
local found = redis.call("SCAN", ARGV[2], "MATCH", ARGV[3], "COUNT", 1000)
for _, name in ipairs(found[2]) do redis.call("DEL", name) end
return ARGV[1] .. found[1]`
)

// The states that lookupScript gives.
const (
	entryFound  = 'e'
	lockTaken   = 't' // by the token
	lockHeld    = 'h' // by another, who fills
	lockIgnored = 'f' // by another, who does not live
)

// names are those that the scripts take that are of one key.
func (k Key) names() []string { return []string{k.entry(), k.lock(), k.Tag().epoch()} }

// eval runs a script for names and gives its reply without the token.
func (s script) eval(c *conn, patience time.Duration, names []string, token string, args ...any) ([]byte, error) {
	words := []any{string(s), len(names)}
	for _, name := range names {
		words = append(words, name)
	}
	words = append(append(words, token), args...)
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
