import { readFileSync } from 'node:fs';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { snippet } from './languages';
import { query } from './query';
import { offered, resolve } from './range';
import { type Chart, type Filter, fields, functions, initial, type Of, operators, presets, read, type State, tops, write } from './state';
import { understand } from './understand';
import { where } from './where';

const schema = buildSchema(readFileSync(new URL('../../../../schema.graphqls', import.meta.url), 'utf8'));
const now = Date.parse('2026-11-27T16:30:00Z');
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

// A generator that gives the same in each run.
function random(seed: number) {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return { next, of: <T>(all: readonly T[]): T => all[next(all.length)] as T };
}

const texts = ['plan', 'a.b', '', '"', '\\', '`', '${x}', '\u2028', '\u0007', '🙂', "it's", 'true', '3', '__typename', 'type', 'time', 'x'.repeat(300)];

function anyState(seed: number): State {
  const { next, of } = random(seed);
  const what = (): Of => (next(2) ? { field: of(fields) } : { field: of(['PROPERTIES', 'USER_PROPERTIES'] as const), path: Array.from({ length: 1 + next(2) }, () => of(texts)) });
  const chart = (): Chart => ({
    measure: { show: of(functions), of: next(3) ? what() : undefined },
    over: of(['none', 'auto', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const),
    by: Array.from({ length: next(4) }, what),
    top: of(tops),
    compare: next(2) === 1,
    view: 'chart',
  });
  const filter = (): Filter => ({ of: what(), is: of(operators), values: Array.from({ length: next(4) }, () => (next(4) ? of([...texts, 'OPENAI', '12']) : null)) });
  const range = next(3) ? { preset: of(presets) } : { from: '2026-02-03', to: '2026-05-06' };
  // As an address would have it: what has no meaning is left out.
  return read(write({ range, filters: Array.from({ length: next(4) }, filter), charts: [chart()], at: 0 }));
}

test('whatever is chosen is a valid query', { timeout: 60_000 }, () => {
  for (let seed = 0; seed < 600; seed++) {
    const state = anyState(seed);
    const [chart] = state.charts;
    const period = resolve(state.range, now);
    const made = query({ chart: chart ?? initial.charts[0]!, filters: state.filters, ...period, now });
    const document = parse(made.document);
    const told = `seed ${seed}: ${made.document} ${JSON.stringify(made.variables)}`;
    expect(validate(schema, document), told).toEqual([]);
    const operation = document.definitions[0] as OperationDefinitionNode;
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], made.variables);
    expect(errors, told).toBeUndefined();
    // An empty filter is refused by the gateway, and what is not declared is not sent.
    for (const given of Object.values(made.variables)) expect(Object.keys(given).length, told).toBeGreaterThan(0);
    expect(Object.keys(made.variables)).toEqual(operation.variableDefinitions?.map((v) => v.variable.name.value));
  }
});

