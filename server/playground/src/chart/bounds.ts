// The range that a filter asks for, so that a chart knows which buckets are not whole.
import type { Bounds } from './table';

const hour = 3_600_000;
const duration = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

// since is the bound of `last`, as the gateway aligns it: to the second for spans under an hour, to the minute under a day, to
// the hour up to 31 days, to the day beyond.
export function since(last: string, now: number): number | undefined {
  const found = duration.exec(last);
  if (!found) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = found.slice(1).map((digits) => Number(digits ?? 0)) as [number, number, number, number, number, number, number];
  const start = new Date(now);
  const date = start.getUTCDate();
  start.setUTCDate(1);
  start.setUTCMonth(start.getUTCMonth() + 1 - 12 * years - months, 0);
  start.setUTCDate(Math.min(date, start.getUTCDate()));
  const from = Number(start) - ((weeks * 7 + days) * 24 + hours) * hour - minutes * 60_000 - seconds * 1000;
  const span = now - from;
  const step = span < hour ? 1000 : span < 24 * hour ? 60_000 : span <= 31 * 24 * hour ? hour : 24 * hour;
  return Math.floor(from / step) * step;
}

// bounds reads `where`: of the first message's time, also within `and`. What `or` and `not` say bounds nothing.
export function bounds(where: unknown, now: number): Bounds {
  const found: Bounds = { now };
  const narrow = (from: number | undefined, to: number | undefined) => {
    if (from !== undefined && !Number.isNaN(from)) found.from = Math.max(found.from ?? from, from);
    if (to !== undefined && !Number.isNaN(to)) found.to = Math.min(found.to ?? to, to);
  };
  const read = (filter: unknown) => {
    if (typeof filter !== 'object' || filter === null) return;
    const { firstMessageTime: time, and } = filter as Record<string, unknown>;
    if (typeof time === 'object' && time !== null) {
      const { last, ago, gte, gt, lt, lte } = time as Record<string, unknown>;
      if (typeof last === 'string' && !ago) narrow(since(last, now), undefined);
      for (const bound of [gte, gt]) if (typeof bound === 'string') narrow(Date.parse(bound), undefined);
      for (const bound of [lt, lte]) if (typeof bound === 'string') narrow(undefined, Date.parse(bound));
    }
    for (const inner of [and].flat()) read(inner);
  };
  read(where);
  return found;
}
