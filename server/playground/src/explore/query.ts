// From choices to a query: valid whatever is chosen, and written as a person would write it.
import type { Unit } from '../chart/table';
import { bucketZone, countOf, open, type Span, unitOf } from './range';
import { type Shift, shiftOf } from './shift';
import { type Chart, type Filter, measures, type Of } from './state';
import { where, type Where } from './where';

export interface Column {
  of: Of;
  // The name of the key in the answer.
  alias: string;
}

// What a query asks for beyond its groups: the gateway may refuse each, and then the query goes without.
export const extras = ['fill', 'top', 'compare'] as const;
export type Extra = (typeof extras)[number];

export interface Query {
  name: string;
  document: string;
  // The field of the document, by itself.
  field: string;
  variables: { [name: string]: Where };
  // What the answer holds, for the reader of it.
  unit?: Unit;
  zone: string;
  columns: Column[];
  // The way to the metric in a group or in totals.
  metric: string[];
  limit?: number;
  // Which of the columns has its first values only, and the others as one.
  top?: { column: number; count: number };
  compared?: Shift;
  extras: Extra[];
}

const keys: Record<string, string> = {
  ID: 'conversationId',
  INTEGRATION_ID: 'integrationId',
  TYPE: 'type',
  PROJECT_ID: 'projectId',
  ORGANIZATION_ID: 'organizationId',
  USER_MESSAGE_COUNT: 'userMessageCount',
};

export interface Asked {
  chart: Chart;
  filters: Filter[];
  span: Span;
  now: number;
  // What the gateway has refused.
  without?: readonly Extra[];
}

// The most groups that the gateway fills.
const mostFilled = 10_000;

export function query({ chart, filters, span, now, without = [] }: Asked): Query {
  const unit = unitOf(chart, span, now);
  const zone = bucketZone(span, now);
  const columns = named(chart.by);
  const groupBy = [...(unit ? [`{ time: { unit: ${unit}${inZone(zone)} } }`] : []), ...chart.by.map(groupByOf)];
  const { selection, path, aggregate } = metricOf(chart);
  const compared = without.includes('compare') ? undefined : shiftOf(span, unit, chart.compare);
  const args: string[] = [];
  const top = without.includes('top') ? undefined : topOf(chart, unit);
  const counts = aggregate === count;
  const order = `orderBy: [{ aggregate: ${aggregate}, direction: DESC${counts ? '' : ', nulls: LAST'} }]`;
  if (top) args.push(`top: { key: ${groupByOf(chart.by[top.column] as Of)}, count: ${top.count}${counts ? '' : `, by: ${aggregate}`} }`);
  // Numbers stand in their own order; a course of time has all its groups.
  const ranked = !unit && chart.by.length > 0 && !chart.by.some(isNumber);
  const limit = ranked && !top ? Math.min(chart.top * (chart.by.length > 1 ? chart.top : 1), 1000) : undefined;
  if (ranked) args.push(order, ...(limit ? [`limit: ${limit}`] : []));
  const series = chart.by.length === 0 ? 1 : top ? top.count + 1 : 1;
  const fill = unit !== undefined && !without.includes('fill') && (span.from === undefined || countOf(span, unit, now) * series <= mostFilled);
  if (fill) args.push('fill: true');
  const whole = compared && chart.compare === 'whole' && open(span, now);
  const shifted = [...(compared?.ago ? [`ago: "${compared.ago}"`] : []), ...(whole ? ['wholePeriod: true'] : [])];
  const metrics = compared ? `${selection} previous${given(shifted)} { ${selection} }` : selection;
  const key = [...(unit ? ['time', 'partial'] : []), ...columns.map(keyOf)];
  const filter = where(span, filters);
  const name = nameOf(chart, unit);
  const lines = [
    `conversations${given([...(filter ? ['where: $where'] : []), ...(groupBy.length > 0 ? [`groupBy: [${groupBy.join(', ')}]`] : [])])} {`,
    `  totals { ${metrics} }`,
    ...(groupBy.length > 0 ? [`  groups${given(args)} {`, '    complete', '    totalCount', '    nodes {', `      key { ${key.join(' ')} }`, `      ${top ? 'isOthers ' : ''}${metrics}`, '    }', '  }'] : []),
    '}',
  ];
  const field = lines.join('\n');
  const document = `query ${name}${filter ? '($where: ConversationWhere!)' : ''} {\n  ${field.replaceAll('\n', '\n  ')}\n}\n`;
  const used = { fill, top: top !== undefined, compare: compared !== undefined };
  return { name, document, field, variables: filter ? { where: filter } : {}, unit, zone, columns, metric: path, limit, top, compared, extras: extras.filter((extra) => used[extra]) };
}

