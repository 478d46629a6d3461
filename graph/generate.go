//go:build ignore

// This program generates the package's code by gqlgen.
package main

import (
	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/plugin"
)

func main() {
	c, err := config.LoadConfigFromDefaultLocations()
	if err == nil {
		err = api.Generate(c, api.PrependPlugin(withoutSubscriptions{}))
	}
	if err != nil {
		panic(err)
	}
}

// withoutSubscriptions has no code generated for subscriptions: it would not compile, as a field of theirs is the root of queries, and
// they are executed as the queries beneath it. The schema that the program reads has them.
type withoutSubscriptions struct{}

var _ plugin.ConfigMutator = withoutSubscriptions{}

// Name is plugin.Plugin's.
func (withoutSubscriptions) Name() string { return "withoutSubscriptions" }

// MutateConfig is plugin.ConfigMutator's.
func (withoutSubscriptions) MutateConfig(c *config.Config) error {
	delete(c.Schema.Types, c.Schema.Subscription.Name)
	c.Schema.Subscription = nil
	return nil
}
