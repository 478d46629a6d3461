package main

import (
	"net/http"
	"slices"
	"testing"
)

func TestCallersAreToldApartByTheirAddress(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1:5000":              "192.0.2.1",
		"[2001:db8:1:2:3:4:5:6]:5000": "2001:db8:1:2::/64",
		"[2001:db8:1:2::7]:1":         "2001:db8:1:2::/64",
		"[fe80::1%eth0]:1":            "fe80::/64",
		"[::ffff:192.0.2.1]:5000":     "192.0.2.1",
		"@":                           "@",
	} {
		if have := clientNetwork(&http.Request{RemoteAddr: address}); have != want {
			t.Errorf("%s is %s", address, have)
		}
	}
}

func TestTheClientIsTheLastThatNoTrustedProxyIs(t *testing.T) {
	proxies, err := parseTrustedProxies([]string{"10.0.0.0/8", " 2001:db8:f::/48", "192.0.2.9"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, peer string
		header     http.Header
		want       string
	}{
		{"a client without a proxy", "203.0.113.7:1", http.Header{"X-Forwarded-For": {"198.51.100.1"}}, "203.0.113.7:1"},
		{"a proxy's own request", "10.1.1.1:1", nil, "10.1.1.1"},
		{"a proxy", "10.1.1.1:1", http.Header{"X-Forwarded-For": {"198.51.100.1"}}, "198.51.100.1"},
		{"a proxy that is one address", "192.0.2.9:1", http.Header{"X-Forwarded-For": {"198.51.100.1"}}, "198.51.100.1"},
		{"a proxy by IPv4 in IPv6", "[::ffff:10.1.1.1]:1", http.Header{"X-Forwarded-For": {"198.51.100.1"}}, "198.51.100.1"},
		{"two proxies, and what the client made up", "10.1.1.1:1", http.Header{"X-Forwarded-For": {"6.6.6.6, 198.51.100.1, 10.2.2.2"}}, "198.51.100.1"},
		{"the same over three lines", "10.1.1.1:1", http.Header{"X-Forwarded-For": {"6.6.6.6", "198.51.100.1", "10.2.2.2"}}, "198.51.100.1"},
		{"proxies alone", "10.1.1.1:1", http.Header{"X-Forwarded-For": {"10.3.3.3,, 10.2.2.2 "}}, "10.3.3.3"},
		{"ports", "10.1.1.1:1", http.Header{"X-Forwarded-For": {"198.51.100.1:99, [2001:db8:f::1]:80"}}, "198.51.100.1"},
		{"no address", "10.1.1.1:1", http.Header{"X-Forwarded-For": {"198.51.100.1, unknown, 10.2.2.2"}}, "10.2.2.2"},
		{"Forwarded", "[2001:db8:f::1]:1", http.Header{"Forwarded": {`for=6.6.6.6, proto=https; For="[2001:db8::17]:4711";by=_x`, `for=10.2.2.2`}}, "2001:db8::17"},
		{"a comma in quotes", "10.1.1.1:1", http.Header{"Forwarded": {`by="a, \" for=6.6.6.6,";for=198.51.100.1`}}, "198.51.100.1"},
		{"an obfuscated node", "10.1.1.1:1", http.Header{"Forwarded": {`for=198.51.100.1, for=_hidden`}}, "10.1.1.1"},
		{"quotes that the client never ended", "10.1.1.1:1", http.Header{"Forwarded": {`by="x;for=6.6.6.6;y=, for=198.51.100.1`}}, "10.1.1.1"},
		{"both, equal", "10.1.1.1:1", http.Header{"X-Forwarded-For": {"198.51.100.1"}, "Forwarded": {"for=198.51.100.1"}}, "198.51.100.1"},
		{"both, of which the client made up one", "10.1.1.1:1", http.Header{"X-Forwarded-For": {"198.51.100.1"}, "Forwarded": {"for=6.6.6.6"}}, "10.1.1.1"},
	} {
		if have := proxies.client(&http.Request{RemoteAddr: c.peer, Header: c.header}); have != c.want {
			t.Errorf("%s: the client is %s, not %s", c.name, have, c.want)
		}
	}
}

// TestClientsBehindAProxyHaveARateOfTheirOwn asks the program as a proxy does, trusted and not.
func TestClientsBehindAProxyHaveARateOfTheirOwn(t *testing.T) {
	file, _ := generate(t, 10)
	for _, trusted := range []bool{true, false} {
		args := []string{"--sandbox", "--sandbox-data", file, "--rate-limit", "0.001", "--rate-burst", "1", "--log-format", "json"}
		if trusted {
			args = append(args, "--trusted-proxies", "127.0.0.0/8,::1")
		}
		p := start(t, nil, args...)
		var statuses []int
		for _, client := range []string{"198.51.100.1", "198.51.100.1", "198.51.100.2"} {
			request, err := http.NewRequest("GET", p.address+"graphql?query=%7B__typename%7D", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("X-Forwarded-For", client)
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			statuses = append(statuses, response.StatusCode)
		}
		want, wantAddress := []int{200, 429, 200}, "198.51.100.2"
		if !trusted {
			want, wantAddress = []int{200, 429, 429}, "127.0.0.1"
		}
		_, log := p.stop()
		lines := accessLines(t, log)
		if !slices.Equal(statuses, want) {
			t.Errorf("trusted %t: they are answered %v, not %v", trusted, statuses, want)
		}
		if address := lines[len(lines)-1]["client.address"]; address != wantAddress {
			t.Errorf("trusted %t: the last line has the address %v", trusted, address)
		}
	}
}
