import { expect, test } from 'vitest';
import { parseDigits } from '../digits';
import { tables } from './answer';

const day = (n: number) => `2026-01-0${n}T00:00:00Z`;

test('aliases and fragments are followed to keys and metrics', () => {
  const query = `
    query Other { conversations { totals { wrong: count } } }
    query Q($by: [ConversationGroupBy!]) {
      per: conversations(groupBy: $by) {
        g: groups {
          all: complete
          n: totalCount
          rows: nodes { k: key { start: time plan: property(field: USER_PROPERTIES, path: ["plan"]) } ...M ... { c: count } }
        }
        t: totals { ...M }
      }
    }
    fragment M on ConversationMetrics { mean: avg { messages: userMessageCount } c: count __typename }`;
  const rows = [
    { k: { start: day(1), plan: 'pro' }, mean: { messages: 2.5 }, c: 4, __typename: 'ConversationGroup' },
    { k: { start: day(2), plan: null }, mean: { messages: null }, c: 1, __typename: 'ConversationGroup' },
  ];
  const data = { per: { g: { all: false, n: 7, rows }, t: { mean: { messages: 3 }, c: 5 } } };
  const variables = { by: [{ time: { unit: 'WEEK' } }, { property: { field: 'USER_PROPERTIES', path: ['plan'] } }] };
  const metrics = [
    { name: 'mean messages', kind: 'level' },
    { name: 'c', kind: 'amount' },
  ];
  expect(tables({ query, operationName: 'Q', variables }, data, 7)).toEqual([
    {
      path: 'per.g',
      keys: [{ name: 'start', unit: 'WEEK' }, { name: 'plan' }],
      metrics,
      rows: [
        { keys: [day(1), 'pro'], metrics: [2.5, 4] },
        { keys: [day(2), null], metrics: [null, 1] },
      ],
      complete: false,
      totalCount: 7,
      cut: false,
      order: 'key',
      bounds: { now: 7 },
    },
    { path: 'per.t', keys: [], metrics, rows: [{ keys: [], metrics: [3, 5] }], cut: false },
  ]);
});

test('entries and values are columns, named by what they say', () => {
  const query = `{ conversations { groups(limit: 2) { nodes {
    key { entries { label: name v: value } } values { fn: function field path value } } } } }`;
  const node = (at: string, type: string | null, a: number | null, b: number) => ({
    key: { entries: [{ label: 'firstMessageTime_hour', v: at }, { label: 'type', v: type }] },
    values: [
      { fn: 'AVG', field: 'PROPERTIES', path: ['a', 'b'], value: a },
      { fn: 'COUNT', field: null, path: null, value: b },
    ],
  });
  const data = { conversations: { groups: { nodes: [node(day(1), 'OPENAI', 1.5, 2), node(day(1), null, null, 3)] } } };
  expect(tables({ query }, data, 7)).toEqual([
    {
      path: 'conversations.groups',
      keys: [{ name: 'firstMessageTime_hour', unit: 'HOUR' }, { name: 'type' }],
      metrics: [
        { name: 'AVG PROPERTIES a b', kind: 'level' },
        { name: 'COUNT', kind: 'amount' },
      ],
      rows: [
        { keys: [day(1), 'OPENAI'], metrics: [1.5, 2] },
        { keys: [day(1), null], metrics: [null, 3] },
      ],
      complete: undefined,
      totalCount: undefined,
      cut: true,
      order: 'key',
      bounds: { now: 7 },
    },
  ]);
});

test.each([
  ['the argument of the key', 'time(unit: HOUR)', '', [day(1), day(2)], 'HOUR'],
  ['groupBy', 'time', '(groupBy: [{ field: TYPE }, { time: { unit: MONTH } }])', [day(1), day(2)], 'MONTH'],
  ["a variable's default", 'time', '(groupBy: $by)', [day(1), day(2)], 'HOUR'],
  ['the distances', 'time', '', ['2026-01-05T00:00:00Z', '2026-01-12T00:00:00Z'], 'WEEK'],
])("a bucket's unit is known by %s", (_, field, args, times, unit) => {
  const query = `query ($by: [X!] = [{ time: { unit: HOUR } }]) { conversations${args} { groups { nodes { key { ${field} } count } } } }`;
  const nodes = times.map((time) => ({ key: { time }, count: 1 }));
  expect(tables({ query }, { conversations: { groups: { nodes } } })[0]?.keys).toEqual([{ name: 'time', unit }]);
});

test.each([
  ['a document that does not parse', '{ conversations {', { conversations: {} }],
  ['no data', '{ conversations { groups { nodes { count } } } }', null],
  ['a part that failed', '{ conversations { groups { nodes { count } } } }', { conversations: { groups: null } }],
  ['another field of that name', '{ groups: other { nodes { count } } }', { groups: { nodes: [{ count: 1 }] } }],
])('%s has no tables', (_, query, data) => {
  expect(tables({ query }, data)).toEqual([]);
});

test('a skipped field is no column', () => {
  const query = `query ($s: Boolean! = true) { conversations { groups { nodes { key { type @skip(if: $s) integrationId } count @include(if: $s) avg @include(if: false) { userMessageCount } } } } }`;
  const nodes = [{ key: { integrationId: 'a' }, count: 1 }];
  const [table] = tables({ query }, { conversations: { groups: { nodes } } });
  expect([table?.keys, table?.metrics]).toEqual([[{ name: 'integrationId' }], [{ name: 'count', kind: 'amount' }]]);
});

test('whole numbers keep their digits, from the answer to the table', () => {
  const query = '{ conversations { groups { nodes { key { n: property(field: PROPERTIES, path: ["n"]) } count } } } }';
  const data = parseDigits('{"conversations":{"groups":{"nodes":[{"key":{"n":9007199254740993},"count":1}]}}}');
  // Where the runtime tells how a number was written, as browsers do.
  const exact = 'rawJSON' in JSON ? 9007199254740993n : 9007199254740992;
  expect(tables({ query }, data)[0]?.rows[0]?.keys).toEqual([exact]);
});

test('the range and the order of groups are read of the query', () => {
  const query = `query ($w: ConversationWhere) { conversations(where: $w, groupBy: [{ time: { unit: DAY } }]) {
    groups(orderBy: [{ aggregate: { function: COUNT } }]) { nodes { key { time partial } count isOthers } } } }`;
  const now = Date.parse('2026-01-31T12:34:56Z');
  const variables = { w: { and: [{ firstMessageTime: { last: 'P20D' } }, { firstMessageTime: { lt: '2026-01-30T00:00:00Z' } }] } };
  const nodes = [{ key: { time: day(1), partial: true }, count: 1, isOthers: true }];
  const [table] = tables({ query, variables }, { conversations: { groups: { nodes } } }, now);
  expect(table?.order).toBe('metric');
  expect(table?.bounds).toEqual({ now, from: Date.parse('2026-01-11T12:00:00Z'), to: Date.parse('2026-01-30T00:00:00Z') });
  expect(table?.rows).toEqual([{ keys: [day(1)], metrics: [1], partial: true, others: true }]);
});
