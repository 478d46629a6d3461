package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestRedisKeyIsFilledOnceForAllReplicas(t *testing.T) {
	server := startRedis(t)
	// The lock lasts, and is waited for, longer than a busy machine keeps its holder from renewing it.
	lasting := RedisOptions{Lease: 20 * time.Second, Patience: time.Minute}
	replicas := []*replica{server.replica(t, lasting), server.replica(t, lasting)}
	body := strings.Repeat("rows ", 4000) // is compressed
	key := keyOf(canaryKey, "rows")
	var fills atomic.Int64
	var loads sync.WaitGroup
	for i := range 200 {
		loads.Go(func() {
			got, at, err := replicas[i%2].Load(t.Context(), key, time.Hour, func(context.Context) ([]byte, error) {
				fills.Add(1)
				time.Sleep(50 * time.Millisecond)
				names := server.names(t)
				if fmt.Sprint(names) != fmt.Sprint([]string{key.Tag().epoch(), key.lock()}) {
					t.Errorf("while it is filled there is %q", names)
				}
				return []byte(body), nil
			})
			if err != nil || string(got) != body || time.Since(at) > time.Minute {
				t.Errorf("load gave %.20q at %v, %v", got, at, err)
			}
		})
	}
	loads.Wait()
	if fills.Load() != 1 || replicas[0].count("filled")+replicas[1].count("filled") != 1 {
		t.Errorf("it was filled %d times", fills.Load())
	}
	if n := replicas[0].count("waited") + replicas[1].count("waited") + replicas[0].count("hit") + replicas[1].count("hit"); n != 199 {
		t.Errorf("%d waited or hit", n)
	}
	// What is left is the entry and its epoch, for as long as it is kept, and nothing tells the access key.
	var names []string
	eventually(t, "the entry is stored and the lock released", func() bool {
		names = server.names(t)
		return fmt.Sprint(names) == fmt.Sprint([]string{key.entry(), key.Tag().epoch()})
	})
	for _, name := range names {
		if left := time.Duration(server.number(t, "PTTL", name)) * time.Millisecond; left <= 119*time.Minute || left > 2*time.Hour {
			t.Errorf("%s is kept for %v", name, left)
		}
	}
	value := server.value(t, key.entry())
	if strings.Contains(value+strings.Join(names, ""), canaryKey) {
		t.Error("the access key is in the store")
	}
	if len(value) > len(body)/2 {
		t.Errorf("%d bytes are stored of %d", len(value), len(body))
	}
}

