// Ranges of the calendar, in UTC.
import { utcDay, utcHour, utcMonday, utcMonth, utcYear } from 'd3-time';
import { length } from '../chart/buckets';
import { type Unit, units } from '../chart/table';
import type { Chart, Range } from './state';

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
}

const day = 86_400_000;

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

const starts = { HOUR: utcHour, DAY: utcDay, WEEK: utcMonday, MONTH: utcMonth, QUARTER: utcMonth.every(3) ?? utcMonth, YEAR: utcYear };
const months: Partial<Record<Unit, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

// move is a time so many units later; months keep the day of the month where there is one.
function move(at: number, unit: Unit, by: number): number {
  const inMonths = months[unit];
  return inMonths ? shiftMonths(at, by * inMonths) : at + by * length(unit);
}

// spanOf is the period as it is now.
export function spanOf(during: Period, now: number): Span & { from: number; to: number } {
  const from = move(Number(starts[during.unit].floor(new Date(now))), during.unit, during.offset);
  return { from, to: move(from, during.unit, during.count), during };
}

// resolve gives the range as it is now, and the period before it: as long, or as far into it as now is into this one.
export function resolve(range: Range, now: number): { span: Span; before?: Span } {
  if ('from' in range) {
    const [from, to] = [Date.parse(range.from), Date.parse(range.to) + day];
    return { span: { from, to }, before: cutAt({ from: from - (to - from), to: from }, { from, to }, now, (at) => at - (to - from)) };
  }
  const during = periods[range.preset];
  if (!during) return { span: {} };
  const span = spanOf(during, now);
  const { unit, count } = during;
  return { span, before: cutAt({ from: move(span.from, unit, -count), to: span.from }, span, now, (at) => Math.min(move(at, unit, -count), span.from)) };
}

// cutAt ends the period before where now is in this one.
function cutAt(before: Span, span: Span, now: number, shift: (at: number) => number): Span {
  return span.to !== undefined && now < span.to ? { from: before.from, to: shift(now) } : before;
}

// shiftMonths keeps the day of the month, or takes the last one there is.
export function shiftMonths(at: number, months: number): number {
  const date = new Date(at);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  date.setUTCDate(Math.min(wanted, date.getUTCDate()));
  return Number(date);
}


// More buckets than these are no picture, and a burden.
export const mostBuckets = 2500;

// offered are the units that a range has a picture of.
export function offered({ from, to }: Span, now: number): Unit[] {
  const span = from === undefined ? Number.POSITIVE_INFINITY : Math.min(to ?? now, now) - from;
  return units.filter((unit) => (span === Number.POSITIVE_INFINITY ? unit !== 'HOUR' : span / length(unit) <= mostBuckets));
}

// unitOf is the bucket of a chart: the chosen one where it is offered, otherwise one that makes some dozens of them.
export function unitOf(chart: Chart, span: Span, now: number): Unit | undefined {
  if (chart.over === 'none') return undefined;
  const possible = offered(span, now);
  const chosen = possible.find((unit) => unit === chart.over);
  if (chosen) return chosen;
  const days = span.from === undefined ? Number.POSITIVE_INFINITY : ((span.to ?? now) - span.from) / day;
  if (days <= 2) return 'HOUR';
  if (days <= 92) return 'DAY';
  return days <= 400 ? 'WEEK' : 'MONTH';
}
