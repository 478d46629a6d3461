// A document in an address. It stands in the fragment, which browsers do not send: a query may hold what no log should.

export interface Link {
  query: string;
  variables?: string;
  operationName?: string;
}

// read gives what the fragment of an address holds, or undefined.
export function read(fragment: string): Link | undefined {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const query = fields.get('query');
  if (!query) return undefined;
  const link: Link = { query };
  const [variables, operationName] = [fields.get('variables'), fields.get('operationName')];
  if (variables) link.variables = variables;
  if (operationName) link.operationName = operationName;
  return link;
}

// write gives a fragment that read reads.
export function write({ query, variables, operationName }: Link): string {
  const fields = new URLSearchParams({ query });
  if (variables?.trim()) fields.set('variables', variables);
  if (operationName) fields.set('operationName', operationName);
  // A plus would be read as one by whoever decodes a fragment by itself.
  return `#${fields.toString().replaceAll('+', '%20')}`;
}
