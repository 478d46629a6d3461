package edge

import (
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// initialise lets the client in by what it says of itself, which browsers cannot say by a header.
func (c *webSocket) initialise(m message) bool {
	if c.header != nil {
		return c.end(closeInitialisedOnce, "Too many initialisation requests")
	}
	header := c.r.Header.Clone()
	for name := range header {
		if name == "Connection" || name == "Upgrade" || name == "Accept-Encoding" || name == "Content-Encoding" || strings.HasPrefix(name, "Sec-Websocket-") {
			delete(header, name)
		}
	}
	header["Content-Type"], header["Accept"] = []string{mediaJSON}, []string{mediaEventStream}
	authorization, ok := authorizationOf(m.Payload, true)
	if !ok {
		return c.end(closeBadRequest, "Invalid message")
	}
	if authorization != "" {
		header["Authorization"] = []string{authorization}
	}
	asked := *c.r
	asked.Header = header
	ctx, unknown := c.authenticate(&asked)
	if refused := c.rateLimit.take(ctx, &asked, 1); refused != nil || unknown != nil && unknown.status >= http.StatusInternalServerError {
		return c.end(websocket.StatusTryAgainLater, "Try again later")
	}
	if unknown != nil {
		return c.end(closeForbidden, "Forbidden")
	}
	// From now on the connection has a place of the caller's, and not of the address that it comes from.
	leave, err := c.Live.Hub.Enter(c.callerOf(ctx, &asked))
	if err != nil {
		return c.end(websocket.StatusTryAgainLater, "Too many subscriptions")
	}
	c.leave()
	c.leave, c.header = leave, header
	c.waiting.Stop()
	c.mu.Lock()
	c.waiting = time.AfterFunc(idleConnection, func() { _ = c.Close(websocket.StatusNormalClosure, "Idle") })
	c.mu.Unlock()
	return c.write([]byte(`{"type":"connection_ack"}`)) == nil
}

// maxInitPayload is how many bytes the payload of an initialisation may have: it holds no more than a token.
const maxInitPayload = 16 << 10

// authorizationOf is what the payload of an initialisation has as the header Authorization, in any case, by itself or among its headers. It
// fails if that is no text, or if two differ.
func authorizationOf(payload jsontext.Value, mayHaveHeaders bool) (authorization string, ok bool) {
	if len(payload) == 0 || payload.Kind() == jsontext.KindNull {
		return "", true
	}
	var members map[string]jsontext.Value
	if len(payload) > maxInitPayload || jsonv2.Unmarshal(payload, &members) != nil {
		return "", false
	}
	for name, value := range members {
		var found string
		switch {
		case strings.EqualFold(name, "authorization"):
			ok = jsonv2.Unmarshal(value, &found) == nil
		case mayHaveHeaders && strings.EqualFold(name, "headers") && value.Kind() == jsontext.KindBeginObject:
			found, ok = authorizationOf(value, false)
		default:
			continue
		}
		switch {
		case !ok || found != "" && authorization != "" && found != authorization:
			return "", false
		case found != "":
			authorization = found
		}
	}
	return authorization, true
}
