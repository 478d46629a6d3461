import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType, type OperationTypeNode } from 'graphql';
import type { Variables } from 'relay-runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { parts, possibleTypes, rows } from '../src/schema.js';
import { ChartQuery, CountsQuery, DashboardQuery, ListQuery, OneQuery } from './relay/queries.js';
import { clients, type Query } from './caches.js';
import { lastMonthOfPro as where } from './gateway.js';
import { after, charts, counts, one, requests, types } from './requests.js';

// What the gateway, or in its stead a test, has answered last.
let answer: { data: unknown; errors?: unknown };
let canned: unknown;
beforeEach(() => {
  canned = undefined;
  const fetch = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
    const response = canned === undefined ? await fetch(...request) : Response.json({ data: canned });
    answer = (await response.clone().json()) as typeof answer;
    return response;
  });
});
afterEach(() => void vi.restoreAllMocks());

/** A value without what clients add to selections: `__typename`, and Relay's aliases of it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !name.startsWith('__'));
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
}

const ofRelay = [
  { query: DashboardQuery, variables: { where }, outdated: false },
  ...charts.flatMap((variables) => [ChartQuery, CountsQuery].map((query, i) => ({ query, variables, outdated: i === 0 }))),
  ...charts.map(({ where }) => ({ query: ListQuery, variables: { where, first: 5 }, outdated: false })),
];

test.each([
  { name: 'apollo' as const, requests, after, one },
  { name: 'urql' as const, requests, after, one },
  { name: 'relay' as const, requests: ofRelay, after: ListQuery, one: OneQuery },
])('$name reads from its cache what the gateway has sent', { timeout: 120_000 }, async ({ name, requests, after, one }) => {
  const client = clients[name]();
  const sent: { query: Query; variables: Variables; data: unknown; outdated: boolean }[] = [];
  const ask = async (query: Query, variables: Variables, outdated = false) => {
    await client.ask(query, variables);
    expect(answer.errors).toBeUndefined();
    expect(plain(await client.read(query, variables))).toEqual(plain(answer.data));
    sent.push({ query, variables, data: plain(answer.data), outdated });
  };
  for (const { query, variables, outdated } of requests) await ask(query, variables, outdated);
  for (let cursor: string | undefined, page = 0; page < 3; page++) {
    await ask(after, { where, first: 4, after: cursor });
    const { conversations } = answer.data as { conversations: { list: { pageInfo: { endCursor: string } } } };
    cursor = conversations.list.pageInfo.endCursor;
    // Behind the first slice Apollo's cache reads those that were asked for after it.
    if (name === 'apollo' && page === 0) sent.pop();
  }
  const ids = [...JSON.stringify(sent).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBeGreaterThan(20);
  for (const id of [...new Set(ids)].slice(0, 20)) await ask(one, { id });

  vi.mocked(fetch).mockClear();
  for (const { query, variables, data, outdated } of sent) {
    const read = plain(await client.read(query, variables));
    if (read !== undefined || !outdated) expect(read).toEqual(data);
  }
  expect(fetch).not.toHaveBeenCalled();
});

test.each([
  { name: 'apollo' as const, types, counts },
  { name: 'urql' as const, types, counts },
  { name: 'relay' as const, types: ChartQuery, counts: CountsQuery },
])('$name does not show the groups of one answer with the counts of another', async ({ name, types, counts }) => {
  const client = clients[name]();
  const variables = { groupBy: [{ field: 'TYPE' }] };
  const groups = (...nodes: object[]) => ({
    conversations: {
      __typename: 'Conversations',
      groups: {
        __typename: 'ConversationGroups',
        nodes: nodes.map((node) => ({ __typename: 'ConversationGroup', values: [], ...node })),
        totalCount: nodes.length,
        complete: true,
      },
    },
  });
  const key = (value: string) => ({ __typename: 'ConversationKey', entries: [{ __typename: 'KeyEntry', name: 'type', value }] });

  canned = groups({ key: key('OPENAI'), count: 7 }, { key: key('SUPPORT_TICKET'), count: 5 });
  await client.ask(types, variables);
  expect(plain(await client.read(types, variables))).toEqual(plain(canned));

  // The next answer has the tickets first, and is only asked for counts.
  canned = groups({ count: 9 }, { count: 8 });
  await client.ask(counts, variables);
  expect(plain(await client.read(counts, variables))).toMatchObject({ conversations: { groups: { nodes: [{ count: 9 }, { count: 8 }] } } });
  expect(plain(await client.read(types, variables))).toBeUndefined();
});

test('every type is an entity, a part or a row', () => {
  const schema = buildSchema(readFileSync('../../schema.graphqls', 'utf8'));
  const roots = ['query', 'subscription'].map((operation) => schema.getRootType(operation as OperationTypeNode));
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  const objects = types.filter((type) => !roots.includes(type) && !type.name.startsWith('__'));
  const entities = objects.filter((type) => type.getFields()['id']).map(({ name }) => name);
  expect(entities).toEqual(['Conversation']);
  expect([...entities, ...parts, ...rows].sort()).toEqual(objects.map(({ name }) => name).sort());

  const metrics = objects.filter((type) => type.getInterfaces().some(({ name }) => name === 'ConversationMetrics'));
  expect(possibleTypes.ConversationMetrics.toSorted()).toEqual(metrics.map(({ name }) => name).sort());
});
