import { gql, type ApolloClient, type ObservableQuery } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { expect, test } from 'vitest';

import { graphcache } from '../src/urql.js';
import { apollo } from './clients.js';
import { lastMonthOfPro as where, url } from './gateway.js';

type List = {
  nodes?: { id: string }[];
  edges?: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  totalCount: number;
};
type Data = { conversations: { list: List } };

const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const selecting = (selection: string) => gql`
  query List($where: ConversationWhere, $first: Int, $after: String) {
    conversations(where: $where) {
      list(first: $first, after: $after, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { ${selection} ${pageInfo} totalCount }
    }
  }
`;
const selections = [
  { by: 'nodes', selection: 'nodes { id }' },
  { by: 'edges', selection: 'edges { cursor node { id } }' },
  { by: 'both', selection: 'nodes { id } edges { cursor node { id } }' },
];
const ids = ({ nodes, edges }: List) => {
  const lists = [nodes?.map(({ id }) => id), edges?.map(({ node }) => node.id)].filter((list) => list !== undefined);
  for (const list of lists) expect(list).toEqual(lists[0]);
  return lists[0]!;
};

/** The list in one slice, as the gateway has it. */
async function whole(): Promise<List> {
  const query = selecting('nodes { id }').loc!.source.body;
  const body = JSON.stringify({ query, variables: { where, first: 1000 } });
  const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return ((await answer.json()) as { data: Data }).data.conversations.list;
}

/** Watches, and waits until what is shown is as it is wanted. */
const until = <T,>(shown: { subscribe: ObservableQuery<T>['subscribe'] }, wanted: (data: T) => boolean) =>
  new Promise<T>((resolve, reject) => {
    const watching = shown.subscribe(({ data, loading, error }) => {
      if (error) reject(error);
      if (loading || !wanted(data as T)) return;
      resolve(data as T);
      queueMicrotask(() => watching.unsubscribe());
    });
  });

test.each(selections)("Apollo's fetchMore joins the slices of a list to its end, by $by", async ({ selection }) => {
  const client = apollo(url);
  const variables = { where, first: 300 };
  const shown = client.watchQuery<Data>({ query: selecting(selection), variables });
  shown.subscribe(() => {});
  const first = (await until(shown, () => true)).conversations.list;
  let list = first;
  let slices = 1;
  for (; list.pageInfo.hasNextPage; slices++) {
    await shown.fetchMore({ variables: { after: list.pageInfo.endCursor } });
    list = (await until(shown, (data) => ids(data.conversations.list).length > ids(list).length)).conversations.list;
  }
  const all = await whole();
  expect(slices).toBeGreaterThan(2);
  expect(all.pageInfo.hasNextPage).toBe(false);
  expect(ids(list)).toEqual(ids(all));
  expect(list).toMatchObject({ totalCount: all.totalCount, pageInfo: all.pageInfo });

  // Another query of the same list, and a list of another `first`, read what is theirs.
  const read = (variables: object) => client.readQuery<Data>({ query: selecting(selection), variables })?.conversations.list;
  expect(ids(read(variables)!)).toEqual(ids(all));
  expect(ids(read({ ...variables, after: first.pageInfo.endCursor })!)).toEqual(ids(all).slice(300, 600));
  expect(read({ where, first: 5 })).toBeUndefined();
  await client.query({ query: selecting(selection), variables: { where, first: 5 } });
  expect(ids(read({ where, first: 5 })!)).toEqual(ids(all).slice(0, 5));
  expect(ids(read(variables)!)).toEqual(ids(all));
});

/** Answers with slices of made-up conversations. */
function canned(client: ApolloClient) {
  const slice = (ids: string[], hasNextPage: boolean, selection: 'nodes' | 'edges', totalCount: number) => ({
    __typename: 'ConversationConnection',
    ...(selection === 'nodes' && { nodes: ids.map((id) => ({ __typename: 'Conversation', id })) }),
    ...(selection === 'edges' && { edges: ids.map((id) => ({ __typename: 'ConversationEdge', cursor: id, node: { __typename: 'Conversation', id } })) }),
    pageInfo: { __typename: 'PageInfo', hasNextPage, hasPreviousPage: false, startCursor: ids[0] ?? null, endCursor: ids.at(-1) ?? null },
    totalCount,
  });
  const query = { nodes: selecting('nodes { id }'), edges: selecting('edges { cursor node { id } }') };
  const write = (of: 'nodes' | 'edges', after: string | undefined, ids: string[], more: boolean, totalCount: number) =>
    client.writeQuery({
      query: query[of],
      variables: { after },
      data: { conversations: { __typename: 'Conversations', list: slice(ids, more, of, totalCount) } },
    });
  const read = (of: 'nodes' | 'edges') => client.readQuery<Data>({ query: query[of] })?.conversations.list;
  return { write, read };
}

