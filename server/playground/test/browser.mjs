// A real browser, and what every visit with it must keep.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

// launch starts a browser, in an environment.
export function launch(env = process.env) {
  return chromium.launch({
    env,
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
}

// visit opens a page with a storage of its own, hands it to use, and asserts at the end that nothing was complained of.
export async function visit({ browser, shots, url }, { colorScheme = 'light', width = 1280 }, use) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // A machine that does other things besides is slow, not wrong.
  const complaints = watch(page, url);
  mkdirSync(shots, { recursive: true });
  const shot = (name) => page.screenshot({ path: path.join(shots, `${colorScheme}-${width}-${name}.png`) });
  await use(page, shot);
  assert.deepEqual(complaints, []);
  await context.close();
}

// open goes to the page and waits until the schema is there.
export async function open(page, url, fragment = '') {
  const introspection = answered(page);
  await page.goto('about:blank'); // Otherwise a fragment alone would not load the page anew.
  await page.goto(url + fragment);
  const answer = await introspection;
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  // Bounded, for a worker that an earlier page gave up may keep the network from being called idle.
  await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => {});
  return answer;
}

// openQuery opens the page by a link to a query, and runs it.
export async function openQuery(page, url, query) {
  await open(page, url, `#query=${encodeURIComponent(query)}`);
  return run(page);
}

export async function openTab(page, name) {
  await page.getByRole('tab').getByTitle(name, { exact: true }).click();
  // GraphiQL takes note of a tab's operation a moment after it shows it, which no person outruns.
  await page.waitForFunction(
    (wanted) => localStorage.getItem('conversations-gateway:graphiql:query')?.includes(`query ${wanted}`),
    name,
  );
}

export async function run(page) {
  const answer = answered(page);
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const result = await answer;
  await page.locator('.result-window .view-line', { hasText: /"(data|errors)"/ }).first().waitFor();
  return result;
}

export async function answered(page) {
  const response = await page.waitForResponse((r) => new URL(r.url()).pathname.endsWith('/graphql'));
  return response.json();
}

// watch collects what must not happen: console errors (broken security policies among them), failed requests,
// requests to another host, and addresses that tell a log what was asked.
function watch(page, url) {
  const complaints = [];
  page.on('console', (m) => {
    // The browser reports a refused query's status; its answer is checked by itself.
    if (new URL(m.location().url || url).pathname.endsWith('/graphql')) return;
    if (['error', 'warning'].includes(m.type())) complaints.push(`console ${m.type()}: ${m.text()}`);
  });
  page.on('pageerror', (e) => complaints.push(`exception: ${e.message}`));
  page.on('requestfailed', (r) => {
    // A page that is left gives up what it was loading.
    if (r.failure()?.errorText === 'net::ERR_ABORTED') return;
    complaints.push(`failed: ${r.url()} ${r.failure()?.errorText}`);
  });
  page.on('request', (r) => {
    const { host, protocol, search } = new URL(r.url());
    if (protocol === 'data:' || protocol === 'blob:') return;
    if (host !== new URL(url).host) complaints.push(`another host: ${r.url()}`);
    if (search) complaints.push(`an address with a query: ${r.url()}`);
  });
  return complaints;
}

// eventually has assertions hold after a while at the latest: what is drawn follows an answer in a turn of its own.
export async function eventually(hold) {
  for (const end = performance.now() + 60_000; ; ) {
    try {
      return await hold();
    } catch (cause) {
      if (performance.now() > end) throw cause;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// slowness is how many times longer than on an idle machine the page takes at present; at least 1. It does a piece of work that
// takes most of a second there.
export async function slowness(page) {
  const took = await page.evaluate(() => {
    const started = performance.now();
    const parts = [];
    for (let i = 0, x = 1; i < 4e6; i++) {
      x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
      if (i % 8 === 0) parts.push(String(x));
    }
    parts.sort();
    return performance.now() - started;
  });
  return Math.max(1, took / 700);
}
