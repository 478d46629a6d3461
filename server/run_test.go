package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestConfigurationThatCannotBeUsed says all that is wrong, a line each, and starts nothing.
func TestConfigurationThatCannotBeUsed(t *testing.T) {
	for _, c := range []struct {
		name        string
		args        []string
		environment map[string]string
		want        string
	}{
		{"no key", nil, nil, "INKEEP_API_KEY is not set; to try the gateway without a key, start it with --sandbox\n"},
		{"a key with a line break", nil, map[string]string{"INKEEP_API_KEY": "secret\n"},
			"INKEEP_API_KEY holds a space, or a character that keys do not have\n"},
		{"an unknown flag", []string{"--sandbox", "--lisen", "x"}, nil,
			"--lisen is not a flag; --help lists the flags\n"},
		{"a secret in any place of the command line",
			[]string{"--api-key", "canary-1", "--api-key=canary-2", "-api-key", "--jwt-secret", "canary-3", "canary-4", "--canary-5", "---canary-6=canary-7", "--=canary-8",
				"--otlp-headers", "authorization=canary-9", "--lisen=canary-10", "--api-key-file"}, map[string]string{"INKEEP_API_KEY": "k"},
			`--api-key is not a flag, because other users could read its value in the list of processes; set INKEEP_API_KEY or --api-key-file
--api-key is not a flag, because other users could read its value in the list of processes; set INKEEP_API_KEY or --api-key-file
--api-key is not a flag, because other users could read its value in the list of processes; set INKEEP_API_KEY or --api-key-file
--jwt-secret is not a flag, because other users could read its value in the list of processes; set INKEEP_JWT_SECRET or --jwt-secret-file
argument 7 is not a flag; --help lists the flags
argument 8 is not a flag; --help lists the flags
argument 9 is not a flag; --help lists the flags
argument 10 is not a flag; --help lists the flags
--otlp-headers is not a flag, because other users could read its value in the list of processes; set INKEEP_OTLP_HEADERS or --otlp-headers-file
--lisen is not a flag; --help lists the flags
--api-key-file needs a value; --help lists the flags
`},
		{"secrets as values of other settings",
			[]string{"--sandbox=canary", "--max-body", "canary", "--access", "canary", "--upstream-timeout=canary", "--log-level", "canary", "--listen", "canary",
				"--upstream-url", "canary", "--cors-origins", "*", "--cache-url", "canary", "--otlp-endpoint", "canary", "--jwt-jwks-url", "canary"}, map[string]string{"INKEEP_API_KEY": "k"},
			`--access (INKEEP_ACCESS) has to be server-key, pass-through or both
--cache-url (INKEEP_CACHE_URL) has to be the address of a store, such as redis://host:6379
--jwt-jwks-url (INKEEP_JWT_JWKS_URL) has to be an address of https, or of http on the loopback
--listen (INKEEP_LISTEN) has to be an address and a port, such as 127.0.0.1:8080
--log-level (INKEEP_LOG_LEVEL) has to be debug, info, warn or error
--max-body (INKEEP_MAX_BODY) has to be a size in bytes, such as 16MiB
--otlp-endpoint (INKEEP_OTLP_ENDPOINT) has to be the address of a collector, such as http://host:4318
--sandbox (INKEEP_SANDBOX) has to be true or false
--upstream-timeout (INKEEP_UPSTREAM_TIMEOUT) has to be a duration such as 250ms, 30s or 2m
--upstream-url (INKEEP_UPSTREAM_URL) has to be the address of the endpoint, such as https://api.analytics.inkeep.com
`},
		{"everything at once",
			[]string{"--listen", "nowhere", "--sandbox", "--upstream-timeout", "soon", "--sandbox-page-size", "0", "--drain-timeout=-1s",
				"--cors-origins", "https://app.example.com,app.example.com,https://example.com/"},
			map[string]string{"INKEEP_SANDBOX_FAULTS": "2", "INKEEP_LOG_FORMAT": "xml", "INKEEP_UPSTREAM_URL": "ftp://x", "INKEEP_LOG_LEVEL": "loud",
				"INKEEP_CACHE_URL": "memcached://user:secret@x", "INKEEP_SANDBOX_DATA": "/nowhere"},
			`--cache-url (INKEEP_CACHE_URL) cannot be combined with --sandbox: gateways with other data would share its answers
--cache-url (INKEEP_CACHE_URL) has to be the address of a store, such as redis://host:6379
--cors-origins (INKEEP_CORS_ORIGINS) has to be origins such as https://app.example.com, separated by commas; "app.example.com" is none as browsers send them, "https://example.com/" is none as browsers send them
--drain-timeout (INKEEP_DRAIN_TIMEOUT) has to be between 0s and 24h
--listen (INKEEP_LISTEN) has to be an address and a port, such as 127.0.0.1:8080
--log-format (INKEEP_LOG_FORMAT) has to be text or json
--log-level (INKEEP_LOG_LEVEL) has to be debug, info, warn or error
--sandbox-data (INKEEP_SANDBOX_DATA) has to be a regular file that is there
--sandbox-faults (INKEEP_SANDBOX_FAULTS) has to be between 0 and 1
--sandbox-page-size (INKEEP_SANDBOX_PAGE_SIZE) has to be at least 1
--upstream-timeout (INKEEP_UPSTREAM_TIMEOUT) has to be a duration such as 250ms, 30s or 2m
--upstream-url (INKEEP_UPSTREAM_URL) cannot be combined with --sandbox, which is asked instead
--upstream-url (INKEEP_UPSTREAM_URL) has to be the address of the endpoint, such as https://api.analytics.inkeep.com
`},
		{"limits that allow nothing, or that make no sense",
			[]string{"--sandbox", "--max-body", "0B", "--max-cost", "0", "--max-nesting", "0", "--max-conditions", "0", "--max-filter-values", "0", "--max-in-flight", "0", "--rate-burst", "0", "--rate-cost-burst", "0", "--rate-cost=-1",
				"--request-timeout", "0s", "--read-timeout", "0s", "--read-header-timeout", "0s", "--write-timeout", "0s", "--queue-timeout=-1s",
				"--rate-limit", "NaN", "--persisted-queries-size=-1", "--parsed-documents-size=-1", "--answers-size=-1", "--documents-only"}, nil,
			`--answers-size (INKEEP_ANSWERS_SIZE) cannot be negative
--documents-only (INKEEP_DOCUMENTS_ONLY) means nothing without --documents
--max-body (INKEEP_MAX_BODY) has to be at least 1
--max-conditions (INKEEP_MAX_CONDITIONS) has to be at least 1
--max-cost (INKEEP_MAX_COST) has to be at least 1
--max-filter-values (INKEEP_MAX_FILTER_VALUES) has to be at least 1
--max-in-flight (INKEEP_MAX_IN_FLIGHT) has to be at least 1
--max-nesting (INKEEP_MAX_NESTING) has to be at least 1
--parsed-documents-size (INKEEP_PARSED_DOCUMENTS_SIZE) cannot be negative
--persisted-queries-size (INKEEP_PERSISTED_QUERIES_SIZE) cannot be negative
--queue-timeout (INKEEP_QUEUE_TIMEOUT) has to be between 0s and 1m
--rate-burst (INKEEP_RATE_BURST) has to be at least 1
--rate-cost (INKEEP_RATE_COST) has to be between 0 and 1000000000
--rate-cost-burst (INKEEP_RATE_COST_BURST) has to be at least 1
--rate-limit (INKEEP_RATE_LIMIT) has to be between 0 and 1000000
--read-header-timeout (INKEEP_READ_HEADER_TIMEOUT) has to be between 1ms and 1h
--read-timeout (INKEEP_READ_TIMEOUT) has to be between 1ms and 1h
--request-timeout (INKEEP_REQUEST_TIMEOUT) has to be between 1ms and 24h
--write-timeout (INKEEP_WRITE_TIMEOUT) has to be between 1ms and 1h
`},
		{"settings of who called", []string{"--sandbox", "--caller-claim", "a b", "--trusted-proxies", "10.0.0.0/8,proxy"},
			map[string]string{"INKEEP_CALLER_SECRET": "short"},
			`--caller-claim (INKEEP_CALLER_CLAIM) has to be the name of a claim, such as sub, user.id or ['https://example.com/user']
--caller-claim (INKEEP_CALLER_CLAIM) means nothing without keys to check tokens with
--trusted-proxies (INKEEP_TRUSTED_PROXIES) has to be networks or addresses such as 10.0.0.0/8, separated by commas; "proxy" is neither a network nor an address
INKEEP_CALLER_SECRET has to have at least 32 bytes
`},
		{"proxies that are everybody", []string{"--sandbox", "--trusted-proxies", "::/0"}, nil,
			"--trusted-proxies (INKEEP_TRUSTED_PROXIES) has to be networks or addresses such as 10.0.0.0/8, separated by commas; \"::/0\" trusts every client\n"},
		{"a variable that is no setting, beside those of a service of Kubernetes", []string{"--sandbox"},
			map[string]string{"INKEEP_LISTN": "canary", "INKEEP_canary": "x", "OTHER": "x", "INKEEP_GATEWAY_SERVICE_HOST": "10.0.0.1", "INKEEP_GATEWAY_SERVICE_PORT": "80",
				"INKEEP_GATEWAY_PORT": "tcp://10.0.0.1:80", "INKEEP_GATEWAY_PORT_80_TCP_ADDR": "10.0.0.1"},
			"INKEEP_LISTN is no setting; --help lists the settings\nINKEEP_… is no setting; --help lists the settings\n"},
		{"listeners that are one", []string{"--sandbox", "--listen", "127.0.0.1:8080", "--admin-listen", ":8080", "--sandbox-listen", "127.0.0.1:8080"}, nil,
			`--admin-listen (INKEEP_ADMIN_LISTEN) has to be another address than that of --listen (INKEEP_LISTEN)
--sandbox-listen (INKEEP_SANDBOX_LISTEN) has to be another address than that of --admin-listen (INKEEP_ADMIN_LISTEN)
--sandbox-listen (INKEEP_SANDBOX_LISTEN) has to be another address than that of --listen (INKEEP_LISTEN)
`},
		{"addresses and ports that there are not", []string{"--listen", "300.1.1.1:80", "--admin-listen", "127.0.0.1:65536", "--upstream-url", "http://host:65536", "--cache-url", "redis://host:0",
			"--otlp-endpoint", "http://host:99999", "--jwt-jwks-url", "https://host:99999/keys"}, map[string]string{"INKEEP_API_KEY": "k"},
			`--admin-listen (INKEEP_ADMIN_LISTEN) has to be an address and a port, such as 127.0.0.1:8080
--cache-url (INKEEP_CACHE_URL) has to be the address of a store, such as redis://host:6379
--jwt-jwks-url (INKEEP_JWT_JWKS_URL) has to be an address of https, or of http on the loopback
--listen (INKEEP_LISTEN) has to be an address and a port, such as 127.0.0.1:8080
--otlp-endpoint (INKEEP_OTLP_ENDPOINT) has to be the address of a collector, such as http://host:4318
--upstream-url (INKEEP_UPSTREAM_URL) has to be the address of the endpoint, such as https://api.analytics.inkeep.com
`},
		{"a database that no store has, and durations of a slip", []string{"--cache-url", "redis://host:6379/70000", "--cache-fresh", "100000h", "--request-timeout", "1ns", "--jwt-leeway", "2h"},
			map[string]string{"INKEEP_API_KEY": "k"},
			`--cache-fresh (INKEEP_CACHE_FRESH) has to be between 0s and 8760h
--cache-url (INKEEP_CACHE_URL) has to name a database from 0 to 65535
--jwt-leeway (INKEEP_JWT_LEEWAY) has to be between 0s and 1h
--request-timeout (INKEEP_REQUEST_TIMEOUT) has to be between 1ms and 24h
`},
		{"settings of a sandbox that is not there", []string{"--sandbox-latency", "1s", "--sandbox-faults", "0.1"}, map[string]string{"INKEEP_API_KEY": "k"},
			"--sandbox-faults means nothing without --sandbox\n--sandbox-latency means nothing without --sandbox\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if exit := run(context.Background(), nil, c.args, c.environment, &stdout, &stderr); exit != 2 {
				t.Errorf("it exits with %d", exit)
			}
			if stderr.String() != c.want || stdout.Len() > 0 {
				t.Errorf("it says\n%s%s\nnot\n%s", stdout.String(), stderr.String(), c.want)
			}
		})
	}
}