func TestRedisKeysAreFilledSideBySide(t *testing.T) {
	server := startRedis(t)
	r := server.replica(t, RedisOptions{})
	var fills, loads sync.WaitGroup
	fills.Add(8)
	for i := range 8 {
		loads.Go(func() {
			_, _, err := r.Load(t.Context(), keyOf("k", fmt.Sprint(i)), time.Hour, func(context.Context) ([]byte, error) {
				fills.Done()
				fills.Wait() // for all the others
				return nil, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	loads.Wait()
}

func TestRedisFillerThatFailsOrPanicsLetsAnotherFill(t *testing.T) {
	server := startRedis(t)
	for name, fail := range map[string]func() ([]byte, error){
		"fails":  func() ([]byte, error) { return nil, errors.New("mine") },
		"panics": func() ([]byte, error) { panic("mine") },
	} {
		t.Run(name, func(t *testing.T) {
			a, b := server.replica(t, RedisOptions{}), server.replica(t, RedisOptions{})
			key := keyOf("k", name)
			began, failed := make(chan struct{}), make(chan string)
			go func() {
				defer func() {
					if p := recover(); p != nil {
						failed <- fmt.Sprint(p)
					}
				}()
				_, _, err := a.Load(t.Context(), key, time.Hour, func(context.Context) ([]byte, error) {
					close(began)
					eventually(t, "the other waits", func() bool { return b.count("miss") == 1 })
					return fail()
				})
				failed <- err.Error()
			}()
			<-began
			if !b.loads(t, key, "other", "other") {
				t.Error("the other did not fill")
			}
			if got := <-failed; got != "mine" {
				t.Errorf("the first failed with %q", got)
			}
			a.loads(t, key, "other", "none")
			eventually(t, "the lock is released", func() bool { return server.value(t, key.lock()) == "" })
		})
	}
}

func TestRedisLockOfAnother(t *testing.T) {
	server := startRedis(t)
	t.Run("expires, for its filler has died", func(t *testing.T) {
		r := server.replica(t, RedisOptions{})
		key := keyOf("k", "expires")
		server.do(t, "SET", key.lock(), "dead", "PX", "200")
		within(t, 20*time.Second, func() {
			if !r.loads(t, key, "fine", "fine") {
				t.Error("it is not filled")
			}
		})
	})
	t.Run("expires soon, for its filler could not release it", func(t *testing.T) {
		lasting := RedisOptions{Lease: 3 * time.Second}
		a, b := server.replica(t, lasting), server.replica(t, lasting)
		key := keyOf("k", "left")
		a.loads(t, key, "fine", "fine")
		server.do(t, "DEL", key.entry())
		_, _, _ = a.Load(t.Context(), key, time.Hour, func(context.Context) ([]byte, error) {
			a.Close() // and with it the connection
			return nil, errors.New("mine")
		})
		if server.value(t, key.lock()) == "" {
			t.Fatal("it was released")
		}
		within(t, 20*time.Second, func() {
			if !b.loads(t, key, "fine", "fine") {
				t.Error("it is not filled")
			}
		})
	})
	t.Run("is kept for as long as its filler takes", func(t *testing.T) {
		r := server.replica(t, RedisOptions{Lease: 4 * time.Second})
		key := keyOf("k", "kept")
		_, _, _ = r.Load(t.Context(), key, time.Hour, func(context.Context) ([]byte, error) {
			rest := func() int64 { return server.number(t, "PTTL", key.lock()) }
			last := rest()
			eventually(t, "the lock is renewed", func() bool {
				before := last
				last = rest()
				return last > before
			})
			return nil, errors.New("mine")
		})
	})
	t.Run("is not awaited if it does not expire within a lease", func(t *testing.T) {
		for name, expiry := range map[string][]string{"never": nil, "late": {"PX", "600000"}} {
			r := server.replica(t, RedisOptions{Lease: time.Minute, FillFor: time.Hour})
			key := keyOf("k", name)
			server.do(t, append([]string{"SET", key.lock(), "other"}, expiry...)...)
			within(t, 15*time.Second, func() {
				if !r.loads(t, key, "fine", "fine") || r.loads(t, key, "fine", "none") {
					t.Error("it is not filled and stored")
				}
			})
			if got := server.value(t, key.lock()); got != "other" {
				t.Errorf("its lock is %q", got)
			}
		}
	})
	t.Run("is not awaited for longer than a fill may take", func(t *testing.T) {
		r := server.replica(t, RedisOptions{Lease: time.Minute, FillFor: time.Hour})
		key := keyOf("k", "long")
		server.do(t, "SET", key.lock(), "other", "PX", "50000")
		r.FillFor = 100 * time.Millisecond
		if !r.loads(t, key, "fine", "fine") || r.loads(t, key, "fine", "none") {
			t.Error("it is not filled and stored")
		}
	})
	t.Run("is not awaited by who has no time", func(t *testing.T) {
		r := server.replica(t, RedisOptions{})
		key := keyOf("k", "time")
		server.do(t, "SET", key.lock(), "other", "PX", "900")
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, _, err := r.Load(ctx, key, time.Hour, func(ctx context.Context) ([]byte, error) { return nil, fmt.Errorf("mine: %w", ctx.Err()) })
		if err == nil || err.Error() != "mine: context deadline exceeded" {
			t.Errorf("load gave %v", err)
		}
	})
	t.Run("is not released", func(t *testing.T) {
		r := server.replica(t, RedisOptions{})
		key := keyOf("k", "released")
		_, _, err := r.Load(t.Context(), key, time.Hour, func(context.Context) ([]byte, error) {
			server.do(t, "SET", key.lock(), "other") // ours has expired
			return []byte("fine"), nil
		})
		if got := server.value(t, key.lock()); err != nil || got != "other" {
			t.Errorf("its lock is %q, %v", got, err)
		}
	})
	t.Run("does not keep from what its filler stores", func(t *testing.T) {
		lasting := RedisOptions{Lease: 20 * time.Second}
		a, b := server.replica(t, lasting), server.replica(t, lasting)
		key := keyOf("k", "stores")
		_, _, err := a.Load(t.Context(), key, time.Hour, func(ctx context.Context) ([]byte, error) {
			go func() {
				if b.loads(t, key, "fine", "none") {
					t.Error("it is filled twice")
				}
			}()
			eventually(t, "the other waits", func() bool { return b.count("miss") == 1 })
			return []byte("fine"), nil
		})
		if err != nil {
			t.Error(err)
		}
		eventually(t, "the other has it", func() bool { return b.count("waited") == 1 })
	})
}
