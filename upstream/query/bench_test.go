package query

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// BenchmarkDecodeRows reads an answer of 10,000 groups into columns, and beside it into maps, as a client without types
// would.
func BenchmarkDecodeRows(b *testing.B) {
	q := Query{
		GroupBy: []Selection{{Field: IntegrationID}},
		Select:  []Selection{{Function: Count}, {Function: Avg, Field: UserMessageCount}},
	}
	body := manyGroups(10_000)
	decoder := new(jsontext.Decoder)
	b.Run("into columns", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if rows, err := DecodeRows(decoder, q, body, nil); err != nil || rows.Len() != 10_000 {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding/json into maps", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			var answer struct {
				Data struct {
					Result []map[string]any `json:"result"`
				} `json:"data"`
			}
			if err := json.Unmarshal(body, &answer); err != nil || len(answer.Data.Result) != 10_000 {
				b.Fatal(err)
			}
		}
	})
}

// manyGroups is an answer of n groups by integration.
func manyGroups(n int) []byte {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"integrationId":"integration-%013d","count":%d,"avg_userMessageCount":%.4f}`,
			i, i%997, float64(i%77)/7)
	}
	return fmt.Appendf(nil, `{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":0,"count":%[2]d}}`,
		strings.Join(rows, ","), n)
}