func TestHelpListsEverySetting(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if exit := run(context.Background(), nil, []string{"--help"}, nil, &stdout, &stderr); exit != 0 || stderr.Len() > 0 {
		t.Fatalf("it exits with %d: %s", exit, stderr.String())
	}
	for _, s := range settings() {
		if !strings.Contains(stdout.String(), s.variable+" ") || s.flag != "" && !strings.Contains(stdout.String(), "--"+s.flag+" ") || s.help == "" {
			t.Errorf("it does not list %s", s.variable)
		}
	}
	if strings.Contains(stdout.String(), "--api-key ") || strings.Contains(stdout.String(), "--jwt-secret ") {
		t.Error("a secret has a flag")
	}
}

func TestFlagsWinOverTheEnvironment(t *testing.T) {
	c, err := parseConfig([]string{"--log-level", "debug", "--playground=false"},
		map[string]string{"INKEEP_API_KEY": "k", "INKEEP_LOG_LEVEL": "warn", "INKEEP_LOG_FORMAT": "json", "INKEEP_PLAYGROUND": "true", "INKEEP_LISTEN": ""})
	if err != nil {
		t.Fatal(err)
	}
	if c.LogLevel != "debug" || c.LogFormat != "json" || c.Playground || c.Listen != "127.0.0.1:8080" {
		t.Errorf("%+v", c)
	}
}

