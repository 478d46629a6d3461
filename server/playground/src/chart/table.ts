// A table is what a chart, a CSV file and a screen reader are given of an answer: rows of keys and metrics.

export type Cell = string | number | boolean | null;

export type Unit = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

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
}

// A key or a text as a person reads it. A null key is the group of those that have no value.
export function print(cell: Cell): string {
  return cell === null ? '(none)' : String(cell);
}

// numeric are the metrics that a chart can draw.
export function numeric(table: Table): number[] {
  return table.metrics.flatMap((_, i) => (table.rows.some((row) => typeof row.metrics[i] === 'number') ? [i] : []));
}

// part says what a reader must know before trusting the sums of a table; it is empty where the table is the whole.
export function part(table: Table): string {
  const shown = table.rows.length;
  const all = table.totalCount === undefined ? '' : ` of ${table.totalCount.toLocaleString('en')}`;
  if (table.complete === false) {
    return `A part: ${shown.toLocaleString('en')}${all} groups. The endpoint held others back.`;
  }
  if (table.totalCount !== undefined && shown < table.totalCount) {
    return `${shown.toLocaleString('en')}${all} groups, as limit asks.`;
  }
  return '';
}

// asked says how far completeness is known: without `complete` the gateway refuses to give a part.
export function asked(table: Table): string {
  if (table.keys.length === 0 || table.complete === false) return '';
  if (table.complete) return 'The endpoint held no groups back.';
  return 'complete was not asked for; the gateway then gives groups only if none are held back.';
}
