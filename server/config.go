package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"reflect"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/inkeep-gateway/gateway/server/access"
)

// prefix stands before the name of each setting in the environment.
const prefix = "INKEEP_"

// config holds the settings. Each is a flag, --upstream-url, and a variable of the environment, INKEEP_UPSTREAM_URL; the
// flag wins. Secrets have no flag, for a command line is there for all to see.
type config struct {
	Listen          string        `env:"LISTEN" envDefault:"127.0.0.1:8080" help:"the address to serve on; port 0 takes a free one"`
	APIKey          access.Secret `env:"API_KEY" flag:"-" help:"the key of an API integration, for the service"`
	APIKeyFile      string        `env:"API_KEY_FILE" help:"a file that holds the key instead; read again at SIGHUP"`
	APIKeys         string        `env:"API_KEYS" help:"a YAML file of keys by name, for policies; read again at SIGHUP"`
	UpstreamURL     string        `env:"UPSTREAM_URL" envDefault:"https://api.analytics.inkeep.com" help:"the address of the service"`
	UpstreamTimeout time.Duration `env:"UPSTREAM_TIMEOUT" envDefault:"30s" help:"how long a query to the service may take, over all its answers and tries"`
	UpstreamTries   int           `env:"UPSTREAM_TRIES" envDefault:"3" help:"how often a call that fails in a way that may pass is tried"`
	UpstreamPages   int           `env:"UPSTREAM_PAGES" envDefault:"20" help:"how many answers of the service are read for one query, where it gives parts"`

	Access      string        `env:"ACCESS" envDefault:"server-key" help:"whose key asks: server-key (the gateway's), pass-through (the caller's own) or both"`
	Anonymous   bool          `env:"ANONYMOUS" envDefault:"false" help:"let callers in who bring no token, where tokens are checked"`
	JWTSecret   access.Secret `env:"JWT_SECRET" flag:"-" help:"the secret that JWTs are signed with, of at least 32 bytes"`
	JWTKeys     string        `env:"JWT_KEYS" help:"a file of the public keys of JWTs: PEM, or a JWK set; read again at SIGHUP"`
	JWTJWKSURL  string        `env:"JWT_JWKS_URL" help:"the address of the public keys of JWTs: https, or http on the loopback"`
	JWTIssuer   string        `env:"JWT_ISSUER" help:"what the claim iss of a JWT has to be"`
	JWTAudience string        `env:"JWT_AUDIENCE" help:"what has to be among the claim aud of a JWT"`
	JWTLeeway   time.Duration `env:"JWT_LEEWAY" envDefault:"30s" help:"how far the clocks of JWTs may differ"`
	Policies    string        `env:"POLICIES" help:"a YAML file of which rows and fields each role may see; read again at SIGHUP"`

	CacheSize         int64         `env:"CACHE_SIZE" envDefault:"67108864" help:"how many bytes of answers are kept in memory; 0 for none"`
	CacheFresh        time.Duration `env:"CACHE_FRESH" envDefault:"30s" help:"how long an answer is served as it is"`
	CacheFreshPast    time.Duration `env:"CACHE_FRESH_PAST" envDefault:"1h" help:"the same, where the filter ends more than a day ago"`
	CacheStale        time.Duration `env:"CACHE_STALE" envDefault:"5m" help:"how long after that it is served while it is refreshed"`
	CacheStaleIfError time.Duration `env:"CACHE_STALE_IF_ERROR" envDefault:"1h" help:"how long after that it is served when the service fails"`
	CacheURL          string        `env:"CACHE_URL" help:"a Redis or Valkey that gateways share answers over: redis://host:6379"`

	MaxDocument   int `env:"MAX_DOCUMENT" envDefault:"65536" help:"how many bytes a document may have"`
	MaxTokens     int `env:"MAX_TOKENS" envDefault:"1000" help:"how many tokens a document may have"`
	MaxDepth      int `env:"MAX_DEPTH" envDefault:"12" help:"how deep fields may nest, introspection apart"`
	MaxAliases    int `env:"MAX_ALIASES" envDefault:"30" help:"how many aliases an operation may have"`
	MaxRootFields int `env:"MAX_ROOT_FIELDS" envDefault:"20" help:"how many fields an operation may have at its root"`
	MaxDirectives int `env:"MAX_DIRECTIVES" envDefault:"30" help:"how many directives an operation may have"`

	AdminListen   string        `env:"ADMIN_LISTEN" help:"an address of its own for /metrics; without it there are none"`
	Trace         bool          `env:"TRACE" envDefault:"false" help:"tell requests with the header X-Gateway-Trace how their answer came about"`
	Introspection *bool         `env:"INTROSPECTION" help:"tell the schema to those who ask; without this setting only with the playground"`
	Playground    bool          `env:"PLAYGROUND" envDefault:"true" help:"serve GraphiQL at /"`
	DrainTimeout  time.Duration `env:"DRAIN_TIMEOUT" envDefault:"10s" help:"how long requests may take to finish after SIGTERM"`
	LogLevel      string        `env:"LOG_LEVEL" envDefault:"info" help:"debug, info, warn or error"`
	LogFormat     string        `env:"LOG_FORMAT" envDefault:"text" help:"text or json"`
	Healthcheck   bool          `env:"HEALTHCHECK" envDefault:"false" help:"ask the gateway on the listen address whether it is alive, and exit"`

	Sandbox         bool          `env:"SANDBOX" envDefault:"false" help:"serve generated data, with no key and no network"`
	SandboxData     string        `env:"SANDBOX_DATA" help:"a file of conversations, one JSON object a line, to serve instead"`
	SandboxPageSize int           `env:"SANDBOX_PAGE_SIZE" envDefault:"1000" help:"how many rows an answer of the sandbox holds"`
	SandboxListen   string        `env:"SANDBOX_LISTEN" envDefault:"127.0.0.1:0" help:"the address of the sandbox's own endpoint"`
	SandboxLatency  time.Duration `env:"SANDBOX_LATENCY" envDefault:"0s" help:"how long the sandbox waits before it answers"`
	SandboxFaults   float64       `env:"SANDBOX_FAULTS" envDefault:"0" help:"the share of the sandbox's answers that fail, 0 to 1"`
}

