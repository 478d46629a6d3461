package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// told is what an answer tells of itself.
type told struct {
	data  []byte
	took  time.Duration
	calls int
	trace string // of each of its fields
}

// traced sends a request, and has the gateway tell how its answer came about.
func (p *process) traced(body string) (told, error) {
	request, err := p.request(http.MethodPost, "graphql", body)
	if err != nil {
		return told{}, err
	}
	request.Header.Set("X-Gateway-Trace", "1")
	begun := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return told{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	took := time.Since(begun)
	if err != nil {
		return told{}, err
	}
	var answer struct {
		Data       json.RawMessage `json:"data"`
		Errors     json.RawMessage `json:"errors"`
		Extensions struct {
			Gateway struct {
				Calls  int `json:"calls"`
				Fields []struct{ Path, Cache, Derived, NotDerived string }
			} `json:"gateway"`
		} `json:"extensions"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || response.StatusCode != http.StatusOK || len(answer.Errors) > 0 {
		return told{}, fmt.Errorf("%s answers %d %.300s %v", body, response.StatusCode, text, err)
	}
	t := told{data: answer.Data, took: took, calls: answer.Extensions.Gateway.Calls}
	for _, f := range answer.Extensions.Gateway.Fields {
		t.trace += fmt.Sprintf(" %s: %s (%s%s)", f.Path, f.Cache, f.Derived, f.NotDerived)
	}
	return t, nil
}

// account is what a session or a wall cost.
type account struct {
	steps, asked int
	calls        int // that requests waited for
	refreshes    int // calls that nobody waited for
	bytes        int64
	p50, p90     float64 // milliseconds
}

// accountOf sums up what answers told.
func accountOf(c contender, answers []told) account {
	a := account{steps: len(answers), bytes: c.meter.bytes.Load()}
	var took []float64
	for _, t := range answers {
		a.calls += t.calls
		if t.calls > 0 {
			a.asked++
		}
		took = append(took, float64(t.took.Microseconds())/1000)
	}
	slices.Sort(took)
	a.p50, a.p90 = took[len(took)/2], took[len(took)*9/10]
	a.refreshes = int(c.meter.calls.Load()) - a.calls
	return a
}

// walk has contenders answer a session, each step a while after the one before began. It
// fails where they differ in an answer.
func (b bench) walk(steps []step, pace time.Duration, say func(string, ...any)) (accounts [contenders]account, err error) {
	sandbox, endpoint, err := b.sandbox()
	if err != nil {
		return accounts, err
	}
	defer sandbox.stop()
	all, stop, err := b.contenders(endpoint)
	defer stop()
	if err != nil {
		return accounts, err
	}
	var answers [contenders][]told
	err = sideBySide(len(all), func(i int) error {
		begun := time.Now()
		for n, s := range steps {
			time.Sleep(time.Until(begun.Add(time.Duration(n) * pace)))
			t, err := all[i].gateway.traced(s.body)
			if err != nil {
				return fmt.Errorf("%s: %w", s.about, err)
			}
			answers[i] = append(answers[i], t)
		}
		time.Sleep(2 * sandboxLatency) // for the last refreshes
		return nil
	})
	if err != nil {
		return accounts, err
	}
	for n, s := range steps {
		derived, asked := answers[0][n], answers[1][n]
		say("%2d %-50s %d calls, %6.1f ms beside %d, %6.1f ms:%s\n", n+1, s.about, derived.calls, ms(derived.took), asked.calls, ms(asked.took), derived.trace)
		for _, other := range answers[1:] {
			if !bytes.Equal(derived.data, other[n].data) {
				return accounts, fmt.Errorf("%s: answers differ:\n%.2000s\n%.2000s", s.about, derived.data, other[n].data)
			}
		}
	}
	for i, c := range all {
		accounts[i] = accountOf(c, answers[i])
	}
	return accounts, nil
}

// sideBySide does something n times at once, and gives what failed.
func sideBySide(n int, do func(i int) error) error {
	failed := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { failed[i] = do(i) })
	}
	all.Wait()
	return errors.Join(failed...)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
