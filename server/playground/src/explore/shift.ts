// How much earlier the period is that a chart is compared with: so much that its buckets are those of this period.
import type { Unit } from '../chart/table';
import { day, type Span } from './range';
import type { Comparison } from './state';

export interface Shift {
  // As the gateway takes it; undefined: the period before, which it knows.
  ago?: string;
  // What it is compared with: "the quarter before", "4 weeks earlier".
  words: string;
}

// aYear is a year earlier: for days and weeks 52 weeks, so that Mondays are compared with Mondays.
function aYear(unit: Unit | undefined): Shift {
  if (unit === 'HOUR') return { ago: `PT${364 * 24}H`, words: '52 weeks earlier' };
  return unit === 'DAY' || unit === 'WEEK' ? { ago: 'P52W', words: '52 weeks earlier' } : { ago: 'P1Y', words: 'a year earlier' };
}

const inDays: Partial<Record<Unit, number>> = { DAY: 1, WEEK: 7 };
const inMonths: Partial<Record<Unit, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

// shiftOf is undefined where there is no period before. Days of a month have none of the month before that they line up with,
// so that those of as many weeks earlier are taken.
export function shiftOf({ from, to, during }: Span, unit: Unit | undefined, comparison: Comparison): Shift | undefined {
  if (from === undefined || to === undefined || comparison === 'none') return undefined;
  if (comparison === 'year') return aYear(unit);
  const count = during?.count ?? 0;
  const months = during ? (inMonths[during.unit] ?? 0) * count : 0;
  const days = months ? 0 : during ? (inDays[during.unit] ?? 0) * count : Math.round((to - from) / day);
  const about = days || months * 30.44;
  const before = { words: during && count === 1 ? `the ${during.unit.toLowerCase()} before` : days === 1 ? 'the day before' : `the ${count || days} days before` };
  const own = during ? before : { ...before, ago: `P${days}D` };
  const nearest = (of: number) => Math.max(1, Math.round(about / of));
  const weeks = nearest(7);
  const inWeeks = { ago: `P${weeks}W`, words: weeks === 1 ? 'a week earlier' : `${weeks} weeks earlier` };
  switch (unit) {
    case undefined:
      return own;
    case 'HOUR':
      return days ? { ...before, ago: `PT${days * 24}H` } : { ...inWeeks, ago: `PT${weeks * 168}H` };
    case 'DAY':
      return days ? own : inWeeks;
    case 'WEEK':
      return days && days % 7 === 0 ? own : inWeeks;
    default: {
      const size = inMonths[unit] ?? 1;
      if (months && months % size === 0) return own;
      const wanted = nearest(size * 30.44) * size;
      return { ago: `P${wanted}M`, words: wanted === 1 ? 'a month earlier' : wanted === 12 ? 'a year earlier' : `${wanted} months earlier` };
    }
  }
}