// introspection says whether the schema is told: as set, or where there is a page that needs it.
func (c config) introspection() bool {
	if c.Introspection != nil {
		return *c.Introspection
	}
	return c.Playground
}

// setting is one field of config.
type setting struct {
	variable, flag, fallback, help string
	isBool                         bool
}

func settings() []setting {
	var all []setting
	for field := range reflect.TypeFor[config]().Fields() {
		name := field.Tag.Get("env")
		s := setting{
			variable: prefix + name,
			fallback: field.Tag.Get("envDefault"),
			help:     field.Tag.Get("help"),
			isBool:   field.Type.Kind() == reflect.Bool || field.Type == reflect.TypeFor[*bool](),
		}
		if field.Tag.Get("flag") != "-" {
			s.flag = strings.ToLower(strings.ReplaceAll(name, "_", "-"))
		}
		all = append(all, s)
	}
	return all
}

// parseConfig reads the command line and the environment. Its error has a line for every problem there is; it is
// flag.ErrHelp if help was asked for.
func parseConfig(args []string, environment map[string]string) (config, error) {
	var problems []error
	values := make(map[string]string)
	for _, s := range settings() {
		if v := environment[s.variable]; v != "" {
			values[s.variable] = v
		}
	}
	flags := flag.NewFlagSet("gateway", flag.ContinueOnError)
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
		switch {
		case errors.Is(err, flag.ErrHelp):
			return config{}, err
		case err != nil:
			problems = append(problems, fmt.Errorf("%s; --help lists the flags", strings.Replace(err.Error(), ": -", ": --", 1)))
		case len(rest) > 0:
			problems = append(problems, fmt.Errorf("%q is not a flag; --help lists the flags", rest[0]))
			rest = rest[1:]
		}
	}
	var c config
	unread := make(map[string]bool)
	if err := env.ParseWithOptions(&c, env.Options{Prefix: prefix, Environment: values}); err != nil {
		problems = append(problems, malformed(err, unread)...)
	}
	problems = append(problems, c.problems(unread)...)
	flags.Visit(func(f *flag.Flag) {
		if strings.HasPrefix(f.Name, "sandbox-") && !c.Sandbox {
			problems = append(problems, fmt.Errorf("--%s means nothing without --sandbox", f.Name))
		}
	})
	return c, errors.Join(problems...)
}

// writeHelp lists the settings.
func writeHelp(w io.Writer) {
	fmt.Fprint(w, "The conversations gateway: a typed GraphQL schema over the analytics endpoint of Inkeep.\n\n"+
		"  gateway --sandbox            serve generated data, with no key and no network\n"+
		"  INKEEP_API_KEY=... gateway   serve the conversations of the key's project\n\n"+
		"Settings, as flags and in the environment; the flag wins:\n\n")
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
		fmt.Fprintf(table, "  %s\t%s\t%s\n", name, s.variable, help)
	}
	_ = table.Flush()
}
