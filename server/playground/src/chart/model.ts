// From a table to what is drawn: which form, which places and series, which points, and what must be said beside them.
import { buckets, end, partial as cutBy } from './buckets';
import { bucket } from './moment';
import { amount, type Cell, identity, type Metric, numeric, part, print, type Row, type Table, type Unit } from './table';
import { written } from './zone';

export type Form = 'figures' | 'lines' | 'areas' | 'bars' | 'heat map';

// A Value of a key, or several: what makes a bar or a series. Told apart by id, which is not its label.
export interface Value {
  id: string;
  label: string;
  // The cells it stands for, in the order of the table's keys that make it; empty for "Others" and for the metric itself.
  cells: Cell[];
  others?: boolean;
  // Others that are more than those of the table: series that have no room are among them.
  joined?: boolean;
}

export interface Place extends Value {
  // Of a bucket of time, in milliseconds.
  at?: number;
  end?: number;
  partial?: boolean;
}

export interface Point {
  place: Place;
  series: Value;
  value: number | null;
  before?: number | null;
}

export interface Model {
  form: Form;
  metric: string;
  kind: Metric['kind'];
  // Names of the keys, the one of the places first.
  keys: string[];
  // Which of the table's keys make a place, and which a series.
  placeKeys: number[];
  seriesKeys: number[];
  places: Place[];
  // In the order of the legend. One, named like the metric, where nothing splits it.
  series: Value[];
  points: Point[];
  // Set where the places are buckets of time.
  unit?: Unit;
  zone: string;
  compared: boolean;
  notes: string[];
}

// More than these cannot be told apart by eye; the table has all.
export const mostSeries = 12;
export const mostCategories = 40;

// forms are those that suit a metric of a table, the best first. What does not add up is not stacked; what lacks groups is
// not drawn as a course of time, for a series would seem to rise from nothing.
export function forms(table: Table, metric: Metric | undefined): Form[] {
  if (table.keys.length === 0 || !metric) return ['figures'];
  const adds = metric.kind === 'amount';
  const timeAt = table.keys.findIndex((key) => key.unit);
  const split = table.keys.length > 1;
  if (timeAt >= 0 && !(split && lacking(table))) {
    if (new Set(table.rows.map((row) => row.keys[timeAt])).size < 2) return adds || !split ? ['bars'] : ['lines'];
    if (split) return adds ? ['areas', 'bars', 'lines'] : ['lines'];
    if (table.cut) return ['bars'];
    return adds ? ['lines', 'areas', 'bars'] : ['lines', 'bars'];
  }
  if (split && timeAt < 0) return adds ? ['bars', 'heat map'] : ['heat map', 'bars'];
  return ['bars'];
}

// lacking says whether groups are missing for all that is known.
function lacking(table: Table): boolean {
  if (table.complete === false) return true;
  return table.cut && !(table.totalCount !== undefined && table.rows.length >= table.totalCount);
}

interface Raw {
  place: Value;
  series: Value;
  value: number | null;
  before: number | null | undefined;
  row: Row;
}