func TestFailuresToStart(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.jsonl")
	if err := os.WriteFile(broken, []byte("{\"id\":\"a\"}\nnonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	small, _ := generate(t, 10)
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"a data file that cannot be read", []string{"--sandbox-data", broken}, "line 1"},
		{"an address that is taken", []string{"--listen", taken.Listener.Addr().String()}, "--listen: "},
		{"a sandbox's address that is taken", []string{"--sandbox-listen", taken.Listener.Addr().String()}, "--sandbox-listen: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			args := append([]string{"--sandbox", "--sandbox-data", small, "--listen", "127.0.0.1:0"}, c.args...)
			if exit := run(context.Background(), nil, args, nil, &stdout, &stderr); exit != 1 || !strings.Contains(stderr.String(), c.want) {
				t.Errorf("it exits with %d: %s", exit, stderr.String())
			}
		})
	}
}

func TestPathsOfTheProgram(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file)
	for path, want := range map[string]string{
		"":        "<title>",
		"healthz": "alive\n",
		"readyz":  "ready\n",

		"graphql?query=%7B__typename%7D":  `{"data":{"__typename":"Query"}}`,
		"graphql/?query=%7B__typename%7D": `{"data":{"__typename":"Query"}}`,
	} {
		if status, body := get(t, p.address+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s answers %d %.60q", path, status, body)
		}
	}
	for _, path := range []string{"nowhere", "graphql/nowhere"} {
		if status, _ := get(t, p.address+path); status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, status)
		}
	}
	host := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
	var stderr bytes.Buffer
	if exit := run(context.Background(), nil, []string{"--healthcheck", "--listen", host}, nil, &stderr, &stderr); exit != 0 {
		t.Errorf("the health check exits with %d: %s", exit, stderr.String())
	}
	if exit, log := p.stop(); exit != 0 {
		t.Errorf("it exits with %d: %s", exit, log)
	}
	if exit := run(context.Background(), nil, []string{"--healthcheck", "--listen", host}, nil, &stderr, &stderr); exit != 1 {
		t.Errorf("the health check of nothing exits with %d", exit)
	}
	if strings.Contains(p.address, "0.0.0.0") {
		t.Errorf("the address to open is %s", p.address)
	}
}

