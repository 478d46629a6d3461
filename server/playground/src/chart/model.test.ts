import { expect, test } from 'vitest';
import { forms, model, mostCategories, mostSeries } from './model';
import { asked, part, type Cell, type Kind, type Table } from './table';

const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00Z`;
const time = { name: 'time', unit: 'DAY' as const };

function table(keys: Table['keys'], kind: Kind, rows: Cell[][], more: Partial<Table> = {}): Table {
  const split = rows.map((row) => ({ keys: row.slice(0, -1), metrics: row.slice(-1) }));
  return { path: 'c.groups', keys, metrics: [{ name: 'm', kind }], rows: split, cut: false, ...more };
}

const drawn = (t: Table, form = forms(t, t.metrics[0])[0]) => {
  const m = model(t, 0, form ?? 'figures');
  const points = m.points.map((p) => [p.place.at === undefined ? p.place.label : new Date(p.place.at).getUTCDate(), p.series.label, p.value]);
  return { ...m, points, series: m.series.map((s) => s.label), places: m.places.map((p) => p.label) };
};

test('a missing bucket is zero for amounts and a gap for levels, and it is said which', () => {
  const rows = [[day(3), 5], [day(1), 2]];
  const amount = drawn(table([time], 'amount', rows));
  expect(amount.points).toEqual([[1, 'm', 2], [2, 'm', 0], [3, 'm', 5]]);
  expect(amount.notes).toEqual(['A day without conversations is drawn as 0.']);
  const level = drawn(table([time], 'level', rows));
  expect(level.points).toEqual([[1, 'm', 2], [2, 'm', null], [3, 'm', 5]]);
  expect(level.notes).toEqual(['A day without a value is drawn as a gap.']);
});

test.each([
  ['the endpoint held groups back', { complete: false }],
  ['limit or having left groups out', { cut: true }],
])('a missing count is no zero where %s', (_, more) => {
  expect(drawn(table([time], 'amount', [[day(1), 2], [day(3), 5]], more)).points[1]).toEqual([2, 'm', null]);
});

test('a stack does not claim to show its gaps', () => {
  const t = table([time, { name: 'plan' }], 'amount', [[day(1), 'a', 1], [day(2), 'b', 3]], { cut: true });
  expect(drawn(t, 'areas').notes).toContain('A day without a value adds nothing to the stack.');
  expect(drawn(t, 'lines').notes).toContain('A day without a value is drawn as a gap.');
});

test('time and a field make a series for each value, in order of size', () => {
  const t = table([{ name: 'plan' }, time], 'amount', [['a', day(1), 1], [null, day(1), 3], ['a', day(2), 1]]);
  const m = drawn(t);
  expect([m.form, m.series, m.keys]).toEqual(['areas', ['(none)', 'a'], ['time', 'plan']]);
  expect(m.points).toEqual([[1, '(none)', 3], [2, '(none)', 0], [1, 'a', 1], [2, 'a', 1]]);
});

test('a field makes bars in order of size, null among them', () => {
  const m = drawn(table([{ name: 'type' }], 'amount', [['a', 1], [null, 2], ['b', 3]]));
  expect([m.form, m.places, m.notes]).toEqual(['bars', ['b', '(none)', 'a'], []]);
});

test('what does not add up is not stacked', () => {
  const two = table([{ name: 'a' }, { name: 'b' }], 'level', []);
  expect(forms(two, two.metrics[0])).toEqual(['heat map', 'bars']);
  expect(forms(two, { name: 'n', kind: 'amount' })).toEqual(['bars', 'heat map']);
  expect(forms(table([time, { name: 'b' }], 'distinct', [[day(1), 'a', 1], [day(2), 'a', 1]]), { name: 'n', kind: 'distinct' })).toEqual(['lines']);
});

test('many series are drawn as one where they add up, and named otherwise', () => {
  const rows = Array.from({ length: mostSeries + 3 }, (_, i) => [day(1), `s${i}`, 100 - i]);
  const sum = drawn(table([time, { name: 'a' }], 'amount', rows));
  expect(sum.series).toHaveLength(mostSeries);
  expect(sum.points.at(-1)).toEqual([1, '(4 others)', 89 + 88 + 87 + 86]);
  const mean = drawn(table([time, { name: 'a' }], 'level', rows));
  expect([mean.series.length, mean.notes]).toEqual([mostSeries, ['3 series are only in the table.']]);
});

test('many bars are cut, which is said', () => {
  const rows = Array.from({ length: mostCategories + 2 }, (_, i) => [`c${i}`, 100 - i]);
  const m = drawn(table([{ name: 'a' }], 'amount', rows));
  expect([m.places.length, m.points.length, m.notes]).toEqual([40, 40, ['2 more bars are only in the table.']]);
});

test('groups that a key left out would tell apart are added only where they add up', () => {
  const rows = [['a', 1], ['a', 2]];
  expect(drawn(table([{ name: 'k' }], 'amount', rows)).points).toEqual([['a', 'm', 3]]);
  const level = drawn(table([{ name: 'k' }], 'level', rows));
  expect([level.points, level.notes.length]).toEqual([[['a', 'm', null]], 1]);
});

test('totals are figures', () => {
  const m = drawn(table([], 'amount', [[7]]));
  expect([m.form, m.points]).toEqual(['figures', [['m', 'm', 7]]]);
});

test.each([
  ['held back', { complete: false, totalCount: 1234 }, 'A part: 1 of 1,234 groups. The endpoint held others back.', ''],
  ['cut by limit', { complete: true, totalCount: 9, cut: true }, '1 of 9 groups, as limit asks.', 'The endpoint held no groups back.'],
  ['not asked', {}, '', 'complete was not asked for; the gateway then gives groups only if none are held back.'],
])('completeness is told: %s', (_, more, note, known) => {
  const t = table([{ name: 'k' }], 'amount', [['a', 1]], more);
  expect([part(t), asked(t)]).toEqual([note, known]);
});

test('null, a text that reads like null, and an empty text are three', () => {
  const m = drawn(table([{ name: 'k' }], 'amount', [[null, 5], ['(none)', 3], ['', 2], ['null', 1]]));
  expect(m.points).toEqual([['(none)', 'm', 5], ['"(none)"', 'm', 3], ['""', 'm', 2], ['null', 'm', 1]]);
  const series = drawn(table([time, { name: 'k' }], 'level', [[day(1), null, 5], [day(1), '(none)', 3], [day(2), null, 4]]));
  expect(series.series).toEqual(['(none)', '"(none)"']);
  expect(series.notes.join()).not.toContain('differ by keys');
});

test('groups that are missing make no course of time: each is a bar', () => {
  const rows = [[day(1), 'a', 9], [day(2), 'b', 3]];
  const t = table([time, { name: 'k' }], 'amount', rows, { cut: true, totalCount: 20, order: 'metric' });
  expect(forms(t, t.metrics[0])).toEqual(['bars']);
  const m = drawn(t);
  expect([m.unit, m.places]).toEqual([undefined, ['Thu, Jan 1, 2026 · a', 'Fri, Jan 2, 2026 · b']]);
  expect(m.notes.join(' ')).toContain('2 of 20 groups');
});

test('a part of all groups is not ranked', () => {
  const m = drawn(table([{ name: 'user' }], 'amount', [['a', 1], ['b', 3]], { complete: false, totalCount: 2544 }));
  expect(m.places).toEqual(['a', 'b']);
  expect(m.notes.join(' ')).toContain('A part: 2 of 2,544 groups.');
  expect(m.notes.join(' ')).toContain('not ranked');
});

test('the buckets that the range cuts, or that are not over, are partial', () => {
  const bounds = { from: Date.parse('2026-01-01T07:00:00Z'), now: Date.parse('2026-01-03T12:00:00Z') };
  const m = drawn(table([time], 'amount', [[day(1), 1], [day(2), 2], [day(3), 3]], { bounds }));
  const whole = model(table([time], 'amount', [[day(1), 1], [day(2), 2], [day(3), 3]], { bounds }), 0, 'lines').places.map((p) => p.partial);
  expect(whole).toEqual([true, false, true]);
  expect(m.notes.join(' ')).toContain('Not whole');
});

test('one bucket of several groups is a stacked bar', () => {
  const t = table([{ ...time, unit: 'MONTH' }, { name: 'type' }], 'amount', [[day(1), 'a', 1], [day(1), 'b', 2]]);
  expect(forms(t, t.metrics[0])).toEqual(['bars']);
  expect(drawn(t).points).toEqual([[1, 'b', 2], [1, 'a', 1]]);
});

test('numbers stand in their own order', () => {
  expect(drawn(table([{ name: 'n' }], 'amount', [[10, 5], [null, 9], [2, 1]])).places).toEqual(['2', '10', '(none)']);
});

test('others stand last, whatever they have', () => {
  const t = table([{ name: 'k' }], 'amount', [['a', 1], ['b', 2]]);
  t.rows.push({ keys: [null], metrics: [99], others: true });
  expect(drawn(t).places).toEqual(['b', 'a', 'Others']);
});
