package graph

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// withoutSuggestions replaces the rules that tell names like the one that was sent. Each has a twin that does not.
func withoutSuggestions(r *rules.Rules) {
	for _, rule := range []core.Rule{
		rules.FieldsOnCorrectTypeRuleWithoutSuggestions, rules.KnownArgumentNamesRuleWithoutSuggestions, rules.KnownTypeNamesRuleWithoutSuggestions,
		rules.ScalarLeafsRuleWithoutSuggestions, rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
	} {
		r.RemoveRule(strings.TrimSuffix(rule.Name, "WithoutSuggestions"))
		r.AddRule(rule.Name, rule.RuleFunc)
	}
}

// redactNames takes names of a closed schema from the errors of an answer, unless the document has them. Names of scalars stay:
// they say of which form a value is.
type redactNames struct{}

var _ graphql.ResponseInterceptor = redactNames{}

// ExtensionName is for the library's messages.
func (redactNames) ExtensionName() string { return "Reticent" }

// Validate has nothing to object to.
func (redactNames) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptResponse takes the names from the messages: those of types anywhere, and others within quotes, for without them
// they may be words of the message.
func (redactNames) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	if response == nil || len(response.Errors) == 0 {
		return response
	}
	sent := make(map[string]bool)
	for _, name := range nameForm.FindAllString(graphql.GetOperationContext(ctx).RawQuery, -1) {
		sent[name] = true
	}
	types, members := definedNames()
	for _, e := range response.Errors {
		parts := strings.Split(e.Message, `"`)
		for i, part := range parts {
			parts[i] = nameForm.ReplaceAllStringFunc(part, func(name string) string {
				if !sent[name] && (types[name] || i%2 == 1 && members[name]) {
					return "…"
				}
				return name
			})
		}
		e.Message = strings.Join(parts, `"`)
	}
	return response
}

var nameForm = regexp.MustCompile(`[_A-Za-z][_0-9A-Za-z]*`)

// definedNames are those of the schema's types but scalars, and of what types have: fields, arguments and values of enums.
var definedNames = sync.OnceValues(func() (types, members map[string]bool) {
	types, members = make(map[string]bool), make(map[string]bool)
	for _, definition := range parsedSchema.Types {
		if definition.Kind == ast.Scalar || definition.BuiltIn {
			continue
		}
		types[definition.Name] = true
		for _, field := range definition.Fields {
			members[field.Name] = true
			for _, argument := range field.Arguments {
				members[argument.Name] = true
			}
		}
		for _, value := range definition.EnumValues {
			members[value.Name] = true
		}
	}
	return types, members
})
