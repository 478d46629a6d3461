package query

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// TestMemoryOfRowsIsHeldBeforeItIsTaken reads small answers that become large rows. What is refused has to end the reading
// while little is taken, and what is held has to be all that there is.
func TestMemoryOfRowsIsHeldBeforeItIsTaken(t *testing.T) {
	q := Query{Select: []Selection{{Function: Count}}}
	for i := range 99 {
		q.Select = append(q.Select, Selection{Function: Sum, Field: Properties, Path: []string{fmt.Sprint(i)}})
	}
	const rows = mostReserved // No more are reserved than come.
	full := &Error{Failure: Overloaded}
	for name, row := range map[string]string{"rows without values": `{}`, "values that cannot be read": `{"count":"x"}`} {
		t.Run(name, func(t *testing.T) {
			body := fmt.Appendf(nil, `{"status":"ok","data":{"result":[%s],"total":%d,"pageSize":%[2]d,"count":%[2]d}}`, strings.TrimSuffix(strings.Repeat(row+",", rows), ","), rows)
			held := 0
			read, err := DecodeRows(new(jsontext.Decoder), q, body, func(more int) error {
				held += more
				return nil
			})
			if err != nil || read.Len() != rows || held < read.Bytes()-settledEvery*errorBytes-128*len(q.Select) {
				t.Errorf("%d bytes are held for %d: %v", held, read.Bytes(), err)
			}
			const most = 2 << 20
			held = 0
			asked := 0
			_, err = DecodeRows(new(jsontext.Decoder), q, body, func(more int) error {
				if asked = more; held+more > most {
					return full
				}
				held += more
				return nil
			})
			if !errors.Is(err, full) || asked == 0 {
				t.Errorf("with %d bytes held it reads on: %v", held, err)
			}
		})
	}
}
