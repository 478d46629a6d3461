package sandbox

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// People come back: their numbers are skewed, so that some have many conversations.
func person(r *rand.Rand) int {
	return int(float64(4000) * math.Pow(r.Float64(), 2))
}

var (
	pages     = []string{"/", "/docs/quickstart", "/docs/api/auth", "/docs/deploy", "/docs/x", "/pricing", "/changelog"}
	languages = []string{"en", "en", "en", "de", "fr", "ja"}
	tags      = []string{"billing", "setup", "api", "bug", "sso"}
	agents    = []string{"Ada", "Grace", "Linus", "Margaret", "Zoë"}
	addresses = []string{"ada@acme.test", "grace@acme.test", "linus@acme.test", "margaret@acme.test", "zoe@acme.test"}
	plans     = []string{"free", "free", "free", "pro", "pro", "enterprise"}
)

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// object writes a JSON object of plain ASCII keys, given in sorted order.
type object []byte

func (o *object) raw(key, value string) {
	if len(*o) > 0 {
		*o = append(*o, ',')
	}
	*o = append(strconv.AppendQuote(*o, key), ':')
	*o = append(*o, value...)
}

func (o *object) text(key, value string) { o.raw(key, `"`+value+`"`) }

func (o object) document() []byte {
	return append(append([]byte{'{'}, o...), '}')
}

func properties(r *rand.Rand) []byte {
	if r.Float64() < 0.15 {
		return nil
	}
	var o object
	if r.Float64() < 0.40 {
		o.raw("beta", strconv.FormatBool(r.IntN(3) == 0))
	}
	if r.Float64() < 0.85 {
		var page object
		if r.Float64() < 0.90 {
			page.text("lang", pick(r, languages))
		}
		page.text("path", pick(r, pages))
		o.raw("page", string(page.document()))
	}
	switch x := r.Float64(); {
	case x < 0.55:
		o.text("plan", pick(r, plans))
	case x < 0.60:
		o.raw("plan", "null")
	}
	if r.Float64() < 0.50 {
		// Halves are exact in binary, so that sums do not depend on their order.
		o.raw("score", strconv.FormatFloat(float64(r.IntN(11))/2, 'f', -1, 64))
	}
	if r.Float64() < 0.45 {
		first := r.IntN(len(tags))
		list := `"` + tags[first] + `"`
		if r.IntN(2) == 0 {
			list += `,"` + tags[(first+1)%len(tags)] + `"`
		}
		o.raw("tags", "["+list+"]")
	}
	return o.document()
}

func userProperties(r *rand.Rand, from source) []byte {
	if r.Float64() < 0.12 {
		return nil
	}
	var o object
	who := person(r)
	// Whether a person is known by a number or a string is a trait of the person.
	number := strconv.Itoa(10_000 + who)
	known := who%3 != 0
	if known && who%5 == 0 {
		o.raw("id", number)
	} else {
		o.text("id", "u_"+number)
	}
	if known {
		o.text("identificationType", "ID_PROVIDED")
	} else {
		o.text("identificationType", "COOKIED")
	}
	if x := r.Float64(); x < 0.70 {
		o.text("plan", plans[who%len(plans)])
	}
	if from.kind != "openai" && r.Float64() < 0.80 {
		agent := r.IntN(len(agents))
		o.text("supportAgentEmail", addresses[agent])
		o.text("supportAgentName", agents[agent])
	} else if r.Float64() < 0.20 {
		o.raw("supportAgentName", "null")
	}
	switch {
	case !known && r.IntN(2) == 0:
		o.raw("userId", "null")
	case known && who%5 == 0:
		o.raw("userId", number)
	case known:
		o.text("userId", number)
	}
	if r.Float64() < 0.60 {
		o.text("userType", []string{"customer", "visitor", "employee"}[who%3])
	}
	return o.document()
}
