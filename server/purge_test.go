package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	redigo "github.com/gomodule/redigo/redis"
)

const countQuery = `{ conversations { totals { count } } }`

// countingCalls is an endpoint that answers each call with its number.
func countingCalls(t *testing.T) string {
	t.Helper()
	var calls atomic.Int64
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"status":"ok","data":{"result":[{"count":%d}],"total":1,"pageSize":10,"count":1}}`, calls.Add(1))
	}))
	t.Cleanup(endpoint.Close)
	return endpoint.URL
}

func post(t *testing.T, address string, header ...string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequest("POST", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

// TestPurge asks with two keys, by their roles, until the answers are kept whole, purges, and asks again.
func TestPurge(t *testing.T) {
	dir := t.TempDir()
	keys, policies := filepath.Join(dir, "keys.yaml"), filepath.Join(dir, "policies.yaml")
	for file, text := range map[string]string{
		keys:     "default: canary-key-default\neu: canary-key-eu\n",
		policies: "roles:\n  us: {rows: all, fields: all}\n  eu: {rows: all, fields: all, key: eu}\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	admin := freeAddress(t)
	p := start(t, map[string]string{"INKEEP_JWT_SECRET": tokenSecret}, "--upstream-url", countingCalls(t), "--cache-fresh", "1h", "--admin-listen", admin, "--api-keys", keys, "--policies", policies)
	us, eu := signedToken(t, `{"role": "us"}`), signedToken(t, `{"role": "eu"}`)
	ask := func() (answers [2]string) {
		for range 4 {
			for i, token := range []string{us, eu} {
				status, answer, _ := p.as(t, token, countQuery)
				if status != 200 || answers[i] != "" && answers[i] != answer {
					t.Fatalf("%d %s after %s", status, answer, answers[i])
				}
				answers[i] = answer
			}
		}
		return answers
	}
	for _, test := range []struct {
		method, query string
		status        int
		us, eu        bool // whether it is dropped
		header        []string
	}{
		{"POST", "", 200, true, true, nil},
		{"POST", "?key=eu", 200, false, true, nil},
		{"POST", "?key=default", 200, true, false, nil},
		{"POST", "?key=another", 404, false, false, nil},
		{"POST", "?key=", 404, false, false, nil},
		{"POST", "?kye=eu", 400, false, false, nil},
		{"POST", "?key=eu&key=default", 400, false, false, nil},
		{"POST", "?key=eu&all=true", 400, false, false, nil},
		{"GET", "", 405, false, false, nil},
		{"POST", "", 403, false, false, []string{"Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"}},
	} {
		before := ask()
		address := "http://" + admin + "/purge" + test.query
		var status int
		var body string
		if test.method == "GET" {
			status, body = get(t, address)
		} else {
			status, body = post(t, address, test.header...)
		}
		after := ask()
		if status != test.status || (before[0] != after[0]) != test.us || (before[1] != after[1]) != test.eu {
			t.Errorf("%s %s: %d %sbefore %s\nafter %s", test.method, test.query, status, body, before, after)
		}
		if strings.Contains(body, "canary-key") {
			t.Errorf("it says %s", body)
		}
	}
	if status, _ := post(t, p.address+"purge"); status == 200 {
		t.Error("whoever can ask can purge")
	}
}

// testPurgeOfTheSharedStore runs two gateways over one store, of which one is told.
func testPurgeOfTheSharedStore(t *testing.T, binary string) {
	address := freeAddress(t)
	stop := runRedis(t, installed(t, "redis-server"), address)
	client, endpoint, asked := redisClient(t, address), countingCalls(t), 0
	entries := func() int {
		names, err := redigo.Strings(client.Do("KEYS", "cg2:*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	// stored asks what nobody has asked until an answer is stored: a gateway does not wait for a store for long.
	stored := func(p program) (question, answer string) {
		for end := time.Now().Add(time.Minute); time.Now().Before(end); {
			before := entries()
			asked++
			question = fmt.Sprintf(`{ conversations(where: { id: { eq: "%d" } }) { totals { count } } }`, asked)
			_, answer, _ = p.as(t, "", question)
			for range 20 {
				if entries() > before {
					return question, answer
				}
				time.Sleep(5 * time.Millisecond)
			}
		}
		t.Fatal("nothing is stored")
		return "", ""
	}
	admin := freeAddress(t)
	args := []string{"--upstream-url", endpoint, "--cache-url", "redis://" + address, "--anonymous"}
	told := program{address: launch(t, binary, append(args, "--admin-listen", admin)...).address}
	other := program{address: launch(t, binary, args...).address}
	stored(other)
	for end := time.Now().Add(time.Minute); ; {
		question, answer := stored(told)
		if _, again, _ := other.as(t, "", question); again == answer {
			break
		}
		if time.Now().After(end) {
			t.Fatal("nothing is shared")
		}
	}
	question, answer := stored(told)
	if status, body := post(t, "http://"+admin+"/purge?key=default"); status != 200 {
		t.Errorf("%d %s", status, body)
	}
	for name, p := range map[string]program{"one": told, "the other": other} {
		if _, again, _ := p.as(t, "", question); again == answer {
			t.Errorf("%s goes on to answer %s", name, again)
		}
	}
	question, answer = stored(told)
	stop()
	if status, body := post(t, "http://"+admin+"/purge"); status != 503 || !strings.Contains(body, "the shared cache could not be told") {
		t.Errorf("without the store it says %d %s", status, body)
	}
	if _, again, _ := told.as(t, "", question); again == answer {
		t.Errorf("without the store it goes on to answer %s", again)
	}
}
