package plan

import (
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/inkeep-gateway/gateway/graph/model"
	"github.com/inkeep-gateway/gateway/upstream/query"
)

// operators are the endpoint's, by the names that filters have for them.
var operators = map[string]query.Operator{
	"eq":                  query.Eq,
	"neq":                 query.Neq,
	"gt":                  query.Gt,
	"gte":                 query.Gte,
	"lt":                  query.Lt,
	"lte":                 query.Lte,
	"in":                  query.In,
	"notIn":               query.NotIn,
	"contains":            query.JSONContains,
	"containedBy":         query.JSONContainedBy,
	"hasKey":              query.JSONHasKey,
	"hasAnyKey":           query.JSONHasAnyKey,
	"hasAllKeys":          query.JSONHasAllKeys,
	"arrayContains":       query.ArrayContains,
	"arrayContainsObject": query.JSONArrayContainsObject,
}

const everythingHoldsIt = "Everything holds what is empty. To find everything, leave it out."

// refusesEmpty says of the operators that refuse an empty value why they do.
var refusesEmpty = map[string]string{
	"contains":            everythingHoldsIt,
	"hasAnyKey":           "Nothing has one of no keys. Name at least one.",
	"hasAllKeys":          everythingHoldsIt,
	"arrayContains":       everythingHoldsIt,
	"arrayContainsObject": everythingHoldsIt,
}

func isEmptyJSON(v jsontext.Value) bool { return string(v) == "{}" || string(v) == "[]" }

func operatorName(o query.Operator) string {
	for name, operator := range operators {
		if operator == o {
			return name
		}
	}
	return string(o)
}

// filter collects the conditions of one filter on one field or property.
type filter struct {
	*wherePlan
	field query.Field
	path  []string // of a property
	at    string   // in the arguments
	terms []query.Where
}

func (f *filter) add(c query.Condition) {
	c.Field, c.Path = f.field, f.path
	f.terms = append(f.terms, query.If(c))
}

// compare adds the condition that a member of the filter states, if it is given.
func compare[T any](f *filter, name string, member graphql.Omittable[*T], encode func(T) jsontext.Value) {
	if v, ok := given(f.wherePlan, member, f.at, name); ok {
		f.add(query.Condition{Operator: operators[name], Value: encode(*v)})
	}
}

// compareJSON is compare for JSON and for lists that are one value.
func compareJSON[L ~[]T, T any](f *filter, name string, member graphql.Omittable[L], encode func(L) jsontext.Value) {
	if v, ok := givenList(f.wherePlan, member, f.at, name); ok {
		value := encode(v)
		if why, refused := refusesEmpty[name]; refused && isEmptyJSON(value) {
			f.fail(model.BadInput("%s", why), f.at+"."+name)
		}
		if err := f.checkWhole(name, value); err != nil {
			f.fail(err, f.at+"."+name)
		}
		f.add(query.Condition{Operator: operators[name], Value: value})
	}
}

// comparesWhole are the operators that compare a value with another as a whole.
var comparesWhole = map[string]bool{"eq": true, "neq": true, "gt": true, "gte": true, "lt": true, "lte": true, "in": true, "notIn": true}

// checkWhole refuses a value that a field cannot be compared with as a whole. A filter with a path compares a property, and is not
// refused.
func (f *filter) checkWhole(name string, value jsontext.Value) *model.Error {
	switch {
	case !f.field.IsJSON() || len(f.path) > 0:
	case comparesWhole[name] && value.Kind() != '{':
		return model.BadInput("Add a path: without one the whole field is compared, which is always an object.")
	case name != "in" && name != "notIn" && readsAsPath(value):
		return model.BadInput("Add a path: without one, the endpoint would take an object of only path and value for a path.")
	}
	return nil
}

// among adds the condition of a list of values. In an empty one is nothing, and not in it is everything; the endpoint
// need not be asked.
func among[T any](f *filter, name string, member graphql.Omittable[[]T], encode func(T) jsontext.Value) {
	list, ok := givenList(f.wherePlan, member, f.at, name)
	switch {
	case !ok:
	case len(list) > 0:
		values := make([]jsontext.Value, len(list))
		for i, v := range list {
			values[i] = encode(v)
			if err := f.checkWhole(name, values[i]); err != nil {
				f.fail(err, Indexed(f.at+"."+name, i))
			}
		}
		f.add(query.Condition{Operator: operators[name], Values: values})
	case name == "in":
		f.terms = append(f.terms, query.Any())
	default:
		f.terms = append(f.terms, query.All())
	}
}

func (f *filter) isNull(member graphql.Omittable[*bool]) {
	if is, ok := given(f.wherePlan, member, f.at, "isNull"); ok {
		operator := query.IsNotNull
		if *is {
			operator = query.IsNull
		}
		f.add(query.Condition{Operator: operator, Value: jsontext.Value("null")})
	}
}

func (f *filter) where() query.Where { return f.all(f.terms, f.at) }

