package main

import (
	"io"
	"net/http"
	"testing"
)

// TestHTTP2WithoutTLSWhereItIsSet asks as a proxy does that speaks HTTP/2 to what is behind it.
func TestHTTP2WithoutTLSWhereItIsSet(t *testing.T) {
	file, _ := generate(t, 10)
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	address := func(args ...string) string {
		return start(t, nil, append(args, "--sandbox", "--sandbox-data", file)...).address + "graphql?query=%7B__typename%7D"
	}
	with := address("--h2c")
	response, err := (&http.Client{Transport: transport}).Get(with)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body)
	response.Body.Close()
	if response.ProtoMajor != 2 || string(body) != `{"data":{"__typename":"Query"}}` {
		t.Errorf("it answers by %s %s", response.Proto, body)
	}
	if status, body := get(t, with); status != http.StatusOK {
		t.Errorf("HTTP/1.1 is answered %d %s", status, body)
	}
	if response, err := (&http.Client{Transport: transport}).Get(address()); err == nil {
		response.Body.Close()
		t.Errorf("without the setting it answers by %s", response.Proto)
	}
}
