import { readFileSync } from 'node:fs';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { dayOf, wall } from '../chart/zone';
import { snippet } from './languages';
import { bodyOf, type Query, query } from './query';
import { offered, resolve } from './range';
import { type Refusal, refusal, type Told } from './refusal';
import { shiftOf } from './shift';
import { blank, type Chart, comparisons, type Filter, fields, functions, initial, type Measure, type Of, operators, presets, read, type State, tops, write } from './state';
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

const texts = ['plan', 'score', 'page', 'userId', 'a.b', '', '"', '\\', '`', '${x}', '\u2028', '\u0007', '🙂', "it's", 'true', '3', '__typename', 'type', 'time', 'x'.repeat(300)];

function anyState(seed: number): State {
  const { next, of } = random(seed);
  const what = (): Of => (next(2) ? { field: of(fields) } : { field: of(['PROPERTIES', 'USER_PROPERTIES'] as const), path: Array.from({ length: 1 + next(2) }, () => of(texts)) });
  const chart = (): Chart => ({
    measure: { show: of(functions), of: next(3) ? what() : undefined },
    over: of(['none', 'auto', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const),
    by: Array.from({ length: next(4) }, what),
    top: of(tops),
    compare: of(comparisons),
    view: 'chart',
  });
  const filter = (): Filter => ({ of: what(), is: of(operators), values: Array.from({ length: next(4) }, () => (next(4) ? of([...texts, 'OPENAI', '12']) : null)) });
  const range = next(3) ? { preset: of(presets) } : { from: '2026-02-03', to: '2026-05-06' };
  // As an address would have it: what has no meaning is left out.
  const zone = of(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia']);
  return read(write({ range, zone, filters: Array.from({ length: next(2) * next(4) }, filter), charts: [chart()], at: 0 }));
}

test('whatever is chosen is a valid query', { timeout: 60_000 }, () => {
  for (let seed = 0; seed < 600; seed++) {
    const state = anyState(seed);
    const [chart] = state.charts;
    const made = query({ chart: chart ?? blank, filters: state.filters, span: resolve(state.range, state.zone, now), now });
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

const none: Refusal[] = [];

test.skipIf(!process.env.GATEWAY_URL && !process.env.CI)('whatever is chosen is answered by the gateway, if need be without what it refuses', { timeout: 120_000 }, async () => {
  const send = async (made: Query): Promise<Told[]> => {
    const response = await fetch(new URL('graphql', process.env.GATEWAY_URL), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: bodyOf(made) });
    return ((await response.json()) as { errors?: Told[] }).errors ?? [];
  };
  const seen: Record<string, number> = {};
  for (let seed = 0; seed < 300; seed++) {
    const state = anyState(seed);
    const at = Date.now();
    const refused = [...none];
    const make = () => query({ chart: state.charts[0]!, filters: state.filters, span: resolve(state.range, state.zone, at), now: at, without: refused.map(({ extra }) => extra) });
    let made = make();
    let errors = await send(made);
    for (let less = refusal(errors, made.extras); less; less = refusal(errors, made.extras)) {
      refused.push(less);
      seen[less.extra] = (seen[less.extra] ?? 0) + 1;
      made = make();
      errors = await send(made);
    }
    // The work that one may ask for has a bound, which is told as such; and so is it that texts have no average.
    const texts = errors.some(({ message }) => message.includes('not every value there is one that it can be computed of'));
    const told = errors.filter(({ extensions }) => extensions?.code !== 'QUERY_TOO_COMPLEX' && !texts);
    expect(told, `seed ${seed}: ${made.document} ${JSON.stringify(made.variables)} ${JSON.stringify(refused)}`).toEqual([]);
    if (errors.length > 0 && !texts) seen.complex = (seen.complex ?? 0) + 1;
  }
  console.log(`refused of 300: ${JSON.stringify(seen)}`);
});

test('a state comes back from its address, and nonsense is the first page', () => {
  for (let seed = 0; seed < 500; seed++) {
    const state = anyState(seed);
    expect(read(write(state))).toEqual(JSON.parse(JSON.stringify(state)));
  }
  for (const nonsense of ['', '#', '#%', '#[]', '#null', '#{"charts":7,"range":[],"filters":{"a":1}}', `#${encodeURIComponent('{"charts":[null,{"by":[{"field":"NOT"}],"measure":{"show":"drop"}}]}')}`]) {
    expect(read(nonsense).range).toEqual(initial().range);
    expect(read(nonsense).charts).toEqual(initial().charts);
  }
});

test.each([
  ['today', '2026-11-27', '2026-11-28'],
  ['yesterday', '2026-11-26', '2026-11-27'],
  ['last7', '2026-11-21', '2026-11-28'],
  ['thisWeek', '2026-11-23', '2026-11-30'],
  ['lastWeek', '2026-11-16', '2026-11-23'],
  ['thisMonth', '2026-11-01', '2026-12-01'],
  ['lastMonth', '2026-10-01', '2026-11-01'],
  ['thisQuarter', '2026-10-01', '2027-01-01'],
  ['lastQuarter', '2026-07-01', '2026-10-01'],
  ['thisYear', '2026-01-01', '2027-01-01'],
  ['lastYear', '2025-01-01', '2026-01-01'],
])('%s is of the calendar of its zone', (preset, from, to) => {
  expect(resolve({ preset }, 'UTC', now)).toMatchObject({ from: day(from), to: day(to) });
  for (const zone of ['Europe/Berlin', 'Asia/Kolkata', 'America/New_York']) {
    const span = resolve({ preset }, zone, now);
    expect([dayOf(span.from!, zone), dayOf(span.to!, zone), wall(span.from!, zone) % 86_400_000, wall(span.to!, zone) % 86_400_000]).toEqual([from, to, 0, 0]);
  }
});

// What a chart is compared with lines up with its buckets, as the gateway has it.
test.each([
  ['today', undefined, undefined, 'the day before'],
  ['today', 'HOUR', 'PT24H', 'the day before'],
  ['last7', 'DAY', undefined, 'the 7 days before'],
  ['last7', 'WEEK', undefined, 'the 7 days before'],
  ['last30', 'WEEK', 'P4W', '4 weeks earlier'],
  ['last90', 'MONTH', 'P3M', '3 months earlier'],
  ['thisMonth', 'DAY', 'P4W', '4 weeks earlier'],
  ['thisMonth', 'HOUR', 'PT672H', '4 weeks earlier'],
  ['thisMonth', 'MONTH', undefined, 'the month before'],
  ['thisQuarter', 'WEEK', 'P13W', '13 weeks earlier'],
  ['thisQuarter', 'MONTH', undefined, 'the quarter before'],
  ['lastYear', 'QUARTER', undefined, 'the year before'],
  ['lastMonth', 'YEAR', 'P12M', 'a year earlier'],
  ['all', 'DAY', undefined, undefined],
] as const)('%s by %s is compared with what lines up', (preset, unit, ago, words) => {
  expect(shiftOf(resolve({ preset }, 'Europe/Berlin', now), unit, 'before')).toEqual(words && { ...(ago ? { ago } : {}), words });
});

test('days of a range are compared with as many days before', () => {
  const span = resolve({ from: '2026-10-20', to: '2026-10-29' }, 'Europe/Berlin', now);
  expect([shiftOf(span, undefined, 'before'), shiftOf(span, 'DAY', 'before')]).toEqual(Array(2).fill({ ago: 'P10D', words: 'the 10 days before' }));
  expect([undefined, 'HOUR', 'WEEK', 'MONTH'].map((unit) => shiftOf(span, unit as 'HOUR', 'year')?.ago)).toEqual(['P1Y', 'PT8736H', 'P52W', 'P1Y']);
});

test('a preset is asked for as a period, which means the same tomorrow, and is understood again', () => {
  for (const preset of presets) {
    const filter = where(resolve({ preset }, 'UTC', now), []);
    if (preset === 'all') expect(filter).toBeUndefined();
    else expect(Object.keys(filter!.firstMessageTime as object), preset).toEqual(['during']);
    const again = understand('query ($w: ConversationWhere) { conversations(where: $w) { totals { count } } }', JSON.stringify({ w: filter }), undefined, now);
    expect(again?.range).toEqual({ preset });
  }
  expect(where(resolve({ preset: 'lastQuarter' }, 'UTC', now), [])).toEqual({ firstMessageTime: { during: { unit: 'QUARTER', offset: -1 } } });
  const other = understand('{ conversations(where: { firstMessageTime: { during: { unit: MONTH, offset: -2, count: 2 } } }) { totals { count } } }', '', undefined, now);
  expect(other?.range).toEqual({ from: '2026-09-01', to: '2026-10-31' });
});

test('units are offered that make a picture, and that the gateway has in a zone', () => {
  const users: Measure = { show: 'countDistinct', of: { field: 'USER_PROPERTIES', path: ['userId'] } };
  const { measure } = blank;
  const of = (preset: string, zone: string) => resolve({ preset }, zone, now);
  expect(offered(of('today', 'UTC'), measure, now)).toEqual(['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']);
  expect(offered({ from: day('2016-01-01'), to: now, zone: 'UTC' }, measure, now)).toEqual(['WEEK', 'MONTH', 'QUARTER', 'YEAR']);
  expect(offered(of('last90', 'Europe/Berlin'), measure, now)[0]).toBe('HOUR');
  expect(offered(of('last90', 'Asia/Kolkata'), measure, now)[0]).toBe('DAY');
  expect([offered(of('last90', 'UTC'), users, now)[0], offered(of('last90', 'Europe/Berlin'), users, now)[0]]).toEqual(['HOUR', 'WEEK']);
  expect(offered(of('all', 'Europe/Berlin'), users, now)).toEqual([]);
  expect(query({ chart: blank, filters: [], span: of('all', 'Asia/Kolkata'), now }).zone).toBe('UTC');
});

test('the query is as a person would write it', () => {
  const chart: Chart = { ...blank, by: [{ field: 'INTEGRATION_ID' }], over: 'none', compare: 'before' };
  const made = query({ chart, filters: [], span: resolve({ preset: 'thisQuarter' }, 'Europe/Berlin', now), now });
  expect(made.document).toBe(`query ConversationsByIntegration($where: ConversationWhere!) {
  conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {
    totals { count previous { count } }
    groups(top: { key: { field: INTEGRATION_ID }, count: 10 }, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) {
      complete
      totalCount
      nodes {
        key { integrationId }
        isOthers count previous { count }
      }
    }
  }
}
`);
  expect(made.variables).toEqual({ where: { firstMessageTime: { during: { unit: 'QUARTER', timeZone: 'Europe/Berlin' } } } });
  const days = query({ chart: { ...blank, compare: 'whole' }, filters: [], span: resolve({ preset: 'thisMonth' }, 'Europe/Berlin', now), now });
  expect(days.document).toContain('groupBy: [{ time: { unit: DAY, timeZone: "Europe/Berlin" } }]');
  expect(days.document).toContain('groups(fill: true)');
  expect(days.document).toContain('count previous(ago: "P4W", wholePeriod: true) { count }');
});

test('filters mean what people mean: what is not X may have no value', () => {
  const of = { field: 'INTEGRATION_ID' } as const;
  expect(where({ zone: 'UTC' }, [{ of, is: 'isNot', values: ['a'] }])).toEqual({ and: [{ or: [{ integrationId: { neq: 'a' } }, { integrationId: { isNull: true } }] }] });
  expect(where({ zone: 'UTC' }, [{ of, is: 'is', values: ['a', null] }])).toEqual({ and: [{ or: [{ integrationId: { eq: 'a' } }, { integrationId: { isNull: true } }] }] });
  expect(where({ zone: 'UTC' }, [{ of, is: 'is', values: [] }, { of: { field: 'USER_MESSAGE_COUNT' }, is: 'atLeast', values: ['many'] }])).toBeUndefined();
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

test('a query of the page comes back to it', () => {
  const chart: Chart = { measure: { show: 'avg', of: { field: 'USER_MESSAGE_COUNT' } }, over: 'none', by: [{ field: 'INTEGRATION_ID' }, { field: 'TYPE' }], top: 20, compare: 'whole', view: 'chart' };
  const filters: Filter[] = [{ of: { field: 'TYPE' }, is: 'is', values: ['OPENAI'] }];
  for (const over of ['none', 'MONTH'] as const) {
    const state: State = { range: { preset: 'thisQuarter' }, zone: 'America/New_York', filters, charts: [{ ...chart, over, top: over === 'none' ? 20 : 10 }], at: 0 };
    const made = query({ chart: state.charts[0]!, filters, span: resolve(state.range, state.zone, now), now });
    expect(understand(made.document, JSON.stringify(made.variables), undefined, now)).toEqual(state);
  }
});

test('snippets hold the query whatever is in it', () => {
  const chart = { ...blank, by: [{ field: 'PROPERTIES' as const, path: ["it's `${x}` \\ \"q\""] }] };
  const made = query({ chart, filters: [], span: { zone: 'UTC' }, now });
  expect(snippet('curl', made, 'http://x/graphql')).toContain(`it'\\''s`);
  expect(snippet('TypeScript', made, 'http://x/graphql')).toContain('\\`\\${x}\\`');
  expect(snippet('Go', made, 'http://x/graphql').match(/`/g)!.length % 2).toBe(0);
});
