package main

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// trustedProxies are the networks of proxies that are believed when they say for whom they ask.
type trustedProxies []netip.Prefix

// parseTrustedProxies reads networks, as 10.0.0.0/8, and single addresses. It fails with the first text that is neither, and for a network
// of all addresses: then any client could say that it is another.
func parseTrustedProxies(texts []string) (trustedProxies, error) {
	var all trustedProxies
	for _, text := range texts {
		text = strings.TrimSpace(text)
		network, err := netip.ParsePrefix(text)
		if err != nil {
			address, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fmt.Errorf("%q is neither a network nor an address", text)
			}
			network = netip.PrefixFrom(address.WithZone(""), address.BitLen())
		}
		switch {
		case network.Addr().Is4In6():
			return nil, fmt.Errorf("%q has to be written as one of IPv4", text)
		case network.Bits() == 0:
			return nil, fmt.Errorf("%q trusts every client", text)
		}
		all = append(all, network)
	}
	return all, nil
}

func (p trustedProxies) contains(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(address) })
}

// handler gives requests the address of the client that a trusted proxy asks for as their remote address.
func (p trustedProxies) handler(next http.Handler) http.Handler {
	if len(p) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		forwarded := *r
		forwarded.RemoteAddr = p.client(r)
		next.ServeHTTP(w, &forwarded)
	})
}

// client is the address that a request comes from: the peer's, or the one nearest to the end of the chain of proxies that is no trusted proxy's.
// Proxies write one of two headers, and pass on the other as the client has sent it. So if the two disagree, neither is believed.
func (p trustedProxies) client(r *http.Request) string {
	peer, ok := parseHostAddress(r.RemoteAddr)
	if !ok || !p.contains(peer) {
		return r.RemoteAddr
	}
	legacy, standard := r.Header.Values("X-Forwarded-For"), r.Header.Values("Forwarded")
	client := p.last(peer, splitList(legacy, false), func(element string) string { return element })
	other := p.last(peer, splitList(standard, true), forwardedFor)
	switch {
	case len(legacy) == 0:
		client = other
	case len(standard) > 0 && client != other:
		client = peer
	}
	return client.String()
}

// last follows a chain of addresses from its end, as far as it can be believed. An element that has no address ends it: there the nearest
// proxy that was believed stands for all clients behind it.
func (p trustedProxies) last(peer netip.Addr, chain []string, of func(element string) string) netip.Addr {
	for _, element := range slices.Backward(chain) {
		address, ok := parseHostAddress(of(element))
		if !ok {
			break
		}
		peer = address
		if !p.contains(peer) {
			break
		}
	}
	return peer
}

// splitList is the elements of a header that is a list, over all its lines. In quotes, if there may be any, a comma separates nothing. A line
// whose quotes do not end is one element without an address: what a client has sent must not swallow what a proxy has added.
func splitList(lines []string, quotes bool) (elements []string) {
	for _, line := range lines {
		quoted, escaped := false, false
		inLine := strings.FieldsFunc(line, func(r rune) bool {
			switch {
			case escaped:
				escaped = false
			case quoted && r == '\\':
				escaped = true
			case quotes && r == '"':
				quoted = !quoted
			}
			return r == ',' && !quoted
		})
		if quoted {
			inLine = []string{""}
		}
		elements = append(elements, inLine...)
	}
	return elements
}

// forwardedFor is the node that an element of the header Forwarded names as the one it is for (RFC 7239, section 4); empty if it names none.
func forwardedFor(element string) string {
	for pair := range strings.SplitSeq(element, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if strings.EqualFold(name, "for") {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

// parseHostAddress reads an address with or without a port: 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1], [2001:db8::1]:80.
func parseHostAddress(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	host, _, err := net.SplitHostPort(text)
	if err != nil {
		host = text
		if inner, ok := strings.CutPrefix(text, "["); ok {
			host = strings.TrimSuffix(inner, "]")
		}
	}
	address, err := netip.ParseAddr(host)
	return address.Unmap().WithZone(""), err == nil
}

// clientNetwork is the address that a request comes from, as far as it tells callers apart: one of IPv6 by its network of 64
// bits, which a caller has all of.
func clientNetwork(r *http.Request) string {
	address, ok := parseHostAddress(r.RemoteAddr)
	switch {
	case !ok:
		return r.RemoteAddr
	case address.Is6():
		network, _ := address.Prefix(64) // It has that many bits.
		return network.String()
	}
	return address.String()
}
