// Opens the playground in a real browser and uses it as a person would.
// node test/check.mjs URL [SCREENSHOTS]    URL ends in a slash; CHROMIUM names another browser.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, shots = 'screenshots'] = process.argv.slice(2);
assert.ok(url, 'usage: node test/check.mjs URL [SCREENSHOTS]');
await mkdir(shots, { recursive: true });

const tabs = ['Dashboard', 'PerDay', 'TopIntegrations', 'ByPlan', 'List', 'Refused'];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  for (const colorScheme of ['light', 'dark']) await visit(colorScheme);
  console.log(`playground: ok, screenshots in ${shots}`);
} finally {
  await browser.close();
}

async function visit(colorScheme) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(120_000); // A machine that does other things besides is slow, not wrong.
  const complaints = watch(page);
  const shot = (name) => page.screenshot({ path: path.join(shots, `${colorScheme}-${name}.png`) });

  // A second load finds the tabs that the first one stored.
  for (const open of [() => page.goto(url), () => page.reload()]) {
    const introspection = answered(page);
    await open();
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'query Dashboard' }).waitFor();
    await page.locator('.graphiql-editor-tool .view-line', { hasText: 'firstMessageTime' }).waitFor();
    assert.ok((await introspection).data.__schema, 'the schema is introspected');
    await page.waitForLoadState('networkidle');
  }

  for (const tab of tabs) {
    await page.getByRole('tab').getByTitle(tab, { exact: true }).click();
    // GraphiQL takes note of a tab's operation a moment after it shows it, which no person outruns.
    await page.waitForFunction(
      (name) => localStorage.getItem('conversations-gateway:graphiql:query')?.includes(`query ${name}`),
      tab,
    );
    const { errors } = await run(page);
    if (tab === 'Refused') assert.equal(errors?.[0]?.extensions?.code, 'BAD_USER_INPUT', 'Refused is refused');
    else assert.equal(errors, undefined, `${tab} has no errors`);
    await shot(tab);
  }

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

  assert.deepEqual(complaints, []);
  await page.close();
}

async function run(page) {
  const answer = answered(page);
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const result = await answer;
  await page.locator('.result-window .view-line', { hasText: /"(data|errors)"/ }).first().waitFor();
  return result;
}

async function answered(page) {
  const response = await page.waitForResponse((r) => new URL(r.url()).pathname.endsWith('/graphql'));
  return response.json();
}

// watch collects what must not happen: console errors (broken security policies among them), failed requests,
// and requests to another host.
function watch(page) {
  const complaints = [];
  page.on('console', (m) => {
    // The browser reports a refused query's status; its answer is checked by itself.
    if (new URL(m.location().url || url).pathname.endsWith('/graphql')) return;
    if (['error', 'warning'].includes(m.type())) complaints.push(`console ${m.type()}: ${m.text()}`);
  });
  page.on('pageerror', (e) => complaints.push(`exception: ${e.message}`));
  page.on('requestfailed', (r) => complaints.push(`failed: ${r.url()} ${r.failure()?.errorText}`));
  page.on('request', (r) => {
    if (new URL(r.url()).host !== new URL(url).host) complaints.push(`another host: ${r.url()}`);
  });
  return complaints;
}