test('what followed a first slice is dropped where it ends elsewhere now', () => {
  const { write, read } = canned(apollo(url));
  write('nodes', undefined, ['a', 'b'], true, 4);
  write('nodes', 'b', ['c', 'd'], false, 4);
  expect(ids(read('nodes')!)).toEqual(['a', 'b', 'c', 'd']);
  write('nodes', undefined, ['new', 'a'], true, 5);
  expect(read('nodes')).toMatchObject({ nodes: [{ id: 'new' }, { id: 'a' }], totalCount: 5, pageInfo: { hasNextPage: true, endCursor: 'a' } });
  // Not even where it ends there again: what followed is of long ago.
  write('nodes', undefined, ['a', 'b'], true, 4);
  expect(ids(read('nodes')!)).toEqual(['a', 'b']);
});

test('a first slice that ends where it did keeps what follows, with the count that came last', () => {
  const { write, read } = canned(apollo(url));
  write('nodes', undefined, ['a', 'b'], true, 4);
  write('nodes', 'b', ['c', 'd'], false, 4);
  write('nodes', undefined, ['a', 'b'], true, 5);
  expect(read('nodes')).toMatchObject({ nodes: ['a', 'b', 'c', 'd'].map((id) => ({ id })), totalCount: 5, pageInfo: { hasNextPage: false } });
});

test('a slice that failed ends those that are shown, until it is asked for again', () => {
  const client = apollo(url);
  const { write, read } = canned(client);
  write('nodes', undefined, ['a', 'b'], true, 4);
  write('nodes', 'b', ['c', 'd'], false, 4);
  const query = selecting('nodes { id }');
  client.writeQuery({ query, variables: { after: 'b' }, data: { conversations: { __typename: 'Conversations', list: null } } });
  expect(read('nodes')).toMatchObject({ nodes: [{ id: 'a' }, { id: 'b' }], pageInfo: { hasNextPage: true, endCursor: 'b' } });
  write('nodes', 'b', ['c', 'd'], false, 4);
  expect(ids(read('nodes')!)).toEqual(['a', 'b', 'c', 'd']);
});

test('a query of edges is not given the end of slices that have nodes only', () => {
  const { write, read } = canned(apollo(url));
  write('nodes', undefined, ['a', 'b'], true, 4);
  write('nodes', 'b', ['c', 'd'], false, 4);
  write('edges', undefined, ['a', 'b'], true, 4);
  for (const of of ['nodes', 'edges'] as const) {
    const list = read(of)!;
    expect(ids(list)).toEqual(['a', 'b']);
    expect(list.pageInfo).toMatchObject({ hasNextPage: true, endCursor: 'b' });
  }
});

test('Apollo shows more groups where the limit is raised, and the ranking that was asked for first stays its own', async () => {
  type Groups = { conversations: { groups: { nodes: { count: number; key: { integrationId: string } }[]; totalCount: number } } };
  const query = gql`
    query Ranking($where: ConversationWhere, $limit: Int) {
      conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {
        groups(limit: $limit, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } count } totalCount }
      }
    }
  `;
  const client = apollo(url);
  const shown = client.watchQuery<Groups>({ query, variables: { where, limit: 2 } });
  shown.subscribe(() => {});
  const two = (await until(shown, () => true)).conversations.groups;
  const all = (await shown.setVariables({ where, limit: 1000 }))!.data!.conversations.groups;
  expect(all.nodes.length).toBe(all.totalCount);
  expect(all.nodes.length).toBeGreaterThan(2);
  expect(all.nodes.slice(0, 2)).toEqual(two.nodes);
  expect(client.readQuery<Groups>({ query, variables: { where, limit: 2 } })!.conversations.groups).toEqual(two);
});

test.each(selections)("urql's relayPagination joins the slices of a list to its end, by $by", async ({ selection }) => {
  const cache = cacheExchange({ ...graphcache, resolvers: { Conversations: { list: relayPagination() } } });
  const client = new Client({ url, preferGetMethod: false, exchanges: [cache, fetchExchange] });
  const all = await whole();
  let list: List;
  let after: string | undefined;
  do {
    const { data, error } = await client.query<Data>(selecting(selection), { where, first: 300, after }).toPromise();
    expect(error).toBeUndefined();
    list = data!.conversations.list;
    after = list.pageInfo.endCursor;
  } while (list.pageInfo.hasNextPage);
  expect(ids(list)).toEqual(ids(all));
  expect(list.totalCount).toBe(all.totalCount);
});
