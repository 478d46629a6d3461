package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// pair is the files of a certificate and its key.
type pair struct{ cert, key string }

func newPair(t *testing.T) pair {
	dir := t.TempDir()
	return pair{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
}

// sign writes a new certificate for the loopback address, which vouches for itself, and gives those who trust it.
func (p pair) sign(t *testing.T, serial int64) *x509.CertPool {
	t.Helper()
	return p.signFor(t, serial, time.Now().Add(time.Hour))
}

// signFor is sign of one that ends at a time.
func (p pair) signFor(t *testing.T, serial int64, end time.Time) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "gateway"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: end.Add(-2 * time.Hour), NotAfter: end, IsCA: true, BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, p.cert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})))
	write(t, p.key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	parsed, _ := x509.ParseCertificate(cert)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return pool
}

// handshake asks the gateway whether it is alive over a connection of its own.
func handshake(t *testing.T, address string, trusted *x509.CertPool, protocols ...string) (serial int64, protocol string) {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, NextProtos: protocols}, ForceAttemptHTTP2: len(protocols) == 0}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Get(address + "healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.TLS.Version < tls.VersionTLS12 {
		t.Errorf("answered %d by TLS %x", response.StatusCode, response.TLS.Version)
	}
	return response.TLS.PeerCertificates[0].SerialNumber.Int64(), response.Proto
}

func TestTLSIsServedAndItsCertificateReadAgain(t *testing.T) {
	data, _ := generate(t, 10)
	files := newPair(t)
	trusted := files.sign(t, 1)
	p := start(t, nil, "--sandbox", "--sandbox-data", data, "--tls-cert", files.cert, "--tls-key", files.key)
	if !strings.HasPrefix(p.address, "https://127.0.0.1:") {
		t.Fatalf("the address to open is %s", p.address)
	}
	if serial, protocol := handshake(t, p.address, trusted); serial != 1 || protocol != "HTTP/2.0" {
		t.Errorf("certificate %d by %s", serial, protocol)
	}
	if _, protocol := handshake(t, p.address, trusted, "http/1.1"); protocol != "HTTP/1.1" {
		t.Errorf("a client of HTTP/1.1 is answered by %s", protocol)
	}
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}}}
	if _, err := old.Get(p.address); err == nil || !strings.Contains(err.Error(), "protocol version") {
		t.Errorf("a client of TLS 1.1: %v", err)
	}
	if response, err := http.Get(strings.Replace(p.address, "https:", "http:", 1)); err != nil || response.StatusCode != http.StatusBadRequest {
		t.Errorf("a client without TLS: %v %v", response, err)
	}

	renewed := files.sign(t, 2)
	p.hangup <- syscall.SIGHUP
	p.hangup <- syscall.SIGHUP // It is taken once the first has been dealt with.
	if serial, _ := handshake(t, p.address, renewed); serial != 2 {
		t.Errorf("after a hangup it is certificate %d", serial)
	}
	write(t, files.cert, "no certificate")
	p.hangup <- syscall.SIGHUP
	p.hangup <- syscall.SIGHUP
	if serial, _ := handshake(t, p.address, renewed); serial != 2 {
		t.Errorf("after a broken renewal it is certificate %d", serial)
	}

	host := strings.TrimSuffix(strings.TrimPrefix(p.address, "https://"), "/")
	check := func() int {
		var said bytes.Buffer
		return run(context.Background(), nil, []string{"--healthcheck", "--listen", host, "--tls-cert", files.cert, "--tls-key", files.key}, nil, &said, &said)
	}
	if exit := check(); exit != 0 {
		t.Errorf("the health check exits with %d", exit)
	}
	exit, log := p.stop()
	if exit != 0 || strings.Count(log, "msg=reloaded") < 1 || strings.Count(log, "reload failed") < 1 || !strings.Contains(log, files.cert) {
		t.Errorf("it exits with %d and logs %s", exit, log)
	}
	if exit := check(); exit != 1 {
		t.Errorf("the health check of nothing exits with %d", exit)
	}
}

// TestARenewedCertificateIsSeenWithinAMinute has files change with nobody telling.
func TestARenewedCertificateIsSeenWithinAMinute(t *testing.T) {
	files := newPair(t)
	synctest.Test(t, func(t *testing.T) {
		files.sign(t, 1)
		c, err := newCertificate(files.cert, files.key, func(time.Time) {})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		var log bytes.Buffer
		go c.watch(ctx, slog.New(slog.NewTextHandler(&log, nil)))
		minute := func() int64 {
			time.Sleep(61 * time.Second)
			synctest.Wait()
			inUse, _ := c.config().GetCertificate(nil)
			return inUse.Leaf.SerialNumber.Int64()
		}
		if serial := minute(); serial != 1 || log.Len() > 0 {
			t.Errorf("unchanged files: %d, %s", serial, log.String())
		}
		files.sign(t, 2)
		if serial := minute(); serial != 2 || strings.Count(log.String(), "the certificate was reloaded") != 1 {
			t.Errorf("renewed files: %d, %s", serial, log.String())
		}
		other := newPair(t)
		other.sign(t, 3)
		half, _ := os.ReadFile(other.cert)
		write(t, files.cert, string(half))
		if serial := minute(); serial != 2 || !strings.Contains(log.String(), "private key does not match") {
			t.Errorf("half of a renewal: %d, %s", serial, log.String())
		}
		rest, _ := os.ReadFile(other.key)
		write(t, files.key, string(rest))
		if serial := minute(); serial != 3 {
			t.Errorf("all of it: %d, %s", serial, log.String())
		}
		files.signFor(t, 4, time.Now().Add(-time.Minute))
		if serial := minute(); serial != 3 || !strings.Contains(log.String(), "the certificate expired on 2000-01-01") {
			t.Errorf("one that has expired: %d, %s", serial, log.String())
		}
		cancel()
		synctest.Wait()
	})
}
