import { expect, test } from 'vitest';
import { csv } from './csv';

test.each([
  ['a plain text', 'pro', 'pro'],
  ['a comma and a quote', 'a,"b"', '"a,""b"""'],
  ['a line break', 'a\nb', '"a\nb"'],
  ['null', null, ''],
  ['a negative number', -1.5, '-1.5'],
  ['a formula', '=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['a plus', '+1', "'+1"],
  ['a minus', '-1', "'-1"],
  ['an at sign', '@SUM(A1)', "'@SUM(A1)"],
  ['a formula behind a space', ' =1', "' =1"],
  ['a formula behind a tab', '\t=1', "'\t=1"],
])('%s is one safe field', (_, cell, field) => {
  const rows = [{ keys: [cell], metrics: [2] }];
  const table = { path: '', keys: [{ name: 'k' }], metrics: [{ name: 'm', kind: 'amount' as const }], rows, cut: false };
  expect(csv(table)).toBe(`k,m\r\n${field},2\r\n`);
});
