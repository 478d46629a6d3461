package main

import (
	"fmt"
	"net/url"
	"strings"
)

// addOTel adds what the standard variables of OpenTelemetry say about where traces go, where no setting of the gateway's does. Its warning is
// empty, or says why they cannot be followed: others may have set them for all programs alike, so that they keep none from starting. The
// sampler, the resource and the batches are the SDK's own, which reads their variables itself.
func (g given) addOTel(environment map[string]string) (warning string) {
	first := func(names ...string) (name, value string) {
		for _, name := range names {
			if v := environment[name]; v != "" {
				return name, v
			}
		}
		return "", ""
	}
	exporterName, exporter := first("OTEL_TRACES_EXPORTER")
	disabledName, disabled := first("OTEL_SDK_DISABLED")
	endpointName, endpoint := first("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
	protocolName, protocol := first("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
	headersName, headers := first("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")
	if strings.EqualFold(disabled, "true") {
		g[prefix+"OTLP_ENDPOINT"] = givenValue{"", disabledName}
		return ""
	}
	if g[prefix+"OTLP_ENDPOINT"].text != "" || exporter == "none" {
		return ""
	}
	if endpoint == "" && exporter == "otlp" {
		endpointName, endpoint = exporterName, "http://localhost:4318"
	}
	base, isTraces := strings.CutSuffix(endpoint, "/v1/traces")
	switch {
	case endpoint == "":
		return ""
	case exporter != "" && exporter != "otlp":
		return fmt.Sprintf("no traces are sent: %s is %q; otlp and none are known", exporterName, exporter)
	case protocol != "" && protocol != "http/protobuf":
		return fmt.Sprintf("no traces are sent: %s is %q; http/protobuf is known", protocolName, protocol)
	case endpointName == "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" && !isTraces:
		return "no traces are sent: " + endpointName + " has to end in /v1/traces"
	}
	if u, err := url.Parse(base); err != nil || !isEndpointAddress(u) {
		return "no traces are sent: " + endpointName + " has to be the address of a collector, such as http://host:4318"
	}
	g[prefix+"OTLP_ENDPOINT"] = givenValue{base, endpointName}
	if _, ok := g[prefix+"OTLP_HEADERS"]; !ok && headers != "" {
		decoded, err := url.PathUnescape(headers)
		if err != nil || strings.Count(decoded, ",") != strings.Count(headers, ",") {
			return headersName + " cannot be read; traces are sent without headers"
		}
		g[prefix+"OTLP_HEADERS"] = givenValue{decoded, headersName}
	}
	return ""
}
