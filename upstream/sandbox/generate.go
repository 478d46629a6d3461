package sandbox

import (
	"iter"
	"math"
	"math/rand/v2"
	"time"
)

// generatedWindow is how far back the generated conversations reach.
const generatedWindow = 180 * 24 * time.Hour

// The streams of random numbers that a conversation draws from. The times have one of
// their own because how many numbers they draw depends on now, and nothing else may.
const (
	attributeStream = 0x636f6e76
	timeStream      = 0x74696d65
)

// Generate are n conversations over the 180 days before now, with the rhythm of days
// and weeks. It is a pure function, and everything but the times depends on the seed
// and the position alone: counts by anything else are the same whenever it is called.
func Generate(seed uint64, n int, now time.Time) iter.Seq[Conversation] {
	end := time.UnixMilli(now.UnixMilli()).UTC()
	return func(yield func(Conversation) bool) {
		for i := range n {
			c := attributes(rand.New(rand.NewPCG(seed^attributeStream, uint64(i))))
			c.FirstMessageTime = moment(rand.New(rand.NewPCG(seed^timeStream, uint64(i))), end)
			if !yield(c) {
				return
			}
		}
	}
}

// source is where questions come from: an integration with what hangs together with it.
type source struct {
	weight                             float64
	organization, project, integration string
	kind                               string
}

var sources = []source{
	{0.38, "org_acme", "proj_docs", "int_docs_search", "openai"},
	{0.24, "org_acme", "proj_docs", "int_docs_chat", "openai"},
	{0.16, "org_acme", "proj_app", "int_app_widget", "openai"},
	{0.11, "org_acme", "proj_app", "int_support_form", "support_ticket"},
	{0.07, "org_acme", "proj_app", "int_support_copilot", "support_copilot"},
	{0.04, "org_globex", "proj_community", "int_discord", "openai"},
}

func attributes(r *rand.Rand) Conversation {
	c := Conversation{ID: identifier(r, "conv_")}
	from := pickSource(r.Float64())
	c.OrganizationID = mostly(r, 0.99, from.organization)
	c.ProjectID = mostly(r, 0.98, from.project)
	c.IntegrationID = mostly(r, 0.97, from.integration)
	c.Type = mostly(r, 0.96, from.kind)
	// Exponential: most people ask once or twice, a few stay for long.
	c.UserMessageCount = min(1+int64(r.ExpFloat64()*2.6), 40)
	c.Properties = properties(r)
	c.UserProperties = userProperties(r, from)
	return c
}

func pickSource(x float64) source {
	for _, s := range sources {
		if x -= s.weight; x < 0 {
			return s
		}
	}
	return sources[0]
}

// mostly is the value in the given share of cases, and null in the others.
func mostly(r *rand.Rand, share float64, value string) *string {
	if r.Float64() >= share {
		return nil
	}
	return &value
}

func identifier(r *rand.Rand, prefix string) string {
	const digits, length = "0123456789abcdefghijklmnopqrstuvwxyz", 24
	id := append(make([]byte, 0, len(prefix)+length), prefix...)
	for range length {
		id = append(id, digits[r.IntN(len(digits))])
	}
	return string(id)
}

// weight is how busy an hour is, at most 1: working hours on weekdays.
func weight(t time.Time) float64 {
	// The wave is highest at 14:00 and lowest at 02:00 UTC.
	w := 0.55 + 0.45*math.Cos(2*math.Pi*float64(t.Hour()-14)/24)
	if day := t.Weekday(); day == time.Saturday || day == time.Sunday {
		w *= 0.35
	}
	return w
}

// moment draws until an hour is busy enough. The bound on tries keeps it total; after
// so many the rhythm is not felt any more.
func moment(r *rand.Rand, end time.Time) time.Time {
	var t time.Time
	for range 100 {
		back := time.Duration(r.Int64N(int64(generatedWindow/time.Millisecond))) * time.Millisecond
		t = end.Add(-back)
		if r.Float64() < weight(t) {
			return t
		}
	}
	return t
}
