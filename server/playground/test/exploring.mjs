// Explore: the question "which integrations grew this quarter, against the last, and which conversations are behind it?", by mouse, by
// keyboard alone and on a phone; what is drawn is what the gateway says.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible } from './accessible.mjs';
import { eventually, slowness, visit } from './browser.mjs';
import { ask, bars, choose, settled, start } from './explore.mjs';

// Kilobytes of compressed script and style that the page may load.
const most = 220;

export async function exploring(at) {
  for (const [colorScheme, width] of [['light', 390], ['light', 1280], ['dark', 390], ['dark', 1600]]) {
    await visit(at, { colorScheme, width }, (page, shot) => question(page, at.url, shot));
  }
  await visit(at, {}, (page) => keyboard(page, at.url));
  await visit(at, {}, (page) => size(page, at.url));
  await visit(at, {}, (page) => ranges(page, at.url));
  await visit(at, {}, (page, shot) => together(page, at.url, shot));
  await visit(at, {}, (page, shot) => troubles(page, at.url, shot));
  await visit(at, {}, (page, shot) => hostile(page, at.url, shot));
  await visit(at, {}, (page) => outOfIt(page, at.url));
}

async function question(page, url, shot) {
  await start(page, url);
  await page.locator('.picture svg[aria-label^="Lines of Conversations by Time"]').waitFor();
  await page.getByText('Not whole, and drawn paler or dashed').waitFor();
  await accessible(page);
  await shot('explore');

  await choose(page, 'Broken down by', 'Integration');
  await choose(page, 'Over time', 'no, as a whole');
  await choose(page, 'When', 'This quarter');
  await choose(page, 'Compare with', 'the quarter before, so far');
  // The same, asked by hand.
  const now = new Date();
  const from = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3));
  const { conversations } = await ask(
    url,
    `query ($from: DateTime!) { conversations(where: { firstMessageTime: { gte: $from } }, groupBy: [{ field: INTEGRATION_ID }]) { totals { count }
      groups(orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } count } } } }`,
    { from: from.toISOString() },
  );
  await eventually(async () => assert.deepEqual(await bars(page), conversations.groups.nodes.map((n) => `${n.key.integrationId ?? '(none)'}: ${n.count.toLocaleString('en')}`)));
  await page.getByText(/in all \(before [\d,]+, [+-][\d.]+%\)/).waitFor();
  await shot('question');
  // The tip compares.
  const picture = page.locator('.picture');
  await picture.scrollIntoViewIfNeeded();
  const box = await picture.boundingBox();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 24);
  await page.locator('.tip', { hasText: /before [\d,]+/ }).waitFor();
  await shot('question-tip');
  const [first] = conversations.groups.nodes;
  await page.mouse.click(box.x + box.width * 0.6, box.y + 24);
  const menu = page.getByRole('dialog');
  await menu.waitFor();
  await accessible(page);
  await shot('question-pick');
  await menu.getByRole('button', { name: 'Show the conversations' }).click();
  const list = page.getByRole('region', { name: 'Conversations', exact: true });
  await list.getByText(new RegExp(`of ${first.count.toLocaleString('en')}, the latest first`)).waitFor();
  await list.locator('tbody tr').first().waitFor();
  // It loads on as one scrolls.
  assert.equal(await list.locator('tbody tr').count(), 50);
  await list.locator('.scroll').evaluate((e) => e.scrollTo(0, e.scrollHeight));
  await list.getByText(/^100 of/).waitFor();
  await list.locator('tbody button').first().click();
  await list.getByText('"userProperties"').waitFor();
  await accessible(page);
  await list.scrollIntoViewIfNeeded();
  await shot('conversations');
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, `the page is ${sideways} px too wide`);

  // The address is all of it.
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.locator('.picture svg').waitFor();
  await eventually(async () => assert.deepEqual(await bars(other), await bars(page)));
  await other.getByRole('region', { name: 'Conversations', exact: true }).locator('tbody tr').first().waitFor();
  await other.close();
  await page.goBack();
  await page.getByRole('region', { name: 'Conversations', exact: true }).waitFor({ state: 'detached' });
}

