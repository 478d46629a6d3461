package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
)

// flagForm is how flags are named. What is not of it is not repeated: it may be a secret in the wrong place.
var flagForm = regexp.MustCompile(`^[a-z][a-z-]{0,39}$`)

// parseArguments reads the flags of a command line into the values of settings, by their variables. Its errors are all that
// is wrong with it, or flag.ErrHelp alone. They repeat no values.
func parseArguments(args []string, values map[string]string) (flags *flag.FlagSet, problems []error) {
	flags = flag.NewFlagSet("gateway", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	for _, s := range settings() {
		set := func(v string) error {
			values[s.variable] = v
			return nil
		}
		switch {
		case s.flag == "":
		case s.isBool:
			flags.BoolFunc(s.flag, s.help, set)
		default:
			flags.Func(s.flag, s.help, set)
		}
	}
	for rest := args; len(rest) > 0; {
		err := flags.Parse(rest)
		rest = flags.Args()
		if errors.Is(err, flag.ErrHelp) {
			return flags, []error{err}
		}
		if err == nil && len(rest) == 0 {
			break
		}
		malformed := err != nil && strings.HasPrefix(err.Error(), "bad flag syntax")
		if err == nil || malformed {
			rest = rest[1:] // It stands where a flag is wanted, and the library goes no further.
		}
		place := len(args) - len(rest)
		problems = append(problems, wrongArgument(flags, args[place-1], place))
		if err != nil && !malformed && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
			rest = rest[1:] // It was to be the value.
		}
	}
	return flags, problems
}

// wrongArgument says what is wrong with an argument, by its place.
func wrongArgument(flags *flag.FlagSet, argument string, place int) error {
	name, _, _ := strings.Cut(strings.TrimLeft(argument, "-"), "=")
	switch {
	case !strings.HasPrefix(argument, "-"), !flagForm.MatchString(name):
		return fmt.Errorf("argument %d is not a flag; --help lists the flags", place)
	case flags.Lookup(name) != nil:
		return fmt.Errorf("--%s needs a value; --help lists the flags", name)
	}
	for field := range reflect.TypeFor[config]().Fields() {
		if setting := field.Tag.Get("env"); field.Tag.Get("flag") == "-" && flagOf(setting) == name {
			instead := prefix + setting
			if file := name + "-file"; flags.Lookup(file) != nil {
				instead += " or --" + file
			}
			return fmt.Errorf("--%s is not a flag, because other users could read its value in the list of processes; set %s", name, instead)
		}
	}
	return fmt.Errorf("--%s is not a flag; --help lists the flags", name)
}
