package main

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
	"golang.org/x/net/http/httpguts"

	"github.com/inkeep-gateway/gateway/server/edge"
	"github.com/inkeep-gateway/gateway/upstream/endpoint"
)

// malformed says of each value that could not be read which setting it is for, and notes the setting.
func malformed(err error, unread map[string]bool) []error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return []error{err}
	}
	problems := make([]error, len(all.Errors))
	for i, err := range all.Errors {
		problems[i] = err
		var parse env.ParseError
		if errors.As(err, &parse) {
			field, _ := reflect.TypeFor[config]().FieldByName(parse.Name)
			unread[field.Tag.Get("env")] = true
			want := wanted[field.Type.String()]
			if field.Tag.Get("unit") == "bytes" {
				want = "a size in bytes, such as 16MiB"
			}
			problems[i] = problem{field.Tag.Get("env"), " has to be " + want}
		}
	}
	return problems
}

var wanted = map[string]string{
	"bool":              "true or false",
	"*bool":             "true or false",
	"int":               "a whole number",
	"int64":             "a whole number",
	"float64":           "a number",
	"map[string]string": "name=value,name=value",
	"time.Duration":     "a duration such as 250ms, 30s or 2m",
}

// problems are what is wrong with the settings that could be read.
func (c config) problems(unread map[string]bool) []error {
	var all []error
	check := func(ok bool, name, format string, a ...any) {
		if !ok && !unread[name] {
			all = append(all, problem{name, " " + fmt.Sprintf(format, a...)})
		}
	}
	c.checkListeners(check)
	c.checkUpstream(check)
	c.checkLimits(check)
	c.checkDurations(check)
	c.checkCaches(check)
	c.checkBrowsers(check)
	c.checkProcess(check)
	c.checkSandbox(check)
	c.checkTraces(check)
	c.checkAccess(check)
	c.checkAgents(check)
	return all
}

// checkUpstream checks how the endpoint is asked.
func (c config) checkUpstream(check checkSetting) {
	u, err := url.Parse(c.UpstreamURL)
	check(err == nil && isEndpointAddress(u), "UPSTREAM_URL", "has to be the address of the endpoint, such as %s", endpoint.DefaultURL)
	check(c.UpstreamTries > 0, "UPSTREAM_TRIES", "has to be at least 1")
	check(c.UpstreamPages > 0, "UPSTREAM_PAGES", "has to be at least 1")
}

// checkLimits checks the bounds of requests and callers.
func (c config) checkLimits(check checkSetting) {
	for name, limit := range map[string]int{
		"MAX_DOCUMENT": c.MaxDocument, "MAX_TOKENS": c.MaxTokens, "MAX_DEPTH": c.MaxDepth, "MAX_ROOT_FIELDS": c.MaxRootFields,
		"MAX_NESTING": c.MaxNesting, "MAX_CONDITIONS": c.MaxConditions, "MAX_FILTER_VALUES": c.MaxFilterValues, "MAX_COST": c.MaxCost, "MAX_VALUES": c.MaxValues, "MAX_ROWS": c.MaxRows, "MAX_IN_FLIGHT": c.MaxInFlight, "RATE_BURST": c.RateBurst, "RATE_COST_BURST": c.RateCostBurst,
	} {
		check(limit > 0, name, "has to be at least 1")
	}
	check(c.MaxBody > 0, "MAX_BODY", "has to be at least 1")
	check(c.MaxAnswer > 0, "MAX_ANSWER", "has to be at least 1")
	check(c.MaxMemory == 0 || c.MaxMemory >= 4*c.MaxBody, "MAX_MEMORY", "has to be at least four times --max-body")
	check(c.RateLimit >= 0 && c.RateLimit <= 1e6, "RATE_LIMIT", "has to be between 0 and 1000000")
	check(c.RateCost >= 0 && c.RateCost <= 1e9, "RATE_COST", "has to be between 0 and 1000000000")
	check(c.PersistedQueriesSize >= 0, "PERSISTED_QUERIES_SIZE", "cannot be negative")
	check(c.ParsedDocumentsSize >= 0, "PARSED_DOCUMENTS_SIZE", "cannot be negative")
	check(!c.DocumentsOnly || c.Documents != "", "DOCUMENTS_ONLY", "means nothing without --documents")
	check(c.Batch >= 0 && c.Batch <= 1000, "BATCH", "has to be between 0 and 1000")
	check(c.MaxSubscriptions >= 0, "MAX_SUBSCRIPTIONS", "cannot be negative")
	check(c.MaxSubscriptionsPerCaller > 0, "MAX_SUBSCRIPTIONS_PER_CALLER", "has to be at least 1")
	check(c.MaxAliases >= 0, "MAX_ALIASES", "cannot be negative")
	check(c.MaxDirectives >= 0, "MAX_DIRECTIVES", "cannot be negative")
}

