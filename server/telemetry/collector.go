package telemetry

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector takes spans by OTLP over HTTP, in its binary form. The exporter's own client for that links all of gRPC, which
// would double the program and what it holds at rest.
type collector struct {
	client  *resty.Client
	address string
}

var _ otlptrace.Client = (*collector)(nil)

const (
	exportTimeout = 10 * time.Second // of a try
	exportTries   = 4
	exportWait    = time.Second // before the next try, unless the collector says how long to wait
	longestWait   = 10 * time.Second
)

// newCollector is the one at an address, without /v1/traces. The headers are sent with all that goes there.
func newCollector(endpoint string, headers map[string]string) *collector {
	client := resty.NewWithClient(&http.Client{
		Timeout: exportTimeout,
		// A redirect would carry the headers to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	client.SetHeader("Content-Type", "application/x-protobuf").SetHeaders(headers).
		SetResponseBodyLimit(64 << 10).
		SetLogger(discarded{}).
		SetRetryCount(exportTries - 1).SetRetryWaitTime(exportWait).SetRetryMaxWaitTime(longestWait).
		SetRetryAfter(func(_ *resty.Client, answer *resty.Response) (time.Duration, error) {
			seconds, _ := strconv.Atoi(answer.Header().Get("Retry-After"))
			return time.Duration(min(max(seconds, 0), int(longestWait/time.Second))) * time.Second, nil // exportWait at least
		}).
		AddRetryCondition(func(answer *resty.Response, err error) bool { return err != nil || passes(answer.StatusCode()) })
	return &collector{client, strings.TrimRight(endpoint, "/") + "/v1/traces"}
}

// passes says whether a collector that answers with a status may take the same a moment later. OTLP, "Retryable Response
// Codes".
func passes(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// Start has nothing to connect.
func (*collector) Start(context.Context) error { return nil }

// Stop has nothing to hold.
func (*collector) Stop(context.Context) error { return nil }

// UploadTraces delivers spans. It fails if the collector cannot be reached, or does not take them.
func (c *collector) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	// It has the form of the service's request, whose own type comes with the service for gRPC.
	body, err := proto.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	if err != nil {
		return err
	}
	answer, err := c.client.R().SetContext(ctx).SetBody(body).Post(c.address)
	if err != nil {
		return err
	}
	if !answer.IsSuccess() {
		return fmt.Errorf("the collector answers %s", answer.Status())
	}
	return nil
}

// discarded keeps resty from writing to the process's log.
type discarded struct{}

func (discarded) Errorf(string, ...any) {}
func (discarded) Warnf(string, ...any)  {}
func (discarded) Debugf(string, ...any) {}
