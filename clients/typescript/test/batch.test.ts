import { ApolloClient, InMemoryCache, gql, type TypedDocumentNode } from '@apollo/client';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { expect, test, vi } from 'vitest';

import { withGateway } from './program.js';

const total: TypedDocumentNode<{ conversations: { totals: { count: number } } }> = gql`query Total($where: ConversationWhere) { conversations(where: $where) { totals { count } } }`;
const wrong: typeof total = gql`query Wrong { conversations { totals { nothing } } }`;

test("Apollo's BatchHttpLink sends queries together, and has each answered by itself", { timeout: 60_000 }, () =>
  withGateway(['--batch', '10'], async (uri) => {
    const sent = vi.spyOn(globalThis, 'fetch');
    try {
      const client = new ApolloClient({ link: new BatchHttpLink({ uri }), cache: new InMemoryCache() });
      const answers = await Promise.allSettled([
        client.query({ query: total }),
        client.query({ query: wrong }),
        client.query({ query: total, variables: { where: { type: { eq: 'OPENAI' } } } }),
      ]);
      expect(sent).toHaveBeenCalledOnce();
      expect(JSON.parse(String(sent.mock.calls[0]![1]!.body))).toHaveLength(3);
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const counts = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.data?.conversations.totals.count : undefined));
      expect(counts[0]).toBe(20_000);
      expect(counts[2]).toBeGreaterThan(0);
      expect(counts[2]).toBeLessThan(20_000);
    } finally {
      sent.mockRestore();
    }
  }),
);
