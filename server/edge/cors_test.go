package edge_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/inkeep-gateway/gateway/server/edge"
)

const allowOrigin = "Access-Control-Allow-Origin"

// asking sends a request of a page of an origin, over the given headers.
func asking(t *testing.T, origins []string, method, origin string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	allow, err := edge.CORS(origins, []string{"x-app-version"})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(method, "/?query=q", strings.NewReader(`{"query":"q"}`))
	r.Header.Set("Origin", origin)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	allow(edge.New(edge.Options{Executor: executor{}})).ServeHTTP(w, r)
	return w
}

func TestPagesOfOtherOriginsAskAsFarAsTheyAreAllowed(t *testing.T) {
	for _, c := range []struct {
		name    string
		origins []string
		origin  string
		want    string // empty: not allowed
	}{
		{"none is allowed", nil, "https://app.example.com", ""},
		{"one", []string{"https://app.example.com"}, "https://app.example.com", "https://app.example.com"},
		{"one of two", []string{"https://other.example", "https://app.example.com:8443"}, "https://app.example.com:8443", "https://app.example.com:8443"},
		{"another port", []string{"https://app.example.com"}, "https://app.example.com:8443", ""},
		{"another scheme", []string{"https://app.example.com"}, "http://app.example.com", ""},
		{"a name that begins alike", []string{"https://app.example.com"}, "https://app.example.com.evil.example", ""},
		{"a subdomain", []string{"https://*.example.com"}, "https://a.b.example.com", "https://a.b.example.com"},
		{"the domain of subdomains", []string{"https://*.example.com"}, "https://example.com", ""},
		{"a name that ends alike", []string{"https://*.example.com"}, "https://evilexample.com", ""},
		{"all", []string{"*"}, "https://app.example.com", "*"},
		{"no origin at all", []string{"https://app.example.com"}, "null", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, method := range []string{"GET", "POST"} {
				response := asking(t, c.origins, method, c.origin)
				if response.Code != 200 || response.Header().Get(allowOrigin) != c.want {
					t.Errorf("%s answers %d %v", method, response.Code, response.Header())
				}
				if varies := strings.Contains(strings.Join(response.Header().Values("Vary"), ","), "Origin"); varies != (c.origins != nil && c.want != "*") {
					t.Errorf("%s answers %v", method, response.Header())
				}
				if exposed := response.Header().Get("Access-Control-Expose-Headers"); (exposed == "age,etag,retry-after,server-timing,x-request-id") != (c.want != "") {
					t.Errorf("%s exposes %q", method, exposed)
				}
			}
			preflight := asking(t, c.origins, "OPTIONS", c.origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
			if (preflight.Code == http.StatusNoContent) != (c.want != "") || preflight.Header().Get(allowOrigin) != c.want {
				t.Errorf("it is told %d %v beforehand", preflight.Code, preflight.Header())
			}
			if preflight.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("cookies are allowed: %v", preflight.Header())
			}
		})
	}
}

func TestWhatPagesOfOtherOriginsMaySend(t *testing.T) {
	for header, allowed := range map[string]bool{
		"content-type": true, "authorization": true, "x-gateway-trace": true, "x-request-id": true, "traceparent": true,
		"apollo-require-preflight": true, "x-apollo-operation-name": true, "apollographql-client-name": true, "apollographql-client-version": true,
		"baggage": true, "tracestate": true, "sentry-trace": true, "x-requested-with": true, "x-app-version": true,
		"x-datadog-origin": true, "x-datadog-parent-id": true, "x-datadog-sampling-priority": true, "x-datadog-tags": true, "x-datadog-trace-id": true,
		"x-forwarded-for": false, "inkeep-api-key": false,
	} {
		w := asking(t, []string{"https://app.example.com"}, "OPTIONS", "https://app.example.com", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", header)
		if (w.Code == http.StatusNoContent) != allowed {
			t.Errorf("%s is answered %d", header, w.Code)
		}
	}
	for method, allowed := range map[string]bool{"GET": true, "POST": true, "PUT": false, "DELETE": false} {
		w := asking(t, []string{"*"}, "OPTIONS", "https://app.example.com", "Access-Control-Request-Method", method)
		if (w.Code == http.StatusNoContent) != allowed {
			t.Errorf("%s is answered %d", method, w.Code)
		}
	}
}

func TestWhatIsNoOriginIsNamed(t *testing.T) {
	for _, origin := range []string{"", "nonsense", "null", "https://app.example.com/", "https://app.example.com:443", "https://*", "https://app.*.com", "example.com", "https://user@example.com"} {
		_, err := edge.CORS([]string{"https://good.example", origin, "worse"}, nil)
		if err == nil || strings.Contains(err.Error(), "good") || !strings.Contains(err.Error(), `"`+origin+`"`) || !strings.Contains(err.Error(), `"worse"`) {
			t.Errorf("%q is refused with %v", origin, err)
		}
	}
}

func TestWhatIsNoHeaderIsNamed(t *testing.T) {
	for _, header := range []string{"", "a b", "x-a:", "cookie", "sec-fetch-site", "é"} {
		_, err := edge.CORS([]string{"*"}, []string{"x-good", header})
		if err == nil || strings.Contains(err.Error(), "x-good") || !strings.Contains(err.Error(), `"`+header+`"`) {
			t.Errorf("%q is refused with %v", header, err)
		}
	}
}
