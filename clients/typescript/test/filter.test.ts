import { expect, expectTypeOf, test } from 'vitest';

import { filter, FilterError } from '../src/filter.js';
import { enums, inputs, type ConversationWhere } from '../src/inputs.js';
import { graphql, type VariablesOf } from '../src/tada.js';
import type { ConversationWhere as ByCodeGenerator } from './gql/graphql.js';
import { url } from './gateway.js';

const unknown = undefined;

test.each<{ name: string; where: ConversationWhere | undefined; left: unknown }>([
  { name: 'no filter', where: undefined, left: undefined },
  { name: 'a condition whose value is undefined', where: { type: { eq: 'OPENAI' }, integrationId: { eq: unknown } }, left: { type: { eq: 'OPENAI' } } },
  { name: 'one of two bounds', where: { firstMessageTime: { gte: '2026-01-05T09:30:00Z', lt: unknown } }, left: { firstMessageTime: { gte: '2026-01-05T09:30:00Z' } } },
  { name: 'all conditions', where: { integrationId: { eq: unknown }, type: unknown }, left: undefined },
  { name: 'a property of which the path is left', where: { userProperties: [{ path: ['plan'], eq: unknown }, { path: ['a'], eq: 1 }] }, left: { userProperties: [{ path: ['a'], eq: 1 }] } },
  { name: 'all properties', where: { properties: [{ path: ['plan'], eq: unknown }], id: { in: [] } }, left: { id: { in: [] } } },
  { name: 'an entry of `and`', where: { and: [{ id: { eq: unknown } }, { id: { neq: 'a' } }] }, left: { and: [{ id: { neq: 'a' } }] } },
  { name: 'what is not to be', where: { not: { id: { eq: unknown } }, userMessageCount: { gte: 0 } }, left: { userMessageCount: { gte: 0 } } },
])('it leaves out what is undefined: $name', ({ where, left }) => {
  expect(filter(where)).toStrictEqual(left);
});

test('it refuses an alternative of which nothing is left: without it fewer would be found', () => {
  expect(() => filter({ or: [{ type: { eq: 'OPENAI' } }, { id: { eq: unknown } }] })).toThrow(new FilterError('Nothing is left of this alternative.', 'where.or[1]'));
});

const Count = graphql('query ($where: ConversationWhere) { conversations(where: $where) { totals { count } } }');