// model draws one metric of a table. Index is that of a metric which `numeric` gives; figures take all of them.
export function model(table: Table, index: number, form: Form): Model {
  const metric = table.metrics[index];
  const all = table.keys.map((_, i) => i);
  const ranking = form === 'bars' && table.keys.length > 1 && lacking(table) && table.keys.some((key) => key.unit);
  const timeAt = ranking ? -1 : table.keys.findIndex((key) => key.unit);
  // What does not add up has a bar for each combination: side by side, not stacked.
  const joined = ranking || (form === 'bars' && metric?.kind !== 'amount' && timeAt < 0);
  const placeKeys = joined ? all : [Math.max(timeAt, 0)].filter((i) => i < all.length);
  const seriesKeys = all.filter((i) => !placeKeys.includes(i));
  const name = metric?.name ?? '';
  const base: Model = {
    form,
    metric: name,
    kind: metric?.kind ?? 'level',
    keys: [...placeKeys, ...seriesKeys].flatMap((i) => table.keys[i]?.name ?? []),
    placeKeys,
    seriesKeys,
    places: [],
    series: [],
    points: [],
    zone: table.zone ?? 'UTC',
    compared: table.rows.some((row) => row.before),
    notes: [part(table)].filter(Boolean),
  };
  const own: Value = { id: 'metric', label: name, cells: [] };
  if (form === 'figures' || !metric) {
    const row = table.rows[0];
    const points = numeric(table).map((i): Point => {
      const label = table.metrics[i]?.name ?? '';
      return { place: { id: label, label, cells: [] }, series: own, value: amount(row?.metrics[i]), before: beforeOf(row, i) };
    });
    return { ...base, form: 'figures', points, places: points.map((p) => p.place) };
  }
  const labels = (cell: Cell, i: number) => {
    const unit = table.keys[i]?.unit;
    return unit && typeof cell === 'string' ? bucket(Date.parse(cell), unit, base.zone) : print(cell);
  };
  const adds = metric.kind === 'amount';
  const othersOf = table.othersOf ?? table.keys.findIndex((key) => !key.unit);
  const valueOf = (row: Row, keys: number[]): Value => {
    const others = row.others === true && (table.keys.length < 2 || keys.includes(othersOf));
    // Those of several keys are one where they add up, and one for each value of the other keys where they do not.
    if (others && (adds || keys.length < 2)) return { id: 'others', label: 'Others', cells: [], others };
    const cells = keys.map((i) => row.keys[i] ?? null);
    const id = JSON.stringify(cells.map(identity));
    const label = cells.map((cell, i) => (others && keys[i] === othersOf ? 'Others' : labels(cell, keys[i] ?? 0))).join(' · ');
    return others ? { id: `others ${id}`, label, cells: [], others } : { id, label, cells };
  };
  const raw = table.rows.map((row): Raw => {
    const place = valueOf(row, placeKeys);
    const series = seriesKeys.length > 0 ? valueOf(row, seriesKeys) : own;
    return { place, series, value: amount(row.metrics[index]), before: beforeOf(row, index), row };
  });
  const ids = raw.filter((p) => !p.row.others).map((p) => `${p.place.id} ${p.series.id}`);
  if (new Set(ids).size < ids.length) base.notes.push('Groups differ by keys that are not selected. Select all keys of groupBy to tell them apart.');
  if (ranking) base.notes.push('Groups are missing, so these are no course of time: each is a bar.');
  const { series, drawn } = fewer(raw, own, adds, base.notes);
  if (timeAt >= 0) return overTime({ ...base, series }, drawn, table, metric, timeAt);
  return byCategory({ ...base, series }, drawn, table, adds);
}

function beforeOf(row: Row | undefined, index: number): number | null | undefined {
  return row?.before && amount(row.before[index]);
}

// fewer keeps the greatest series and joins the rest where they add up.
function fewer(raw: Raw[], own: Value, adds: boolean, notes: string[]): { series: Value[]; drawn: Raw[] } {
  const ranked = rank(raw.map((p) => [p.series, p.value]));
  const others = ranked.find((value) => value.id === 'others');
  const named = ranked.filter((value) => value !== others);
  const room = mostSeries - (others ? 1 : 0);
  const kept = named.length > room ? named.slice(0, adds ? mostSeries - 1 : room) : named;
  const left = named.length - kept.length;
  if (left === 0) return { series: ranked.length > 0 ? [...kept, ...(others ? [others] : [])] : [own], drawn: raw };
  const within = new Set(kept.map((value) => value.id));
  if (!adds) {
    notes.push(`${left} series are only in the table.`);
    return { series: [...kept, ...(others ? [others] : [])], drawn: raw.filter((p) => within.has(p.series.id) || p.series.id === 'others') };
  }
  notes.push(`The ${left} smallest series are drawn as one.`);
  const rest: Value = { id: 'others', label: others ? 'Others' : `(${left} others)`, cells: [], others: true, joined: true };
  return { series: [...kept, rest], drawn: raw.map((p) => (within.has(p.series.id) ? p : { ...p, series: rest })) };
}

