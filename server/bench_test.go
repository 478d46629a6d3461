package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// BenchmarkRequests is all that a small request costs the program: a new question each time, and the same one each time, without
// tokens and with a token and a policy. The client and the endpoint stand in the same process, and allocate nothing.
func BenchmarkRequests(b *testing.B) {
	policies := write(b, filepath.Join(b.TempDir(), "policies.yaml"), "roles:\n  support: {rows: {organizationId: {eq: $claims.org}}, fields: all}\n")
	token := signedToken(b, `{"role": "support", "org": "org_1"}`)
	for _, guarded := range []bool{false, true} {
		for _, question := range []string{"new", "known"} {
			b.Run(fmt.Sprintf("guarded=%t/%s", guarded, question), func(b *testing.B) {
				environment, header, arguments := map[string]string{"INKEEP_API_KEY": "k"}, "", []string{"--upstream-url", "http://" + replying(b)}
				if guarded {
					environment["INKEEP_JWT_SECRET"], header, arguments = tokenSecret, "Authorization: Bearer "+token+"\r\n", append(arguments, "--policies", policies)
				}
				p := start(b, environment, arguments...)
				ask := asking(b, strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/"), header)
				number := 0
				for range 100 {
					ask(number)
					number++
				}
				b.ReportAllocs()
				before := processorTime(os.Getpid())
				for b.Loop() {
					if ask(number); question == "new" {
						number++
					}
				}
				b.ReportMetric(float64((processorTime(os.Getpid())-before).Microseconds())/float64(b.N), "cpu-µs/op")
			})
		}
	}
}

// replying is the address of an endpoint that answers whatever it is asked with twelve groups.
func replying(b *testing.B) string {
	rows := make([]string, 12)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"integrationId":"integration-%d","count":%d,"avg_userMessageCount":3.07,"sum_userMessageCount":307,"count_userMessageCount":100}`, i, 1000*i)
	}
	body := fmt.Sprintf(`{"status":"ok","data":{"result":[%s],"total":12,"pageSize":1000,"count":12}}`, strings.Join(rows, ","))
	answer := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for in := bufio.NewReader(c); ; {
					if readMessage(in) != nil {
						return
					}
					if _, err := c.Write(answer); err != nil {
						return
					}
				}
			}()
		}
	}()
	return listener.Addr().String()
}

// asking asks for the groups of a filter with a number, over one connection.
func asking(b *testing.B, address, header string) func(number int) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	in := bufio.NewReader(c)
	const body = `{"query":"query Bench($where: ConversationWhere!) { conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) { groups { totalCount nodes { key { integrationId } count avg { userMessageCount } } } } }",` +
		`"variables":{"where":{"projectId":{"neq":"project-1000000000"}}}}`
	request := fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s", header, len(body), body)
	digits := request[bytes.Index(request, []byte("1000000000"))+1:][:0:9]
	return func(number int) {
		strconv.AppendInt(digits, int64(100_000_000+number), 10)
		if _, err := c.Write(request); err != nil {
			b.Fatal(err)
		}
		if err := readMessage(in); err != nil {
			b.Fatal(err)
		}
	}
}

// readMessage reads a message of HTTP to the end of its body, whose length it tells. It fails on an answer of another status than 200.
func readMessage(in *bufio.Reader) error {
	length := 0
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && bytes.HasPrefix(line, []byte("HTTP/1.1 ")) && !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
			return fmt.Errorf("it is answered %s", line)
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			for _, digit := range bytes.TrimSpace(value) {
				length = 10*length + int(digit-'0')
			}
		}
		if len(line) == 2 {
			break
		}
	}
	if length == 0 {
		return io.ErrUnexpectedEOF
	}
	_, err := in.Discard(length)
	return err
}
