// Compared, topped and filled by the gateway: what is chosen never ends in an error, and the query that is shown is the one that is sent.
import assert from 'node:assert/strict';
import { eventually, visit } from './browser.mjs';
import { ask, bars, choose, settled, start } from './explore.mjs';

export async function comparing(at) {
  await visit(at, {}, (page) => shifts(page, at.url));
  await visit(at, {}, (page) => zooming(page, at.url));
  await visit(at, {}, (page, shot) => others(page, at.url, shot));
  await visit(at, {}, (page, shot) => refusals(page, at.url, shot));
}

const alerts = (page) => page.getByRole('alert').count();

// sent keeps what the page asks of conversations, and checks that each is what it shows.
function sent(page) {
  const documents = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') documents.push(JSON.parse(request.postData()));
  });
  return async () => {
    const { query, variables } = documents.at(-1);
    await page.getByText('The query', { exact: true }).click();
    const shown = await page.getByRole('region', { name: 'Query', exact: true }).textContent();
    await page.getByText('The query', { exact: true }).click();
    assert.equal(shown, `${query}\n# Variables:\n${JSON.stringify(variables, null, 2).replaceAll(/^/gm, '# ')}\n`);
  };
}

// shifts: whatever range and bucket, there is a period that lines up, or none is offered.
async function shifts(page, url) {
  const check = sent(page);
  for (const [range, over, option] of [
    ['today', 'HOUR', 'the day before, so far'],
    ['thisMonth', 'DAY', '4 weeks earlier, so far'],
    ['thisMonth', 'DAY', '4 weeks earlier, all of it'],
    ['lastMonth', 'WEEK', '4 weeks earlier'],
    ['thisQuarter', 'MONTH', 'the quarter before, so far'],
    ['thisYear', 'none', 'the year before, so far'],
    ['last7', 'DAY', '52 weeks earlier, so far'],
  ]) {
    await start(page, url, { range: { preset: range }, zone: 'Europe/Berlin', charts: [{ over }] });
    await choose(page, 'Compare with', option);
    await page.getByText(/^before [\d,]+|in all \(before [\d,]+/).first().waitFor();
    assert.equal(await alerts(page), 0, option);
    await check();
  }
  // All of a period that is not over is as much as the period had.
  await start(page, url, { range: { preset: 'thisMonth' }, zone: 'Europe/Berlin', charts: [{ over: 'MONTH', compare: 'whole' }] });
  const { conversations } = await ask(url, '{ conversations(where: { firstMessageTime: { during: { unit: MONTH, offset: -1, timeZone: "Europe/Berlin" } } }) { totals { count } } }');
  await page.getByText(`(before ${conversations.totals.count.toLocaleString('en')}, `).waitFor();
  await table(page, url);
  await choose(page, 'When', 'All time');
  assert.ok(await page.getByRole('combobox', { name: 'Compare with' }).isDisabled());
}

// zooming: a drag over some weeks shows them alone, and is no click. A double click in the legend shows one series alone.
async function zooming(page, url) {
  // Fifty-six days, of which each sixth is named.
  const days = [60, 54, 30, 5].map((ago) => new Date(Date.now() - ago * 86_400_000));
  const [first, wantedFrom, wantedTo, last] = days.map((day) => day.toISOString().slice(0, 10));
  const [fromLabel, toLabel] = days.slice(1, 3).map((day) => day.toLocaleDateString('en-US', { timeZone: 'UTC', month: 'short', day: 'numeric' }));
  await start(page, url, { range: { from: first, to: last }, zone: 'America/New_York', charts: [{ over: 'auto', by: [{ field: 'TYPE' }] }] });
  const box = await page.locator('.picture svg').boundingBox();
  const x = async (label) => {
    const tick = await page.locator('.picture svg text', { hasText: new RegExp(`^${label}(\\D|$)`) }).boundingBox();
    return tick.x + tick.width / 2;
  };
  const [from, to] = [await x(fromLabel), await x(toLabel)];
  await page.mouse.move(from, box.y + 60);
  await page.mouse.down();
  await page.mouse.move((from + to) / 2, box.y + 80);
  await page.locator('.brush').waitFor();
  await page.mouse.move(to, box.y + 90);
  await page.mouse.up();
  await settled(page);
  assert.deepEqual(JSON.parse(decodeURIComponent(new URL(page.url()).hash.slice(1))).range, { from: wantedFrom, to: wantedTo });
  assert.equal(await page.getByRole('dialog').count(), 0);
  const entries = page.locator('.legend button');
  await entries.first().dblclick();
  assert.deepEqual(await entries.evaluateAll((all) => all.map((e) => e.ariaPressed)), ['true', 'false', 'false', 'false']);
  await entries.first().dblclick();
  assert.deepEqual(await entries.evaluateAll((all) => all.map((e) => e.ariaPressed)), Array(4).fill('true'));
}

// table: by whatever column one wishes, growth among them.
async function table(page, url) {
  await start(page, url, { range: { preset: 'thisQuarter' }, zone: 'UTC', charts: [{ over: 'none', by: [{ field: 'INTEGRATION_ID' }], compare: 'before', view: 'table' }] });
  const growth = async () => (await page.locator('.card tbody tr td:last-child').allTextContents()).map((text) => Number.parseFloat(text));
  const before = await growth();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('columnheader', { name: 'Change' }).and(page.locator('[aria-sort="descending"]')).waitFor();
  const after = await growth();
  assert.deepEqual(after, [...before].sort((a, b) => b - a));
  assert.notDeepEqual(after, before);
}

// others are grey, named, exact, and can be looked into.
async function others(page, url, shot) {
  const check = sent(page);
  await start(page, url, { range: { preset: 'last90' }, zone: 'UTC', charts: [{ over: 'none', by: [{ field: 'INTEGRATION_ID' }], top: 5 }] });
  await choose(page, 'Show', 'Median of user messages');
  await choose(page, 'Show', 'Users');
  await check();
  await page.getByText('The first 5 by Integration; all the others are one.').waitFor();
  const labels = await bars(page);
  assert.equal(labels.length, 6);
  const shown = labels.slice(0, 5).map((label) => label.slice(0, label.lastIndexOf(':')));
  const { conversations } = await ask(
    url,
    `query ($shown: [ID!]) { conversations(where: { firstMessageTime: { during: { unit: DAY, offset: -89, count: 90 } }, or: [{ integrationId: { notIn: $shown } }, { integrationId: { isNull: true } }] }) {
      totals { count countDistinct { property(field: USER_PROPERTIES, path: ["userId"]) } } } }`,
    { shown },
  );
  assert.equal(labels[5], `Others: ${conversations.totals.countDistinct.property.toLocaleString('en')}`);
  await shot('others');
  const bar = page.locator('.picture svg g[data-label="bar"] rect').nth(5);
  assert.match(await bar.getAttribute('fill'), /^#(8b949e|6e7781)$/);
  const box = await bar.boundingBox();
  await page.mouse.click(box.x + 2, box.y + box.height / 2);
  await page.getByRole('dialog').getByRole('button', { name: 'Show the conversations' }).click();
  const list = page.getByRole('region', { name: 'Conversations', exact: true });
  await list.getByText(`of ${conversations.totals.count.toLocaleString('en')}, the latest first`).waitFor();
  // Over time they are a series, and a click is of the series that is clicked on.
  await choose(page, 'Show', 'Conversations');
  await choose(page, 'Over time', 'by week');
  await page.locator('.legend button', { hasText: /^Others$/ }).waitFor();
  for (const [at, name] of [['foot', 'Others'], ['top', '']]) {
    await page.locator('.picture').scrollIntoViewIfNeeded();
    const picture = await page.locator('.picture svg').boundingBox();
    await page.mouse.click(picture.x + picture.width * 0.6, at === 'foot' ? picture.y + picture.height - 44 : picture.y + 14);
    assert.equal(await page.getByRole('dialog').getByRole('combobox', { name: 'Of' }).evaluate((e) => e.selectedOptions[0].textContent), name || 'all');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  }
  assert.equal(await alerts(page), 0);
}

// refusals: what the gateway refuses is left out, which is said; nothing is asked twice when it is refreshed.
async function refusals(page, url, shot) {
  const check = sent(page);
  let asked = 0;
  page.on('request', (request) => request.method() === 'POST' && asked++);
  // The values read like numbers, so that they cannot be excluded; and a median does not add up.
  await start(page, url, {
    range: { preset: 'last90' },
    zone: 'UTC',
    charts: [{ measure: { show: 'median', of: { field: 'USER_MESSAGE_COUNT' } }, over: 'none', by: [{ field: 'PROPERTIES', path: ['score'] }], top: 5 }],
  });
  await page.getByText('The others are not told as one:').waitFor();
  await eventually(async () => assert.equal(await alerts(page), 0));
  assert.ok((await bars(page)).length > 0);
  await check();
  await shot('refused');
  const before = asked;
  await page.getByRole('button', { name: 'Refresh' }).click();
  await settled(page);
  assert.equal(asked, before + 1);
}
