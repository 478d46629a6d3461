package mcp

import (
	"encoding/json"
	"fmt"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// answer is one of GraphQL.
type answer struct {
	Data   jsontext.Value `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Path       []any  `json:"path"`
		Extensions struct {
			Code       string `json:"code"`
			RetryAfter int    `json:"retryAfter"`
		} `json:"extensions"`
	} `json:"errors"`
}

// resultOf makes an answer the result of a tool: as structured content, and as text for those who read nothing else. One that has
// errors is an error, with the data that stands beside them.
func resultOf(body []byte, size, most int64) *sdk.CallToolResult {
	if size > most {
		return failed(fmt.Sprintf("QUERY_TOO_COMPLEX: The result has %d bytes; %d are allowed. Ask for less: select fewer fields, lower `first` or `limit`, group by fewer or "+
			"coarser keys, or narrow the filter; a list goes on behind the `endCursor` of the page before.", size, most))
	}
	var a answer
	if jsonv2.Unmarshal(body, &a) != nil {
		return failed("INTERNAL: Something went wrong inside the gateway.")
	}
	result := &sdk.CallToolResult{StructuredContent: json.RawMessage(body)}
	if len(a.Errors) == 0 {
		result.Content = []sdk.Content{&sdk.TextContent{Text: string(body)}}
		return result
	}
	result.IsError = true
	var text strings.Builder
	for _, e := range a.Errors {
		fmt.Fprintf(&text, "%s: %s", e.Extensions.Code, e.Message)
		for i, step := range e.Path {
			fmt.Fprintf(&text, "%s%v", []string{" (at ", "."}[min(i, 1)], step)
		}
		if len(e.Path) > 0 {
			text.WriteByte(')')
		}
		if n := e.Extensions.RetryAfter; n > 0 {
			fmt.Fprintf(&text, " Ask again in %d s.", n)
		}
		text.WriteByte('\n')
	}
	result.Content = []sdk.Content{&sdk.TextContent{Text: strings.TrimSpace(text.String())}}
	if len(a.Data) > 0 && a.Data.Kind() != jsontext.KindNull {
		result.Content = append(result.Content, &sdk.TextContent{Text: string(body)})
	}
	return result
}

// failed is a result that says what went wrong.
func failed(text string) *sdk.CallToolResult {
	return &sdk.CallToolResult{IsError: true, Content: []sdk.Content{&sdk.TextContent{Text: text}}}
}
