package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/caarlos0/env/v11"

	"github.com/inkeep-gateway/gateway/server/access"
)

// setting is one field of config.
type setting struct {
	variable, flag, fallback, help string
	key                            string // in a file of settings
	section                        string // that begins with this setting; empty within one
	isBool, inBytes                bool
	isSecret                       bool // whether its value is printed by nothing
}

// name is the setting's without the prefix.
func (s setting) name() string { return strings.TrimPrefix(s.variable, prefix) }

// flagOf is the name of the flag of a setting.
func flagOf(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "-")) }

func settings() []setting {
	var all []setting
	for field := range reflect.TypeFor[config]().Fields() {
		name, ok := field.Tag.Lookup("env")
		if !ok {
			continue
		}
		s := setting{
			variable: prefix + name,
			key:      flagOf(name),
			fallback: field.Tag.Get("envDefault"),
			help:     field.Tag.Get("help"),
			section:  field.Tag.Get("section"),
			isBool:   field.Type.Kind() == reflect.Bool || field.Type == reflect.TypeFor[*bool](),
			inBytes:  field.Tag.Get("unit") == "bytes",
			isSecret: field.Type == reflect.TypeFor[access.Secret]() || field.Tag.Get("flag") == "-",
		}
		if field.Tag.Get("flag") != "-" {
			s.flag = s.key
		}
		all = append(all, s)
	}
	return all
}

// given is what the owner has set, by variable.
type given map[string]givenValue

// givenValue is the text of a setting and where it comes from: flag, environment, or the place in a file.
type givenValue struct{ text, from string }

// locate names the place of a setting that is wrong, if it is in a file.
func (g given) locate(err error) error {
	var all []error
	for _, err := range each(err) {
		var p problem
		if errors.As(err, &p) {
			if from := g[prefix+p.setting].from; from != "" && from != fromFlag && from != fromEnvironment {
				err = fmt.Errorf("%s: %w", from, err)
			}
		}
		all = append(all, err)
	}
	return errors.Join(all...)
}

const (
	fromFlag        = "flag"
	fromEnvironment = "environment"
)

// parseConfig reads the command line, the environment, and the file of settings. Its error has a line for every problem there is; it is
// flag.ErrHelp if help was asked for.
func parseConfig(args []string, environment map[string]string) (config, error) {
	byFlag := make(map[string]string)
	flags, wrong := parseArguments(args, byFlag)
	if len(wrong) == 1 && errors.Is(wrong[0], flag.ErrHelp) {
		return config{}, wrong[0]
	}
	set := make(given)
	for _, s := range settings() {
		if v := environment[s.variable]; v != "" {
			set[s.variable] = givenValue{v, fromEnvironment}
		}
		if v, ok := byFlag[s.variable]; ok {
			set[s.variable] = givenValue{v, fromFlag}
		}
	}
	problems := unknownVariables(environment)
	unread := make(map[string]bool)
	problems = append(problems, set.addFile()...)
	problems = append(problems, set.addSecrets(unread)...)
	c := config{given: set, warning: set.addOTel(environment)}
	if err := env.ParseWithOptions(&c, env.Options{Prefix: prefix, Environment: set.values()}); err != nil {
		problems = append(problems, malformed(err, unread)...)
	}
	problems = append(problems, c.problems(unread)...)
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	flags.Visit(func(f *flag.Flag) {
		if strings.HasPrefix(f.Name, "sandbox-") && !c.Sandbox {
			problems = append(problems, fmt.Errorf("--%s means nothing without --sandbox", f.Name))
		}
	})
	return c, set.locate(errors.Join(append(wrong, problems...)...))
}

// values are those of all settings in the form that the library reads: sizes in bytes, with the defaults of sizes among them.
func (g given) values() map[string]string {
	values := make(map[string]string)
	for _, s := range settings() {
		v, ok := g[s.variable]
		if !ok && s.inBytes {
			v, ok = givenValue{text: s.fallback}, s.fallback != ""
		}
		if ok {
			values[s.variable] = v.text
		}
		if ok && s.inBytes {
			values[s.variable] = inBytes(v.text)
		}
	}
	return values
}

// writeHelp lists the settings.
func writeHelp(w io.Writer) {
	fmt.Fprint(w, "The conversations gateway: a typed GraphQL schema over the analytics endpoint of Inkeep.\n\n"+
		"  gateway --sandbox            serve generated data, with no key and no network\n"+
		"  INKEEP_API_KEY=... gateway   serve the conversations of the key's project\n\n"+
		"Settings, as flags, in the environment, and in the file of --config; the flag wins, then the environment:\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range settings() {
		name := ""
		if s.flag != "" {
			name = "--" + s.flag
		}
		help := s.help
		if s.fallback != "" {
			help += " (" + s.fallback + ")"
		}
		if s.section != "" {
			_ = table.Flush()
			fmt.Fprintf(w, "\n%s\n", s.section)
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", name, s.variable, help)
	}
	_ = table.Flush()
}
