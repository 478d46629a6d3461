import { once } from 'node:events';

import { ApolloClient, ApolloLink, gql, HttpLink } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient as createSSE } from 'graphql-sse';
import { createClient as createWS } from 'graphql-ws';
import { Environment, Network, Observable, RecordSource, requestSubscription, Store, type GraphQLResponse } from 'relay-runtime';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { apolloOptions } from '../src/apollo.js';
import { getDataID } from '../src/relay.js';
import { lastMonthOfPro as where, url } from './gateway.js';
import { withGateway } from './program.js';
import { LiveSubscription } from './relay/queries.js';

type Counts = { conversations: { totals: { count: number } } };
type Live = { live: Counts };

const query = 'query ($where: ConversationWhere) { conversations(where: $where) { totals { count } } }';
const live = 'subscription ($where: ConversationWhere) { live(every: "PT5S") { conversations(where: $where) { totals { count } } } }';
const tooOften = 'subscription { live(every: "PT1S") { conversations { totals { count } } } }';

/** Node 20 has no WebSocket of its own, as browsers have. */
const overWebSocket = (from = url) => createWS({ url: from.replace(/^http/, 'ws'), webSocketImpl: WebSocket });
const byEvents = () => createSSE({ url });

async function counted(): Promise<Counts> {
  const body = JSON.stringify({ query, variables: { where } });
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const { data } = (await response.json()) as { data: Counts };
  expect(data.conversations.totals.count).toBeGreaterThan(0);
  return data;
}

/** The first value that something is given, or the error. */
const first = <T>(subscribe: (sink: { next: (value: T) => void; error: (error: unknown) => void }) => () => void) =>
  new Promise<T>((resolve, reject) => {
    let end: (() => void) | undefined;
    let ended = false;
    const over = () => {
      ended = true;
      end?.();
    };
    end = subscribe({
      next: (value) => (over(), resolve(value)),
      error: (error) => (over(), reject(error)),
    });
    if (ended) end();
  });

test.each([
  ['graphql-sse', byEvents],
  ['graphql-ws', overWebSocket],
])('%s watches', async (_, create) => {
  const client = create();
  const answer = await first<{ data?: Live | null }>(({ next, error }) =>
    client.subscribe<Live>({ query: live, variables: { where } }, { next, error, complete: () => error(new Error('complete')) }),
  );
  expect(answer.data!.live).toEqual(await counted());
  client.dispose();
});

test.each([
  ['graphql-sse', byEvents],
  ['graphql-ws', overWebSocket],
])('%s is told why a subscription is refused', async (_, create) => {
  const client = create();
  const told = await first<unknown>(({ next, error }) =>
    client.subscribe({ query: tooOften }, { next, error: (refusal) => next({ errors: refusal }), complete: () => error(new Error('complete')) }),
  );
  expect(JSON.stringify(told)).toContain('It is at least PT5S.');
  client.dispose();
});

test('Apollo watches over WebSocket, and asks beside it', async () => {
  const sockets = overWebSocket();
  const client = new ApolloClient({
    link: ApolloLink.split(({ operationType }) => operationType === 'subscription', new GraphQLWsLink(sockets), new HttpLink({ uri: url })),
    ...apolloOptions(),
  });
  const data = await first<Live>(({ next, error }) => {
    const subscription = client
      .subscribe<Live>({ query: gql(live), variables: { where } })
      .subscribe((result) => (result.error ? error(result.error) : next(result.data as Live)));
    return () => subscription.unsubscribe();
  });
  const { data: asked } = await client.query<Counts>({ query: gql(query), variables: { where } });
  expect(data.live.conversations.totals.count).toBe(asked!.conversations.totals.count);
  await sockets.dispose();
});

test.each([
  ['events', byEvents],
  ['WebSocket', overWebSocket],
])('urql watches by %s', async (_, create) => {
  const source = create();
  const forward = subscriptionExchange({
    forwardSubscription: ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: source.subscribe({ query: query!, variables: variables ?? {} }, { ...sink, next: (result) => sink.next(result as object) }) }),
    }),
  });
  const client = new Client({ url, preferGetMethod: false, exchanges: [forward, fetchExchange] });
  const data = await first<Live>(({ next, error }) => {
    const subscription = client.subscription<Live>(live, { where }).subscribe((result) => (result.error ? error(result.error) : next(result.data!)));
    return () => subscription.unsubscribe();
  });
  expect(data.live).toEqual(await counted());
  await source.dispose();
});

test('Relay watches over WebSocket', async () => {
  const sockets = overWebSocket();
  const environment = new Environment({
    store: new Store(new RecordSource()),
    getDataID,
    network: Network.create(
      () => Observable.create((sink) => sink.error(new Error('no query is asked'))),
      ({ text }, variables) => Observable.create<GraphQLResponse>((sink) => sockets.subscribe({ query: text!, variables }, sink as never)),
    ),
  });
  const answer = await first<Live>(({ next, error }) => {
    const { dispose } = requestSubscription(environment, {
      subscription: LiveSubscription,
      variables: { where },
      onNext: (response) => next(response as Live),
      onError: error,
    });
    return dispose;
  });
  expect(answer.live.conversations.totals.count).toBe((await counted()).conversations.totals.count);
  await sockets.dispose();
});

test('a gateway that shuts down has its watchers come back', async () => {
  let closed: Promise<unknown[]>;
  await withGateway([], async (other) => {
    const socket = new WebSocket(other.replace(/^http/, 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    const message = once(socket, 'message');
    socket.send('{"type":"connection_init"}');
    await message;
    closed = once(socket, 'close');
  });
  const [code] = await closed!;
  expect(code).toBe(1012);
});
