import { ApolloClient, gql, HttpLink } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { Client, fetchExchange } from '@urql/core';
import {
  createOperationDescriptor,
  Environment,
  getFragment,
  getRequest,
  getSingularSelector,
  Network,
  Observable,
  RecordSource,
  Store,
  type GraphQLResponse,
  type SelectorData,
} from 'relay-runtime';
import { expect, test } from 'vitest';

import { apolloOptions } from '../src/apollo.js';
import { DeferredQuery, SlowFragment } from './relay/queries.js';
import { lastMonthOfPro as where, url } from './gateway.js';

const document = `
  query Deferred($where: ConversationWhere) {
    conversations(where: $where) {
      totals { count }
      ... @defer(label: "slow") { list(first: 3) { nodes { id } totalCount } }
    }
  }
`;
type Set = { totals: { count: number }; list?: { nodes: { id: string }[]; totalCount: number } };

/** Fetches, and notes the types of what comes. */
function watched() {
  const types: (string | null)[] = [];
  const fetching: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    types.push(response.headers.get('Content-Type'));
    return response;
  };
  return { types, fetching };
}

function complete({ totals, list }: Set) {
  expect(list!.nodes).toHaveLength(3);
  expect(list!.totalCount).toBe(totals.count);
}

// Each client asks as it does by itself: by the Accept of its own.
test.each([
  ['deferSpec=20220824', () => new Defer20220824Handler()],
  ['incrementalSpec=v0.2', () => new GraphQL17Alpha9Handler()],
])('Apollo takes what is deferred when it comes, by %s', async (format, handler) => {
  const { types, fetching } = watched();
  const client = new ApolloClient({
    link: new HttpLink({ uri: url, fetch: fetching }),
    ...apolloOptions(),
    // The two differ in types of what streams, which there is none of.
    incrementalHandler: handler() as Defer20220824Handler,
  });
  const { data, error } = await client.query<{ conversations: Set }>({ query: gql(document), variables: { where } });
  expect(error).toBeUndefined();
  expect(types).toEqual([`multipart/mixed;boundary="-";${format}`]);
  complete(data!.conversations);
});

test('urql takes what is deferred when it comes', async () => {
  const { types, fetching } = watched();
  const client = new Client({ url, fetch: fetching, preferGetMethod: false, exchanges: [fetchExchange] });
  const results: { conversations: Set }[] = [];
  await new Promise<void>((resolve, reject) => {
    client.query<{ conversations: Set }>(document, { where }).subscribe(({ data, error, hasNext }) => {
      if (error) reject(error);
      results.push(data!);
      if (!hasNext) resolve();
    });
  });
  expect(types).toEqual(['multipart/mixed;boundary="-";deferSpec=20220824']);
  expect(results.length).toBeGreaterThan(1);
  complete(results.at(-1)!.conversations);
});

test('Relay takes what is deferred when it comes', async () => {
  const { types, fetching } = watched();
  // Relay leaves the network to its users. Their parts of one response are its responses.
  const environment = new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(({ text: query }, variables) =>
      Observable.create<GraphQLResponse>((sink) => {
        void (async () => {
          const response = await fetching(url, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Accept: 'multipart/mixed' },
            body: JSON.stringify({ query, variables }),
          });
          for (const part of (await response.text()).split(/\r\n---(?:--)?\r\n|^---\r\n/).filter(Boolean)) {
            const { incremental, hasNext, ...first } = JSON.parse(part.slice(part.indexOf('\r\n\r\n')));
            for (const one of incremental ?? [first]) sink.next({ ...one, extensions: { is_final: !hasNext } });
          }
          sink.complete();
        })().catch((error: Error) => sink.error(error));
      }),
    ),
  });
  const operation = createOperationDescriptor(getRequest(DeferredQuery), { where });
  await environment.execute({ operation }).toPromise();
  expect(types).toEqual(['multipart/mixed;boundary="-";deferSpec=20220824']);
  const snapshot = environment.lookup(operation.fragment);
  expect(snapshot.isMissingData).toBe(false);
  const set = (snapshot.data as { conversations: SelectorData & Set }).conversations;
  const slow = environment.lookup(getSingularSelector(getFragment(SlowFragment), set)!);
  expect(slow.isMissingData).toBe(false);
  complete({ ...set, ...(slow.data as Pick<Set, 'list'>) });
});
