package upstream

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	. "github.com/inkeep-gateway/gateway/upstream/query"
)

// BenchmarkQueryThatIsNew is all that a query costs which nobody has asked before, but for the connection.
func BenchmarkQueryThatIsNew(b *testing.B) {
	rows := make([]string, 12)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"integrationId":"integration-%d","count":%d,"avg_userMessageCount":3.07}`, i, 1000*i)
	}
	body := fmt.Appendf(nil, `{"status":"ok","data":{"result":[%s],"total":12,"pageSize":0,"count":12}}`, strings.Join(rows, ","))
	head := http.Header{"Content-Type": {"application/json"}}
	c := New(Options{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		_ = r.Body.Close()
		return &http.Response{StatusCode: 200, Header: head, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
	})})
	defer c.Close()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := Query{
			GroupBy: []Selection{{Field: IntegrationID}},
			Select:  []Selection{{Function: Count}, {Function: Avg, Field: UserMessageCount}},
			Where:   If(Condition{Field: ProjectID, Operator: Neq, Value: fmt.Appendf(nil, `"%d"`, i)}),
		}
		if answers, err := c.For(someone).Batch(1).Load(b.Context(), &q); err != nil || answers[0].Len() != 12 {
			b.Fatal(err)
		}
	}
}
