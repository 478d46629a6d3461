package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// certificate is the pair of files that the gateway proves itself with. They are read again while it runs; a pair that
// cannot be used leaves the old one in use.
type certificate struct {
	certFile, keyFile string
	expires           func(time.Time) // told of each certificate that is taken

	mu        sync.Mutex
	cert, key []byte // what inUse was read from
	inUse     *tls.Certificate
}

// newCertificate reads the pair. It fails if the files cannot be read or do not belong together.
func newCertificate(certFile, keyFile string, expires func(time.Time)) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, expires: expires}
	_, err := c.reload()
	return c, err
}

// config serves HTTP/2 to clients that offer it, else HTTP/1.1. Which ciphers are safe is for the standard library to say,
// which follows the times.
func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.inUse, nil
		},
	}
}

// reload reads the files and says whether they hold another pair. It fails if they hold none that can be used, or one that has expired.
func (c *certificate) reload() (changed bool, err error) {
	cert, certErr := readFile(c.certFile)
	key, keyErr := readFile(c.keyFile)
	if err := errors.Join(certErr, keyErr); err != nil {
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if bytes.Equal(cert, c.cert) && bytes.Equal(key, c.key) {
		return false, nil
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return false, fmt.Errorf("%s and %s: %w", c.certFile, c.keyFile, err)
	}
	switch leaf, now := pair.Leaf, time.Now(); {
	case now.After(leaf.NotAfter):
		return false, fmt.Errorf("%s: the certificate expired on %s", c.certFile, leaf.NotAfter.UTC().Format(time.RFC3339))
	case now.Before(leaf.NotBefore):
		return false, fmt.Errorf("%s: the certificate is not valid before %s", c.certFile, leaf.NotBefore.UTC().Format(time.RFC3339))
	}
	c.cert, c.key, c.inUse = cert, key, &pair
	c.expires(pair.Leaf.NotAfter)
	return true, nil
}

// watch reads the files every minute until the context ends: what renews certificates need not know of the gateway. It
// goes by what the files hold, for their times say nothing where they are links that are turned to other files.
func (c *certificate) watch(ctx context.Context, log *slog.Logger) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		switch changed, err := c.reload(); {
		case err != nil:
			log.Error("the new certificate is invalid; the old one stays in use", "error", err)
		case changed:
			log.Info("the certificate was reloaded")
		}
	}
}
