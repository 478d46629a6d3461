// A gateway that asks who is there, under a path prefix, and one that tells no trace: a small proxy before the real one.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { accessible } from './accessible.mjs';
import { open, run, visit } from './browser.mjs';

const secret = 'a-token-of-the-reader';

export async function tokens(at) {
  const proxy = createServer((request, response) => void forward(at.url, request, response));
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${proxy.address().port}/under/a/prefix/`;
  try {
    await withoutSlash(at.browser, url);
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [1280, 390]) {
        await visit({ ...at, url }, { colorScheme, width }, (page, shot) => authorise(page, url, shot));
      }
    }
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}

// withoutSlash opens the pages by the addresses that people type. What loads beside the wrong one is not looked at.
async function withoutSlash(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(url.slice(0, -1));
  await page.waitForURL(url);
  await page.getByText('The gateway wants to know who is asking (401).').waitFor();
  await page.goto(`${url}explore/`);
  assert.equal(page.url(), `${url}explore`);
  await context.close();
}

async function authorise(page, url, shot) {
  await open(page, url);
  await page.getByText('The gateway wants to know who is asking (401).').waitFor();
  await accessible(page);
  await shot('token');
  const field = page.getByLabel('Token', { exact: true }).and(page.locator('input'));
  assert.equal(await field.getAttribute('type'), 'password');
  await field.fill('a wrong one');
  await field.press('Enter');
  await page.getByText('The gateway does not accept this token (401).').waitFor();
  await field.fill(secret);
  await page.getByRole('button', { name: 'Use token' }).click();
  // The bar has served, and goes.
  await page.locator('.token-bar').waitFor({ state: 'detached' });
  const { data } = await run(page);
  assert.ok(data.overview.totals.count > 0, 'the token opens the gateway');
  await page.getByRole('button', { name: 'Show Trace' }).click();
  await page.getByText('Start the gateway with --trace').waitFor();
  await page.getByRole('button', { name: 'Copy link' }).click();
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
  assert.ok(kept.includes('Dashboard') && !kept.includes(secret), 'the token is kept nowhere');

  await page.getByRole('button', { name: 'Forget token' }).click();
  await page.getByText('The gateway wants to know who is asking (401).').waitFor();

  // Explore asks likewise, under the same prefix.
  await page.goto(`${url}explore`);
  await page.getByText('The gateway wants to know who is asking (401).').waitFor();
  await accessible(page);
  await field.fill(secret);
  await field.press('Enter');
  await page.locator('.picture svg').waitFor();
  assert.equal(await page.locator('.token-bar').count(), 0);
  const address = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
  assert.ok(!address.includes(secret), 'the token is kept nowhere');
}

async function forward(url, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const path = request.url.replace(/^\/under\/a\/prefix(\/|$)/, '');
  if (path === request.url) return response.writeHead(404).end();
  if (path.startsWith('graphql') && request.headers.authorization !== `Bearer ${secret}`) {
    response.writeHead(401, { 'Content-Type': 'application/json', 'WWW-Authenticate': 'Bearer' });
    return response.end(JSON.stringify({ errors: [{ message: 'Who is asking?', extensions: { code: 'UNAUTHENTICATED' } }] }));
  }
  const headers = { accept: request.headers.accept, 'content-type': request.headers['content-type'] };
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value));
  const answer = await fetch(new URL(path, url), { method: request.method, headers: given, body, redirect: 'manual' });
  // fetch has already inflated the body.
  const kept = ['content-type', 'content-security-policy', 'cache-control', 'location'].filter((name) => answer.headers.has(name));
  response.writeHead(answer.status, Object.fromEntries(kept.map((name) => [name, answer.headers.get(name)])));
  response.end(Buffer.from(await answer.arrayBuffer()));
}