async function keyboard(page, url) {
  await start(page, url);
  const { keyboard: keys } = page;
  const to = async (name) => {
    for (let i = 0; i < 40; i++) {
      await keys.press('Tab');
      const now = await page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent);
      if (now.startsWith(name)) return;
    }
    assert.fail(`no Tab comes to ${name}`);
  };
  await to('Broken down by');
  await keys.type('Integ');
  await settled(page);
  await to('Over time');
  await keys.type('no');
  await settled(page);
  await to('When');
  await keys.type('This q');
  await settled(page);
  await to('Compare with');
  await keys.press('ArrowDown');
  await settled(page);
  await page.getByText(/in all \(before/).waitFor();
  await to('Chart.');
  await keys.press('ArrowDown');
  const told = await page.locator('.tip strong').textContent();
  await keys.press('ArrowDown');
  await page.waitForFunction((before) => document.querySelector('.tip strong').textContent !== before, told);
  await keys.press('Enter');
  await page.getByRole('dialog').waitFor();
  for (let i = 0; i < 10 && (await page.evaluate(() => document.activeElement.textContent)) !== 'Show the conversations'; i++) await keys.press('Tab');
  await keys.press('Enter');
  const list = page.getByRole('region', { name: 'Conversations', exact: true });
  await list.locator('tbody tr').first().waitFor();
  await page.waitForFunction(() => document.activeElement.tagName === 'H2');
  await to('Rows of conversations');
  await keys.press('Tab');
  await keys.press('Enter');
  await list.getByText('"userProperties"').waitFor();
}

// size: few files and bytes, and one question, which is asked before what draws its answer is there.
async function size(page, url) {
  let asked = 0;
  const question = page.waitForRequest((request) => request.method() === 'POST');
  page.on('request', (request) => request.method() === 'POST' && asked++);
  await page.route(/\/draw-[^/]*\.js$/, async (route) => {
    await question;
    await route.continue();
  });
  await start(page, url);
  assert.equal(asked, 1);
  const { kilobytes, files, first } = await page.evaluate(() => {
    const loaded = performance.getEntriesByType('resource').filter((r) => /\.(js|css)$/.test(new URL(r.name).pathname));
    return { files: loaded.length, kilobytes: Math.round(loaded.reduce((sum, r) => sum + r.encodedBodySize, 0) / 1000), first: performance.getEntriesByName('chart')[0] };
  });
  console.log(`explore: ${kilobytes} kB of compressed script and style in ${files} files, the first chart after ${Math.round(first.startTime + first.duration)} ms`);
  assert.ok(kilobytes > 0 && kilobytes <= most, `${kilobytes} kB, at most ${most} are meant`);
  assert.ok(files <= 7, `${files} files of script and style, at most 7 are meant`);
}

