// The query as one uses it elsewhere.
import { subscription } from './live';
import type { Query } from './query';

export const languages = ['GraphQL', 'curl', 'TypeScript', 'Go'] as const;
export type Language = (typeof languages)[number];

// snippet is the query in a language; of one that is live, as it is subscribed to every so many seconds, where one line does.
export function snippet(language: Language, query: Query, endpoint: string, seconds = 0): string {
  const document = seconds > 0 ? subscription([query], seconds).document : query.document;
  const variables = JSON.stringify(query.variables, null, 2);
  switch (language) {
    case 'GraphQL':
      return Object.keys(query.variables).length > 0 ? `${document}\n# Variables:\n${variables.replaceAll(/^/gm, '# ')}\n` : document;
    case 'curl':
      return `curl ${seconds > 0 ? "-N -H 'Accept: text/event-stream' " : ''}${shell(endpoint)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${shell(JSON.stringify({ query: document, variables: query.variables }))}\n`;
    case 'TypeScript':
      return typescript(query, endpoint, variables);
    case 'Go':
      return go(query, endpoint);
  }
}

// In single quotes a shell takes all but a single quote as it is.
function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

// A template holds a document as it is written; what would end it or begin an expression is escaped.
function template(text: string): string {
  return `\`${text.replaceAll(/[\\`]|\$\{/g, '\\$&')}\``;
}

function typescript({ name, document }: Query, endpoint: string, variables: string): string {
  return `// graphql() is that of GraphQL Code Generator's client preset, as in clients/typescript: it types data and variables.
import { graphql } from './gql/gql.js';
import { print } from 'graphql';

export const ${name} = graphql(${template(`\n${document}`)});

const variables = ${variables};

const response = await fetch(${JSON.stringify(endpoint)}, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ query: print(${name}), variables }),
});
const { data, errors } = await response.json();
`;
}

function go({ document, variables }: Query, endpoint: string): string {
  const body = JSON.stringify({ query: document, variables }, null, 2);
  // A raw string holds all but its own quote.
  const literal = body.split('`').map((part) => `\`${part}\``).join(' + "`" + ');
  return `package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

// A typed client is generated from the schema by genqlient, as in clients/go.
const body = ${literal}

func main() {
	response, err := http.Post(${JSON.stringify(endpoint)}, "application/json", strings.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(answer))
}
`;
}