func TestThePlaygroundCanBeSwitchedOff(t *testing.T) {
	file, _ := generate(t, 10)
	p := start(t, nil, "--sandbox", "--sandbox-data", file, "--playground=false")
	if status, _ := get(t, p.address); status != http.StatusNotFound {
		t.Errorf("/ answers %d", status)
	}
}

// TestShutdownLetsRequestsFinish stops the program while a request waits for the endpoint.
func TestShutdownLetsRequestsFinish(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer canary-key" {
			t.Errorf("the key is %q", r.Header.Get("Authorization"))
		}
		close(asked)
		<-answer
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"status":"ok","data":{"result":[{"count":3}],"total":1,"pageSize":10,"count":1}}`))
	}))
	defer endpoint.Close()
	p := start(t, map[string]string{"INKEEP_API_KEY": "canary-key"}, "--upstream-url", endpoint.URL)
	got := make(chan int)
	go func() {
		var data struct {
			Conversations struct{ Totals struct{ Count int } }
		}
		p.post(t, "{ conversations { totals { count } } }", "", &data)
		got <- data.Conversations.Totals.Count
	}()
	<-asked
	exited := make(chan int)
	go func() {
		exit, log := p.stop()
		if strings.Contains(log, "canary-key") {
			t.Errorf("the key is in the log: %s", log)
		}
		exited <- exit
	}()
	// The listener closes before the requests in flight are waited for.
	for {
		if _, err := http.Get(p.address + "healthz"); err != nil {
			break
		}
	}
	select {
	case exit := <-exited:
		t.Errorf("it exited with %d before the request was answered", exit)
	default:
	}
	close(answer)
	if count := <-got; count != 3 {
		t.Errorf("the request was answered with %d", count)
	}
	if exit := <-exited; exit != 0 {
		t.Errorf("it exits with %d", exit)
	}
}

// TestExamplesOfThePlayground runs the queries of the page's tabs as they are.
func TestExamplesOfThePlayground(t *testing.T) {
	data, _ := generate(t, 1000)
	p := start(t, nil, "--sandbox", "--sandbox-data", data)
	files, _ := filepath.Glob("playground/src/examples/*.graphql")
	if len(files) < 6 {
		t.Fatalf("there are only %d examples", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			variables, _ := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json")
			if strings.HasPrefix(filepath.Base(file), "refused") {
				body, _ := json.Marshal(map[string]string{"query": string(query)})
				response, err := http.Post(p.address+"graphql", "application/json", bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				var answer struct {
					Errors []struct{ Extensions struct{ Code string } }
				}
				if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || len(answer.Errors) != 1 || answer.Errors[0].Extensions.Code != "BAD_USER_INPUT" {
					t.Errorf("%+v %v", answer, err)
				}
				return
			}
			var data map[string]any
			p.post(t, string(query), string(variables), &data)
			if text, _ := json.Marshal(data); len(data) == 0 || bytes.Contains(text, []byte("[]")) {
				t.Errorf("the answer lacks rows: %.300s", text)
			}
		})
	}
}

func TestTheSchemaIsToldWithThePageOrAsSet(t *testing.T) {
	file, _ := generate(t, 10)
	for _, test := range []struct {
		args []string
		told bool
	}{
		{nil, true},
		{[]string{"--playground=false"}, false},
		{[]string{"--playground=false", "--introspection"}, true},
		{[]string{"--introspection=false"}, false},
	} {
		p := start(t, nil, append([]string{"--sandbox", "--sandbox-data", file}, test.args...)...)
		answer, _ := p.traced(t, "{ __schema { queryType { name } } }")
		if told := strings.Contains(answer, `"name":"Query"`); told != test.told || !told && !strings.Contains(answer, `"BAD_USER_INPUT"`) {
			t.Errorf("%v: %s", test.args, answer)
		}
		answer, _ = p.traced(t, "{ conversations { total { count } } }")
		if suggests := strings.Contains(answer, "Did you mean"); suggests != test.told {
			t.Errorf("%v: %s", test.args, answer)
		}
		p.stop()
	}
}

func TestAnAddressForAllIsWarnedOf(t *testing.T) {
	for listen, warned := range map[string]bool{"127.0.0.1:0": false, "0.0.0.0:0": true} {
		p := start(t, map[string]string{"INKEEP_API_KEY": "k"}, "--listen", listen)
		if _, log := p.stop(); strings.Contains(log, "access is not configured") != warned {
			t.Errorf("%s is warned of by %s", listen, log)
		}
	}
}
