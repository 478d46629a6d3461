import { ApolloClient, gql, HttpLink } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { expect, test } from 'vitest';

import { apolloCache } from '../src/apollo.js';
import { lastMonthOfPro as where, url } from './gateway.js';

const query = gql`
  query Deferred($where: ConversationWhere) {
    conversations(where: $where) {
      totals { count }
      ... @defer(label: "slow") { list(first: 3) { nodes { id } totalCount } }
    }
  }
`;

test('Apollo takes what is deferred when it comes', async () => {
  const types: (string | null)[] = [];
  const watched: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    types.push(response.headers.get('Content-Type'));
    return response;
  };
  const client = new ApolloClient({
    link: new HttpLink({ uri: url, fetch: watched }),
    cache: apolloCache(),
    incrementalHandler: new Defer20220824Handler(),
  });
  const { data, error } = await client.query<{
    conversations: { totals: { count: number }; list: { nodes: { id: string }[]; totalCount: number } };
  }>({ query, variables: { where } });
  expect(error).toBeUndefined();
  expect(types).toEqual([expect.stringMatching(/^multipart\/mixed/)]);
  expect(data!.conversations.list.nodes).toHaveLength(3);
  expect(data!.conversations.list.totalCount).toBe(data!.conversations.totals.count);
});