func (p *wherePlan) id(field query.Field, in *model.IDFilter, at string) query.Where {
	f := &filter{wherePlan: p, field: field, at: at}
	compare(f, "eq", in.Eq, EncodeString)
	compare(f, "neq", in.Neq, EncodeString)
	compare(f, "gt", in.Gt, EncodeString)
	compare(f, "gte", in.Gte, EncodeString)
	compare(f, "lt", in.Lt, EncodeString)
	compare(f, "lte", in.Lte, EncodeString)
	among(f, "in", in.In, EncodeString)
	among(f, "notIn", in.NotIn, EncodeString)
	f.isNull(in.IsNull)
	return f.where()
}

func (p *wherePlan) int(field query.Field, in *model.IntFilter, at string) query.Where {
	f := &filter{wherePlan: p, field: field, at: at}
	compare(f, "eq", in.Eq, encodeInt)
	compare(f, "neq", in.Neq, encodeInt)
	compare(f, "gt", in.Gt, encodeInt)
	compare(f, "gte", in.Gte, encodeInt)
	compare(f, "lt", in.Lt, encodeInt)
	compare(f, "lte", in.Lte, encodeInt)
	among(f, "in", in.In, encodeInt)
	among(f, "notIn", in.NotIn, encodeInt)
	f.isNull(in.IsNull)
	return f.where()
}

func (p *wherePlan) time(field query.Field, in *model.TimeFilter, at string) query.Where {
	f := &filter{wherePlan: p, field: field, at: at}
	compare(f, "eq", in.Eq, encodeTime)
	compare(f, "neq", in.Neq, encodeTime)
	compare(f, "gt", in.Gt, encodeTime)
	compare(f, "gte", in.Gte, encodeTime)
	compare(f, "lt", in.Lt, encodeTime)
	compare(f, "lte", in.Lte, encodeTime)
	among(f, "in", in.In, encodeTime)
	among(f, "notIn", in.NotIn, encodeTime)
	f.readBounds(in)
	f.period(in)
	f.isNull(in.IsNull)
	return f.where()
}

func (p *wherePlan) conversationType(in *model.ConversationTypeFilter, at string) query.Where {
	f := &filter{wherePlan: p, field: query.Type, at: at}
	compare(f, "eq", in.Eq, EncodeString)
	compare(f, "neq", in.Neq, EncodeString)
	among(f, "in", in.In, EncodeString)
	among(f, "notIn", in.NotIn, EncodeString)
	f.isNull(in.IsNull)
	return f.where()
}

func (p *wherePlan) property(field query.Field, in *model.PropertyFilter, at string) query.Where {
	f := &filter{wherePlan: p, field: field, at: at}
	if path, ok := givenList(p, in.Path, at, "path"); ok {
		if len(path) == 0 {
			p.fail(model.BadInput("A path has at least one segment. Without a path the whole field is meant."), at+".path")
		}
		f.path = path
	}
	compareJSON(f, "eq", in.Eq, encodeJSON)
	compareJSON(f, "neq", in.Neq, encodeJSON)
	compareJSON(f, "gt", in.Gt, encodeJSON)
	compareJSON(f, "gte", in.Gte, encodeJSON)
	compareJSON(f, "lt", in.Lt, encodeJSON)
	compareJSON(f, "lte", in.Lte, encodeJSON)
	among(f, "in", in.In, encodeJSON)
	among(f, "notIn", in.NotIn, encodeJSON)
	compareJSON(f, "contains", in.Contains, encodeJSON)
	compareJSON(f, "containedBy", in.ContainedBy, encodeJSON)
	compare(f, "hasKey", in.HasKey, EncodeString)
	compareJSON(f, "hasAnyKey", in.HasAnyKey, EncodeStrings)
	compareJSON(f, "hasAllKeys", in.HasAllKeys, EncodeStrings)
	compareJSON(f, "arrayContains", in.ArrayContains, encodeJSON)
	compareJSON(f, "arrayContainsObject", in.ArrayContainsObject, encodeJSON)
	f.isNull(in.IsNull)
	return f.where()
}

// EncodeString is a text as JSON.
func EncodeString(s string) jsontext.Value   { return jsontext.Value(model.Quote(s)) }
func encodeInt(n int) jsontext.Value         { return jsontext.Value(strconv.Itoa(n)) }
func encodeTime(t time.Time) jsontext.Value  { return EncodeString(model.FormatTime(t)) }
func encodeJSON(j model.JSON) jsontext.Value { return jsontext.Value(j) }

// EncodeStrings are texts as a JSON list.
func EncodeStrings(list []string) jsontext.Value {
	b := []byte{'['}
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, model.Quote(s)...)
	}
	return append(b, ']')
}

// readsAsPath says whether the endpoint would take a JSON object for a pair of a path and a value.
func readsAsPath(v jsontext.Value) bool {
	if v.Kind() != '{' {
		return false
	}
	members, err := model.ObjectMembers(v)
	_, path := members["path"]
	_, value := members["value"]
	return err == nil && len(members) == 2 && path && value
}
