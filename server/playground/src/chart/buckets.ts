import { utcDay, utcHour, utcMonday, utcMonth, utcYear } from 'd3-time';
import { type Unit, units } from './table';

const quarter = utcMonth.every(3) ?? utcMonth;
const intervals = { HOUR: utcHour, DAY: utcDay, WEEK: utcMonday, MONTH: utcMonth, QUARTER: quarter, YEAR: utcYear };
const hour = 3_600_000;
const day = 24 * hour;
const steps = { HOUR: hour, DAY: day, WEEK: 7 * day, MONTH: 30 * day, QUARTER: 91 * day, YEAR: 365 * day };

// More than a browser can draw: an hour in 1970 and one today are half a million buckets apart.
const most = 20_000;

// length is about how long a bucket is, in milliseconds.
export function length(unit: Unit): number {
  return steps[unit];
}

// buckets are the starts of all buckets between the first and the last that are given, in order. Those between are
// added for buckets of UTC only, and up to 20,000; otherwise only the given ones are.
export function buckets(given: number[], unit: Unit): number[] {
  const starts = [...new Set(given)].sort((a, b) => a - b);
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined || (last - first) / steps[unit] > most) return starts;
  const interval = intervals[unit];
  if (starts.some((start) => Number(interval.floor(new Date(start))) !== start)) return starts;
  return interval.range(new Date(first), new Date(last + 1)).map(Number);
}

// end is the end of the bucket that starts there: where the next one of its zone does, to within a change of the zone's
// offset.
export function end(start: number, unit: Unit): number {
  const interval = intervals[unit];
  const floor = Number(interval.floor(new Date(start)));
  if (floor === start) return Number(interval.offset(new Date(start), 1));
  // A bucket of a zone starts within a day of one of UTC.
  const near = Number(interval.floor(new Date(start + day)));
  return Number(interval.offset(new Date(near), 1)) + (start - near);
}

// partial says whether the range cuts a bucket, or it is not over.
export function partial(start: number, unit: Unit, bounds: { from?: number; to?: number; now: number }): boolean {
  const over = end(start, unit);
  return start < (bounds.from ?? Number.NEGATIVE_INFINITY) || over > Math.min(bounds.to ?? Number.POSITIVE_INFINITY, bounds.now);
}

// unitOf is the unit of starts whose query does not say it: the longest that none of their distances is shorter than.
export function unitOf(starts: unknown[]): Unit {
  const sorted = [...new Set(starts.filter((start) => typeof start === 'string').map((start) => Date.parse(start)))].sort((a, b) => a - b);
  const distance = Math.min(...sorted.slice(1).map((at, i) => at - (sorted[i] ?? at)));
  if (!Number.isFinite(distance)) return 'MONTH';
  const least = { HOUR: 0, DAY: day - hour, WEEK: 7 * day - hour, MONTH: 28 * day - hour, QUARTER: 90 * day - hour, YEAR: 365 * day - hour };
  return units.findLast((unit) => distance >= least[unit]) ?? 'HOUR';
}
