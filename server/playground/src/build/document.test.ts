import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { compose } from './document';
import { offer } from './offer';
import { type Build, initial, parsePath } from './state';

const schema = buildSchema(readFileSync(new URL('../../../../schema.graphqls', import.meta.url), 'utf8'));
const offered = offer(schema)!;

function made(part: Partial<Build>): string {
  const { document, problems } = compose({ ...initial, ...part }, offered, schema);
  expect(problems).toEqual([]);
  expect(validate(schema, parse(document))).toEqual([]);
  return document;
}

const problems = (part: Partial<Build>) => compose({ ...initial, ...part }, offered, schema).problems;
const where = (rows: [of: string, path: string, operator: string, value: string][]) =>
  rows.map(([of, path, operator, value], i) => ({ id: 100 + i, of, path, operator, value }));

describe('documents', () => {
  test('count by day and plan', () => {
    const groupBy = [...initial.groupBy, { id: 9, of: 'property USER_PROPERTIES', path: 'plan' }];
    expect(made({ groupBy })).toBe(`query CountByDayAndPlan {
  conversations(
    where: {firstMessageTime: {last: "P30D"}}
    groupBy: [{time: {unit: DAY}}, {property: {field: USER_PROPERTIES, path: ["plan"]}}]
  ) {
    groups {
      complete
      nodes {
        key {
          day: time(unit: DAY)
          plan: property(field: USER_PROPERTIES, path: ["plan"])
        }
        count
      }
    }
  }
}`);
  });

  test('totals, ordered groups and a list at once', () => {
    const document = made({
      views: ['totals', 'groups', 'list'],
      groupBy: [{ id: 1, of: 'field ID', path: '' }, { id: 2, of: 'field TYPE', path: '' }],
      metrics: [
        { id: 3, fn: 'avg', of: 'field USER_MESSAGE_COUNT', path: '' },
        { id: 4, fn: 'countDistinct', of: 'property PROPERTIES', path: 'page\\.v2.lang' },
      ],
      where: [],
      order: { by: '4', direction: 'DESC' },
      limit: '5',
      columns: ['id', 'userProperties'],
      properties: [{ id: 5, of: 'property PROPERTIES', path: 'id' }],
    });
    expect(document).toBe(`query AvgUserMessageCountAndCountDistinctLangByConversationIdAndType {
  conversations(groupBy: [{field: ID}, {field: TYPE}]) {
    totals {
      avg {
        userMessageCount
      }
      countDistinct {
        lang: property(field: PROPERTIES, path: ["page.v2", "lang"])
      }
    }
    groups(
      orderBy: {aggregate: {function: COUNT_DISTINCT, field: PROPERTIES, path: ["page.v2", "lang"]}, direction: DESC}
      limit: 5
    ) {
      complete
      nodes {
        key {
          conversationId
          type
        }
        avg {
          userMessageCount
        }
        countDistinct {
          lang: property(field: PROPERTIES, path: ["page.v2", "lang"])
        }
      }
    }
    list(first: 20, orderBy: {field: FIRST_MESSAGE_TIME, direction: DESC}) {
      totalCount
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        userProperties {
          identifier
          identificationType
          userId
          supportAgentName
          supportAgentEmail
          userType
          all
        }
        id2: property(field: PROPERTIES, path: ["id"])
      }
    }
  }
}`);
  });

  test('a filter of every kind', () => {
    const document = made({
      where: where([
        ['firstMessageTime', '', 'gte', '2026-01-05'],
        ['firstMessageTime', '', 'lt', '2026-02-01T10:00:00+01:00'],
        ['id', '', 'in', 'a, "b"'],
        ['id', '', 'in', '["c,d", 7]'],
        ['type', '', 'notIn', 'OPENAI,OTHER'],
        ['userMessageCount', '', 'gt', '3'],
        ['integrationId', '', 'isNull', 'false'],
        ['userProperties', 'plan', 'eq', 'pro'],
        ['userProperties', 'n', 'neq', '12345678901234567890'],
        ['userProperties', 'n', 'in', '"3", 3, x'],
        ['properties', '', 'contains', '{"page": {"tags": ["a", null]}}'],
      ]),
    });
    const written = document.replace(/\s+/g, ' ').match(/where: (.*) groupBy/)?.[1];
    expect(written).toBe(
      '{firstMessageTime: {gte: "2026-01-05T00:00:00Z", lt: "2026-02-01T10:00:00+01:00"}, id: {in: ["a", "\\"b\\""]}, ' +
        'type: {notIn: [OPENAI, OTHER]}, userMessageCount: {gt: 3}, integrationId: {isNull: false}, ' +
        'userProperties: [{path: ["plan"], eq: "pro"}, {path: ["n"], neq: 12345678901234567890}, {path: ["n"], in: ["3", 3, "x"]}], ' +
        'properties: [{contains: {page: {tags: ["a", null]}}}], and: [{id: {in: ["c,d", "7"]}}]}',
    );
  });

  test('what cannot be written is said, by its place', () => {
    expect(problems({ views: [] })).toEqual(['Show: choose at least one.']);
    expect(problems({ groupBy: [], metrics: [] })).toEqual(['Metrics: add at least one.']);
    expect(problems({ groupBy: [{ id: 1, of: '', path: '' }, { id: 2, of: 'property PROPERTIES', path: 'a..b' }] })).toEqual([
      'Group by 1: choose what makes a group.',
      'Group by 2: write the path of a property, such as plan or page.lang.',
    ]);
    expect(problems({ metrics: [{ id: 1, fn: 'avg', of: 'field TYPE', path: '' }], limit: '0' })).toEqual([
      'Metric 1: choose a field.',
      'At most: give a whole number from 1 to 1000.',
    ]);
    const rows = where([
      ['userMessageCount', '', 'eq', '1.5'],
      ['type', '', 'eq', 'CHAT'],
      ['id', '', 'eq', ' '],
      ['userProperties', 'plan', 'eq', 'null'],
      ['userProperties', '', 'contains', '{"a-b": 1}'],
    ]);
    expect(problems({ where: rows })).toEqual([
      'Filter 1: give a whole number from -2147483648 to 2147483647.',
      'Filter 2: choose a value.',
      'Filter 3: give a value.',
      'Filter 4: null compares with nothing; choose “is null”.',
      'Filter 5: a document cannot hold the name "a-b"; give the JSON in a variable.',
    ]);
    expect(problems({ where: where([['id', '', 'eq', '\ud800']]) })).toHaveLength(1);
    expect(problems({ columns: ['id'], views: ['list'], listOrder: { by: 'NONE', direction: 'ASC' } })[0]).toMatch('NONE');
  });

  test('another schema offers other things, or nothing', () => {
    expect(offer(buildSchema('type Query { a: Int }'))).toBeUndefined();
    const small = buildSchema(`
      type Query { conversations: Conversations! }
      type Conversations { totals: ConversationMetrics }
      type ConversationMetrics { count: Int! }
    `);
    expect(offer(small)?.functions).toEqual([{ name: 'count', hint: '', of: [] }]);
    expect(compose({ ...initial, views: ['totals'], where: [] }, offer(small)!, small).document).toMatch(/totals \{\s*count\s*\}/);
    expect(compose(initial, offer(small)!, small).problems).not.toEqual([]);
  });
});

