import { utcDay, utcHour, utcMonday, utcMonth } from 'd3-time';
import type { Unit } from './table';

const intervals = { HOUR: utcHour, DAY: utcDay, WEEK: utcMonday, MONTH: utcMonth };
const hour = 3_600_000;
const steps = { HOUR: hour, DAY: 24 * hour, WEEK: 7 * 24 * hour, MONTH: 30 * 24 * hour };

// More than a browser can draw: an hour in 1970 and one today are half a million buckets apart.
const most = 20_000;

// buckets are the starts of all buckets between the first and the last that are given, in UTC and in order, and how long
// one is (a month, for the width of a bar, 30 days). Beyond 20,000 of them only the given ones are.
export function buckets(given: number[], unit: Unit): { starts: number[]; step: number } {
  const starts = [...new Set(given)].sort((a, b) => a - b);
  const [first, last] = [starts[0], starts.at(-1)];
  const step = steps[unit];
  if (first === undefined || last === undefined || (last - first) / step > most) return { starts, step };
  const regular = intervals[unit].range(new Date(first), new Date(last + 1)).map(Number);
  // What is not at the start of a bucket is kept all the same.
  return { starts: [...new Set([...regular, ...starts])].sort((a, b) => a - b), step };
}

// unitOf is the unit of starts whose query does not say it: the longest that none of their distances is shorter than.
export function unitOf(starts: unknown[]): Unit {
  const sorted = [...new Set(starts.filter((start) => typeof start === 'string').map((start) => Date.parse(start)))].sort((a, b) => a - b);
  const distance = Math.min(...sorted.slice(1).map((at, i) => at - (sorted[i] ?? at)));
  if (distance < steps.DAY) return 'HOUR';
  if (distance < steps.WEEK) return 'DAY';
  return distance < 28 * steps.DAY ? 'WEEK' : 'MONTH';
}
