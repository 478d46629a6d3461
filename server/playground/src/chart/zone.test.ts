import { expect, test } from 'vitest';
import { buckets, end, start } from './buckets';
import { dayOf, first, named, wall, wholeHours, written, zones } from './zone';

const at = (text: string) => Date.parse(text);
const hour = 3_600_000;

test.each([
  // The day on which the clock is set forward, and the one on which it is set back.
  ['Europe/Berlin', '2026-03-29T00:00:00+01:00', 23],
  ['Europe/Berlin', '2026-10-25T00:00:00+02:00', 25],
  ['America/New_York', '2026-03-08T00:00:00-05:00', 23],
  ['America/New_York', '2026-11-01T00:00:00-04:00', 25],
  ['Asia/Kolkata', '2026-03-29T00:00:00+05:30', 24],
  ['Australia/Lord_Howe', '2026-04-05T00:00:00+11:00', 24.5],
  // At midnight: the day begins at one.
  ['Africa/Cairo', '2026-04-24T01:00:00+03:00', 23],
  // Midnight comes twice: it begins at the first.
  ['America/Havana', '2026-11-01T00:00:00-04:00', 25],
])('a day of %s that begins at %s has %s hours', (zone, begins, hours) => {
  const from = at(begins);
  expect([start(from + 5 * hour, 'DAY', zone), (end(from, 'DAY', zone) - from) / hour]).toEqual([from, hours]);
  expect(written(from, zone)).toBe(begins);
  expect(first(Date.parse(dayOf(from, zone)), zone)).toBe(from);
});

test('hours end where the wall clock shows the next one', () => {
  const night = buckets([at('2026-10-25T00:00:00+02:00'), at('2026-10-25T04:00:00+01:00')], 'HOUR', 'Europe/Berlin');
  expect(night.map((one) => written(one, 'Europe/Berlin').slice(11, 22))).toEqual(['00:00:00+02', '01:00:00+02', '02:00:00+02', '02:00:00+01', '03:00:00+01', '04:00:00+01']);
  const half = at('2026-04-05T01:30:00+10:30');
  expect((end(half, 'HOUR', 'Australia/Lord_Howe') - half) / hour).toBe(0.5);
});

test('what lies between is filled by the calendar of the zone, but not by that of another', () => {
  const given = [at('2026-03-27T00:00:00+01:00'), at('2026-03-31T00:00:00+02:00')];
  expect(buckets(given, 'DAY', 'Europe/Berlin')).toHaveLength(5);
  expect(buckets(given, 'DAY', 'UTC')).toEqual(given);
  expect(buckets([at('2025-10-01T00:00:00+05:30'), at('2026-10-01T00:00:00+05:30')], 'QUARTER', 'Asia/Kolkata')).toHaveLength(5);
});

test('zones are known by the names of today and of before', () => {
  const night = at('2026-10-25T00:00:00Z');
  expect([named('asia/calcutta'), named(' Europe/berlin '), named('America/New York'), named('Berlin'), named(7)]).toEqual(['Asia/Kolkata', 'Europe/Berlin', 'America/New_York', undefined, undefined]);
  expect([zones()[0], zones().includes('Asia/Kolkata'), zones().includes('Asia/Calcutta')]).toEqual(['UTC', true, false]);
  expect([wholeHours('Europe/Berlin', night), wholeHours('Asia/Kolkata', night), wholeHours('Australia/Lord_Howe', night)]).toEqual([true, false, false]);
  expect(wall(0, 'America/New_York')).toBe(-5 * hour);
});
