package edge

import (
	"bufio"
	"regexp"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// tableWriter writes the rows of a table. That a client has gone away is told when it is flushed.
type tableWriter struct {
	*bufio.Writer
	media   string
	columns []string
}

// begin writes what is before the rows.
func (w tableWriter) begin() {
	if w.media == mediaNDJSON {
		return
	}
	for i, name := range w.columns {
		w.separate(i)
		_, _ = w.WriteString(csvField(name))
	}
	_, _ = w.WriteString("\r\n")
}

// row writes a row of as many values as there are columns.
func (w tableWriter) row(values []jsontext.Value) {
	if w.media == mediaNDJSON {
		for i, value := range values {
			_ = w.WriteByte("{,"[min(i, 1)])
			name, _ := jsonv2.Marshal(w.columns[i]) // A name is a text.
			_, _ = w.Write(name)
			_ = w.WriteByte(':')
			_, _ = w.Write(value)
		}
		_, _ = w.WriteString("}\n")
		return
	}
	for i, value := range values {
		w.separate(i)
		_, _ = w.WriteString(csvCell(value))
	}
	_, _ = w.WriteString("\r\n")
}

func (w tableWriter) separate(i int) {
	if i > 0 {
		_ = w.WriteByte(',')
	}
}

// csvCell is a value as a field: null is nothing, an empty text is in quotes, and objects and lists are their JSON.
func csvCell(value jsontext.Value) string {
	text := string(value)
	switch value.Kind() {
	case jsontext.KindNull:
		return ""
	case jsontext.KindNumber, jsontext.KindTrue, jsontext.KindFalse:
		return text
	case jsontext.KindString:
		_ = jsonv2.Unmarshal(value, &text) // It is a text.
	default: // an object or a list
	}
	if text == "" {
		return `""`
	}
	return csvField(defused(text))
}

// space is what spreadsheets pass over.
const space = `[\s\v\p{Z}\x{feff}]`

var (
	// formula is what makes one of a text in one spreadsheet or another, also behind spaces, a tab or a separator.
	formula     = regexp.MustCompile(`^` + space + `*[=+\-@＝＋－＠\t\r]|[;\t\r\n]` + space + `*[=+\-@＝＋－＠]`)
	plainNumber = regexp.MustCompile(`^[+-]?\d+([.,]\d+)?$`)
	quoted      = regexp.MustCompile(`[",;\t\r\n'＝＋－＠]|^` + space + `|` + space + `$`)
)

// defused is a text with an apostrophe before it if a spreadsheet would take it for a formula: OWASP, CSV injection. Explore's
// own tables do likewise.
func defused(text string) string {
	if formula.MatchString(text) && !plainNumber.MatchString(text) {
		return "'" + text
	}
	return text
}

// csvField is a text as RFC 4180 has it, in quotes where that may matter to somebody.
func csvField(text string) string {
	if quoted.MatchString(text) {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}