// ranges: each preset has the gateway's own number.
async function ranges(page, url) {
  await start(page, url);
  const select = page.getByRole('combobox', { name: 'When' });
  const presets = (await select.locator('option').allTextContents()).filter((name) => !name.startsWith('From'));
  assert.equal(presets.length, 14);
  await choose(page, 'Over time', 'no, as a whole');
  const day = 86_400_000;
  const now = Date.now();
  const today = Math.floor(now / day) * day;
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * day;
  const [year, month] = [new Date(today).getUTCFullYear(), new Date(today).getUTCMonth()];
  const quarter = Math.floor(month / 3) * 3;
  const meant = {
    Today: [today],
    Yesterday: [today - day, today],
    'Last 7 days': [today - 6 * day],
    'Last 30 days': [today - 29 * day],
    'Last 90 days': [today - 89 * day],
    'This week': [monday],
    'Last week': [monday - 7 * day, monday],
    'This month': [Date.UTC(year, month)],
    'Last month': [Date.UTC(year, month - 1), Date.UTC(year, month)],
    'This quarter': [Date.UTC(year, quarter)],
    'Last quarter': [Date.UTC(year, quarter - 3), Date.UTC(year, quarter)],
    'This year': [Date.UTC(year, 0)],
    'Last year': [Date.UTC(year - 1, 0), Date.UTC(year, 0)],
    'All time': [0],
  };
  for (const preset of presets) {
    await choose(page, 'When', preset);
    const [from, to = now + 365 * day] = meant[preset];
    const { conversations } = await ask(url, 'query ($f: DateTime!, $t: DateTime!) { conversations(where: { firstMessageTime: { gte: $f, lt: $t } }) { totals { count } } }', {
      f: new Date(from).toISOString(),
      t: new Date(to).toISOString(),
    });
    await eventually(async () => assert.equal(await page.locator('.figures dd').textContent(), conversations.totals.count.toLocaleString('en'), preset));
  }
  await choose(page, 'When', 'From … to …');
  await page.getByLabel('From', { exact: true }).fill('2026-09-01');
  await settled(page);
  assert.match(decodeURIComponent(new URL(page.url()).hash), /"from":"2026-09-01"/);
}

// together: charts side by side share range and filters, and keep their colours.
async function together(page, url, shot) {
  await start(page, url, { range: { preset: 'last90' }, charts: [{ by: [{ field: 'TYPE' }] }] });
  const color = () => page.locator('.legend button', { hasText: /^OPENAI$/ }).locator('i').first().evaluate((e) => getComputedStyle(e).backgroundColor);
  const before = await color();
  await page.getByRole('button', { name: '+ Add a chart beside' }).click();
  await page.locator('.card').nth(1).locator('.picture svg').waitFor();
  await choose(page, 'Show', 'Average of user messages');
  await choose(page, 'Broken down by', 'Type');
  await eventually(async () => {
    const colors = await page.locator('.legend button', { hasText: /^OPENAI$/ }).locator('i').evaluateAll((all) => all.map((e) => getComputedStyle(e).backgroundColor));
    assert.deepEqual(colors, [before, before]);
  });
  await choose(page, 'When', 'Last 30 days');
  await eventually(async () => assert.equal(await page.getByText('Last 30 days (UTC)').count(), 2));
  await accessible(page);
  await shot('together');
  await page.getByRole('button', { name: 'Move right' }).first().click();
  await page.waitForFunction(() => document.querySelector('.card h2').textContent.startsWith('Average'));
  await page.getByRole('button', { name: 'Remove', exact: true }).first().click();
  await page.waitForFunction(() => document.querySelectorAll('.card').length === 1);
}

// troubles are told, and what was there is not taken for the answer.
async function troubles(page, url, shot) {
  await start(page, url);
  const held = [];
  let aborted = 0;
  page.on('requestfailed', () => aborted++);
  await page.route('**/graphql', async (route) => {
    await new Promise((resolve) => held.push(resolve));
    await route.continue().catch(() => {});
  });
  const choice = page.getByRole('combobox', { name: 'When' });
  await choice.selectOption({ label: 'Last 7 days' });
  await page.getByText('an earlier answer; the next is on its way').waitFor();
  await page.locator('.result.stale').waitFor();
  await shot('stale');
  await eventually(() => assert.equal(held.length, 1));
  await choice.selectOption({ label: 'Last 90 days' });
  await eventually(() => {
    assert.equal(held.length, 2);
    assert.equal(aborted, 1, 'what is no longer wanted is aborted');
  });
  await page.unroute('**/graphql');
  held[1]();
  await settled(page);

  await page.route('**/graphql', (route) => route.abort('aborted'));
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('alert').getByText('The gateway cannot be reached.').waitFor();
  assert.equal(await page.locator('.picture svg').count(), 0, 'no old chart beside an error');
  await accessible(page);
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.picture svg').waitFor();
  await page.route('**/graphql', (route) => route.fulfill({ status: 200, json: { data: null, errors: [{ message: 'Slow down.', extensions: { code: 'RATE_LIMITED' } }] } }));
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('alert').getByText('Slow down. (RATE_LIMITED)').waitFor();
  await page.unroute('**/graphql');
}

