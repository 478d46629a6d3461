import { expect, test } from 'vitest';
import { readPath, writePath } from './path';
import { mostPages, readSaved, withSaved } from './saved';
import { initial, read, write } from './state';

test('a page is kept once by its name, in order, and as many as may be', () => {
  const one = { name: 'b', fragment: write({ ...initial(), name: 'b' }) };
  const other = { name: 'a', fragment: '#x' };
  expect(withSaved([one], other).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(withSaved([one, other], { name: 'b', fragment: '#y' })).toEqual([other, { name: 'b', fragment: '#y' }]);
  const many = Array.from({ length: mostPages }, (_, i) => ({ name: `n${i}`, fragment: '#' }));
  expect(withSaved(many, one)).toHaveLength(mostPages);
});

test('what is kept and is no page is left out', () => {
  expect(readSaved('[{"name":"a","fragment":"#1"},{"name":"","fragment":"#"},{"name":"x","fragment":"javascript:alert(1)"},null,7,{"name":5}]')).toEqual([{ name: 'a', fragment: '#1' }]);
  for (const nonsense of ['{', '{}', 'null', '"a"', '7']) expect(readSaved(nonsense)).toEqual([]);
  expect(readSaved(null)).toEqual([]);
});

test('the name of a page stands in its address', () => {
  expect(read(write({ ...initial(), name: 'Growth & “more” 🙂' })).name).toBe('Growth & “more” 🙂');
  expect(read(write({ ...initial(), name: ' ' })).name).toBeUndefined();
  expect(read(write({ ...initial(), name: 'x'.repeat(200) })).name).toHaveLength(80);
});

test('a path is read as it is written', () => {
  for (const path of [['plan'], ['page', 'lang'], ['a.b', 'c'], ['back\\slash'], ['\\.', '.'], ['🙂', 'ü']]) expect(readPath(writePath(path))).toEqual(path);
  expect(readPath('page.')).toEqual(['page']);
  expect(readPath(' page..lang ')).toEqual(['page', 'lang']);
});
