import { expect, test } from 'vitest';
import { compact, number } from './moment';
import { print, visible } from './table';
import { cut } from './text';

test('a text is cut between the characters that people see', () => {
  const family = '👩‍👩‍👧‍👦';
  expect(cut(`ab${family}${family}${family}`, 6.7 * 6.5)).toBe(`ab${family}…`);
  expect(cut('e\u0301e\u0301e\u0301', 6.7 * 2.5)).toBe('e\u0301…');
  expect(cut('short', 100)).toBe('short');
});

test('no label holds what XML cannot', () => {
  const text = visible('a\u0007b\uFFFE\uD800c\u{1F600}');
  expect(text).toBe('a\uFFFDb\uFFFD\uFFFDc\u{1F600}');
  expect(print('\u0000')).toBe('\uFFFD');
});

test('what is small is not nothing', () => {
  expect([number(0.00004), compact(0.00004), number(0), number(1234.567)]).toEqual(['0.00004', '0.00004', '0', '1,234.57']);
});
