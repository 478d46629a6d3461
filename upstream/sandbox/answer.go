package sandbox

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// run answers a statement. The context cancels it inside the engine.
func (s *Sandbox) run(ctx context.Context, q *statement) ([]byte, error) {
	rows, err := s.db.QueryContext(ctx, q.text, q.values...)
	if err != nil {
		return nil, fmt.Errorf("querying: %w", err)
	}
	defer rows.Close()

	width := len(q.columns)
	if q.grouped {
		width++
	}
	values, into := make([]any, width), make([]any, width)
	for i := range values {
		into[i] = &values[i]
	}
	keys := q.rowKeys()
	body := append(make([]byte, 0, 4<<10), `{"status":"ok","data":{"result":[`...)
	count, total := 0, int64(0)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("querying: %w", err)
		}
		if count > 0 {
			body = append(body, ',')
		}
		if body, err = q.appendRow(body, keys, values); err != nil {
			return nil, err
		}
		count++
		if q.grouped {
			total, _ = values[width-1].(int64)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("querying: %w", err)
	}
	if !q.grouped {
		total = int64(count)
	}
	if q.count != "" && count == s.options.PageSize {
		if total, err = countRows(ctx, s.db, q); err != nil {
			return nil, err
		}
	}
	return fmt.Appendf(body, `],"total":%d,"pageSize":%d,"count":%d}}`, total, s.options.PageSize, count), nil
}

// countRows is only asked when the page is full; a shorter one is all there is.
func countRows(ctx context.Context, db *sql.DB, q *statement) (total int64, err error) {
	err = db.QueryRowContext(ctx, q.count, q.values[:q.countBinds]...).Scan(&total)
	if err != nil {
		return 0, fmt.Errorf("counting: %w", err)
	}
	return total, nil
}

// rowKeys are the keys as JSON text with their colons, empty for hidden columns.
func (q *statement) rowKeys() []string {
	keys := make([]string, len(q.columns))
	for i, c := range q.columns {
		if c.key != "" {
			keys[i] = string(appendText(nil, c.key)) + ":"
		}
	}
	return keys
}

func (q *statement) appendRow(to []byte, keys []string, values []any) ([]byte, error) {
	to = append(to, '{')
	first := true
	for i, c := range q.columns {
		if c.key == "" {
			continue
		}
		if !first {
			to = append(to, ',')
		}
		first = false
		to = append(to, keys[i]...)
		var err error
		if to, err = c.as.append(to, values[i]); err != nil {
			return nil, fmt.Errorf("writing %s: %w", c.key, err)
		}
	}
	return append(to, '}'), nil
}

func (f form) append(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(to, "null"...), nil
	case int64:
		if f == instantForm {
			return appendText(to, formatInstant(v)), nil
		}
		return strconv.AppendInt(to, v, 10), nil
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return nil, meaningless("the result is out of the range of numbers")
		}
		return jsontext.AppendFloat(to, v, 64), nil
	case string:
		if f == documentForm {
			return append(to, v...), nil
		}
		return appendText(to, v), nil
	default:
		return nil, fmt.Errorf("the engine gave a %T", value)
	}
}

func appendText(to []byte, text string) []byte {
	quoted, err := jsontext.AppendQuote(to, text)
	if err != nil {
		return append(to, `""`...) // only text that is not UTF-8, which is let in nowhere
	}
	return quoted
}
