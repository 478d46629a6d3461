package store

import (
	"errors"
	"io"
	"net"
	"testing"
)

func TestRedisReplyIsBoundedHoweverItIsCut(t *testing.T) {
	for stream, fine := range map[string]bool{
		"+OK\r\n":                   true,
		"-ERR no\r\n":               true,
		":5\r\n":                    true,
		"$0\r\n\r\n":                true,
		"$-1\r\n":                   true,
		"$5\r\na\r\nb\n\r\n":        true,
		"$10\r\n0123456789\r\n":     true,
		"$11\r\n0123456789a\r\n":    false,
		"$2\r\nab\r\n+OK\r\n":       false,
		"+OK\r\n+OK\r\n":            false,
		"$-2\r\n":                   false,
		"$+2\r\nab\r\n":             false,
		"$99999999999999999999\r\n": false,
		"$\r\n":                     false,
		"*1\r\n$1\r\na\r\n":         false,
		"*-5\r\n":                   false,
		"%1\r\n+k\r\n+v\r\n":        false,
		">2\r\n+a\r\n+b\r\n":        false,
		"_\r\n":                     false,
		"+OK\n":                     false,
		"\r\n":                      false,
		"HTTP/1.1 400 Bad\r\n":      false,
	} {
		for cut := 1; cut <= len(stream); cut++ {
			client, server := net.Pipe()
			go func() {
				defer server.Close()
				io.ReadFull(server, make([]byte, 4))
				for rest := stream; rest != ""; {
					n := min(cut, len(rest))
					if _, err := io.WriteString(server, rest[:n]); err != nil {
						return
					}
					rest = rest[n:]
				}
			}()
			c := &replyConn{Conn: client, raw: client, end: func() bool { return true }, most: 10}
			io.WriteString(c, "ping")
			got, err := io.ReadAll(c)
			if errors.Is(err, errReply) == fine || fine && string(got) != stream {
				t.Errorf("%q by %d gives %q, %v", stream, cut, got, err)
			}
			c.Close()
		}
	}
}
