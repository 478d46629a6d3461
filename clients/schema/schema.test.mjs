import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { compare } from './compare.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const released = readFileSync(at('released.graphqls'), 'utf8');

/** The released schema with one thing replaced in it. */
function changed(from, to, schema = released) {
  assert.ok(schema.includes(from), `the released schema has ${from}`);
  return schema.replace(from, to);
}

const edge = '  cursor: String!\n';
for (const { name, schema, breaking = [], dangerous = [], safe = 0 } of [
  { name: 'the released schema', schema: released },
  { name: 'a removed field', schema: changed('  firstMessageTime: DateTime!\n', '  started: DateTime!\n'), breaking: [/firstMessageTime/], safe: 1 },
  { name: 'a removed value', schema: changed('  HOUR\n', '  MINUTE\n'), breaking: [/HOUR/], dangerous: [/MINUTE/] },
  { name: 'an argument that becomes required', schema: changed('after: String\n', 'after: String!\n'), breaking: [/after/] },
  { name: 'a field that becomes nullable', schema: changed(edge, '  cursor: String\n'), breaking: [/cursor/] },
  { name: 'another default', schema: changed('first: Int = 20', 'first: Int = 50'), dangerous: [/first/] },
  { name: 'a new field', schema: changed(edge, `${edge}  place: Int\n`), safe: 1 },
]) {
  test(`${name}: ${breaking.length} breaking, ${dangerous.length} dangerous, ${safe} other changes`, async () => {
    const changes = await compare(released, schema);
    assert.equal(changes.breaking.length, breaking.length);
    assert.equal(changes.dangerous.length, dangerous.length);
    breaking.forEach((says, i) => assert.match(changes.breaking[i].message, says));
    dangerous.forEach((says, i) => assert.match(changes.dangerous[i].message, says));
    assert.equal(changes.safe.filter(({ type }) => !type.includes('DESCRIPTION')).length, safe);
  });
}

/** What a command prints in a folder that has the schema, and how it ends. */
function run(schema, script, ...flags) {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  try {
    writeFileSync(join(folder, 'schema.graphqls'), schema);
    return spawnSync(process.execPath, [at(script), ...flags, 'schema.graphqls'], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the comparison fails on a removed field, and says which', () => {
  const { status, stderr } = run(changed(edge, '  place: String!\n'), 'compare.mjs');
  assert.match(stderr, /^breaking: .*'cursor'/m);
  assert.equal(status, 1);
});

test('the lint finds what lacks a description, has another case, or is not of Relay', () => {
  let schema = changed('  "From the full hour."\n', '');
  schema = changed('    "At most this many: 0 to 1,000."\n', '', schema);
  schema = changed('  endCursor: String\n', '  endCursor: String\n  "Its end."\n  end_cursor: String\n', schema);
  schema = changed('  hasNextPage: Boolean!\n', '  more: Boolean!\n', schema);
  const { status, stdout } = run(schema, 'node_modules/eslint/bin/eslint.js', '--config', at('eslint.config.js'));
  assert.match(stdout, /enum value "HOUR".*require-description/);
  assert.match(stdout, /input value "first".*require-description/);
  assert.match(stdout, /end_cursor.*naming-convention/);
  assert.match(stdout, /hasNextPage.*relay-page-info/);
  assert.equal(status, 1);
});
