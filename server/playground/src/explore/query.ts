// From choices to a query: valid whatever is chosen, and written as a person would write it.
import type { Unit } from '../chart/table';
import { type Span, unitOf } from './range';
import { type Chart, type Filter, measures, type Of } from './state';
import { where, type Where } from './where';

export interface Column {
  of: Of;
  // The name of the key in the answer.
  alias: string;
}

export interface Query {
  name: string;
  document: string;
  variables: { [name: string]: Where };
  // What the answer holds, for the reader of it.
  unit?: Unit;
  columns: Column[];
  // The way to the metric in a group or in totals.
  metric: string[];
  limit?: number;
  compared: boolean;
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
  before?: Span;
  now: number;
}

export function query({ chart, filters, span, before, now }: Asked): Query {
  const unit = unitOf(chart, span, now);
  const columns = named(chart.by);
  const groupBy = [...(unit ? [`{ time: { unit: ${unit} } }`] : []), ...chart.by.map(groupByOf)];
  const { selection, path, aggregate } = metricOf(chart);
  const compared = chart.compare && before !== undefined;
  // Numbers stand in their own order; a course of time has all its groups.
  const ranked = !unit && !chart.by.some((of) => of.field === 'USER_MESSAGE_COUNT');
  const limit = ranked && chart.by.length > 0 ? chart.top * (chart.by.length > 1 ? chart.top : 1) : undefined;
  const args = ranked && limit ? `(orderBy: [{ aggregate: ${aggregate}, direction: DESC, nulls: LAST }], limit: ${Math.min(limit, 1000)})` : '';
  const key = [...(unit ? ['time', 'partial'] : []), ...columns.map(keyOf)];
  const groups = (of: string) => [`groups${of} {`, '  complete', '  totalCount', '  nodes {', `    key { ${key.join(' ')} }`, `    ${selection}`, '  }', '}'];
  const set = (head: string, of: string): string[] => [`${head} {`, `  totals { ${selection} }`, ...(groupBy.length > 0 ? groups(of).map((line) => `  ${line}`) : []), '}'];
  const now_ = where(span, filters);
  const then = compared ? where(before ?? {}, filters) : undefined;
  const variables: { [name: string]: Where } = {};
  if (now_) variables.where = now_;
  if (then) variables.before = then;
  const args_ = (variable: string) => {
    const given = [...(variables[variable] ? [`where: $${variable}`] : []), ...(groupBy.length > 0 ? [`groupBy: [${groupBy.join(', ')}]`] : [])];
    return given.length > 0 ? `(${given.join(', ')})` : '';
  };
  const name = nameOf(chart, unit);
  const declared = Object.keys(variables).map((variable) => `$${variable}: ConversationWhere!`);
  const lines = [
    `query ${name}${declared.length > 0 ? `(${declared.join(', ')})` : ''} {`,
    ...set(`  conversations${args_('where')}`, args).map((line, i) => (i === 0 ? line : `  ${line}`)),
    // The period before has other first ones: all of its groups are asked for.
    ...(compared ? set(`  before: conversations${args_('before')}`, '').map((line, i) => (i === 0 ? line : `  ${line}`)) : []),
    '}',
  ];
  return { name, document: `${lines.join('\n')}\n`, variables, unit, columns, metric: path, limit: args ? Math.min(limit ?? 0, 1000) : undefined, compared };
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

function metricOf({ measure: { show, of } }: Chart): { selection: string; path: string[]; aggregate: string } {
  if (!of || !measures(show, of)) return { selection: 'count', path: ['count'], aggregate: '{ function: COUNT }' };
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
