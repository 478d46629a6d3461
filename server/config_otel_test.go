package main

import (
	"strings"
	"testing"

	"go.opentelemetry.io/proto/otlp/trace/v1"
)

// TestStandardVariablesOfTraces reads where traces go by the variables of OpenTelemetry, which no setting of the gateway follows.
func TestStandardVariablesOfTraces(t *testing.T) {
	for _, c := range []struct {
		name, environment string
		endpoint, headers string
		warning           string
	}{
		{"nothing", "", "", "", ""},
		{"an address", "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318/", "http://collector:4318/", "", ""},
		{"one for traces, which wins", "OTEL_EXPORTER_OTLP_ENDPOINT=http://a OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://b/otlp/v1/traces", "http://b/otlp", "", ""},
		{"an own setting wins", "INKEEP_OTLP_ENDPOINT=http://own OTEL_EXPORTER_OTLP_ENDPOINT=http://a OTEL_EXPORTER_OTLP_HEADERS=a=b", "http://own", "", ""},
		{"the default address", "OTEL_TRACES_EXPORTER=otlp", "http://localhost:4318", "", ""},
		{"headers", "OTEL_EXPORTER_OTLP_ENDPOINT=http://a OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20x,b=c", "http://a", "authorization=Bearer x,b=c", ""},
		{"headers that cannot be read", "OTEL_EXPORTER_OTLP_ENDPOINT=http://a OTEL_EXPORTER_OTLP_HEADERS=authorization=%zzcanary", "http://a", "", "OTEL_EXPORTER_OTLP_HEADERS cannot be read"},
		{"none", "OTEL_TRACES_EXPORTER=none OTEL_EXPORTER_OTLP_ENDPOINT=http://a", "", "", ""},
		{"disabled", "OTEL_SDK_DISABLED=true INKEEP_OTLP_ENDPOINT=http://a", "", "", ""},
		{"another exporter", "OTEL_TRACES_EXPORTER=zipkin OTEL_EXPORTER_OTLP_ENDPOINT=http://a", "", "", `no traces are sent: OTEL_TRACES_EXPORTER is "zipkin"`},
		{"another protocol", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_ENDPOINT=http://a:4317", "", "", `no traces are sent: OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"`},
		{"an address of something else", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://a/traces", "", "", "no traces are sent: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT has to end"},
		{"no address", "OTEL_EXPORTER_OTLP_ENDPOINT=canary", "", "", "no traces are sent: OTEL_EXPORTER_OTLP_ENDPOINT has to be the address"},
	} {
		environment := map[string]string{"INKEEP_API_KEY": "k"}
		for pair := range strings.FieldsSeq(c.environment) {
			name, value, _ := strings.Cut(pair, "=")
			environment[name] = value
		}
		config, err := parseConfig(nil, environment)
		headers := config.given["INKEEP_OTLP_HEADERS"].text
		if err != nil || config.OTLPEndpoint != c.endpoint || headers != c.headers || !strings.HasPrefix(config.warning, c.warning) || (c.warning == "") != (config.warning == "") ||
			strings.Contains(config.warning, "canary") {
			t.Errorf("%s: %v, to %q with %q: %s", c.name, err, config.OTLPEndpoint, headers, config.warning)
		}
	}
}

// TestTracesByStandardVariables starts the program with nothing but these, some of which the SDK reads.
func TestTracesByStandardVariables(t *testing.T) {
	endpoint, _ := countingEndpoint(t)
	for _, sampler := range []string{"always_on", "always_off"} {
		otlp := startReceiver(t, 200)
		t.Setenv("OTEL_SERVICE_NAME", "analytics")
		t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
		t.Setenv("OTEL_TRACES_SAMPLER", sampler)
		p := start(t, map[string]string{"INKEEP_API_KEY": "k", "OTEL_EXPORTER_OTLP_ENDPOINT": otlp.URL, "OTEL_EXPORTER_OTLP_HEADERS": "x-token=a%20b"},
			"--upstream-url", endpoint.URL)
		askCanary(t, p, nil)
		p.stop()
		if sampler == "always_off" {
			if len(otlp.spans) != 0 {
				t.Errorf("there are %d spans", len(otlp.spans))
			}
			continue
		}
		of := attributes(otlp.span(t, v1.Span_SPAN_KIND_SERVER))
		if of["http.request.method"].GetStringValue() != "POST" || of["url.path"].GetStringValue() != "/graphql" || of["client.address"].GetStringValue() != "127.0.0.1" ||
			of["enduser.pseudo.id"].GetStringValue() != "anonymous" || of["http.response.body.size"].GetIntValue() == 0 {
			t.Errorf("the request's span has %v", of)
		}
		if !strings.Contains(otlp.text, `"analytics"`) || strings.Contains(otlp.text, `"conversations-gateway"`) || !strings.Contains(otlp.text, "deployment.environment.name") {
			t.Errorf("the service is\n%s", otlp.text)
		}
		if otlp.headers[0].Get("X-Token") != "a b" {
			t.Errorf("the spans came with %v", otlp.headers[0])
		}
	}
}
