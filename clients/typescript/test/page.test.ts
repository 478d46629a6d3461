import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const page = readFileSync('../../docs/clients.md', 'utf8');
const flush = (text: string) => text.replace(/^ +/gm, '');
// Blocks that are files of their own are run: see fresh.test.ts, and fresh_test.go of the Go client.
const blocks = [...page.matchAll(/(?<!^`[\w./]+`[^\n]*:\n\n)^```(?!sh)\w+\n(.*?)^```$/gms)].map(([, block]) => flush(block!));

const files = ['codegen.ts', ...['test', 'test/relay', '../go'].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))];
const code = files.filter((file) => /\.(ts|tsx|graphql|yaml)$/.test(file)).map((file) => flush(readFileSync(file, 'utf8')));

test('the page shows code of these projects', () => {
  expect(blocks).toHaveLength(1);
  expect(blocks.filter((block) => !code.some((text) => text.includes(block)))).toEqual([]);
});

test('the files that the page names are there', () => {
  const names = [...page.matchAll(/\]\(\.\.\/(clients[^)]*)\)/g)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) expect(() => readdirSync(join('../..', name, '..'))).not.toThrow();
  for (const name of names.filter((name) => name.includes('.'))) expect(readFileSync(join('../..', name), 'utf8')).not.toBe('');
});
