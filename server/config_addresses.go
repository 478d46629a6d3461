package main

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// checkListeners checks the addresses that are listened on: each by itself, and that no two are one.
func (c config) checkListeners(check checkSetting) {
	type named struct {
		setting string
		address netip.AddrPort // of a host name without the address
		host    string
	}
	var earlier []named
	for _, l := range []struct{ setting, address string }{{"LISTEN", c.Listen}, {"ADMIN_LISTEN", c.AdminListen}, {"SANDBOX_LISTEN", c.SandboxListen}} {
		if l.setting == "ADMIN_LISTEN" && l.address == "" {
			continue
		}
		host, port, ok := parseListen(l.address)
		check(ok, l.setting, "has to be an address and a port, such as 127.0.0.1:8080")
		if !ok || port == 0 || l.setting == "SANDBOX_LISTEN" && !c.Sandbox {
			continue
		}
		address, _ := netip.ParseAddr(host)
		next := named{l.setting, netip.AddrPortFrom(address.Unmap(), port), host}
		for _, e := range earlier {
			all := isEveryAddress(host) || isEveryAddress(e.host)
			check(e.address.Port() != port || !all && (e.address != next.address || !strings.EqualFold(e.host, host) && !address.IsValid()),
				l.setting, "has to be another address than that of %s", nameOf(e.setting))
		}
		earlier = append(earlier, next)
	}
}

// parseListen is the host and the port of an address to listen on. The host is empty, an address, or a name.
func parseListen(address string) (host string, port uint16, ok bool) {
	host, text, err := net.SplitHostPort(address)
	number, notANumber := strconv.ParseUint(text, 10, 16)
	_, notAnAddress := netip.ParseAddr(host)
	looksLikeAddress := strings.Trim(host, "0123456789.") == ""
	ok = err == nil && notANumber == nil && (host == "" || notAnAddress == nil || !looksLikeAddress && isHostName(host))
	return host, uint16(number), ok //nolint:gosec // It was read as one of 16 bits.
}

// isEveryAddress says whether to listen on a host is to listen on every address of the machine.
func isEveryAddress(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "" || err == nil && address.IsUnspecified()
}

// isEndpointAddress says whether an address is one that an endpoint may have.
func isEndpointAddress(u *url.URL) bool {
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && hasPort(u) && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// hasPort says whether the port of an address, if it has one, is in the range of ports.
func hasPort(u *url.URL) bool {
	if u.Port() == "" {
		return true
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}

// mostDatabase is the highest number of a database that a store may be asked for. Stores have 16 unless they are told to have more.
const mostDatabase = 65535

// databaseOf is the number of the database that the address of a store names, or 0.
func databaseOf(store *url.URL) int {
	text := strings.TrimPrefix(store.Path, "/")
	if text == "" {
		text = store.Query().Get("db")
	}
	number, _ := strconv.Atoi(text) // What is no number is refused by the client.
	return number
}
