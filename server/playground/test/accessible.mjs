import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What is GraphiQL's own or Monaco's, and theirs to mend; everything else on the page is checked.
const theirs = [
  '.monaco-editor', // An editor that is read by its own hidden text area.
  '.graphiql-sidebar',
  '.graphiql-sessions',
  '.graphiql-horizontal-drag-bar',
];

// accessible asserts that axe finds nothing serious in what is ours. It is put in by content: the page's policy lets no
// other script in.
export async function accessible(page) {
  await page.evaluate(source);
  const { violations } = await page.evaluate((exclude) => globalThis.axe.run({ exclude }), theirs);
  const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  const told = serious.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`);
  assert.deepEqual(told, []);
}