test.each([
  ['plan', ['plan']],
  [' page.lang ', ['page', 'lang']],
  ['a\\.b.c', ['a.b', 'c']],
  ['a\\\\.b', ['a\\', 'b']],
  ['a\\b', ['a\\b']],
  ['', undefined],
  ['a.', undefined],
])('the path %j', (text, path) => {
  expect(parsePath(text)).toEqual(path);
});

// random composes by chance what the panel can hold, foolish texts among it.
function random(seed: number): Build {
  let state = seed;
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const some = <T>(from: readonly T[]) => from.filter(() => below(2) === 0);
  const times = <T>(most: number, make: (i: number) => T) => Array.from({ length: below(most + 1) }, (_, i) => make(i));
  const path = () => pick(['plan', 'page.lang', 'type', 'a\\.b', '7th', 'ü', '__proto__', 'x"y\\', 'count', 'plan2']);
  const propertyOf = () => `property ${pick(offered.propertyFields).name}`;
  const conditions = times(6, (i) => {
    const filter = pick(offered.filters);
    const operator = pick(filter.operators);
    const right = operator.values ?? { Boolean: ['true', 'false'], Int: ['3', '-1'], Duration: ['P7D'] }[operator.type];
    const value = below(20) === 0 ? '' : pick(right ?? ['a', 'b, c', '"d"', '3', 'true', '{"a":{"b":[1,"x"]}}', '[1,[2],"z"]', '2026-01-01', '\u2028"\\n', '1e400']);
    return { id: 300 + i, of: filter.name, path: path(), operator: operator.name, value };
  });
  return {
    views: some(offered.views.map((v) => v.name)),
    groupBy: times(4, (i) => {
      const of = pick([`field ${pick(offered.fields).name}`, `time ${pick(offered.units).name}`, propertyOf(), propertyOf()]);
      return { id: i, of, path: path() };
    }),
    metrics: times(5, (i) => {
      const fn = pick(offered.functions);
      return { id: 100 + i, fn: fn.name, of: pick([`field ${pick(['USER_MESSAGE_COUNT', 'FIRST_MESSAGE_TIME', 'ID'])}`, propertyOf()]), path: path() };
    }),
    where: conditions,
    order: { by: String(pick([0, 1, 2, 100, 101, 102, ''])), direction: pick(offered.directions).name },
    limit: pick(['', '', '1', '1000', 'x']),
    columns: some(offered.columns.map((c) => c.name)),
    properties: times(3, (i) => ({ id: 200 + i, of: propertyOf(), path: path() })),
    listOrder: { by: pick(['', ...offered.fields.map((f) => f.name)]), direction: pick(offered.directions).name },
    first: pick(['0', '20', '1000']),
  };
}

test('whatever is composed is a valid document with complete beside its groups, or a problem', () => {
  const first = Number(process.env.SEED ?? Date.now() % 1_000_000_000);
  console.log(`compositions of SEED=${first}`);
  let documents = 0;
  for (let seed = first; seed < first + 1000; seed++) {
    const build = random(seed);
    const { document, problems: said } = compose(build, offered, schema);
    expect(document === '', `SEED=${seed}`).toBe(said.length > 0);
    // A problem is one that a person made, told by its place: the schema itself has nothing to add.
    for (const problem of said) expect(problem, `SEED=${seed}`).toMatch(/^(Show|Metrics?|List|At most|Filter|Group by|Property)( \d)?[:,]/);
    if (!document) continue;
    documents++;
    expect(validate(schema, parse(document)), `SEED=${seed}\n${document}`).toEqual([]);
    expect(/ groups[ (]/.test(document), `SEED=${seed}`).toBe(build.views.includes('groups'));
    expect(/\bcomplete\b/.test(document), `SEED=${seed}`).toBe(build.views.includes('groups'));
    expect(document.match(/^query (\w+)/)?.[1]?.length).toBeLessThanOrEqual(80);
  }
  expect(documents).toBeGreaterThan(100);
}, 60_000);
