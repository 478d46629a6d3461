// What GraphiQL is for: examples, documentation, completion, links, themes.
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';
import { answered, eventually, open, openTab, run, visit } from './browser.mjs';

const tabs = ['Dashboard', 'PerDay', 'TopIntegrations', 'ByPlan', 'List', 'Refused'];

export async function editing(at) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      await visit(at, { colorScheme, width }, async (page, shot) => {
        await examples(page, at.url, width > 700 ? tabs : ['Dashboard'], shot);
        await trace(page, shot);
        await accessible(page);
      });
    }
  }
  await visit(at, {}, (page, shot) => documentation(page, at.url, shot));
  await visit(at, {}, (page) => links(page, at.url));
  await visit(at, { colorScheme: 'light' }, (page, shot) => themes(page, at.url, shot));
}

async function examples(page, url, names, shot) {
  // A second load finds the tabs that the first one stored.
  for (let load = 0; load < 2; load++) {
    const introspection = await open(page, url);
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'query Dashboard' }).waitFor();
    await page.locator('.graphiql-editor-tool .view-line', { hasText: 'firstMessageTime' }).waitFor();
    assert.ok(introspection.data.__schema, 'the schema is introspected');
  }
  for (const name of names) {
    if (name !== 'Dashboard') await openTab(page, name);
    const { data, errors } = await run(page);
    if (name === 'Refused') {
      assert.equal(errors?.[0]?.extensions?.code, 'BAD_USER_INPUT', 'Refused is refused');
      await page.locator('.result-window .view-line', { hasText: 'BAD_USER_INPUT' }).first().waitFor();
    } else {
      assert.equal(errors, undefined, `${name} has no errors`);
      const [set] = Object.values(data);
      assert.ok((set.groups?.nodes ?? set.list.nodes).length > 0, `${name} has rows`);
    }
    await shot(name);
  }
  if (names.length > 1) await openTab(page, 'Dashboard');
}

async function trace(page, shot) {
  await page.getByRole('button', { name: 'Show Trace' }).click();
  const { extensions } = await run(page);
  const told = page.locator('.panel');
  const { queries, merged, calls, fields } = extensions.gateway;
  await eventually(async () => {
    const figures = Object.fromEntries(
      await told.locator('.figures > div').evaluateAll((all) => all.map((e) => [e.firstChild.textContent, e.lastChild.textContent])),
    );
    assert.equal(figures['queries planned'], String(queries));
    assert.equal(figures['merged into others'], String(merged));
    assert.equal(figures['calls of the endpoint'], String(calls));
    assert.match(figures['in the gateway'], /^[\d.]+ ms$/);
    const rows = await told.locator('tbody tr').evaluateAll((all) => all.map((e) => [...e.children].map((c) => c.textContent)));
    assert.deepEqual(rows, fields.map((f) => [f.path, f.cache, `${f.age < 10 ? Number(f.age.toFixed(1)) : Math.round(f.age)} s`]));
  });
  await shot('trace');
}

async function documentation(page, url, shot) {
  await open(page, url);
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Query', exact: true }).click();
  await page.locator('.graphiql-doc-explorer').getByText('conversation', { exact: true }).waitFor();
  await shot('docs');
  // The GraphQL worker knows the schema when it completes a field of it.
  await page.getByRole('button', { name: 'New tab' }).click();
  await page.locator('.graphiql-query-editor .monaco-editor').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('{ conv');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget.visible').getByText('conversations', { exact: true }).first().waitFor();
  await shot('completion');
}

async function links(page, url) {
  await open(page, url);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openTab(page, 'List');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Link copied').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, page.url(), 'the link is in the address bar too');
  assert.ok(copied.startsWith(`${url}#query=`), 'a document stands in the fragment');

  // Whoever gets the link has another storage.
  const page2 = await (await page.context().browser().newContext()).newPage();
  page2.setDefaultTimeout(60_000);
  await open(page2, copied);
  const { data } = await run(page2);
  assert.equal(data.conversations.list.nodes.length, 5, 'the link carries the variables');
  await page2.context().close();

  // Of two operations the named one is run.
  const query = 'query A { conversations { totals { count } } } query B { b: conversations { totals { count } } }';
  await open(page, url, `#query=${encodeURIComponent(query)}&operationName=B`);
  const answer = answered(page);
  await page.locator('.graphiql-query-editor .monaco-editor').click();
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.getByRole('menuitem', { name: 'B' }).click();
  assert.deepEqual(Object.keys((await answer).data), ['b']);
}

async function themes(page, url, shot) {
  await open(page, url);
  const shade = () => page.evaluate(() => getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor);
  const light = await shade();
  await page.getByRole('button', { name: 'Open settings dialog' }).click();
  await page.getByRole('button', { name: 'Dark', exact: true }).click();
  await page.keyboard.press('Escape');
  await eventually(async () => assert.notEqual(await shade(), light, 'the theme switches'));
  await shot('switched');
}