// bodyOf is the query as it is sent.
export function bodyOf({ document, name, variables }: Query): string {
  return JSON.stringify({ query: document, operationName: name, variables });
}

function given(args: string[]): string {
  return args.length > 0 ? `(${args.join(', ')})` : '';
}

function inZone(zone: string): string {
  return zone === 'UTC' ? '' : `, timeZone: ${text(zone)}`;
}

function isNumber({ field }: Of): boolean {
  return field === 'USER_MESSAGE_COUNT';
}

// More series than these cannot be told apart over time.
export const mostOverTime = 10;

// topOf says of which breakdown the first values are shown, and the others as one: of numbers alone there are none, for they stand in
// their own order.
export function topOf({ by, top }: Chart, unit: Unit | undefined): Query['top'] {
  const column = by.findIndex((of) => unit !== undefined || !isNumber(of));
  return column < 0 ? undefined : { column, count: unit ? Math.min(top, mostOverTime) : top };
}

export function groupByOf(of: Of): string {
  return of.path ? `{ property: ${propertyOf(of)} }` : `{ field: ${of.field} }`;
}

// A text in a document: JSON's escapes are GraphQL's, but for what JSON leaves as it is.
function text(value: string): string {
  return JSON.stringify(value).replace(/[\u007F-\u009F\u2028\u2029\uFEFF]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function propertyOf({ field, path }: Of): string {
  return `{ field: ${field}, path: [${path?.map(text).join(', ')}] }`;
}

function argumentsOf({ field, path }: Of): string {
  return `(field: ${field}, path: [${path?.map(text).join(', ')}])`;
}

function keyOf({ of, alias }: Column): string {
  if (of.field === 'TYPE') return 'type typeName';
  if (!of.path) return alias;
  return alias === 'property' ? `property${argumentsOf(of)}` : `${alias}: property${argumentsOf(of)}`;
}

// named gives each key a name of its own in the answer: a property's last step where that can be one.
export function named(by: Of[]): Column[] {
  const taken = new Set(['time', 'typeName', 'partial', 'entries']);
  return by.map((of) => {
    let alias = keys[of.field] ?? 'property';
    if (of.path) {
      const last = of.path.at(-1)?.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^_*(?=[0-9])/, 'p') ?? '';
      alias = /^[A-Za-z]\w*$/.test(last) ? last : 'property';
    }
    const reserved = !!of.path && alias !== 'property' && Object.values(keys).includes(alias);
    let free = reserved ? `${alias}Property` : alias;
    for (let i = 2; taken.has(free); i++) free = `${alias}${i}`;
    taken.add(free);
    return { of, alias: free };
  });
}

const functionNames = { count: 'COUNT', countDistinct: 'COUNT_DISTINCT', sum: 'SUM', avg: 'AVG', median: 'PERCENTILE', min: 'MIN', max: 'MAX' };

const count = '{ function: COUNT }';

function metricOf({ measure: { show, of } }: Chart): { selection: string; path: string[]; aggregate: string } {
  if (!of || !measures(show, of)) return { selection: 'count', path: ['count'], aggregate: count };
  const fn = functionNames[show];
  if (of.path) {
    const aggregate = `{ function: ${fn}, field: ${of.field}, path: [${of.path.map(text).join(', ')}] }`;
    return { selection: `${show} { property${argumentsOf(of)} }`, path: [show, 'property'], aggregate };
  }
  const field = keys[of.field] ?? '';
  if (show === 'median') {
    return { selection: `percentile(p: 0.5) { ${field} }`, path: ['percentile', field], aggregate: `{ function: ${fn}, field: ${of.field}, p: 0.5 }` };
  }
  return { selection: `${show} { ${field} }`, path: [show, field], aggregate: `{ function: ${fn}, field: ${of.field} }` };
}

// An operation's name says what it is of: it is what a log of the gateway has.
function nameOf(chart: Chart, unit: Unit | undefined): string {
  const words = [...(chart.measure.of ? [chart.measure.show, ...(chart.measure.of.path ?? [keys[chart.measure.of.field] ?? ''])] : ['conversations'])];
  if (chart.by.length > 0) words.push('by', ...chart.by.flatMap((of) => of.path?.slice(-1) ?? [(keys[of.field] ?? '').replace(/Id$/, '')]));
  if (unit) words.push('per', unit.toLowerCase());
  const name = words.map((word) => word.replaceAll(/[^A-Za-z0-9]/g, '')).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(name) ? name.slice(0, 70) : 'Explore';
}
