package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
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
	APIKey          access.Secret `env:"API_KEY" flag:"-" help:"the key of an API integration, for the endpoint"`
	APIKeyFile      string        `env:"API_KEY_FILE" help:"a file that holds the key instead; read again at SIGHUP"`
	APIKeys         string        `env:"API_KEYS" help:"a YAML file of keys by name, for policies; read again at SIGHUP"`
	UpstreamURL     string        `env:"UPSTREAM_URL" envDefault:"https://api.analytics.inkeep.com" help:"the address of the endpoint, without its path"`
	UpstreamTimeout time.Duration `env:"UPSTREAM_TIMEOUT" envDefault:"30s" help:"how long a query to the endpoint may take, over all its answers and tries"`
	UpstreamTries   int           `env:"UPSTREAM_TRIES" envDefault:"3" help:"how often a call that fails in a way that may pass is tried"`
	UpstreamPages   int           `env:"UPSTREAM_PAGES" envDefault:"20" help:"how many answers of the endpoint are read for one query, where it gives parts"`

	Access      string        `env:"ACCESS" envDefault:"server-key" help:"whose key asks: server-key (the gateway's), pass-through (the caller's own) or both"`
	Anonymous   bool          `env:"ANONYMOUS" envDefault:"false" help:"let callers in who bring no token, where tokens are checked"`
	JWTSecret   access.Secret `env:"JWT_SECRET" flag:"-" help:"the secret that JWTs are signed with, of at least 32 bytes"`
	JWTKeys     string        `env:"JWT_KEYS" help:"a file of the public keys of JWTs: PEM, or a JWK set; read again at SIGHUP"`
	JWTJWKSURL  string        `env:"JWT_JWKS_URL" help:"the address of the public keys of JWTs: https, or http on the loopback"`
	JWTIssuer   string        `env:"JWT_ISSUER" help:"what the claim iss of a JWT has to be"`
	JWTAudience string        `env:"JWT_AUDIENCE" help:"what has to be among the claim aud of a JWT"`
	JWTLeeway   time.Duration `env:"JWT_LEEWAY" envDefault:"30s" help:"how far the clocks of JWTs may differ"`
	Policies    string        `env:"POLICIES" help:"a YAML file of which rows and fields each role may see; read again at SIGHUP"`

	CacheSize         int64         `env:"CACHE_SIZE" envDefault:"25165824" help:"how many bytes of answers are kept in memory; 0 for none"`
	CacheFresh        time.Duration `env:"CACHE_FRESH" envDefault:"30s" help:"how long an answer is served as it is"`
	CacheFreshPast    time.Duration `env:"CACHE_FRESH_PAST" envDefault:"1h" help:"the same, where the filter ends more than a day ago: it assumes that the past does not change; POST /purge drops what is kept"`
	CacheStale        time.Duration `env:"CACHE_STALE" envDefault:"5m" help:"how long after an answer ceased to be fresh it is served while it is refreshed"`
	CacheStaleIfError time.Duration `env:"CACHE_STALE_IF_ERROR" envDefault:"1h" help:"how long after an answer ceased to be fresh it is served when the endpoint fails"`
	AnswersSize       int64         `env:"ANSWERS_SIZE" envDefault:"16777216" help:"how many bytes of whole answers are kept, too, for requests that come again while they are fresh; 0 for none"`
	Derive            bool          `env:"DERIVE" envDefault:"true" help:"derive answers from others that are kept or asked at the same time, where they follow from them"`
	AskWider          bool          `env:"ASK_WIDER" envDefault:"true" help:"ask one question in place of several that follow from it; with --derive"`
	CacheURL          string        `env:"CACHE_URL" help:"a Redis or Valkey that gateways share answers over: redis://host:6379"`

	MaxBody         int64 `env:"MAX_BODY" envDefault:"2000000" help:"how many bytes a request may have"`
	MaxDocument     int   `env:"MAX_DOCUMENT" envDefault:"65536" help:"how many bytes a document that is sent may have"`
	MaxTokens       int   `env:"MAX_TOKENS" envDefault:"5000" help:"how many tokens a document may have"`
	MaxDepth        int   `env:"MAX_DEPTH" envDefault:"12" help:"how deep fields may nest, introspection apart"`
	MaxAliases      int   `env:"MAX_ALIASES" envDefault:"30" help:"how many aliases an operation may have"`
	MaxRootFields   int   `env:"MAX_ROOT_FIELDS" envDefault:"20" help:"how many fields an operation may have at its root"`
	MaxDirectives   int   `env:"MAX_DIRECTIVES" envDefault:"30" help:"how many directives an operation may have"`
	MaxNesting      int   `env:"MAX_NESTING" envDefault:"64" help:"how deep objects and lists may nest in the variables"`
	MaxConditions   int   `env:"MAX_CONDITIONS" envDefault:"1000" help:"how many conditions the filters of an operation may have; a filter that several fields share counts once"`
	MaxFilterValues int   `env:"MAX_FILTER_VALUES" envDefault:"100000" help:"how many values the lists in those filters may have"`
	MaxCost         int   `env:"MAX_COST" envDefault:"100000" help:"how many values an operation may ask for; a call of the endpoint counts as 100"`
	MaxValues       int   `env:"MAX_VALUES" envDefault:"1000000" help:"how many values groups without a limit may have in an operation"`

	MaxMemory int64 `env:"MAX_MEMORY" help:"how many bytes all that is in flight may take together; without this setting half of what the process may use"`
	MaxAnswer int64 `env:"MAX_ANSWER" envDefault:"67108864" help:"how many bytes the data of an answer may have; a quarter of --max-memory where that is less"`

	RequestTimeout    time.Duration `env:"REQUEST_TIMEOUT" envDefault:"60s" help:"how long an operation may take; what is there by then is answered"`
	MaxInFlight       int           `env:"MAX_IN_FLIGHT" envDefault:"10000" help:"how many requests are answered at once"`
	QueueTimeout      time.Duration `env:"QUEUE_TIMEOUT" envDefault:"25ms" help:"how long a request waits for its turn when there are more"`
	RateLimit         float64       `env:"RATE_LIMIT" envDefault:"0" help:"how many requests a second one caller may send; 0 for any number"`
	RateBurst         int           `env:"RATE_BURST" envDefault:"10" help:"how many requests a caller may send at once after a pause"`
	RateCost          float64       `env:"RATE_COST" envDefault:"0" help:"how much what one caller asks for may cost a second, in the units of --max-cost; 0 for any amount"`
	RateCostBurst     int           `env:"RATE_COST_BURST" envDefault:"100000" help:"how much a caller may ask for at once after a pause"`
	ReadHeaderTimeout time.Duration `env:"READ_HEADER_TIMEOUT" envDefault:"10s" help:"how long a client may take to send the headers of a request"`
	ReadTimeout       time.Duration `env:"READ_TIMEOUT" envDefault:"30s" help:"how long a client may take to send a request"`
	WriteTimeout      time.Duration `env:"WRITE_TIMEOUT" envDefault:"30s" help:"how long a client may take to accept 256 KiB of an answer"`

	PersistedQueriesSize int64  `env:"PERSISTED_QUERIES_SIZE" envDefault:"8388608" help:"how many bytes of documents are kept for clients that send but their hash; 0 for none"`
	ParsedDocumentsSize  int64  `env:"PARSED_DOCUMENTS_SIZE" envDefault:"8388608" help:"how many bytes documents hold that are kept parsed and validated; 0 for none"`
	Documents            string `env:"DOCUMENTS" help:"a directory of documents, or a manifest of them, that requests may name instead of sending them"`
	DocumentsOnly        bool   `env:"DOCUMENTS_ONLY" envDefault:"false" help:"answer no other documents than those"`

	OTLPEndpoint string            `env:"OTLP_ENDPOINT" help:"where traces go by OTLP over HTTP: http://host:4318; without it there are none"`
	OTLPHeaders  map[string]string `env:"OTLP_HEADERS" envKeyValSeparator:"=" flag:"-" help:"headers that are sent there: name=value,name=value"`
	TraceSample  float64           `env:"TRACE_SAMPLE" envDefault:"1" help:"the share of the traces that is recorded, 0 to 1; callers decide for theirs"`

	Hosts       []string `env:"HOSTS" help:"the names that requests may be for (their header Host), separated by commas; without it any, but on a loopback address only its own"`
	AdminListen string   `env:"ADMIN_LISTEN" help:"an address of its own for /metrics, /purge and /debug/pprof/; without it there are none"`
	AccessLog   bool     `env:"ACCESS_LOG" envDefault:"true" help:"log a line for each request of GraphQL"`
	TLSCert     string   `env:"TLS_CERT" help:"a file with a certificate, and those that vouch for it, as PEM: serve HTTPS"`
	TLSKey      string   `env:"TLS_KEY" help:"the file with the certificate's key, as PEM"`
	CORSOrigins []string `env:"CORS_ORIGINS" help:"origins whose pages may ask, separated by commas: https://app.example.com, https://*.example.com, or * for all"`
	CORSHeaders []string `env:"CORS_HEADERS" help:"headers that those pages may send besides the usual ones, separated by commas"`
	H2C         bool     `env:"H2C" envDefault:"false" help:"speak HTTP/2 without TLS as well, for a proxy in front that does"`

	Trace         *bool         `env:"TRACE" help:"tell requests with the header X-Gateway-Trace how their answer came about; without this setting only with the sandbox"`
	Introspection *bool         `env:"INTROSPECTION" help:"tell the schema to those who ask; without this setting only with the playground"`
	Playground    bool          `env:"PLAYGROUND" envDefault:"true" help:"serve GraphiQL at / and Explore at /explore"`
	DrainTimeout  time.Duration `env:"DRAIN_TIMEOUT" envDefault:"10s" help:"how long requests may take to finish after SIGTERM"`
	ShutdownDelay time.Duration `env:"SHUTDOWN_DELAY" envDefault:"1s" help:"how long after SIGTERM requests are still taken, each the last of its connection, with /readyz at 503"`
	LogLevel      string        `env:"LOG_LEVEL" envDefault:"info" help:"debug, info, warn or error"`
	LogFormat     string        `env:"LOG_FORMAT" envDefault:"text" help:"text or json"`
	Healthcheck   bool          `env:"HEALTHCHECK" envDefault:"false" help:"ask the gateway on the listen address whether it is alive, and exit"`
	Check         bool          `env:"CHECK" envDefault:"false" help:"say whether the configuration is good, and exit"`

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

// scheme is what the gateway's own address begins with.
func (c config) scheme() string {
	if c.TLSCert != "" {
		return "https"
	}
	return "http"
}

// logLevel is from which level on lines are logged.
func (c config) logLevel() (level slog.Level) {
	_ = level.UnmarshalText([]byte(c.LogLevel)) // Checked with the configuration.
	return level
}

// trace says whether requests are told how their answer came about: as set, or where nobody's calls are told of.
func (c config) trace() bool {
	if c.Trace != nil {
		return *c.Trace
	}
	return c.Sandbox
}

// setting is one field of config.
type setting struct {
	variable, flag, fallback, help string
	isBool                         bool
}

// flagOf is the name of the flag of a setting.
func flagOf(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "-")) }

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
			s.flag = flagOf(name)
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
	flags, wrong := parseArguments(args, values)
	if len(wrong) == 1 && errors.Is(wrong[0], flag.ErrHelp) {
		return config{}, wrong[0]
	}
	problems = append(problems, wrong...)
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
