import { expect, test } from 'vitest';
import { type Form, model } from './model';
import type { Table } from './table';
import { under } from './under';

const day = (n: number) => `2026-01-0${n}T00:00:00Z`;
const rows: [string, string, number][] = [[day(1), 'a', 10], [day(1), 'b', 4], [day(2), 'a', 20], [day(2), 'b', 8]];
const table: Table = {
  path: 'c',
  keys: [{ name: 'time', unit: 'DAY' }, { name: 'k' }],
  metrics: [{ name: 'm', kind: 'amount' }],
  rows: rows.map(([time, k, m]) => ({ keys: [time, k], metrics: [m] })),
  cut: false,
};
// A pixel is a tenth of a unit, from the foot up.
const scale = { apply: (value: number) => value * 10, invert: (at: number) => at / 10 };

test.each([
  // b, the smaller one, is the foot of the stack.
  ['areas', 30, 0, 'b'],
  ['areas', 50, 0, 'a'],
  ['areas', 50, 0.5, 'b'],
  ['areas', 170, 0, undefined],
  ['areas', 170, 0.5, 'a'],
  ['bars', 139, 0, 'a'],
  ['lines', 95, 0, 'a'],
  ['lines', 55, 0, 'b'],
  ['lines', 150, 0, undefined],
] as [Form, number, number, string | undefined][])('over %s at %s, %s of the way to the next place, lies %s', (form, at, share, wanted) => {
  const drawn = model(table, 0, form);
  const [from, to] = drawn.places;
  expect(under(drawn, scale, at, [from!, to!, share])?.label).toBe(wanted);
});