// hostile answers: 500 series of what people write, one point, none, and as many points as there may be.
async function hostile(page, url, shot) {
  const texts = ['<img src=x onerror=alert(1)>', 'שלום', '👩‍👩‍👧‍👦'.repeat(50), '\u0007', '', '(none)', 'Others'];
  const time = (i) => new Date(Date.UTC(2026, 9, 1 + i)).toISOString().replace('.000', '');
  const answers = {
    many: Array.from({ length: 10_000 }, (_, i) => ({ key: { time: time(Math.floor(i / 500)), integrationId: texts[i % 500] ?? `series ${i % 500}` }, count: 1 + (i % 500) })),
    one: [{ key: { time: time(0), integrationId: null }, count: 1 }],
    none: [],
  };
  for (const [name, nodes] of Object.entries(answers)) {
    await page.route('**/graphql', (route) => route.fulfill({ json: { data: { conversations: { totals: { count: 7 }, groups: { complete: true, totalCount: nodes.length, nodes } } } } }));
    await start(page, url, { range: { preset: 'last90' }, charts: [{ by: [{ field: 'INTEGRATION_ID' }], over: 'DAY' }] });
    if (name === 'none') await page.getByText('No conversations match.').waitFor();
    else await page.locator('.picture svg').waitFor();
    assert.equal(await page.locator('.picture img').count(), 0);
    const took = (await page.evaluate(() => performance.getEntriesByName('chart').at(-1)?.duration ?? 0)) / (await slowness(page));
    assert.ok(took < 3000, `${name} took ${took} ms`);
    await shot(`hostile-${name}`);
    await page.unroute('**/graphql');
  }
}

// outOfIt: the query in other hands, and files.
async function outOfIt(page, url) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await start(page, url, { range: { preset: 'last30' }, filters: [{ of: { field: 'USER_PROPERTIES', path: ['plan'] }, is: 'is', values: ["it's `$(x)`"] }], charts: [{ over: 'none', by: [{ field: 'TYPE' }] }] });
  await page.getByText('The query', { exact: true }).click();
  for (const language of ['GraphQL', 'curl', 'TypeScript', 'Go']) {
    await page.getByRole('combobox', { name: 'Language' }).selectOption(language);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await eventually(async () => {
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(copied, await page.getByRole('region', { name: 'Query', exact: true }).textContent());
      assert.ok(copied.includes('groupBy: [{ field: TYPE }]') && copied.includes('plan'), copied);
    });
  }
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Link copied').waitFor();

  await start(page, url, { range: { preset: 'last30' }, charts: [{ over: 'DAY' }] });
  const names = [];
  for (const name of ['Save SVG', 'Save PNG', 'Save CSV']) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    const file = await download;
    names.push(file.suggestedFilename());
    const bytes = await readFile(await file.path());
    assert.ok(bytes.length > 300);
    if (name === 'Save SVG') assert.match(bytes.toString(), /Conversations per day, Last 30 days[\s\S]*Answered at/);
    if (name === 'Save CSV') assert.match(bytes.toString(), /partial/);
  }
  assert.deepEqual(names, ['svg', 'png', 'csv'].map((kind) => `Conversations-per-day-Last-30-days.${kind}`));
  await page.getByText('The query', { exact: true }).click();
  await page.getByRole('link', { name: 'Open in GraphiQL' }).click();
  await page.locator('.graphiql-query-editor .view-line', { hasText: 'query ConversationsPerDay' }).waitFor();
  await page.getByRole('button', { name: 'Compose in Explore' }).click();
  await page.locator('.picture svg[aria-label^="Lines of Conversations by Time"]').waitFor();
}
