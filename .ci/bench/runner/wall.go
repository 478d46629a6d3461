package main

import (
	"math/rand/v2"
	"slices"
	"time"
)

// viewers are how many look at the same dashboard, each at a part of it.
const viewers = 20

// change is how often a viewer changes something.
const change = 2 * time.Second

// view is what a viewer looks at. Each part is a place in what can be chosen.
type view [4]int

var choices = [len(view{})][]string{
	{"P7D", "P30D", "P90D"},
	{"DAY", "WEEK", "MONTH"},
	{"", "OPENAI", "SUPPORT_TICKET", "SUPPORT_COPILOT"},
	{"", "int_docs_search", "int_docs_chat", "int_app_widget", "int_support_form", "int_support_copilot", "int_discord"},
}

// next is the view with one thing changed.
func (v view) next(r *rand.Rand) view {
	part := r.IntN(len(v))
	v[part] = (v[part] + 1 + r.IntN(len(choices[part])-1)) % len(choices[part])
	return v
}

func (v view) body() string {
	of := func(part int) string { return choices[part][v[part]] }
	where := object{"firstMessageTime": object{"last": of(0)}}
	if kind := of(2); kind != "" {
		where["type"] = object{"eq": kind}
	}
	if integration := of(3); integration != "" {
		where["integrationId"] = object{"eq": integration}
	}
	return posted(dashboard, object{"where": where, "unit": of(1)})
}

// wall has contenders answer what viewers of one dashboard ask in some time. All are asked the same at the same times.
func (b bench) wall(d time.Duration) (accounts [contenders]account, err error) {
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
	var walls [viewers][]string
	for viewer := range viewers {
		r := rand.New(rand.NewPCG(8, uint64(viewer)))
		for v := (view{1, 0, 0, 0}); len(walls[viewer]) < int(d/change); v = v.next(r) {
			walls[viewer] = append(walls[viewer], v.body())
		}
	}
	var answers [contenders * viewers][]told
	begun := time.Now()
	err = sideBySide(len(answers), func(i int) error {
		viewer := i % viewers
		for n, body := range walls[viewer] {
			time.Sleep(time.Until(begun.Add(time.Duration(n)*change + change*time.Duration(viewer)/viewers)))
			t, err := all[i/viewers].gateway.traced(body)
			if err != nil {
				return err
			}
			answers[i] = append(answers[i], t)
		}
		return nil
	})
	if err != nil {
		return accounts, err
	}
	time.Sleep(2 * sandboxLatency) // for the last refreshes
	for i, c := range all {
		accounts[i] = accountOf(c, slices.Concat(answers[i*viewers:(i+1)*viewers]...))
	}
	return accounts, nil
}
