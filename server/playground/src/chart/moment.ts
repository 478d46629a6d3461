// Times and numbers as a person reads them, in the reader's own language.
import type { Unit } from './table';
import { written } from './zone';

// iso is the start of a bucket for a machine: buckets of a day and longer need no hour.
export function iso(at: number, unit: Unit, zone: string): string {
  const text = written(at, zone);
  return unit === 'HOUR' ? `${text.slice(0, 10)} ${text.slice(11, 16)} ${text.slice(19).replace('Z', 'UTC')}` : text.slice(0, 10);
}

const made = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = zone + JSON.stringify(options);
  const found = made.get(id) ?? new Intl.DateTimeFormat(undefined, { timeZone: zone, ...options });
  made.set(id, found);
  return found;
}

// bucket names a bucket of time in its zone.
export function bucket(at: number, unit: Unit, zone: string): string {
  const date = new Date(at);
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  switch (unit) {
    case 'HOUR':
      return format(zone, { ...day, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' }).format(date);
    case 'DAY':
      return format(zone, { ...day, weekday: 'short' }).format(date);
    case 'WEEK':
      return `Week from ${format(zone, day).format(date)}`;
    case 'MONTH':
      return format(zone, { month: 'long', year: 'numeric' }).format(date);
    case 'QUARTER':
      return `Q${Math.ceil(Number(format(zone, { month: 'numeric' }).formatToParts(date).find((p) => p.type === 'month')?.value) / 3)} ${year(at, zone)}`;
    case 'YEAR':
      return year(at, zone);
  }
}

function year(at: number, zone: string): string {
  return format(zone, { year: 'numeric' }).format(new Date(at));
}

// tick is a bucket's name on an axis: a short first line, and what is above it (the day of an hour, the year of a day),
// which an axis writes only where it changes.
export function tick(at: number, unit: Unit, zone: string): [own: string, above: string] {
  const date = new Date(at);
  switch (unit) {
    case 'HOUR':
      return [
        format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date),
        format(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(date),
      ];
    case 'MONTH':
      return [format(zone, { month: 'short' }).format(date), year(at, zone)];
    case 'QUARTER':
      return [bucket(at, unit, zone).slice(0, 2), year(at, zone)];
    case 'YEAR':
      return [year(at, zone), ''];
    default:
      return [format(zone, { day: 'numeric', month: 'short' }).format(date), year(at, zone)];
  }
}

// number is never 0 for what is not.
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'no value';
  if (value !== 0 && Math.abs(value) < 1) return value.toLocaleString(undefined, { maximumSignificantDigits: 3 });
  return value.toLocaleString(undefined, { maximumFractionDigits: 2 });
}

export function compact(value: number): string {
  if (value !== 0 && Math.abs(value) < 1) return number(value);
  return value.toLocaleString(undefined, { notation: 'compact', maximumFractionDigits: 2 });
}

// ratio is by how much a value differs from the one before; null where there is nothing to compare.
export function ratio(value: number | null, before: number | null | undefined): number | null {
  if (value === null || before === null || before === undefined || before === 0) return null;
  return (value - before) / Math.abs(before);
}

// change says how a value differs from the one before: "+12 %". It is empty where there is nothing to compare.
export function change(value: number | null, before: number | null | undefined): string {
  return ratio(value, before)?.toLocaleString(undefined, { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 1 }) ?? '';
}
