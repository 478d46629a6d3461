// Ranges of the calendar, by the wall clock of a time zone.
import { length, start } from '../chart/buckets';
import { type Unit, units } from '../chart/table';
import { first, wholeHours } from '../chart/zone';
import type { Chart, Measure, Range } from './state';

// A period of the calendar as the gateway's filters have it: so many units, from as many before this one.
export interface Period {
  unit: Unit;
  offset: number;
  count: number;
}

export interface Span {
  // Undefined: open.
  from?: number;
  to?: number;
  // Where the span is one: a query that says so means the same tomorrow.
  during?: Period;
  zone: string;
}

export const day = 86_400_000;

// The presets but all time.
export const periods: Record<string, Period> = {
  today: { unit: 'DAY', offset: 0, count: 1 },
  yesterday: { unit: 'DAY', offset: -1, count: 1 },
  last7: { unit: 'DAY', offset: -6, count: 7 },
  last30: { unit: 'DAY', offset: -29, count: 30 },
  last90: { unit: 'DAY', offset: -89, count: 90 },
  thisWeek: { unit: 'WEEK', offset: 0, count: 1 },
  lastWeek: { unit: 'WEEK', offset: -1, count: 1 },
  thisMonth: { unit: 'MONTH', offset: 0, count: 1 },
  lastMonth: { unit: 'MONTH', offset: -1, count: 1 },
  thisQuarter: { unit: 'QUARTER', offset: 0, count: 1 },
  lastQuarter: { unit: 'QUARTER', offset: -1, count: 1 },
  thisYear: { unit: 'YEAR', offset: 0, count: 1 },
  lastYear: { unit: 'YEAR', offset: -1, count: 1 },
};

// spanOf is the period as it is now.
export function spanOf(during: Period, zone: string, now: number): Span & { from: number; to: number } {
  const { unit, offset, count } = during;
  return { from: start(now, unit, zone, offset), to: start(now, unit, zone, offset + count), during, zone };
}

// resolve gives the range as it is now.
export function resolve(range: Range, zone: string, now: number): Span {
  if ('from' in range) return { from: first(Date.parse(range.from), zone), to: first(Date.parse(range.to) + day, zone), zone };
  const during = periods[range.preset];
  return during ? spanOf(during, zone, now) : { zone };
}

// bucketZone is the zone of a span's buckets. The endpoint has hours of UTC only, so that buckets of a zone that is not whole hours
// from it want a beginning.
export function bucketZone({ from, zone }: Span, now: number): string {
  return from === undefined && !wholeHours(zone, now) ? 'UTC' : zone;
}

// open says whether a range is not over.
export function open({ to }: Span, now: number): boolean {
  return to === undefined || now < to;
}

// The most buckets that make a picture; of a zone that is not whole hours from UTC; and where each is asked for by itself.
const [mostBuckets, mostOfParts, mostAlone] = [2500, 1490, 40];

// countOf is about how many buckets a span has, rather one more.
export function countOf({ from, to }: Span, unit: Unit, now: number): number {
  return from === undefined ? Number.POSITIVE_INFINITY : Math.ceil(((to ?? now) - from) / length(unit)) + (unit === 'HOUR' || unit === 'DAY' ? 0 : 1);
}

// offered are the units that a range has a picture of. What does not add up over the hours of UTC is asked for by each bucket of a zone.
export function offered(span: Span, measure: Measure, now: number): Unit[] {
  const zone = bucketZone(span, now);
  const alone = zone !== 'UTC' && measure.show === 'countDistinct' && !!measure.of?.path;
  const most = Math.min(mostBuckets, alone ? mostAlone : mostBuckets, wholeHours(zone, now) ? mostBuckets : mostOfParts);
  if (span.from === undefined) return alone ? [] : units.filter((unit) => unit !== 'HOUR');
  // What is still to come has no buckets, but is counted where the range is asked for as a whole.
  const until = most === mostBuckets ? { ...span, to: Math.min(span.to ?? now, now) } : span;
  return units.filter((unit) => countOf(until, unit, now) <= most);
}

// unitOf is the bucket of a chart: the chosen one where it is offered, otherwise one that makes some dozens of them.
export function unitOf(chart: Chart, span: Span, now: number): Unit | undefined {
  if (chart.over === 'none') return undefined;
  const possible = offered(span, chart.measure, now);
  const chosen = possible.find((unit) => unit === chart.over);
  if (chosen) return chosen;
  const days = span.from === undefined ? Number.POSITIVE_INFINITY : ((span.to ?? now) - span.from) / day;
  const fitting = days <= 2 ? 'HOUR' : days <= 92 ? 'DAY' : days <= 400 ? 'WEEK' : 'MONTH';
  // The first that is offered of it and longer ones.
  return possible.find((unit) => units.indexOf(unit) >= units.indexOf(fitting)) ?? possible.at(-1);
}
