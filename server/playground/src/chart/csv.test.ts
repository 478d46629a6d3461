import { expect, test } from 'vitest';
import { csv } from './csv';

test.each([
  ['a plain text', 'pro', 'pro'],
  ['a comma and a quote', 'a,"b"', '"a,""b"""'],
  ['a line break', 'a\nb', '"a\nb"'],
  ['null', null, ''],
  ['a negative number', -1.5, '-1.5'],
  ['a formula', '=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['an empty text', '', '""'],
  ['a number as a text', '-5', '-5'],
  ['a telephone number', '+491234', '+491234'],
  ['a whole number with all digits', 9007199254740993n, '9007199254740993'],
  ['a plus', '+1+1', `"'+1+1"`],
  ['a minus', '-A1', `"'-A1"`],
  ['an at sign', '@SUM(A1)', `"'@SUM(A1)"`],
  ['a formula behind a space', ' =1', `"' =1"`],
  ['a formula behind a tab', '\t=1', `"'\t=1"`],
  ['a formula behind a semicolon', 'x;=1+1', `"'x;=1+1"`],
  ['a full-width equals', '＝1+1', `"'＝1+1"`],
  ['a full-width plus', '＋1', `"'＋1"`],
  ['a full-width minus', '－1', `"'－1"`],
  ['a full-width at', '＠x', `"'＠x"`],
])('%s is one safe field', (_, cell, field) => {
  const rows = [{ keys: [cell], metrics: [2] }];
  const table = { path: '', keys: [{ name: 'k' }], metrics: [{ name: 'm', kind: 'amount' as const }], rows, cut: false };
  expect(csv(table)).toBe(`k,m\r\n${field},2\r\n`);
});
