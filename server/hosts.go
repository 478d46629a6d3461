package main

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// hosts are the names that requests may be for, by their header Host. On a loopback address they are those of the loopback,
// too: a page of any site can have a browser ask a name of its own that leads here (DNS rebinding), and read the answer.
type hosts struct {
	loopback bool            // whether the listener has an address of the loopback
	names    map[string]bool // of the setting
}

func newHosts(listener net.Listener, names []string) hosts {
	h := hosts{names: make(map[string]bool)}
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok {
		h.loopback = tcp.IP.IsLoopback()
	}
	for _, name := range names {
		h.names[hostName(strings.TrimSpace(name))] = true
	}
	return h
}

// answers says whether a request for the host is answered: any is where the listener is no loopback and no names are set. So
// is one of HTTP/1.0 without a host, which no browser sends.
func (h hosts) answers(host string) bool {
	if host == "" || !h.loopback && len(h.names) == 0 {
		return true
	}
	name := hostName(host)
	return h.names[name] || h.loopback && isLoopback(name)
}

// guard answers requests for other hosts with 421, but those for the paths of health beyond the loopback: probes know an
// address only.
func (h hosts) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.answers(r.Host) && (h.loopback || r.URL.Path != "/healthz" && r.URL.Path != "/readyz") {
			http.Error(w, "The gateway does not serve this host name. Add it to --hosts (INKEEP_HOSTS).",
				http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostName is the name or the address of a host without its port, as it is compared.
func hostName(host string) string {
	return strings.ToLower(strings.TrimSuffix((&url.URL{Host: host}).Hostname(), "."))
}

// isLoopback says whether a name always leads to the machine itself (RFC 6761, section 6.3).
func isLoopback(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.Unmap().IsLoopback()
}

// isHostName says whether a text is the name or the address of a host, without a port.
func isHostName(text string) bool {
	u := url.URL{Host: text}
	return hostName(text) != "" && u.Port() == "" && httpguts.ValidHostHeader(text) && !strings.ContainsAny(text, "/@?#*,")
}
