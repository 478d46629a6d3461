package store

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRedisValueThatIsNotAnEntryOfTheKeyIsReplaced(t *testing.T) {
	server := startRedis(t)
	const most = 64 << 10
	key, body := keyOf("mine", "q"), strings.Repeat("rows ", 2000)
	ours := entries{secret: []byte("the secret of the tests"), most: most}
	of := epoch{1, 2, 3}
	server.do(t, "SET", key.Tag().epoch(), string(of[:]))
	entry := ours.seal(key, of, time.Now(), []byte(body))
	before := ours.seal(key, epoch{9}, time.Now(), []byte(body))
	plain := ours.seal(key, of, time.Now(), []byte("plain"))
	signed := func(change func([]byte)) string {
		v := bytes.Clone(entry[:len(entry)-32])
		change(v)
		return string(append(v, ours.tag(v)...))
	}
	for name, value := range map[string]string{
		"cut short":             string(entry[:len(entry)-1]),
		"cut to its tag":        string(entry[len(entry)-32:]),
		"a byte":                "x",
		"noise":                 strings.Repeat("?", 61) + string(of[:]) + strings.Repeat("noise", 50),
		"longer":                string(entry) + "x",
		"larger than any entry": string(entry) + strings.Repeat("x", 1<<20),
		"larger than a body":    string(entries{ours.secret, 1 << 20}.seal(key, of, time.Now(), make([]byte, most+1))),
		"of another tenant":     string(ours.seal(keyOf("theirs", "q"), of, time.Now(), []byte(body))),
		"of another question":   string(ours.seal(keyOf("mine", "p"), of, time.Now(), []byte(body))),
		"with another secret":   string(entries{[]byte("other"), most}.seal(key, of, time.Now(), []byte(body))),
		"of an epoch of before": string(before[:61]) + string(of[:]) + string(before[61+len(of):]),
		"of another version":    signed(func(v []byte) { v[3]++ }),
		"not compressed at all": signed(func(v []byte) { copy(v[entryHead:], "\xff\xff\xff") }),
		"of the future":         string(ours.seal(key, of, time.Now().Add(2*time.Minute), []byte(body))),
		"a list":                "",
	} {
		replaced(t, server, name, key, most, value)
	}
	for i := 0; i < len(plain); i++ {
		v := bytes.Clone(plain)
		v[i] ^= 1 << (i % 8)
		if _, _, ok := ours.open(key, of, v); ok {
			t.Errorf("the bit in byte %d may be flipped", i)
		}
	}
	if got, _, ok := ours.open(key, of, plain); !ok || string(got) != "plain" {
		t.Errorf("an entry opens as %q", got)
	}
}

func replaced(t *testing.T, server *redis, name string, key Key, most int, value string) {
	t.Helper()
	r, other := server.replica(t, RedisOptions{MaxEntry: most}), server.replica(t, RedisOptions{MaxEntry: most})
	if server.do(t, "DEL", key.entry()); value == "" {
		server.do(t, "RPUSH", key.entry(), "x")
	} else {
		server.do(t, "SET", key.entry(), value)
	}
	if !r.loads(t, key, "fine", "fine") || other.loads(t, key, "fine", "none") {
		t.Errorf("%s: it is not replaced", name)
	}
	if r.count("invalid") != 1 || r.count("error") != 0 || r.count("skipped") != 0 {
		t.Errorf("%s: counted %v", name, r.events)
	}
}

func TestRedisEntryIsTakenWhileItIsYounger(t *testing.T) {
	server := startRedis(t)
	now := atomic.Pointer[time.Time]{}
	now.Store(new(time.Date(2026, 1, 2, 3, 4, 5, 678_900_000, time.UTC)))
	r := server.replica(t, RedisOptions{Clock: func() time.Time { return *now.Load() }, Keep: time.Minute})
	key, begun := keyOf("k", "age"), *now.Load()
	for _, step := range []struct {
		after, maxAge time.Duration
		want          string
		at            time.Duration
	}{
		{0, time.Minute, "0s", 0},
		{59 * time.Second, time.Minute, "0s", 0},
		{59 * time.Second, time.Second, "59s", 59 * time.Second},
		{2 * time.Minute, 2 * time.Minute, "59s", 59 * time.Second},
		{2 * time.Minute, time.Minute, "2m0s", 2 * time.Minute},
		{2 * time.Minute, 0, "2m0s", 2 * time.Minute},
		{90 * time.Second, time.Minute, "2m0s", 2 * time.Minute}, // this clock is late
		{90 * time.Second, 0, "1m30s", 90 * time.Second},
	} {
		now.Store(new(begun.Add(step.after)))
		body, at, err := r.Load(t.Context(), key, step.maxAge, func(context.Context) ([]byte, error) { return []byte(step.after.String()), nil })
		r.written(t)
		if want := begun.Add(step.at).Truncate(time.Millisecond); err != nil || string(body) != step.want || !at.Equal(want) {
			t.Errorf("after %v, younger than %v: %q at %v, %v", step.after, step.maxAge, body, at, err)
		}
	}
	if left := server.number(t, "PTTL", key.entry()); left <= 0 || left > 60_000 {
		t.Errorf("it is kept for %d ms", left)
	}
}

func TestRedisBodyThatIsTooLargeIsNotStored(t *testing.T) {
	server := startRedis(t)
	r := server.replica(t, RedisOptions{MaxEntry: 10_000})
	most, more := strings.Repeat("x", 10_000), strings.Repeat("x", 10_001)
	for body, stored := range map[string]bool{most: true, more: false, "": true} {
		key := keyOf("k", body)
		r.loads(t, key, body, body)
		if got := !r.loads(t, key, body, body); got != stored {
			t.Errorf("%d bytes are stored: %v", len(body), got)
		}
	}
	if r.count("large") != 2 {
		t.Errorf("counted %v", r.events)
	}
}
