package upstream_test

import (
	"github.com/go-json-experiment/json/jsontext"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// The selections and conditions that the tests ask with.
var (
	byIntegration = Selection{Field: IntegrationID}
	byDay         = Selection{Field: FirstMessageTime, Unit: Day}
	byPlan        = Selection{Field: UserProperties, Path: []string{"plan"}}
	count         = Selection{Function: Count}
	average       = Selection{Function: Avg, Field: UserMessageCount}

	wa = where(ID, Eq, `"a"`)
	wb = where(ID, Eq, `"b"`)
	wc = where(ID, Eq, `"c"`)
)

func where(f Field, o Operator, value string) Where {
	return If(Condition{Field: f, Operator: o, Value: jsontext.Value(value)})
}

// within is a condition with a list.
func within(f Field, o Operator, values ...string) Where {
	c := Condition{Field: f, Operator: o}
	for _, v := range values {
		c.Values = append(c.Values, jsontext.Value(v))
	}
	return If(c)
}