test.skipIf(!process.env.GATEWAY_URL && !process.env.CI)('whatever is chosen is answered by the gateway', { timeout: 120_000 }, async () => {
  for (let seed = 0; seed < 300; seed++) {
    const state = anyState(seed);
    const made = query({ chart: state.charts[0]!, filters: state.filters, ...resolve(state.range, now), now });
    const body = JSON.stringify({ query: made.document, operationName: made.name, variables: made.variables });
    const response = await fetch(new URL('graphql', process.env.GATEWAY_URL), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    const { errors } = (await response.json()) as { errors?: { message: string; extensions: { code: string } }[] };
    // The work that one may ask for has a bound, which is told as such.
    const refused = errors?.filter(({ extensions }) => extensions.code !== 'QUERY_TOO_COMPLEX');
    expect(refused ?? [], `seed ${seed}: ${body}`).toEqual([]);
  }
});

test('a state comes back from its address, and nonsense is the first page', () => {
  for (let seed = 0; seed < 500; seed++) {
    const state = anyState(seed);
    expect(read(write(state))).toEqual(JSON.parse(JSON.stringify(state)));
  }
  for (const nonsense of ['', '#', '#%', '#[]', '#null', '#{"charts":7,"range":[],"filters":{"a":1}}', `#${encodeURIComponent('{"charts":[null,{"by":[{"field":"NOT"}],"measure":{"show":"drop"}}]}')}`]) {
    expect(read(nonsense).range).toEqual(initial.range);
    expect(read(nonsense).charts).toEqual(initial.charts);
  }
});

test.each([
  ['today', '2026-11-27', '2026-11-28', '2026-11-26T00:00:00Z', '2026-11-26T16:30:00Z'],
  ['yesterday', '2026-11-26', '2026-11-27', '2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z'],
  ['last7', '2026-11-21', '2026-11-28', '2026-11-14T00:00:00Z', '2026-11-20T16:30:00Z'],
  ['thisWeek', '2026-11-23', '2026-11-30', '2026-11-16T00:00:00Z', '2026-11-20T16:30:00Z'],
  ['lastWeek', '2026-11-16', '2026-11-23', '2026-11-09T00:00:00Z', '2026-11-16T00:00:00Z'],
  ['thisMonth', '2026-11-01', '2026-12-01', '2026-10-01T00:00:00Z', '2026-10-27T16:30:00Z'],
  ['lastMonth', '2026-10-01', '2026-11-01', '2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z'],
  ['thisQuarter', '2026-10-01', '2027-01-01', '2026-07-01T00:00:00Z', '2026-08-27T16:30:00Z'],
  ['lastQuarter', '2026-07-01', '2026-10-01', '2026-04-01T00:00:00Z', '2026-07-01T00:00:00Z'],
  ['thisYear', '2026-01-01', '2027-01-01', '2025-01-01T00:00:00Z', '2025-11-27T16:30:00Z'],
  ['lastYear', '2025-01-01', '2026-01-01', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
])('%s is of the calendar, and is compared up to where it has come', (preset, from, to, before, until) => {
  const found = resolve({ preset }, now);
  expect(found.span).toMatchObject({ from: day(from), to: day(to) });
  expect(found.before).toEqual({ from: Date.parse(before), to: Date.parse(until) });
});

test('a preset is asked for as a period, which means the same tomorrow, and is understood again', () => {
  for (const preset of presets) {
    const filter = where(resolve({ preset }, now).span, []);
    if (preset === 'all') expect(filter).toBeUndefined();
    else expect(Object.keys(filter!.firstMessageTime as object), preset).toEqual(['during']);
    const again = understand('query ($w: ConversationWhere) { conversations(where: $w) { totals { count } } }', JSON.stringify({ w: filter }), undefined, now);
    expect(again?.range).toEqual({ preset });
  }
  expect(where(resolve({ preset: 'lastQuarter' }, now).span, [])).toEqual({ firstMessageTime: { during: { unit: 'QUARTER', offset: -1 } } });
  const other = understand('{ conversations(where: { firstMessageTime: { during: { unit: MONTH, offset: -2, count: 2 } } }) { totals { count } } }', '', undefined, now);
  expect(other?.range).toEqual({ from: '2026-09-01', to: '2026-10-31' });
});

test('units are offered that make a picture', () => {
  expect(offered(resolve({ preset: 'today' }, now).span, now)).toEqual(['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']);
  expect(offered({ from: day('2016-01-01'), to: now }, now)).toEqual(['WEEK', 'MONTH', 'QUARTER', 'YEAR']);
});

test('filters mean what people mean: what is not X may have no value', () => {
  const of = { field: 'INTEGRATION_ID' } as const;
  expect(where({}, [{ of, is: 'isNot', values: ['a'] }])).toEqual({ and: [{ or: [{ integrationId: { neq: 'a' } }, { integrationId: { isNull: true } }] }] });
  expect(where({}, [{ of, is: 'is', values: ['a', null] }])).toEqual({ and: [{ or: [{ integrationId: { eq: 'a' } }, { integrationId: { isNull: true } }] }] });
  expect(where({}, [{ of, is: 'is', values: [] }, { of: { field: 'USER_MESSAGE_COUNT' }, is: 'atLeast', values: ['many'] }])).toBeUndefined();
});

test('a written query is understood, and is asked again', () => {
  const written = `query Q($w: ConversationWhere) { conversations(where: $w, groupBy: [{ time: { unit: WEEK } }, { property: { field: USER_PROPERTIES, path: ["plan"] } }]) {
    groups { nodes { key { time } avg { userMessageCount } } } } }`;
  const state = understand(written, '{"w":{"firstMessageTime":{"last":"P30D"},"type":{"in":["OPENAI"]}}}', undefined, now);
  expect(state?.range).toEqual({ preset: 'last30' });
  expect(state?.filters).toEqual([{ of: { field: 'TYPE' }, is: 'is', values: ['OPENAI'] }]);
  expect(state?.charts[0]).toMatchObject({ measure: { show: 'avg', of: { field: 'USER_MESSAGE_COUNT' } }, over: 'WEEK', by: [{ field: 'USER_PROPERTIES', path: ['plan'] }] });
  expect(understand('{', '', undefined)).toBeUndefined();
});

test('snippets hold the query whatever is in it', () => {
  const chart = { ...initial.charts[0]!, by: [{ field: 'PROPERTIES' as const, path: ["it's `${x}` \\ \"q\""] }] };
  const made = query({ chart, filters: [], span: {}, now });
  expect(snippet('curl', made, 'http://x/graphql')).toContain(`it'\\''s`);
  expect(snippet('TypeScript', made, 'http://x/graphql')).toContain('\\`\\${x}\\`');
  expect(snippet('Go', made, 'http://x/graphql').match(/`/g)!.length % 2).toBe(0);
});
