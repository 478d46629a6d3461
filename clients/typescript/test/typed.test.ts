import { expect, expectTypeOf, test } from 'vitest';

import { apollo } from './clients.js';
import { Chart, Count, Dashboard, Keys, One } from './documents.js';
import type { ChartQueryVariables, ConversationType, ConversationWhere } from './gql/graphql.js';
import { pages } from './pages.js';
import { lastMonthOfPro as where, url } from './gateway.js';

const client = apollo(url);

test('a dashboard is typed down to its numbers', async () => {
  const { data } = await client.query({ query: Dashboard, variables: { where } });
  expectTypeOf(data!.conversations.totals!.count).toEqualTypeOf<number>();
  expectTypeOf(data!.conversations.list!.nodes[0]!.type).toEqualTypeOf<ConversationType | null>();
  expectTypeOf(data!.perDay.groups!.nodes[0]!.key.time).toEqualTypeOf<string | null>();

  const total = data!.conversations.totals!.count;
  expect(total).toBeGreaterThan(0);
  expect(data!.conversations.list!.nodes).toHaveLength(5);
  expect(data!.perDay.groups!.nodes.reduce((sum, day) => sum + day.count, 0)).toBe(total);
  const tops = data!.topIntegrations.groups!.nodes.map(({ count }) => count);
  expect(tops).toHaveLength(5);
  expect(tops).toEqual(tops.toSorted((a, b) => b - a));
});

test('a key has the type of its field', async () => {
  const { data } = await client.query({ query: Keys, variables: { where } });
  const groups = data!.conversations.groups!.nodes;
  expectTypeOf(groups[0]!.key.type).toEqualTypeOf<ConversationType | null>();
  expectTypeOf(groups[0]!.key.property).toEqualTypeOf<unknown>();
  expect(groups.length).toBeGreaterThan(2);
  for (const { key } of groups) {
    expect(key.property).toBe('pro');
    expect(key.time).toMatch(/^\d{4}-\d\d-01T00:00:00Z$/);
  }
});

const charts: { title: string; variables: ChartQueryVariables; names: string[] }[] = [
  {
    title: 'by day',
    variables: { where, groupBy: [{ time: { unit: 'DAY' } }], aggregate: [{ function: 'COUNT' }] },
    names: ['firstMessageTime_day'],
  },
  {
    title: 'by plan and type',
    variables: {
      groupBy: [{ property: { field: 'USER_PROPERTIES', path: ['plan'] } }, { field: 'TYPE' }],
      aggregate: [
        { function: 'AVG', field: 'USER_MESSAGE_COUNT' },
        { function: 'COUNT_DISTINCT', field: 'USER_PROPERTIES', path: ['userId'] },
      ],
    },
    names: ['userProperties.plan', 'type'],
  },
];
test.each(charts)('a chart whose groups and metrics are variables: $title', async ({ variables, names }) => {
  const { data } = await client.query({ query: Chart, variables });
  const { nodes, totalCount, complete } = data!.conversations.groups!;
  expect(complete).toBe(true);
  expect(nodes.length).toBeGreaterThan(2);
  expect(totalCount).toBe(nodes.length);
  for (const { key, values } of nodes) {
    expect(key.entries.map(({ name }) => name)).toEqual(names);
    expect(values.map((v) => v.function)).toEqual([variables.aggregate].flat().map((a) => a!.function));
    expect(typeof values[0]!.value).toBe('number');
  }
});

test('slices hold each conversation of a set once', async () => {
  const ids: string[] = [];
  const totals = new Set<number>();
  for await (const { nodes, totalCount } of pages(client, where, 100)) {
    ids.push(...nodes.map(({ id }) => id));
    totals.add(totalCount);
  }
  const { data } = await client.query({ query: Count, variables: { where } });
  expect(ids.length).toBeGreaterThan(200);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...totals]).toEqual([ids.length]);
  expect(data!.conversations.totals!.count).toBe(ids.length);

  const one = await client.query({ query: One, variables: { id: ids[0]! } });
  expect(one.data!.conversation).toMatchObject({ id: ids[0], property: 'pro' });
  const none = await client.query({ query: One, variables: { id: 'nobody' } });
  expect(none.data!.conversation).toBeNull();
});

test('what the schema refuses does not compile', () => {
  const wrong: ConversationWhere[] = [
    // @ts-expect-error A number is no time.
    { firstMessageTime: { gte: 5 } },
    // @ts-expect-error There is no such type.
    { type: { eq: 'EMAIL' } },
    // @ts-expect-error There is no such field.
    { plan: { eq: 'pro' } },
  ];
  // @ts-expect-error Exactly one of them.
  const both: ChartQueryVariables = { groupBy: [{ field: 'TYPE', time: { unit: 'DAY' } }] };
  expect([wrong.length, both.groupBy]).toBeTruthy();
});
