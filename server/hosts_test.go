package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// askedAs is the status of what is at an address of the program's, asked under another host.
func askedAs(t *testing.T, method, address, host string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(`{"query":"{ __typename }"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

// TestOnlyTheGatewaysOwnHostsAreAnswered asks as a page does whose name was turned to the address of the gateway.
func TestOnlyTheGatewaysOwnHostsAreAnswered(t *testing.T) {
	data, _ := generate(t, 10)
	loopback := []string{"localhost", "LOCALHOST:1", "app.localhost:8080", "localhost.", "127.0.0.1", "127.8.9.1:8080", "[::1]", "[::1]:8080", "[::ffff:127.0.0.1]:80"}
	strangers := []string{"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost", "0.0.0.0", "10.0.0.1", "[::]:80", "[::1]evil.example",
		"127.0.0.1:80:evil.example", "1.127.0.0.1"}
	own := []string{"gateway.example.com", "Gateway.Example.com:8443", "gateway.example.com.", "10.1.2.3:80"}
	for _, test := range []struct {
		name               string
		args               []string
		answered, stranger []string
		health             bool // whether its paths are asked under any host
	}{
		{"a loopback address", nil, loopback, append(own[:4:4], strangers...), false},
		{"a loopback address with names", []string{"--hosts", "gateway.example.com,10.1.2.3"}, append(own[:4:4], loopback...), strangers, false},
		{"any address", []string{"--listen", "0.0.0.0:0"}, []string{"evil.example", "localhost", "10.0.0.1", "gateway.example.com"}, nil, true},
		{"any address with names", []string{"--listen", "0.0.0.0:0", "--hosts", "Gateway.Example.com., 10.1.2.3"}, own, append(loopback[:9:9], strangers...), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := start(t, nil, append([]string{"--sandbox", "--sandbox-data", data}, test.args...)...)
			for _, path := range []string{"POST graphql", "GET graphql?query={__typename}", "OPTIONS graphql", "GET ", "GET nowhere", "GET healthz", "GET readyz"} {
				method, path, _ := strings.Cut(path, " ")
				for _, host := range test.answered {
					if status, body := askedAs(t, method, p.address+path, host); status == http.StatusMisdirectedRequest {
						t.Errorf("%s /%s of %s answers %d %s", method, path, host, status, body)
					}
				}
				health := test.health && (path == "healthz" || path == "readyz")
				for _, host := range test.stranger {
					status, body := askedAs(t, method, p.address+path, host)
					refused := status == http.StatusMisdirectedRequest && strings.Contains(body, "--hosts") || status == http.StatusBadRequest && strings.Contains(body, "malformed Host")
					if refused == health || strings.Contains(body, "evil") {
						t.Errorf("%s /%s of %s answers %d %s", method, path, host, status, body)
					}
				}
			}
		})
	}
}

// TestLoopbackAddressesBesideTheGatewaysOwnAreGuarded asks the sandbox's endpoint and the operators' address as a stranger.
func TestLoopbackAddressesBesideTheGatewaysOwnAreGuarded(t *testing.T) {
	data, _ := generate(t, 10)
	admin, endpoint := freeAddress(t), freeAddress(t)
	start(t, nil, "--sandbox", "--sandbox-data", data, "--sandbox-listen", endpoint, "--admin-listen", admin, "--hosts", "gateway.example.com")
	for host, refused := range map[string]bool{"localhost": false, "127.0.0.1:1": false, "gateway.example.com": false, "evil.example": true} {
		for _, address := range []string{admin + "/metrics", admin + "/debug/pprof/", endpoint + "/query/conversations"} {
			if status, body := askedAs(t, "GET", "http://"+address, host); (status == http.StatusMisdirectedRequest) != refused {
				t.Errorf("%s of %s answers %d %.100s", address, host, status, body)
			}
		}
	}
}

func TestNamesThatAreNoHosts(t *testing.T) {
	for name, want := range map[string]bool{
		"gateway.example.com": true, "localhost": true, "10.1.2.3": true, "[::1]": true,
		"": false, "https://gateway.example.com": false, "gateway.example.com:443": false, "[::1]:80": false, "gateway/": false, "*.example.com": false, "a b": false, ".": false,
	} {
		if isHostName(name) != want {
			t.Errorf("%q is one: %t", name, !want)
		}
	}
}
