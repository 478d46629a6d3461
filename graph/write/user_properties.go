package write

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/graph/plan"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// userProperties are the properties of a user: the known ones, and all.
type userProperties struct {
	all     jsontext.Value
	members map[string]jsontext.Value
}

// knownUserProperties are the fields of UserProperties but `all`, each with the member that it reads.
var knownUserProperties = map[string]struct {
	member  string
	numbers bool // whether the member may be a number, which is taken by its digits
}{
	"identifier":         {"id", true},
	"identificationType": {"identificationType", false},
	"userId":             {"userId", true},
	"supportAgentName":   {"supportAgentName", false},
	"supportAgentEmail":  {"supportAgentEmail", false},
	"userType":           {"userType", false},
}

// text is a known property; false for null, or if there is none.
func (u *userProperties) text(field string) (string, bool, error) {
	known := knownUserProperties[field]
	v := u.members[known.member]
	switch {
	case v == nil || v.Kind() == 'n':
		return "", false, nil
	case v.Kind() == '"':
		s, _ := plan.StringOf(v)
		return s, true, nil
	case known.numbers && v.Kind() == '0':
		return string(v), true, nil
	}
	return "", false, model.InvalidResponse("The endpoint answered %q with %.60s, which is not a text.",
		string(query.UserProperties)+"."+known.member, v)
}
