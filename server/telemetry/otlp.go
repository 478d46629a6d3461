package telemetry

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// otlpClient sends spans by OTLP over HTTP, in protobuf. The library's own client would bring gRPC along, which doubles the
// program. A batch that is not taken is lost: what a collector misses while it starts anew is worth no memory here.
type otlpClient struct {
	address string
	headers map[string]string
	http    *http.Client
}

var _ otlptrace.Client = (*otlpClient)(nil)

func newOTLPClient(endpoint string, headers map[string]string) *otlpClient {
	return &otlpClient{
		address: strings.TrimRight(endpoint, "/") + "/v1/traces",
		headers: headers,
		http: &http.Client{
			Timeout: 10 * time.Second,
			// A redirect would carry the headers to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Start has nothing to do.
func (c *otlpClient) Start(context.Context) error { return nil }

// Stop lets go of the connections.
func (c *otlpClient) Stop(context.Context) error {
	c.http.CloseIdleConnections()
	return nil
}

// UploadTraces sends spans. Its errors hold the address and the status, and nothing of what was sent or answered.
func (c *otlpClient) UploadTraces(ctx context.Context, spans []*otlp.ResourceSpans) error {
	// TracesData is, on the wire, the request of the protocol, whose own type belongs to the gRPC service.
	body, err := proto.Marshal(&otlp.TracesData{ResourceSpans: spans})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, value := range c.headers {
		request.Header.Set(name, value)
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	answer, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10) // So that the connection can be used again.
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("%s answers %s", c.address, answer.Status)
	}
	return nil
}
