import { Environment, Network, RecordSource, Store, type GraphQLResponse } from 'relay-runtime';

import { getDataID } from '../../src/relay.js';

/** With `trusted`, sends the names of documents, by the compiler's manifest, and never the documents. */
export function relay(url: string, { trusted = false } = {}) {
  return new Environment({
    network: Network.create(async ({ text, id }, variables): Promise<GraphQLResponse> => {
      const body = JSON.stringify(trusted ? { doc_id: id, variables } : { query: text, variables });
      const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      return (await answer.json()) as GraphQLResponse;
    }),
    store: new Store(new RecordSource()),
    getDataID,
  });
}