test('it gives what Code Generator and gql.tada take', () => {
  expectTypeOf(filter).returns.toExtend<ByCodeGenerator | undefined>();
  expectTypeOf(filter).returns.toExtend<VariablesOf<typeof Count>['where']>();
});

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
function random(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const values: Record<string, unknown[]> = {
  ID: ['a', '', 7, 'ü', -2],
  Int: [0, -1, 2 ** 31 - 1, -(2 ** 31)],
  String: ['plan', '', 'a.b'],
  Boolean: [true, false],
  DateTime: ['2026-01-05T09:30:00Z', '2026-02-28t23:59:59.123456789+05:30', '2024-02-29T00:00:00-00:00'],
  Duration: ['P30D', 'PT1H', 'P1Y2M3W4DT5H6M7S', 'P2D'],
  TimeZone: ['UTC', 'Europe/Berlin'],
  JSON: [{ plan: 'pro' }, { a: null, b: [] }],
};
const wrong: Record<string, unknown[]> = {
  ID: [true, 1.5, {}, 'a\0'],
  Int: ['5', 1.5, 2 ** 31, true],
  String: [5, true, '\0'],
  Boolean: ['true', 1],
  DateTime: ['2026-01-05', '2026-13-05T09:30:00Z', '2026-02-30T00:00:00Z', '2026-01-05T9:30:00Z', '2026-01-05T09:30:00', '', 5],
  Duration: ['P', 'PT', 'P1DT', '1D', 'P0D', 'PT0S', 'P1.5D', 'P-1D', ''],
  TimeZone: ['', 5],
  JSON: ['a\0', { 'a\0': 1 }],
};

/** Draws filters that the gateway takes, and, of some, makes one thing wrong that it refuses. */
function drawing(seed: number) {
  const next = random(seed);
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T,>(list: readonly T[]): T => list[below(list.length)]!;
  const negatable = (name: string) => !/^(contains|containedBy|has|array)/.test(name);

  const scalar = (type: string): unknown => (enums[type] ? pick(enums[type].filter((name) => name !== 'OTHER')) : pick(values[type]!));
  const member = (type: string, name: string, depth: number, negated: boolean): unknown => {
    const named = type.replace(/[[\]!]/g, '');
    const draw = () => (inputs[named] ? object(named, depth + 1, negated || name === 'not') : scalar(named));
    if (!type.startsWith('[')) return draw();
    const list = Array.from({ length: 1 + below(2) }, draw);
    return list.length === 1 && below(4) === 0 ? list[0] : list;
  };
  const object = (type: string, depth: number, negated: boolean): Record<string, unknown> => {
    if (type === 'CalendarPeriod') return { unit: pick(enums['TimeUnit']!), ...(below(2) && { count: 1 + below(9) }), ...(below(2) && { offset: -below(9) }) };
    const nested = ['and', 'or', 'not'];
    const names = Object.keys(inputs[type]!).filter((name) => name !== 'ago' && !(depth > 2 && nested.includes(name)) && !(negated && !negatable(name)));
    const chosen = new Set(Array.from({ length: 1 + below(2) }, () => pick(names)));
    if (type === 'PropertyFilter') {
      chosen.add(pick(names.filter((name) => name !== 'path')));
    }
    const given = Object.fromEntries([...chosen].map((name) => [name, member(inputs[type]![name]!, name, depth, negated)]));
    if ('last' in given && below(3) === 0) given['ago'] = 'P7D';
    return given;
  };

  /** The places in a filter: an input object of a type, at a path. */
  function* places(type: string, value: unknown): Generator<{ type: string; value: Record<string, unknown> }> {
    const given = value as Record<string, unknown>;
    yield { type, value: given };
    for (const [name, member] of Object.entries(given)) {
      const named = inputs[type]![name]!.replace(/[[\]!]/g, '');
      if (inputs[named]) for (const item of [member].flat()) yield* places(named, item);
    }
  }
  const spoil = (where: Record<string, unknown>) => {
    const { type, value } = pick([...places('ConversationWhere', where)]);
    const name = pick(Object.keys(value));
    const named = inputs[type]![name]!.replace(/[[\]!]/g, '');
    const isList = inputs[type]![name]!.startsWith('[');
    const faults: (() => void)[] = [() => (value[name] = null), () => (value['elsewhere'] = 1)];
    if (inputs[named]) faults.push(() => (value[name] = {}), () => (value[name] = 'text'));
    if (inputs[named] && isList) faults.push(() => (value[name] = []));
    if (name === 'path') faults.push(() => (value[name] = []));
    if (enums[named] && !isList) faults.push(() => (value[name] = 'elsewhere'), () => (value[name] = 5));
    if (named === 'ConversationType') faults.push(() => (value[name] = isList ? ['OTHER'] : 'OTHER'));
    if (wrong[named]) faults.push(() => (value[name] = isList ? [pick(wrong[named]!)] : pick(wrong[named]!)));
    if (name === 'last') faults.push(() => (delete value['last'], (value['ago'] = 'P7D')));
    if (['contains', 'hasAnyKey', 'hasAllKeys', 'arrayContains', 'arrayContainsObject'].includes(name)) faults.push(() => (value[name] = []));
    if (type === 'PropertyFilter' && !('path' in value) && ['eq', 'gte'].includes(name)) faults.push(() => (value[name] = 'pro'));
    pick(faults)();
  };
  return () => {
    const where = object('ConversationWhere', 0, false);
    if (below(2)) spoil(where);
    return where as ConversationWhere;
  };
}

/** One for each rule, lest none of them be drawn. */
const refused: unknown[] = [
  {},
  { type: null },
  { plan: { eq: 'pro' } },
  { id: { like: 'a' } },
  { id: {} },
  { and: [] },
  { or: [{ id: { eq: 'a' } }, {}] },
  { not: {} },
  { properties: [] },
  { properties: [{}] },
  { properties: [{ path: ['plan'] }] },
  { properties: [{ path: [], eq: 'pro' }] },
  { properties: [{ eq: 'pro' }] },
  { properties: [{ in: [{ plan: 'pro' }, 'pro'] }] },
  { properties: [{ eq: [{ plan: 'pro' }] }] },
  { properties: [{ contains: { path: ['plan'], value: 'pro' } }] },
  { properties: [{ contains: {} }] },
  { properties: [{ hasAnyKey: [] }] },
  { properties: [{ hasAllKeys: [] }] },
  { properties: [{ arrayContains: [] }] },
  { properties: [{ arrayContainsObject: {} }] },
  { userProperties: [{ path: ['plan'], eq: null }] },
  { userProperties: [{ path: ['plan'], eq: 'a\0' }] },
  { type: { eq: 'OTHER' } },
  { type: { in: ['OPENAI', 'openai'] } },
  { userMessageCount: { eq: '5' } },
  { userMessageCount: { in: [1, 1.5] } },
  { firstMessageTime: { gte: '2026-01-05' } },
  { firstMessageTime: { last: '30D' } },
  { firstMessageTime: { ago: 'P7D' } },
  { firstMessageTime: { during: {} } },
  { firstMessageTime: { during: { offset: 1 } } },
  'everything',
];

test('it refuses what the gateway refuses, at the same place, and nothing else', { timeout: 120_000 }, async () => {
  const seed = Number(process.env['FILTER_SEED'] ?? 1);
  const draw = drawing(seed);
  const query = 'query ($where: ConversationWhere) { conversations(where: $where) { list(first: 0) { pageInfo { hasNextPage } } } }';
  let count = 0;
  for (const where of [...refused, ...Array.from({ length: 200 }, draw)] as ConversationWhere[]) {
    const body = JSON.stringify({ query, variables: { where } });
    const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    const { errors = [] } = (await answer.json()) as { errors?: { message: string; extensions: { input?: string; code: string } }[] };
    // What the endpoint refuses, the gateway does not.
    const error = errors.find(({ extensions }) => extensions.code === 'BAD_USER_INPUT');
    let mine: string | undefined;
    try {
      expect(filter(where)).toBeDefined();
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      mine = error.input;
    }
    // A path begins with the variable where its value could not be read.
    const theirs = error && (error.extensions.input ?? error.message).replace(/^\$/, '');
    expect(mine, `of ${JSON.stringify(where)}, seed ${seed}: ${error?.message}`).toBe(theirs);
    if (error) count++;
  }
  expect(count - refused.length).toBeGreaterThan(50);
  expect(count - refused.length).toBeLessThan(150);
});
