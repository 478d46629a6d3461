import { expect, test } from 'vitest';
import { read, write } from './link';

test.each([
  ['a query', { query: '{ a }' }],
  ['all of it', { query: 'query A($x: Int) { a(x: $x) } # 1 + 1 & more = "é"\n', variables: '{\n  "x": 1\n}', operationName: 'A' }],
])('%s comes back as it was', (_, link) => {
  expect(read(write(link))).toEqual(link);
});

test('spaces are no pluses, which some decoders keep', () => {
  expect(write({ query: '{ a + }' })).toBe('#query=%7B%20a%20%2B%20%7D');
});

test('what is empty is left out', () => {
  expect(write({ query: '{ a }', variables: ' ', operationName: '' })).toBe('#query=%7B%20a%20%7D');
});

test.each([[''], ['#'], ['#variables={}'], ['#/other']])('%s is no link', (fragment) => {
  expect(read(fragment)).toBeUndefined();
});
