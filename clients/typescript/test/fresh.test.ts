// Makes the project that README.md and docs/clients.md describe, of their own text, and runs it.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { url } from './gateway.js';

const pages = ['README.md', 'docs/clients.md'].map((name) => readFileSync(join('../..', name), 'utf8'));
const section = (page: string, title: string) => page.split(/^(?=## )/m).find((text) => text.startsWith(`## ${title}\n`)) ?? '';
const text = [section(pages[0]!, 'Clients'), pages[1]!.replace(section(pages[1]!, 'Go'), '')].join('\n');

/** The files of the pages: blocks behind a line that begins with the file's name. */
const files = [...text.matchAll(/^`([\w./]+)`[^\n]*:\n\n```\w+\n(.*?)^```$/gms)].map(([, name, code]) => ({ name: name!, code: code! }));
/** What the pages install: names, some with a version. */
const installed = [...text.matchAll(/^npm install (?:-D )?(.*)$/gm)].flatMap(([, names]) => names!.replace(/"[^"]*"/, '').trim().split(/ +/)).filter(Boolean);

const project = mkdtempSync(join(tmpdir(), 'fresh-'));
const execute = promisify(execFile);
const run = async (command: string, ...args: string[]) => {
  // Vitest sets it for itself, and Vite builds for it.
  const { NODE_ENV: _, ...env } = process.env;
  const { stdout } = await execute(command, args, { cwd: project, env }).catch((error: Error & { stdout?: string }) => {
    throw new Error(`${command} ${args.join(' ')}: ${error.message}\n${error.stdout}`);
  });
  return stdout.trim();
};

async function ask(query: string, variables = {}) {
  const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  return ((await answer.json()) as { data: { conversations: any } }).data.conversations;
}

afterAll(() => rmSync(project, { recursive: true, force: true }), 300_000);

test('the lock has what the pages install, and what a fresh project of Vite has', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('test/fresh/package.json', 'utf8')) as Record<string, Record<string, string>>;
  const locked = { ...dependencies, ...devDependencies };
  const names = installed.map((name) => name.replace(/(?<=.)@\d+$/, ''));
  expect([...new Set([...names, 'typescript', 'vite'])].sort()).toEqual(Object.keys(locked).sort());
  for (const [name, version] of installed.map((name) => name.split(/(?<=.)@(?=\d)/))) if (version) expect(locked[name!]).toMatch(`${version}.`);
});

test('the section of the README is short', () => {
  expect(section(pages[0]!, 'Clients').trim().split('\n').length).toBeLessThan(40);
  for (const { name, code } of files.filter(({ name }) => name.startsWith('src/'))) expect(code.trim().split('\n').length, name).toBeLessThanOrEqual(12);
});

/** What each file is to show, as the gateway answers now. */
async function answers(): Promise<Record<string, string>> {
  const where = { firstMessageTime: { last: 'P30D' } };
  const count = 'query ($where: ConversationWhere) { conversations(where: $where) { totals { count } } }';
  const grouped = (by: string, key: string) => ask(`{ conversations(groupBy: [${by}]) { groups { nodes { key { ${key} } count } } } }`);
  const pairs = ({ groups }: any, name: (key: any) => string) => groups.nodes.map(({ key, count }: any) => `${name(key)}: ${count}`).join(', ');
  const pro = { userProperties: [{ path: ['plan'], eq: 'pro' }] };
  return {
    'index.js': `${(await ask(count, { where })).totals.count} conversations in 30 days`,
    'apollo.js': '100 of 20000',
    'urql.js': pairs(await grouped('{ field: INTEGRATION_ID }', 'integrationId'), ({ integrationId }) => integrationId),
    'relay.js': pairs(await grouped('{ field: TYPE }', 'type'), ({ type }) => type),
    'query.js': pairs(await grouped('{ time: { unit: MONTH } }', 'time'), ({ time }) => time.slice(0, 7)),
    'live.js': `${(await ask('{ conversations { totals { count } } }')).totals.count} so far`,
    'filter.js': JSON.stringify({ where: pro, answer: { conversations: await ask(count, { where: pro }) }, refused: ['BAD_USER_INPUT'] }),
  };
}

describe('a fresh project', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    cpSync('test/fresh', project, { recursive: true });
    const gateway = new URL(url).origin;
    for (const { name, code } of files) {
      mkdirSync(join(project, dirname(name)), { recursive: true });
      writeFileSync(join(project, name), code.replaceAll('http://127.0.0.1:8080', gateway));
    }
    await run('npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund');
    const packed = await run('npm', 'pack', '--silent', resolve('.'));
    await run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-save', packed);
    await run('npx', 'relay-compiler');
  }, 300_000);

  test('compiles, is built, and shows what the gateway answers', async () => {
    await run('npx', 'tsc');
    const sources = files.map(({ name }) => name).filter((name) => name.startsWith('src/') && name !== 'src/main.ts');
    writeFileSync(
      join(project, 'build.mjs'),
      `import { build } from 'vite';
       const input = ${JSON.stringify(['index.html', ...sources])}; // which has src/main.ts
       await build({ logLevel: 'warn', build: { rolldownOptions: { input, output: { entryFileNames: '[name].js' } } } });`,
    );
    await run('node', 'build.mjs');
    // Each file shows its answer as the text of the page's body.
    const happyDOM = fileURLToPath(import.meta.resolve('happy-dom'));
    writeFileSync(
      join(project, 'show.mjs'),
      `import { setTimeout } from 'node:timers/promises';
       import { Window } from ${JSON.stringify(happyDOM)};
       const window = new Window();
       globalThis.document = window.document;
       globalThis.MutationObserver = window.MutationObserver;
       await import('./dist/' + process.argv[2]);
       for (let waits = 0; waits < 1000 && document.body.textContent !== process.argv[3]; waits++) await setTimeout(10);
       console.log(document.body.textContent);
       process.exit(0);`,
    );
    const wanted = await answers();
    const built = readdirSync(join(project, 'dist')).filter((name) => name.endsWith('.js'));
    expect(built.sort()).toEqual(Object.keys(wanted).sort());
    // What comes later than the last line of a file, such as what Apollo says to those that watch, is waited for.
    const shown: Record<string, string> = {};
    for (const name of built) shown[name] = await run('node', 'show.mjs', name, wanted[name]!);
    // What the gateway answers changes when the hour is full.
    const then = await answers();
    for (const name of built) expect([wanted[name], then[name]]).toContain(shown[name]);
  });
});
