// From a table to what is drawn: which form, which series, which points, and what must be said beside them.
import { buckets } from './buckets';
import { type Cell, type Metric, numeric, part, print, type Row, type Table } from './table';

export type Form = 'figures' | 'lines' | 'areas' | 'bars' | 'heat map';

export interface Point {
  // A bucket of time, or a category.
  x: Date | string;
  series: string;
  value: number | null;
}

export interface Model {
  form: Form;
  metric: string;
  // Names of the keys, the one of x first.
  keys: string[];
  points: Point[];
  // In the order of the legend. One, named like the metric, where nothing splits it.
  series: string[];
  // Of bars and heat maps, in the order they are drawn in. Empty where x is time.
  categories: string[];
  // The length of a bucket in milliseconds where x is time, otherwise 0.
  step: number;
  notes: string[];
}

// More than these cannot be told apart by eye; the table has all.
export const mostSeries = 12;
export const mostCategories = 40;

// forms are those that suit a metric of a table, the best first. What does not add up is not stacked.
export function forms(table: Table, metric: Metric | undefined): Form[] {
  if (table.keys.length === 0 || !metric) return ['figures'];
  const time = table.keys.some((key) => key.unit);
  if (time && table.keys.length > 1) return metric.kind === 'amount' ? ['areas', 'lines'] : ['lines'];
  if (time) return metric.kind === 'amount' ? ['lines', 'areas', 'bars'] : ['lines', 'bars'];
  if (table.keys.length > 1) return metric.kind === 'amount' ? ['bars', 'heat map'] : ['heat map'];
  return ['bars'];
}

// model draws one metric of a table. Index is that of a metric which `numeric` gives; figures take all of them.
export function model(table: Table, index: number, form: Form): Model {
  const metric = table.metrics[index];
  const timeAt = table.keys.findIndex((key) => key.unit);
  const xAt = Math.max(timeAt, 0);
  const others = table.keys.map((_, i) => i).filter((i) => i !== xAt);
  const name = metric?.name ?? '';
  const base: Model = {
    form,
    metric: name,
    keys: [xAt, ...others].flatMap((i) => table.keys[i]?.name ?? []),
    points: [],
    series: [],
    categories: [],
    step: 0,
    notes: [part(table)].filter(Boolean),
  };
  if (form === 'figures' || !metric) {
    const row = table.rows[0];
    const points = numeric(table).map((i): Point => {
      return { x: table.metrics[i]?.name ?? '', series: '', value: amount(row?.metrics[i]) };
    });
    return { ...base, form: 'figures', points };
  }
  const seriesOf = (row: Row) => others.map((i) => print(row.keys[i] ?? null)).join(' · ') || name;
  const all = table.rows.map((row): Raw => {
    return { x: row.keys[xAt] ?? null, series: seriesOf(row), value: amount(row.metrics[index]) };
  });
  const repeated = new Set(all.map((p) => JSON.stringify([p.x, p.series]))).size < all.length;
  if (repeated) base.notes.push('Groups differ by keys that are not selected. Select all keys of groupBy to tell them apart.');
  const ranked = rank(all.map(({ series, value }) => [series, value]));
  const merge = metric.kind === 'amount';
  const kept = ranked.length > mostSeries ? ranked.slice(0, merge ? mostSeries - 1 : mostSeries) : ranked;
  const left = ranked.length - kept.length;
  const rest = `(${left} others)`;
  const series = left > 0 && merge ? [...kept, rest] : kept;
  if (left > 0) base.notes.push(merge ? `The ${left} smallest series are drawn as one.` : `${left} series are only in the table.`);
  const within = new Set(kept);
  const drawn = all.flatMap((p) => (within.has(p.series) ? [p] : merge ? [{ ...p, series: rest }] : []));
  return timeAt >= 0 ? overTime({ ...base, series }, drawn, table, metric) : byCategory({ ...base, series }, drawn, merge);
}

type Raw = Omit<Point, 'x'> & { x: Cell };

// overTime gives each series a point in every bucket, so that what is missing is seen and not bridged.
function overTime(base: Model, drawn: Raw[], table: Table, metric: Metric): Model {
  const unit = table.keys.find((key) => key.unit)?.unit ?? 'DAY';
  const timed = drawn.flatMap((p) => (typeof p.x === 'string' ? [{ ...p, at: Date.parse(p.x) }] : []));
  const untimed = drawn.length - timed.length;
  const { starts, step } = buckets(timed.map((p) => p.at), unit);
  const present = new Map<string, number | null>();
  for (const p of timed) {
    const id = `${p.at} ${p.series}`;
    present.set(id, add(present.get(id), p.value, metric.kind === 'amount'));
  }
  // A bucket that limit, having or the endpoint may have left out is unknown, not empty.
  const whole = table.complete !== false && !table.cut;
  const absent = whole && metric.kind !== 'level' ? 0 : null;
  let filled = 0;
  const points = base.series.flatMap((series) =>
    starts.map((at): Point => {
      const value = present.get(`${at} ${series}`);
      if (value === undefined) filled++;
      return { x: new Date(at), series, value: value === undefined ? absent : value };
    }),
  );
  const notes = [...base.notes];
  const word = unit === 'HOUR' ? 'An hour' : `A ${unit.toLowerCase()}`;
  const gap = base.form === 'areas' && base.series.length > 1 ? 'adds nothing to the stack' : 'is drawn as a gap';
  if (filled > 0) notes.push(absent === 0 ? `${word} without conversations is drawn as 0.` : `${word} without a value ${gap}.`);
  if (untimed > 0) notes.push(`${untimed} groups have no time and are only in the table.`);
  return { ...base, points, step, notes };
}

function byCategory(base: Model, drawn: Raw[], adds: boolean): Model {
  const ranked = rank(drawn.map(({ x, value }) => [print(x), value]));
  const categories = ranked.slice(0, mostCategories);
  const within = new Set(categories);
  const sums = new Map<string, Point>();
  for (const { x, series, value } of drawn) {
    const name = print(x);
    if (!within.has(name)) continue;
    const id = JSON.stringify([name, series]);
    sums.set(id, { x: name, series, value: add(sums.get(id)?.value, value, adds) });
  }
  const left = ranked.length - categories.length;
  const notes = left > 0 ? [...base.notes, `${left} more bars are only in the table.`] : base.notes;
  return { ...base, categories, points: [...sums.values()], notes };
}

// rank orders names by the sum of their values, the greatest first.
function rank(values: [name: string, value: number | null][]): string[] {
  const sums = new Map<string, number>();
  for (const [name, value] of values) sums.set(name, (sums.get(name) ?? 0) + (value ?? 0));
  return [...sums].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

// add joins two groups that are drawn at one place. Of averages and the like there is no sum: undefined stands for no group yet.
function add(sum: number | null | undefined, value: number | null, adds: boolean): number | null {
  if (sum === undefined) return value;
  if (!adds) return null;
  return sum === null ? value : sum + (value ?? 0);
}

function amount(value: Cell | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