// checkCaches checks what is kept.
func (c config) checkCaches(check checkSetting) {
	check(c.CacheSize >= 0, "CACHE_SIZE", "cannot be negative")
	check(c.AnswersSize >= 0, "ANSWERS_SIZE", "cannot be negative")
	store, err := url.Parse(c.CacheURL)
	check(c.CacheURL == "" || err == nil && (store.Scheme == "redis" || store.Scheme == "rediss") && store.Host != "" && hasPort(store) && shareable(c.CacheURL),
		"CACHE_URL", "has to be the address of a store, such as redis://host:6379")
	check(err != nil || databaseOf(store) <= mostDatabase, "CACHE_URL", "has to name a database from 0 to %d", mostDatabase)
}

// checkBrowsers checks which pages and names are answered.
func (c config) checkBrowsers(check checkSetting) {
	_, err := edge.CORS(c.CORSOrigins, nil)
	check(err == nil, "CORS_ORIGINS", "has to be origins such as https://app.example.com, separated by commas; %v", err)
	_, err = edge.CORS([]string{"*"}, c.CORSHeaders)
	check(err == nil, "CORS_HEADERS", "has to be names of headers such as x-app-version, separated by commas; %v", err)
	_, err = parseTrustedProxies(c.TrustedProxies)
	check(err == nil, "TRUSTED_PROXIES", "has to be networks or addresses such as 10.0.0.0/8, separated by commas; %v", err)
	for _, name := range c.Hosts {
		check(isHostName(strings.TrimSpace(name)), "HOSTS", "has to be names or addresses without ports, such as gateway.example.com, separated by commas")
	}
}

// checkProcess checks TLS and the log.
func (c config) checkProcess(check checkSetting) {
	check(c.TLSCert == "" || c.TLSKey != "", "TLS_KEY", "has to be set beside --tls-cert")
	check(c.TLSKey == "" || c.TLSCert != "", "TLS_CERT", "has to be set beside --tls-key")
	check(!c.H2C || c.TLSCert == "", "H2C", "means nothing with --tls-cert, where clients may speak HTTP/2 as it is")
	check(slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel), "LOG_LEVEL", "has to be debug, info, warn or error")
	check(slices.Contains([]string{"text", "json"}, c.LogFormat), "LOG_FORMAT", "has to be text or json")
}

// checkSandbox checks the sandbox, and what cannot be combined with it.
func (c config) checkSandbox(check checkSetting) {
	check(c.SandboxPageSize > 0, "SANDBOX_PAGE_SIZE", "has to be at least 1")
	check(c.SandboxFaults >= 0 && c.SandboxFaults <= 1, "SANDBOX_FAULTS", "has to be between 0 and 1")
	check(!c.Sandbox || c.CacheURL == "", "CACHE_URL", "cannot be combined with --sandbox: gateways with other data would share its answers")
	check(!c.Sandbox || c.UpstreamURL == endpoint.DefaultURL, "UPSTREAM_URL", "cannot be combined with --sandbox, which is asked instead")
	if c.SandboxData != "" {
		file, err := openFile(c.SandboxData)
		check(err == nil, "SANDBOX_DATA", "has to be a regular file that is there")
		_ = file.Close() // It was only looked at; of none there is nothing to close.
	}
}

// checkAgents checks what agents are offered.
func (c config) checkAgents(check checkSetting) {
	u, err := url.Parse(c.MCPURL)
	check(c.MCPURL == "" || err == nil && isEndpointAddress(u), "MCP_URL", "has to be the address of /mcp, such as https://gateway.example.com/mcp")
	check(c.MCPURL == "" || c.checksTokens(), "MCP_URL", "means nothing where no tokens are checked")
	check(c.MCPResultSize > 0, "MCP_RESULT_SIZE", "has to be at least 1")
}

// checkTraces checks where traces go.
func (c config) checkTraces(check checkSetting) {
	collector, err := url.Parse(c.OTLPEndpoint)
	check(c.OTLPEndpoint == "" || err == nil && isEndpointAddress(collector), "OTLP_ENDPOINT", "has to be the address of a collector, such as http://host:4318")
	for name, value := range c.OTLPHeaders {
		check(httpguts.ValidHeaderFieldName(name) && httpguts.ValidHeaderFieldValue(value), "OTLP_HEADERS", "holds what cannot be a header")
	}
	check(c.TraceSample >= 0 && c.TraceSample <= 1, "TRACE_SAMPLE", "has to be between 0 and 1")
}