// overTime gives each series a point in every bucket, so that what is missing is seen and not bridged.
function overTime(base: Model, drawn: Raw[], table: Table, metric: Metric, timeAt: number): Model {
  const unit = table.keys[timeAt]?.unit ?? 'DAY';
  const adds = metric.kind === 'amount';
  const timed = drawn.flatMap((p) => {
    const cell = p.place.cells[0];
    return typeof cell === 'string' ? [{ ...p, at: Date.parse(cell) }] : [];
  });
  const untimed = drawn.length - timed.length;
  const present = new Map<string, { value: number | null; before: number | null | undefined }>();
  const told = new Map<number, { partial: boolean | undefined; cells: Cell[] }>();
  for (const p of timed) {
    const id = `${p.at} ${p.series.id}`;
    const found = present.get(id);
    present.set(id, { value: add(found?.value, p.value, adds), before: p.before === undefined ? found?.before : add(found?.before, p.before, adds) });
    told.set(p.at, { partial: p.row.partial, cells: p.place.cells });
  }
  const starts = timed.map((p) => p.at);
  const given = table.filled ? [...new Set(starts)].sort((a, b) => a - b) : buckets(starts, unit, base.zone);
  const places = given.map((at): Place => {
    const said = told.get(at);
    return {
      id: String(at),
      label: bucket(at, unit, base.zone),
      cells: said?.cells ?? [written(at, base.zone)],
      at,
      end: end(at, unit, base.zone),
      partial: said?.partial ?? (table.bounds ? cutBy(at, unit, base.zone, table.bounds) : false),
    };
  });
  // A bucket that limit, having or the endpoint may have left out is unknown, not empty.
  const whole = table.complete !== false && !table.cut;
  const absent = whole && metric.kind !== 'level' ? 0 : null;
  let empty = 0;
  const points = base.series.flatMap((series) =>
    places.map((place): Point => {
      const found = present.get(`${place.at} ${series.id}`);
      const point = found ? { place, series, ...found } : { place, series, value: absent };
      if (point.value === null || !found) empty++;
      return point;
    }),
  );
  const notes = [...base.notes];
  const word = unit === 'HOUR' ? 'An hour' : `A ${unit.toLowerCase()}`;
  const gap = base.form === 'areas' && base.series.length > 1 ? 'adds nothing to the stack' : 'is drawn as a gap';
  if (empty > 0) notes.push(absent === 0 ? `${word} without conversations is drawn as 0.` : `${word} without a value ${gap}.`);
  const cutPlaces = places.filter((place) => place.partial);
  if (cutPlaces.length > 0) notes.push(`Not whole, and drawn paler or dashed: ${cutPlaces.slice(0, 3).map((place) => place.label).join('; ')}.`);
  if (untimed > 0) notes.push(`${untimed} groups have no time and are only in the table.`);
  return { ...base, places, points, unit, notes };
}

function byCategory(base: Model, drawn: Raw[], table: Table, adds: boolean): Model {
  // A part of all groups is not ranked: greater ones may be missing. Numbers stand in their own order.
  const unranked = lacking(table) && table.order !== 'metric';
  const given = [...new Map(drawn.map((p) => [p.place.id, p.place])).values()];
  const numbers = given.length > 1 && given.every(({ cells: [cell], others }) => others || cell === null || amount(cell) !== null);
  const byNumber = (a: Value, b: Value) => (amount(a.cells[0]) ?? Number.POSITIVE_INFINITY) - (amount(b.cells[0]) ?? Number.POSITIVE_INFINITY);
  const ranked = unranked ? given : numbers ? given.sort(byNumber) : rank(drawn.map(({ place, value }) => [place, value]));
  const sorted = [...ranked.filter((place) => !place.others), ...ranked.filter((place) => place.others)];
  const places = sorted.length > mostCategories ? sorted.slice(0, mostCategories) : sorted;
  const within = new Map(places.map((place) => [place.id, place]));
  const sums = new Map<string, Point>();
  for (const { place: { id }, series, value, before } of drawn) {
    const place = within.get(id);
    if (!place) continue;
    const key = `${id} ${series.id}`;
    const found = sums.get(key);
    sums.set(key, { place, series, value: add(found?.value, value, adds), before: before === undefined ? found?.before : add(found?.before, before, adds) });
  }
  const notes = [...base.notes];
  if (unranked) notes.push('Greater ones may be missing, so these are not ranked.');
  const left = sorted.length - places.length;
  if (left > 0) notes.push(`${left.toLocaleString()} more bars are only in the table.`);
  return { ...base, places, points: [...sums.values()], notes };
}

// rank orders values by the sum of what they have, the greatest first.
function rank(values: [value: Value, amount: number | null][]): Value[] {
  const sums = new Map<string, { value: Value; sum: number }>();
  for (const [value, amount] of values) {
    const found = sums.get(value.id);
    if (found) found.sum += amount ?? 0;
    else sums.set(value.id, { value, sum: amount ?? 0 });
  }
  return [...sums.values()].sort((a, b) => b.sum - a.sum).map(({ value }) => value);
}

// add joins two groups that are drawn at one place. Of averages and the like there is no sum: undefined stands for no group yet.
function add(sum: number | null | undefined, value: number | null, adds: boolean): number | null {
  if (sum === undefined) return value;
  if (!adds) return null;
  return sum === null ? value : sum + (value ?? 0);
}
