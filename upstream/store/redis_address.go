package store

import (
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// address is where a Redis is, and how to become its client.
type address struct {
	network, host  string
	tls            *tls.Config // nil: none
	user, password string
	db             int
}

var errAddress = errors.New("the address of the shared cache cannot be read; it should be like redis://user:password@host:6379/0")

// parseAddress reads redis://user:password@host:port/db, the same with rediss:// over TLS, and unix:///path?db=0. In
// place of the path, db may stand in the query; skip_verify=true trusts any certificate.
func parseAddress(text string) (address, error) {
	u, err := url.Parse(text)
	if err != nil {
		return address{}, errAddress
	}
	a := address{network: "tcp", user: u.User.Username()}
	a.password, _ = u.User.Password()
	query := u.Query()
	db := query.Get("db")
	skipVerify := query.Get("skip_verify") == "true"
	query.Del("db")
	query.Del("skip_verify")
	switch u.Scheme {
	case "redis", "rediss":
		port := u.Port()
		if port == "" {
			port = "6379"
		}
		a.host = net.JoinHostPort(u.Hostname(), port)
		if u.Scheme == "rediss" {
			a.tls = &tls.Config{ServerName: u.Hostname(), InsecureSkipVerify: skipVerify, MinVersion: tls.VersionTLS12} //nolint:gosec // the operator's choice
		}
		if path := strings.TrimPrefix(u.Path, "/"); path != "" {
			db = path
		}
	case "unix":
		a.network, a.host = "unix", u.Path
	}
	if db != "" {
		a.db, err = strconv.Atoi(db)
	}
	named := a.network == "unix" && a.host != "" && u.Host == "" || u.Hostname() != "" && a.host != ""
	if err != nil || a.db < 0 || !named || u.Opaque != "" || u.Fragment != "" || len(query) > 0 || a.user != "" && a.password == "" {
		return address{}, errAddress
	}
	return a, nil
}
