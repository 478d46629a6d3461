// A table is what a chart, a CSV file and a screen reader are given of an answer: rows of keys and metrics.

// A bigint is a whole number that a JavaScript number would round.
export type Cell = string | number | bigint | boolean | null;

export type Unit = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

export const units: readonly Unit[] = ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];

// How a metric behaves: an amount adds up over groups and is zero where there are no conversations; a distinct count is
// zero there too but does not add up; a level (average, least, greatest) has no value there.
export type Kind = 'amount' | 'distinct' | 'level';

export interface Key {
  name: string;
  // Set where the key is the start of a bucket of time.
  unit?: Unit;
}

export interface Metric {
  name: string;
  kind: Kind;
}

export interface Row {
  keys: Cell[];
  metrics: Cell[];
  // The bucket is not whole: the range cuts it, or it is not over.
  partial?: boolean;
  // The row stands for all groups that are not shown by themselves.
  others?: boolean;
  // The same metrics one period earlier.
  before?: Cell[];
}

// The range that the rows are of, in milliseconds; undefined where it is open.
export interface Bounds {
  from?: number;
  to?: number;
  now: number;
}

export interface Table {
  // Where in the answer: "perDay.groups".
  path: string;
  keys: Key[];
  metrics: Metric[];
  rows: Row[];
  // What the answer says of itself; undefined where the query did not ask.
  complete?: boolean;
  totalCount?: number;
  // Whether `limit` or `having` may have left groups out.
  cut: boolean;
  // By what the query orders its groups first.
  order?: 'key' | 'metric';
  bounds?: Bounds;
  // The IANA name of the zone that the buckets are of; UTC without it.
  zone?: string;
  // Whether the rows have all buckets of the range.
  filled?: boolean;
  // Of which key the others are, by its place among the keys.
  othersOf?: number;
}

// print is a key or a text as a person reads it. A null key is the group of those that have no value; a text that reads like
// that, or like nothing, is quoted.
export function print(cell: Cell): string {
  if (cell === null) return '(none)';
  const text = visible(String(cell));
  if (typeof cell === 'string' && /^$|^\s|\s$|^"|^\((none|\d+ others)\)$|^Others$/.test(text)) return JSON.stringify(text);
  return text;
}

// identity tells cells apart: null and the text "null" are two.
export function identity(cell: Cell): string {
  return `${cell === null ? 'null' : typeof cell}:${String(cell)}`;
}

// visible replaces what no XML may hold: control characters and halves of characters.
export function visible(text: string): string {
  const halves = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
  return text.replace(halves, '\uFFFD').replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]/g, '\uFFFD');
}

export function amount(value: Cell | undefined): number | null {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : null;
}

// numeric are the metrics that a chart can draw.
export function numeric(table: Table): number[] {
  return table.metrics.flatMap((_, i) => (table.rows.some((row) => amount(row.metrics[i]) !== null) ? [i] : []));
}

// part says what a reader must know before trusting the sums of a table; it is empty where the table is the whole.
export function part(table: Table): string {
  const shown = table.rows.filter((row) => !row.others).length;
  const all = table.totalCount === undefined ? '' : ` of ${table.totalCount.toLocaleString()}`;
  if (table.complete === false) {
    return `A part: ${shown.toLocaleString()}${all} groups. The endpoint held others back.`;
  }
  if (table.totalCount !== undefined && shown < table.totalCount) {
    return `${shown.toLocaleString()}${all} groups, as limit asks.`;
  }
  if (table.cut && table.totalCount === undefined) return 'Maybe not all groups: the query has limit or having, and does not ask for totalCount.';
  return '';
}

// asked says how far completeness is known: without `complete` the gateway refuses to give a part.
export function asked(table: Table): string {
  if (table.keys.length === 0 || table.complete === false) return '';
  if (table.complete) return 'The endpoint held no groups back.';
  return 'complete was not asked for; the gateway then gives groups only if none are held back.';
}
