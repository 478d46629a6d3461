import { fetchQuery } from 'relay-runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { apollo, trustedApollo } from './clients.js';
import { Chart, Dashboard } from './documents.js';
import { withGateway } from './program.js';
import { codesOf } from '../src/errors.js';
import type { queriesChartQuery } from './relay/__generated__/queriesChartQuery.graphql.js';
import { relay } from './relay/environment.js';
import { ChartQuery } from './relay/queries.js';
import { lastMonthOfPro as where } from './gateway.js';

/** Asks a gateway that answers only the documents of a manifest. */
function withDocuments(manifest: string, use: (url: string) => Promise<void>) {
  return withGateway(['--documents', manifest, '--documents-only'], use);
}

/** The bodies that are sent. */
function sent() {
  return vi.mocked(fetch).mock.calls.map(([, init]) => JSON.parse(String(init!.body)));
}

describe('of a gateway that answers only trusted documents', () => {
  afterEach(() => void vi.restoreAllMocks());

  test("Apollo asks by the names of Code Generator's manifest", { timeout: 60_000 }, () =>
    withDocuments('test/gql/persisted-documents.json', async (url) => {
      vi.spyOn(globalThis, 'fetch');
      const client = trustedApollo(url);
      const { data } = await client.query({ query: Dashboard, variables: { where } });
      expect(data!.conversations.totals!.count).toBeGreaterThan(0);
      await client.query({ query: Chart, variables: { where, groupBy: [{ field: 'TYPE' }], aggregate: [{ function: 'COUNT' }] } });
      expect(sent()).toEqual([1, 2].map(() => expect.not.objectContaining({ query: expect.anything() })));
    }),
  );

  test('a request by documentId is answered', { timeout: 60_000 }, () =>
    withDocuments('test/gql/persisted-documents.json', async (url) => {
      const { hash } = (Dashboard as unknown as { __meta__: { hash: string } }).__meta__;
      const body = JSON.stringify({ documentId: hash, variables: { where } });
      const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      expect(await answer.json()).toMatchObject({ data: { __typename: 'Query', conversations: { totals: { count: expect.any(Number) } } } });
    }),
  );

  test("Relay asks by the names of its compiler's manifest", { timeout: 60_000 }, () =>
    withDocuments('test/relay/persisted-documents.json', async (url) => {
      vi.spyOn(globalThis, 'fetch');
      const variables = { where, groupBy: [{ field: 'TYPE' as const }], aggregate: [{ function: 'COUNT' as const }] };
      const answer = await fetchQuery<queriesChartQuery>(relay(url, { trusted: true }), ChartQuery, variables).toPromise();
      expect(answer!.conversations.groups!.nodes.length).toBeGreaterThan(1);
      expect(sent()).toEqual([{ doc_id: expect.stringMatching(/^[0-9a-f]{64}$/), variables }]);
    }),
  );

  test('other documents are refused, with a code', { timeout: 60_000 }, () =>
    withDocuments('test/relay/persisted-documents.json', async (url) => {
      const unknown = await trustedApollo(url).query({ query: Dashboard, variables: { where } });
      const whole = await apollo(url).query({ query: Dashboard, variables: { where } });
      expect([unknown, whole].map(({ error }) => codesOf(error))).toEqual([['PERSISTED_QUERY_NOT_FOUND'], ['FORBIDDEN']]);
    }),
  );
});
