// Live charts: one subscription of all of them, whose answers are drawn as they come; and questions again and again where it is refused.
import assert from 'node:assert/strict';
import { eventually, visit } from './browser.mjs';
import { settled, start } from './explore.mjs';

const charts = [{ over: 'none', by: [{ field: 'TYPE' }] }, { over: 'none' }];

export async function watching(at) {
  await visit(at, {}, (page, shot) => subscribed(page, at.url, shot));
  await visit(at, {}, (page) => changing(page, at.url));
  await visit(at, {}, (page) => refused(page, at.url));
}

const live = (page) => page.getByRole('combobox', { name: 'Refresh by itself' });
const events = (request) => request.method() === 'POST' && request.headers().accept === 'text/event-stream';

async function subscribed(page, url, shot) {
  await start(page, url, { range: { preset: 'last30' }, charts });
  const figure = await page.locator('.figures dd').textContent();
  const asked = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(request));
  const givenUp = [];
  page.on('requestfailed', (request) => givenUp.push(request));
  await live(page).selectOption({ label: 'live, every 10 s' });
  await eventually(async () => assert.equal(await page.getByText(/^Live, every 10 s: the same since/).count(), 2));
  await settled(page);
  assert.equal(await page.locator('.figures dd').textContent(), figure);
  assert.equal(asked.length, 1, 'all charts share one connection');
  assert.ok(events(asked[0]));
  await shot('live');
  // Of one chart, what is shown is what is sent.
  await page.getByRole('button', { name: 'Remove', exact: true }).nth(1).click();
  await eventually(() => {
    assert.equal(asked.length, 2);
    assert.deepEqual(givenUp, [asked[0]], 'what is no longer watched is given up');
  });
  await page.getByText('The query', { exact: true }).click();
  await eventually(async () => assert.ok((await page.getByRole('region', { name: 'Query', exact: true }).textContent()).startsWith(asked[1].postDataJSON().query)));
  // By hand again, it asks once.
  await live(page).selectOption({ label: 'by hand' });
  await page.getByText(/^Answered at/).waitFor();
}

// changing: each answer is drawn when it comes, with the errors that are of its chart.
async function changing(page, url) {
  await start(page, url, { range: { preset: 'last30' }, charts: [{ over: 'none' }] });
  const next = (count) => `event: next\ndata: {"data":{"live":{"conversations":{"totals":{"count":${count}}}}}}\n\n`;
  let streams = 0;
  await page.route('**/graphql', async (route) => {
    if (!events(route.request())) return route.continue();
    streams++;
    const body = streams === 1 ? `:\n\n${next(41)}${next(42)}retry: 1\n\n` : `${next(43)}retry: 100000\n\n`;
    await route.fulfill({ contentType: 'text/event-stream', body });
  });
  await live(page).selectOption({ label: 'live, every 10 s' });
  // The first stream ends without a word of an end, so the page comes back.
  await eventually(async () => assert.equal(await page.locator('.figures dd').textContent(), '43'));
  assert.equal(streams, 2);
}

async function refused(page, url) {
  await start(page, url, { range: { preset: 'last30' }, charts: [{ over: 'none' }] });
  await page.clock.install();
  let polls = 0;
  await page.route('**/graphql', async (route) => {
    if (events(route.request())) return route.fulfill({ status: 400, json: { errors: [{ message: 'There are no subscriptions.' }] } });
    await route.fulfill({ json: { data: { conversations: { totals: { count: ++polls } } } } });
  });
  await live(page).selectOption({ label: 'live, every 10 s' });
  await eventually(async () => assert.equal(await page.locator('.figures dd').textContent(), '1'));
  await page.getByText(/^Answered at/).waitFor();
  await page.clock.runFor(10_000);
  await eventually(async () => assert.equal(await page.locator('.figures dd').textContent(), '2'));
  assert.equal(await page.getByRole('alert').count(), 0);
}
