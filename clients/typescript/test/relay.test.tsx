// @vitest-environment happy-dom
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RelayEnvironmentProvider } from 'react-relay';
import { expect, test, vi } from 'vitest';

import { ConversationList } from './relay/ConversationList.js';
import { relay } from './relay/environment.js';
import { lastMonthOfPro as where, url } from './gateway.js';

test('usePaginationFragment joins the slices of a list to its end', async () => {
  const container = document.body.appendChild(document.createElement('main'));
  const root = createRoot(container);
  root.render(
    <RelayEnvironmentProvider environment={relay(url)}>
      <Suspense fallback="…">
        <ConversationList where={where} count={100} />
      </Suspense>
    </RelayEnvironmentProvider>,
  );
  const ids = () => [...container.querySelectorAll('li')].map(({ id }) => id);
  const shown = (count: number) => vi.waitFor(() => expect(ids()).toHaveLength(count), 20_000);
  await shown(100);
  const total = Number(container.querySelector('p')!.textContent);
  const more = container.querySelector('button')!;
  for (let count = 200; !more.disabled; count += 100) {
    more.click();
    await shown(Math.min(count, total));
    await vi.waitFor(() => expect(more.disabled).toBe(count >= total), 20_000);
  }
  expect(total).toBeGreaterThan(200);
  expect(new Set(ids()).size).toBe(total);
  const times = [...container.querySelectorAll('li')].map(({ textContent }) => Date.parse(textContent!));
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  root.unmount();
});

test('relay-compiler refuses the same fragment on Conversations, which has no id', () => {
  const project = mkdtempSync(join(tmpdir(), 'relay-'));
  try {
    mkdirSync(join(project, 'src/__generated__'), { recursive: true });
    cpSync('../../schema.graphqls', join(project, 'schema.graphql'));
    writeFileSync(
      join(project, 'relay.config.json'),
      JSON.stringify({ src: './src', schema: './schema.graphql', language: 'typescript', artifactDirectory: './src/__generated__', noSourceControl: true }),
    );
    writeFileSync(
      join(project, 'src/list.ts'),
      `graphql\`
        fragment list_set on Conversations @refetchable(queryName: "listPage")
        @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" }) {
          list(first: $count, after: $cursor) @connection(key: "list_list") { edges { node { id } } }
        }\``,
    );
    const compile = () => execFileSync(resolve('node_modules/.bin/relay-compiler'), { cwd: project, stdio: 'pipe', encoding: 'utf8' });
    expect(compile).toThrow(/@refetchable/);
  } finally {
    rmSync(project, { recursive: true });
  }
});
