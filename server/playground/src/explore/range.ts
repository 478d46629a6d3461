// Ranges of the calendar, in UTC.
import { utcDay, utcMonday, utcMonth, utcYear } from 'd3-time';
import { length } from '../chart/buckets';
import type { Unit } from '../chart/table';
import type { Chart, Range } from './state';

export interface Span {
  // Undefined: open.
  from?: number;
  to?: number;
}

const day = 86_400_000;

const calendar = {
  Week: utcMonday,
  Month: utcMonth,
  Quarter: utcMonth.every(3) ?? utcMonth,
  Year: utcYear,
} as const;

// resolve gives the range as it is now, and the period before it: as long, or as far into it as now is into this one.
export function resolve(range: Range, now: number): { span: Span; before?: Span } {
  if ('from' in range) {
    const [from, to] = [Date.parse(range.from), Date.parse(range.to) + day];
    return { span: { from, to }, before: cutAt({ from: from - (to - from), to: from }, { from, to }, now, (at) => at - (to - from)) };
  }
  const today = Number(utcDay.floor(new Date(now)));
  const last = /^last(\d+)$/.exec(range.preset)?.[1];
  const whole = (from: number, days: number) => {
    const span = { from, to: from + days * day };
    return { span, before: cutAt({ from: from - days * day, to: from }, span, now, (at) => at - days * day) };
  };
  if (range.preset === 'today') return whole(today, 1);
  if (range.preset === 'yesterday') return whole(today - day, 1);
  if (last) return whole(today - (Number(last) - 1) * day, Number(last));
  const found = /^(this|last)(Week|Month|Quarter|Year)$/.exec(range.preset);
  const interval = found && calendar[found[2] as keyof typeof calendar];
  if (!found || !interval) return { span: {} };
  // An interval of every third month offsets by single months.
  const months = { Week: 0, Month: 1, Quarter: 3, Year: 12 }[found[2] as keyof typeof calendar];
  const move = (at: number, by: number) => (months ? shiftMonths(at, by * months) : at + by * 7 * day);
  const start = Number(interval.floor(new Date(now)));
  const from = found[1] === 'this' ? start : move(start, -1);
  const span = { from, to: move(from, 1) };
  return { span, before: cutAt({ from: move(from, -1), to: from }, span, now, (at) => Math.min(move(at, -1), from)) };
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

// Those that every metric has: a quarter and a year have no different values of a property.
const units: Unit[] = ['HOUR', 'DAY', 'WEEK', 'MONTH'];

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
