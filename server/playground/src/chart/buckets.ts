import { utcDay, utcHour, utcMonday, utcMonth, utcYear } from 'd3-time';
import { type Unit, units } from './table';
import { first, wall } from './zone';

const quarter = utcMonth.every(3) ?? utcMonth;
const intervals = { HOUR: utcHour, DAY: utcDay, WEEK: utcMonday, MONTH: utcMonth, QUARTER: quarter, YEAR: utcYear };
const months: Partial<Record<Unit, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
const hour = 3_600_000;
const day = 24 * hour;
const steps = { HOUR: hour, DAY: day, WEEK: 7 * day, MONTH: 30 * day, QUARTER: 91 * day, YEAR: 365 * day };

// More than a browser can draw: an hour in 1970 and one today are half a million buckets apart.
const most = 20_000;

// length is about how long a bucket is, in milliseconds.
export function length(unit: Unit): number {
  return steps[unit];
}

// start is where the bucket begins in which a time lies, or one so many buckets later.
export function start(at: number, unit: Unit, zone: string, later = 0): number {
  return moved(Number(intervals[unit].floor(new Date(wall(at, zone)))), unit, later, zone);
}

// moved is when the wall clock shows a time that is so many units later.
function moved(shown: number, unit: Unit, by: number, zone: string): number {
  const inMonths = months[unit];
  return first(Number(inMonths ? utcMonth.offset(new Date(shown), by * inMonths) : shown + by * steps[unit]), zone);
}

// end is the end of the bucket that starts there. An hour ends where the wall clock shows the next one.
export function end(at: number, unit: Unit, zone: string): number {
  const shown = wall(at, zone);
  // A day may begin behind midnight.
  return unit === 'HOUR' ? at + hour - (((shown % hour) + hour) % hour) : moved(Number(utcDay.floor(new Date(shown))), unit, 1, zone);
}

// buckets are the starts of all buckets between the first and the last that are given, in order. Those between are added up to
// 20,000, and where the given ones are of the zone; otherwise only the given ones are.
export function buckets(given: number[], unit: Unit, zone: string): number[] {
  const starts = [...new Set(given)].sort((a, b) => a - b);
  const [from, to] = [starts[0], starts.at(-1)];
  if (from === undefined || to === undefined || (to - from) / steps[unit] > most) return starts;
  const all = new Set<number>();
  for (let at = from; at <= to; at = end(at, unit, zone)) all.add(at);
  return starts.every((one) => all.has(one)) ? [...all] : starts;
}

// partial says whether the range cuts a bucket, or it is not over.
export function partial(at: number, unit: Unit, zone: string, bounds: { from?: number; to?: number; now: number }): boolean {
  return at < (bounds.from ?? Number.NEGATIVE_INFINITY) || end(at, unit, zone) > Math.min(bounds.to ?? Number.POSITIVE_INFINITY, bounds.now);
}

// unitOf is the unit of starts whose query does not say it: the longest that none of their distances is shorter than.
export function unitOf(starts: unknown[]): Unit {
  const sorted = [...new Set(starts.filter((start) => typeof start === 'string').map((start) => Date.parse(start)))].sort((a, b) => a - b);
  const distance = Math.min(...sorted.slice(1).map((at, i) => at - (sorted[i] ?? at)));
  if (!Number.isFinite(distance)) return 'MONTH';
  const least = { HOUR: 0, DAY: day - hour, WEEK: 7 * day - hour, MONTH: 28 * day - hour, QUARTER: 90 * day - hour, YEAR: 365 * day - hour };
  return units.findLast((unit) => distance >= least[unit]) ?? 'HOUR';
}
