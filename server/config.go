package main

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/inkeep-gateway/gateway/server/access"
)

// prefix stands before the name of each setting in the environment.
const prefix = "INKEEP_"

// config holds the settings. Each is a flag, --upstream-url, a variable of the environment, INKEEP_UPSTREAM_URL, and a key of a file,
// upstream-url; the earlier of these wins. Secrets have no flag, for a command line is there for all to see.
type config struct {
	given   given  // by its owner; the rest has its default
	warning string // to be logged; empty: none

	Listen          string        `section:"Listener and endpoint" env:"LISTEN" envDefault:"127.0.0.1:8080" help:"address to serve on; port 0 picks a free port"`
	APIKey          access.Secret `env:"API_KEY" flag:"-" help:"API key of an Inkeep API integration"`
	APIKeyFile      string        `env:"API_KEY_FILE" help:"file that holds the API key; reloaded on SIGHUP"`
	APIKeys         string        `env:"API_KEYS" help:"YAML file of named API keys, for policies; reloaded on SIGHUP"`
	UpstreamURL     string        `env:"UPSTREAM_URL" envDefault:"https://api.analytics.inkeep.com" help:"base URL of the endpoint, without the path"`
	UpstreamTimeout time.Duration `env:"UPSTREAM_TIMEOUT" envDefault:"30s" help:"time limit of one query to the endpoint, all its pages and retries included"`
	UpstreamTries   int           `env:"UPSTREAM_TRIES" envDefault:"3" help:"attempts per call on transient failures, including the first"`
	UpstreamPages   int           `env:"UPSTREAM_PAGES" envDefault:"20" help:"pages that one query may read from the endpoint"`
	TrustKeys       bool          `env:"TRUST_PROPERTY_KEYS" envDefault:"false" help:"vouch that the endpoint lists property keys by their filter, which older versions ignore: callers with a row policy may then list them"`

	Access        string        `section:"Access" env:"ACCESS" envDefault:"server-key" help:"whose API key a request uses: server-key (the gateway's), pass-through (the caller's own) or both"`
	Anonymous     bool          `env:"ANONYMOUS" envDefault:"false" help:"also admit callers without a token, where tokens are verified"`
	JWTSecret     access.Secret `env:"JWT_SECRET" flag:"-" help:"secret that JWTs are signed with, at least 32 bytes"`
	JWTSecretFile string        `env:"JWT_SECRET_FILE" help:"file that holds the secret of JWTs"`
	JWTKeys       string        `env:"JWT_KEYS" help:"file with the public keys of JWTs, as PEM or as a JWK set; reloaded on SIGHUP"`
	JWTJWKSURL    string        `env:"JWT_JWKS_URL" help:"URL of the JWK set with the public keys of JWTs: https, or http on loopback"`
	JWTIssuer     string        `env:"JWT_ISSUER" help:"required value of the claim iss"`
	JWTAudience   string        `env:"JWT_AUDIENCE" help:"value that the claim aud must contain"`
	JWTLeeway     time.Duration `env:"JWT_LEEWAY" envDefault:"30s" help:"tolerated clock difference when JWTs are verified"`
	Policies      string        `env:"POLICIES" help:"YAML file with the rows and fields that each role may read; reloaded on SIGHUP"`

	CallerSecret     access.Secret `section:"Who called" env:"CALLER_SECRET" flag:"-" help:"secret of at least 32 bytes that keys the hashes which stand for callers in the log; by default the API key does"`
	CallerSecretFile string        `env:"CALLER_SECRET_FILE" help:"file that holds the secret of callers"`
	CallerClaim      string        `env:"CALLER_CLAIM" help:"claim of a token that the log names the caller by, such as sub; none by default"`
	TrustedProxies   []string      `env:"TRUSTED_PROXIES" help:"networks of proxies whose X-Forwarded-For and Forwarded say who the client is, separated by commas: 10.0.0.0/8; none by default"`

	CacheSize         int64         `section:"Cache" env:"CACHE_SIZE" unit:"bytes" envDefault:"24MiB" help:"memory for cached answers; 0 disables the cache"`
	CacheFresh        time.Duration `env:"CACHE_FRESH" envDefault:"30s" help:"time for which an answer is fresh"`
	CacheFreshPast    time.Duration `env:"CACHE_FRESH_PAST" envDefault:"1h" help:"the same for filters that end more than a day ago; it assumes that the past does not change: POST /purge drops answers that did"`
	CacheStale        time.Duration `env:"CACHE_STALE" envDefault:"5m" help:"time after an answer was fresh during which it is still served while it is refreshed in the background"`
	CacheStaleIfError time.Duration `env:"CACHE_STALE_IF_ERROR" envDefault:"1h" help:"time after an answer was fresh during which it is served if the endpoint fails"`
	AnswersSize       int64         `env:"ANSWERS_SIZE" unit:"bytes" envDefault:"16MiB" help:"memory for the response cache: whole responses to repeated requests; 0 disables it"`
	Derive            bool          `env:"DERIVE" envDefault:"true" help:"derive answers from cached answers, and from others in the same operation"`
	AskWider          bool          `env:"ASK_WIDER" envDefault:"true" help:"ask one query from which several answers can be derived; needs --derive"`
	CacheURL          string        `env:"CACHE_URL" help:"Redis or Valkey that replicas share answers through: redis://host:6379"`
	CacheURLFile      string        `env:"CACHE_URL_FILE" help:"file that holds the URL of the Redis or Valkey, which may have a password"`

	MaxBody         int64 `section:"Limits of a request" env:"MAX_BODY" unit:"bytes" envDefault:"2MB" help:"bytes in a request body"`
	MaxDocument     int   `env:"MAX_DOCUMENT" unit:"bytes" envDefault:"64KiB" help:"bytes in a document"`
	MaxTokens       int   `env:"MAX_TOKENS" envDefault:"5000" help:"tokens in a document"`
	MaxDepth        int   `env:"MAX_DEPTH" envDefault:"12" help:"nesting depth of fields, except introspection"`
	MaxAliases      int   `env:"MAX_ALIASES" envDefault:"30" help:"aliases in an operation"`
	MaxRootFields   int   `env:"MAX_ROOT_FIELDS" envDefault:"20" help:"root fields in an operation"`
	MaxDirectives   int   `env:"MAX_DIRECTIVES" envDefault:"30" help:"directives in an operation"`
	MaxNesting      int   `env:"MAX_NESTING" envDefault:"64" help:"nesting depth of variables"`
	MaxConditions   int   `env:"MAX_CONDITIONS" envDefault:"1000" help:"filter conditions in an operation; a filter that several fields share counts once"`
	MaxFilterValues int   `env:"MAX_FILTER_VALUES" envDefault:"100000" help:"values in the lists of those filters"`
	MaxCost         int   `env:"MAX_COST" envDefault:"100000" help:"cost of an operation: each value counts 1, each call of the endpoint 100"`
	MaxValues       int   `env:"MAX_VALUES" envDefault:"1000000" help:"values in the groups of an operation that have no limit"`
	MaxRows         int   `env:"MAX_ROWS" envDefault:"100000" help:"rows in a table (text/csv, application/x-ndjson)"`
	Batch           int   `env:"BATCH" envDefault:"0" help:"operations that one request may have, as a JSON array; 0 disables arrays"`

	MaxMemory int64 `section:"Memory" env:"MAX_MEMORY" unit:"bytes" help:"bytes that all requests in flight may hold together; by default half of the memory available to the process"`
	MaxAnswer int64 `env:"MAX_ANSWER" unit:"bytes" envDefault:"64MiB" help:"bytes in the data of a response; at most a quarter of --max-memory"`

	RequestTimeout    time.Duration `section:"Time and load" env:"REQUEST_TIMEOUT" envDefault:"60s" help:"time limit of an operation; what has been answered by then is returned"`
	MaxInFlight       int           `env:"MAX_IN_FLIGHT" envDefault:"10000" help:"requests that are answered at the same time"`
	QueueTimeout      time.Duration `env:"QUEUE_TIMEOUT" envDefault:"25ms" help:"time that a request beyond --max-in-flight waits before it is refused with 503"`
	RateLimit         float64       `env:"RATE_LIMIT" envDefault:"0" help:"requests per second and caller; 0 means no limit"`
	RateBurst         int           `env:"RATE_BURST" envDefault:"10" help:"requests that a caller may send at once after a pause"`
	RateCost          float64       `env:"RATE_COST" envDefault:"0" help:"cost per second and caller, in the units of --max-cost; 0 means no limit"`
	RateCostBurst     int           `env:"RATE_COST_BURST" envDefault:"100000" help:"cost that a caller may spend at once after a pause"`
	ReadHeaderTimeout time.Duration `env:"READ_HEADER_TIMEOUT" envDefault:"10s" help:"time for a client to send the headers of a request"`
	ReadTimeout       time.Duration `env:"READ_TIMEOUT" envDefault:"30s" help:"time for a client to send a request"`
	WriteTimeout      time.Duration `env:"WRITE_TIMEOUT" envDefault:"30s" help:"time for a client to accept each 256 KiB of a response"`

	MinLiveInterval           time.Duration `section:"Subscriptions" env:"MIN_LIVE_INTERVAL" envDefault:"5s" help:"shortest interval that a subscription may ask for (every)"`
	MaxSubscriptions          int           `env:"MAX_SUBSCRIPTIONS" envDefault:"10000" help:"subscriptions at the same time, and WebSocket connections; 0 disables them"`
	MaxSubscriptionsPerCaller int           `env:"MAX_SUBSCRIPTIONS_PER_CALLER" envDefault:"100" help:"the same of one caller"`

	PersistedQueriesSize int64  `section:"Documents" env:"PERSISTED_QUERIES_SIZE" unit:"bytes" envDefault:"8MiB" help:"memory for automatic persisted queries; 0 disables them"`
	ParsedDocumentsSize  int64  `env:"PARSED_DOCUMENTS_SIZE" unit:"bytes" envDefault:"8MiB" help:"memory for parsed and validated documents; 0 disables the cache"`
	Documents            string `env:"DOCUMENTS" help:"directory or manifest of trusted documents"`
	DocumentsOnly        bool   `env:"DOCUMENTS_ONLY" envDefault:"false" help:"refuse all documents but the trusted ones"`

	MCP           bool   `section:"Agents" env:"MCP" envDefault:"false" help:"serve the Model Context Protocol at /mcp: each named trusted document is a tool"`
	MCPResultSize int64  `env:"MCP_RESULT_SIZE" unit:"bytes" envDefault:"64KiB" help:"size that the result of a tool may have"`
	MCPURL        string `env:"MCP_URL" help:"public URL of /mcp, for OAuth's protected resource metadata; by default that of the request's host"`

	OTLPEndpoint    string            `section:"Traces" env:"OTLP_ENDPOINT" help:"OpenTelemetry collector that receives traces by OTLP over HTTP: http://host:4318; by default that of OTEL_EXPORTER_OTLP_ENDPOINT, or none"`
	OTLPHeaders     map[string]string `env:"OTLP_HEADERS" envKeyValSeparator:"=" flag:"-" help:"headers for the collector: name=value,name=value"`
	OTLPHeadersFile string            `env:"OTLP_HEADERS_FILE" help:"file that holds the headers for the collector"`
	TraceSample     float64           `env:"TRACE_SAMPLE" envDefault:"1" help:"share of traces to record, 0 to 1, in place of OTEL_TRACES_SAMPLER; an incoming traceparent decides for itself"`

	Hosts       []string `section:"Listeners and origins" env:"HOSTS" help:"host names that requests may use, separated by commas; any by default, except on a loopback address, which accepts only loopback names"`
	AdminListen string   `env:"ADMIN_LISTEN" help:"address of the admin listener: /metrics, /purge, /healthz, /readyz and /debug/pprof/; none by default"`
	Pprof       bool     `env:"PPROF" envDefault:"true" help:"serve profiles at /debug/pprof/ on the admin listener"`
	AccessLog   bool     `env:"ACCESS_LOG" envDefault:"true" help:"write an access line for each GraphQL request"`
	TLSCert     string   `env:"TLS_CERT" help:"PEM file with the certificate and its chain; serves HTTPS"`
	TLSKey      string   `env:"TLS_KEY" help:"PEM file with the key of the certificate"`
	CORSOrigins []string `env:"CORS_ORIGINS" help:"origins whose pages may send requests, separated by commas: https://app.example.com, https://*.example.com, or * for all"`
	CORSHeaders []string `env:"CORS_HEADERS" help:"request headers that those pages may send besides the default ones, separated by commas"`
	H2C         bool     `env:"H2C" envDefault:"false" help:"also serve HTTP/2 without TLS, for a proxy in front"`

	Trace         *bool         `section:"Pages, life cycle and logs" env:"TRACE" help:"answer the header X-Gateway-Trace with how the response came about; by default only with --sandbox"`
	Introspection *bool         `env:"INTROSPECTION" help:"allow introspection; by default only with --playground"`
	Playground    bool          `env:"PLAYGROUND" envDefault:"true" help:"serve GraphiQL at / and Explore at /explore"`
	DrainTimeout  time.Duration `env:"DRAIN_TIMEOUT" envDefault:"10s" help:"time that requests in flight get to finish after SIGTERM"`
	ShutdownDelay time.Duration `env:"SHUTDOWN_DELAY" envDefault:"1s" help:"time after SIGTERM during which new requests are still served, with /readyz at 503"`
	LogLevel      string        `env:"LOG_LEVEL" envDefault:"info" help:"debug, info, warn or error"`
	LogFormat     string        `env:"LOG_FORMAT" envDefault:"text" help:"text or json, on standard error"`
	Healthcheck   bool          `env:"HEALTHCHECK" envDefault:"false" help:"ask the gateway at the listen address for /healthz, and exit"`
	Version       bool          `env:"VERSION" envDefault:"false" help:"print the version, and exit"`
	Check         bool          `env:"CHECK" envDefault:"false" help:"check the configuration, and exit"`
	Config        string        `env:"CONFIG" help:"YAML file of settings by the names of their flags, and api-key, jwt-secret and the like; a flag or a variable wins over it"`
	PrintConfig   bool          `env:"PRINT_CONFIG" envDefault:"false" help:"print the settings in use without secrets, as a file for --config, and exit"`
	ExplainToken  string        `env:"EXPLAIN_TOKEN" help:"print the role, the rows and the fields that the token in a file gets by the policies, and exit"`

	Sandbox         bool          `section:"Sandbox" env:"SANDBOX" envDefault:"false" help:"serve generated data, without a key or a network"`
	SandboxData     string        `env:"SANDBOX_DATA" help:"JSON Lines file of conversations to serve instead"`
	SandboxPageSize int           `env:"SANDBOX_PAGE_SIZE" envDefault:"1000" help:"rows in an answer of the sandbox"`
	SandboxListen   string        `env:"SANDBOX_LISTEN" envDefault:"127.0.0.1:0" help:"address of the sandbox's own endpoint"`
	SandboxLatency  time.Duration `env:"SANDBOX_LATENCY" envDefault:"0s" help:"time that the sandbox waits before each answer"`
	SandboxFaults   float64       `env:"SANDBOX_FAULTS" envDefault:"0" help:"share of the sandbox's answers that fail, 0 to 1"`
}

// Format prints nothing of the settings, whatever the verb: among them are secrets.
func (config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "the settings") }

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
