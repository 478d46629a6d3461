package mcp

import (
	"context"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/vektah/gqlparser/v2/ast"
)

// schemaURI is the address of the schema as a resource.
const schemaURI = "graphql://conversations/schema.graphqls"

// addSchema adds the schema as a resource.
func addSchema(server *sdk.Server, schema *ast.Schema) {
	text, media := schema.Query.Position.Src.Input, "application/graphql"
	server.AddResource(&sdk.Resource{
		URI: schemaURI, Name: "schema.graphqls", Title: "GraphQL schema", MIMEType: media, Size: int64(len(text)),
		Description: "The schema of the documents that query_conversations takes, in GraphQL's schema definition language.",
	}, readText(schemaURI, media, text))
}

// readText reads a resource that is a text.
func readText(uri, media, text string) sdk.ResourceHandler {
	result := &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: uri, MIMEType: media, Text: text}}}
	return func(context.Context, *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
		answer := *result // The library writes into it.
		return &answer, nil
	}
}
