package edge_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/inkeep-gateway/gateway/server/edge"
)

func TestAClientSaysHowOldAnAnswerMayBe(t *testing.T) {
	const none = -1
	longest := 1 << 31 * time.Second
	for _, c := range []struct {
		lines []string
		want  time.Duration
	}{
		{nil, none},
		{[]string{""}, none},
		{[]string{"no-store, max-stale=5, only-if-cached, min-fresh=1"}, none},
		{[]string{`x="max-age=5, no-cache", y="\", no-cache"`}, none},
		{[]string{"smax-age=1, max-ages=1, no-caches, no cache"}, none},
		{[]string{"max-age=0"}, 0},
		{[]string{"no-cache"}, 0},
		{[]string{"NO-Cache"}, 0},
		{[]string{"no-cache=x"}, 0},
		{[]string{"max-age=60"}, time.Minute},
		{[]string{"Max-AGE=60"}, time.Minute},
		{[]string{`max-age="60"`}, time.Minute},
		{[]string{" , no-transform,\tmax-age=60 ,"}, time.Minute},
		{[]string{"max-age=60, max-age=5, max-age=7"}, 5 * time.Second},
		{[]string{"max-age=60", "max-age=5"}, 5 * time.Second},
		{[]string{"max-age=60, no-cache"}, 0},
		{[]string{"no-cache", "max-age=60"}, 0},
		{[]string{"max-age=0060"}, time.Minute},
		{[]string{"max-age=2147483648"}, longest},
		{[]string{"max-age=9223372036854775807"}, longest},
		{[]string{"max-age=99999999999999999999999999"}, longest},
		// What is no age asks anew.
		{[]string{"max-age"}, 0}, {[]string{"max-age="}, 0}, {[]string{`max-age=""`}, 0}, {[]string{`max-age="`}, 0}, {[]string{"max-age=-1"}, 0},
		{[]string{"max-age=+1"}, 0}, {[]string{"max-age=1.5"}, 0}, {[]string{"max-age=1s"}, 0}, {[]string{"max-age= 60"}, 0}, {[]string{"max-age='60'"}, 0},
	} {
		for _, method := range []string{"GET", "HEAD", "POST"} {
			have := time.Duration(none)
			k := newKeeping(edge.Options{MaxAge: func(ctx context.Context, age time.Duration) context.Context {
				have = age
				return ctx
			}})
			k.send(method, "query=q", `{"query":"q"}`, "s", http.Header{"Cache-Control": c.lines})
			if have != c.want || k.executed.Load() != 1 {
				t.Errorf("%s with %q may be %v old; %d requests are executed", method, c.lines, have, k.executed.Load())
			}
		}
	}
}

// dated is the trace of an answer that is so old, and stays as it is for so long.
type dated struct{ age, fresh time.Duration }

func (dated) ServerTiming() string    { return "" }
func (d dated) Age() time.Duration    { return d.age }
func (d dated) MaxAge() time.Duration { return d.fresh }

func TestAKeptAnswerIsServedToThoseForWhomItIsYoungEnough(t *testing.T) {
	const s = time.Second
	for _, method := range []string{"GET", "POST"} {
		k := newKeeping(edge.Options{})
		of := dated{12 * s, 40 * s} // the next answer
		k.answer = func(string, *graphql.OperationContext) *graphql.Response {
			a := keptFor(0, "x")
			a.Extensions["gateway"] = of
			return a
		}
		for i, step := range []struct {
			pass           time.Duration
			asks           string
			executed       int64
			age, cacheable string
		}{
			{0, "", 1, "12", "private, max-age=52"},
			{0, "", 2, "12", "private, max-age=52"}, // It is kept.
			{0, "max-age=13", 2, "12", "private, max-age=52"},
			{0, "max-age=12", 3, "12", "private, max-age=52"},
			{0, "max-age=0", 4, "12", "private, max-age=52"},
			{10*s + s/2, "", 4, "22", "private, max-age=51"},
			{0, "max-age=22", 5, "12", "private, max-age=52"}, // It takes the place of the one before.
			{s, "max-age=22", 5, "13", "private, max-age=52"},
			{0, "no-cache", 6, "12", "private, max-age=52"},
			{0, "max-age=100000", 6, "12", "private, max-age=52"},
			{41 * s, "max-age=100000", 7, "12", "private, max-age=52"}, // Whether an older one will do is for the executor to say.
		} {
			k.pass(step.pass)
			header := http.Header{}
			if step.asks != "" {
				header.Set("Cache-Control", step.asks)
			}
			have := k.send(method, "query=q", `{"query":"q"}`, "s", header)
			if have.Header().Get("Age") != step.age || have.Header().Get("Cache-Control") != step.cacheable || k.executed.Load() != step.executed {
				t.Errorf("%s, step %d: %v, and %d requests are executed", method, i, have.Header(), k.executed.Load())
			}
		}
		of = dated{400 * s, 0}
		k.pass(time.Hour)
		if have := k.send(method, "query=q", `{"query":"q"}`, "s", nil).Header(); have.Get("Age") != "400" || have.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("one that is no longer fresh: %v", have)
		}
	}
}

// TestAnAnswerThatIsAskedAnewWaitsForNoneUnderWay asks for an answer that is being made, and is known to be worth waiting for.
func TestAnAnswerThatIsAskedAnewWaitsForNoneUnderWay(t *testing.T) {
	k := newKeeping(edge.Options{}) // Its cache has a goroutine without end.
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		took := func(control string) time.Duration {
			k.askFor("s", "q", http.Header{"Cache-Control": {control}})
			return time.Since(begun)
		}
		var work time.Duration
		k.answer = func(string, *graphql.OperationContext) *graphql.Response {
			defer time.Sleep(work)
			return keptFor(time.Second, "x")
		}
		took("") // Now it is worth waiting for.
		work = 500 * time.Millisecond
		go took("")
		synctest.Wait()
		work = 0
		if d := took("no-cache"); d != 0 || k.executed.Load() != 3 {
			t.Errorf("asked anew it takes %v, and %d requests are executed", d, k.executed.Load())
		}
		if d := took("max-age=60"); d != 0 || k.executed.Load() != 3 {
			t.Errorf("after that it takes %v, and %d requests are executed", d, k.executed.Load())
		}
		time.Sleep(time.Second)
	})
}
