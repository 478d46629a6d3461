// The chart panel: its marks are the answer's numbers, its files hold them, and it is used without a mouse.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible } from './accessible.mjs';
import { eventually, open, openQuery, openTab, run, visit } from './browser.mjs';

const plan = 'property(field: USER_PROPERTIES, path: ["plan"])';
const where = 'where: { firstMessageTime: { last: "P30D" } }';
const byPlan = `groupBy: [{ field: INTEGRATION_ID }, { property: { field: USER_PROPERTIES, path: ["plan"] } }]`;

// The README's pictures are copies of these screenshots.
const pictured = {
  light: `query PerDayAndPlan {
  conversations(
    where: { firstMessageTime: { last: "P90D" } }
    groupBy: [
      { time: { unit: DAY } }
      { property: {
        field: USER_PROPERTIES
        path: ["plan"]
      } }
    ]
  ) {
    groups {
      complete
      nodes {
        key {
          day: time
          plan: property(
            field: USER_PROPERTIES
            path: ["plan"]
          )
        }
        count
      }
    }
  }
}`,
  dark: `query IntegrationsAndTypes {
  conversations(
    where: { firstMessageTime: { last: "P90D" } }
    groupBy: [
      { field: INTEGRATION_ID }
      { field: TYPE }
    ]
  ) {
    groups {
      complete
      nodes {
        key { integrationId type }
        count
        avg { userMessageCount }
      }
    }
  }
}`,
};

export async function charts(at) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      await visit(at, { colorScheme, width }, async (page, shot) => {
        await open(page, at.url);
        await page.getByRole('button', { name: 'Show Chart' }).click();
        await page.getByText('Run a query that selects groups').waitFor();
        await perDay(page, at.url, shot);
        await stacks(page, at.url, shot);
        await accessible(page);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(sideways <= 0, `the page is ${sideways} px too wide`);
      });
    }
  }
  for (const [colorScheme, query] of Object.entries(pictured)) {
    await visit(at, { colorScheme }, (page, shot) => readme(page, at.url, query, shot));
  }
  await visit(at, {}, (page, shot) => example(page, at.url, shot));
  await visit(at, {}, (page) => parts(page, at.url));
  await visit(at, {}, (page) => keyboard(page, at.url));
  await visit(at, {}, (page, shot) => tips(page, at.url, shot));
  await visit(at, {}, (page) => people(page, at.url));
  await visit(at, {}, (page) => misleading(page, at.url));
  await visit(at, {}, (page) => elsewhere(page, at.url));
}

// perDay reads a line by its dots: one for each bucket, labelled by its value, as high as its value.
async function perDay(page, url, shot) {
  const query = `{ conversations(where: { firstMessageTime: { last: "P90D" } }, groupBy: [{ time: { unit: DAY } }]) {
    groups { complete nodes { key { start: time } n: count mean: avg { userMessageCount } } } } }`;
  const { data } = await openQuery(page, url, query);
  const { nodes } = data.conversations.groups;
  const dots = await marks(page, 'dot', 'circle', ['cy']);
  assert.deepEqual(
    dots.map((d) => d.label),
    nodes.map((node) => `${node.key.start.slice(0, 10)}\nn: ${node.n}`),
  );
  proportional(dots.map((d, i) => [nodes[i].n, d.cy]), 'dots');
  await shot('per-day');
  await select(page, 'Metric', 'mean userMessageCount');
  const means = await marks(page, 'dot', 'circle', ['cy']);
  proportional(means.map((d, i) => [nodes[i].mean.userMessageCount, d.cy]), 'means');

  const csv = await saved(page, 'Save CSV');
  assert.equal(csv.name, 'conversations-groups-mean-userMessageCount-by-start-UTC.csv');
  const rows = nodes.map((node) => `${node.key.start},${node.n},${node.mean.userMessageCount}\r\n`);
  assert.equal(csv.bytes.toString(), `\uFEFFstart,n,mean userMessageCount\r\n${rows.join('')}`);
  const svg = (await saved(page, 'Save SVG')).bytes.toString();
  assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  assert.equal(svg.match(/<circle /g).length, nodes.length);
  assert.match(svg, /Answered \d{4}-/, 'the saved picture says from when it is');
  assert.ok(svg.includes('mean userMessageCount by start'), 'the saved picture has its title');
  const png = (await saved(page, 'Save PNG')).bytes;
  assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.ok(png.length > 5000, `a PNG of ${png.length} bytes shows nothing`);

  await page.getByText('The same as a table').click();
  const cells = await page.locator('.panel tbody tr').first().locator('th, td').allTextContents();
  assert.deepEqual(cells.slice(0, 2), [nodes[0].key.start, nodes[0].n.toLocaleString('en')]);
}

// stacks reads stacked bars, whose widths are the counts, and a heat map of the same.
async function stacks(page, url, shot) {
  const { data } = await openQuery(
    page,
    url,
    `{ conversations(${where}, ${byPlan}) { groups { totalCount nodes { key { integrationId plan: ${plan} } count } } } }`,
  );
  const { nodes } = data.conversations.groups;
  const told = (node) => `${node.key.integrationId ?? '(none)'}, ${node.key.plan ?? '(none)'}: ${node.count.toLocaleString('en')}`;
  const labels = nodes.map(told).sort();
  const bars = await marks(page, 'bar', 'rect', ['width']);
  assert.deepEqual(bars.map((b) => b.label).sort(), labels);
  proportional(bars.map((b) => [Number(b.label.split(': ')[1].replace(',', '')), b.width]), 'bars');
  const legend = await page.locator('.legend button').allTextContents();
  assert.deepEqual(legend.sort(), [...new Set(nodes.map((n) => n.key.plan ?? '(none)'))].sort());
  await page.getByText('complete was not asked for').waitFor();
  await shot('stacks');
  await select(page, 'Form', 'heat map');
  const cells = await marks(page, 'cell', 'rect', ['width']);
  assert.deepEqual(cells.map((c) => c.label).sort(), labels);
  await shot('heat-map');
}

// example draws an example as it stands, and figures of the dashboard.
async function example(page, url, shot) {
  await open(page, url);
  await page.getByRole('button', { name: 'Show Chart' }).click();
  await openTab(page, 'TopIntegrations');
  const { data } = await run(page);
  const bars = await marks(page, 'bar', 'rect', ['width']);
  const { nodes, totalCount } = data.conversations.groups;
  assert.deepEqual(
    bars.map((b) => b.label),
    nodes.map((n) => `${n.key.integrationId}: ${n.count.toLocaleString('en')}`),
  );
  await page.getByText(`5 of ${totalCount} groups, as limit asks.`).waitFor();
  await openTab(page, 'Dashboard');
  const answer = await run(page);
  await select(page, 'What', 'overview.totals');
  await eventually(async () => {
    const figures = await page.locator('.panel .figures dd').allTextContents();
    assert.equal(figures[0], answer.data.overview.totals.count.toLocaleString('en'));
  });
  await shot('figures');
}

async function readme(page, url, query, shot) {
  await openQuery(page, url, query);
  await page.getByRole('button', { name: 'Show Chart' }).click();
  await page.locator('.picture svg').waitFor();
  assert.ok((await page.locator('.legend button').count()) > 1, 'the series have a legend');
  await shot('readme');
}

// parts must be seen to be parts. The sandbox gives all, so the answer is changed on its way.
async function parts(page, url) {
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    await route.fulfill({ response, body: text.replace('"complete":true', '"complete":false') });
  });
  const query = `{ conversations(${where}, groupBy: [{ field: TYPE }]) { groups { complete totalCount nodes { key { type } count } } } }`;
  const { data } = await openQuery(page, url, query);
  await page.getByRole('button', { name: 'Show Chart' }).click();
  const { nodes, totalCount } = data.conversations.groups;
  await page.getByText(`A part: ${nodes.length} of ${totalCount} groups. The endpoint held others back.`).waitFor();
}

async function keyboard(page, url) {
  const query = `{ conversations(${where}, groupBy: [{ time: { unit: DAY } }]) { groups { nodes { key { time } count avg { userMessageCount } } } } }`;
  await openQuery(page, url, query);
  await page.getByRole('button', { name: 'Show Chart' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.picture svg[role="img"]').waitFor();
  const said = () => page.locator('.panel .unseen[role="status"]').textContent();
  assert.match(await said(), /^Lines of count by time: \d+ points\. Greatest \d+ \(\d{4}-\d\d-\d\d\), least \d+/);
  const order = [];
  await page.getByRole('combobox', { name: 'Metric' }).focus();
  for (let i = 0; i < 7; i++) {
    order.push(await page.evaluate(() => document.activeElement.labels?.[0]?.firstChild.textContent.trim() ?? document.activeElement.ariaLabel ?? document.activeElement.textContent));
    await page.keyboard.press('Tab');
  }
  assert.deepEqual(order, ['Metric', 'Form', 'Chart. The arrow keys read its values.', 'Save SVG', 'Save PNG', 'Save CSV', 'The same as a table']);
  await page.getByRole('combobox', { name: 'Metric' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.querySelector('.panel .unseen').textContent.startsWith('Lines of avg userMessageCount'));
}

// tips list all series at the place of the pointer and of the arrow keys.
async function tips(page, url, shot) {
  const query = `{ conversations(${where}, groupBy: [{ time: { unit: WEEK } }, { field: TYPE }]) { groups { complete nodes { key { time type } count } } } }`;
  const { data } = await openQuery(page, url, query);
  const { nodes } = data.conversations.groups;
  await page.getByRole('button', { name: 'Show Chart' }).click();
  for (const form of ['areas', 'bars', 'lines']) {
    await select(page, 'Form', form);
    const starts = [...new Set(nodes.map((n) => n.key.time))].sort();
    const meant = (start) => Object.fromEntries(nodes.filter((n) => n.key.time === start).map((n) => [n.key.type ?? '(none)', n.count.toLocaleString('en')]));
    const told = async () => {
      const rows = await page.locator('.tip tr:not(.sum)').evaluateAll((all) => all.map((row) => [row.children[0].textContent, row.children[1].textContent]));
      return Object.fromEntries(rows.filter(([, value]) => value !== '0'));
    };
    const picture = page.locator('.picture');
    await picture.scrollIntoViewIfNeeded();
    const box = await picture.boundingBox();
    await page.mouse.move(box.x + box.width - 26, box.y + box.height / 2);
    await page.locator('.tip').waitFor();
    assert.deepEqual(await told(), meant(starts.at(-1)), `${form}: the pointer`);
    await page.locator('.tip', { hasText: 'not whole' }).waitFor();
    if (form === 'areas') await shot('tip');
    await page.mouse.move(box.x + box.width / 2, box.y - 40);
    await page.locator('.tip').waitFor({ state: 'detached' });
    await picture.focus();
    for (const start of starts) {
      await page.keyboard.press('ArrowRight');
      assert.deepEqual(await told(), meant(start), `${form}: the arrow keys`);
    }
    await page.keyboard.press('Escape');
    await page.locator('.tip').waitFor({ state: 'detached' });
  }
  // A legend entry switches its series off and on.
  const entry = page.locator('.legend button').first();
  const name = await entry.textContent();
  await entry.click();
  assert.equal(await entry.getAttribute('aria-pressed'), 'false');
  await page.locator('.picture').focus();
  await page.keyboard.press('ArrowRight');
  assert.ok(!(await page.locator('.tip').textContent()).includes(name));
}

// people write anything; the answer is changed on its way, for the sandbox's people do not.
async function people(page, url) {
  const texts = ['<img src=x onerror=alert(1)>', 'שלום עולם', '👩‍👩‍👧‍👦'.repeat(40), 'bell \u0007 and \uFFFE', '\uD800 half', '=1+1', ''];
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    answer.data?.conversations?.groups?.nodes.forEach((node, i) => {
      node.key.plan = texts[i] ?? node.key.plan;
    });
    await route.fulfill({ response, json: answer });
  });
  await openQuery(page, url, `{ conversations(groupBy: [{ field: INTEGRATION_ID }]) { groups { complete nodes { key { plan: integrationId } count } } } }`);
  await page.getByRole('button', { name: 'Show Chart' }).click();
  await page.locator('.picture svg').waitFor();
  assert.equal(await page.locator('.picture img').count(), 0);
  const svg = (await saved(page, 'Save SVG')).bytes.toString();
  const wrong = await page.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent, svg);
  assert.equal(wrong, undefined, 'the saved picture is XML');
  const png = (await saved(page, 'Save PNG')).bytes;
  assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  const csv = (await saved(page, 'Save CSV')).bytes.toString();
  assert.ok(csv.includes(`"'=1+1",`) && csv.includes('\r\n"",'), csv);
}

// misleading pictures are not drawn.
async function misleading(page, url) {
  // An answer that is cut is no course of time.
  await openQuery(page, url, `{ conversations(where: { firstMessageTime: { last: "P90D" } }, groupBy: [{ time: { unit: WEEK } }, { field: INTEGRATION_ID }]) {
    groups(orderBy: [{ aggregate: { function: COUNT }, direction: DESC }], limit: 5) { totalCount nodes { key { time integrationId } count } } } }`);
  await page.getByRole('button', { name: 'Show Chart' }).click();
  await page.getByText('Groups are missing, so these are no course of time').waitFor();
  assert.deepEqual(await page.getByRole('combobox', { name: 'Form' }).locator('option').allTextContents(), ['bars']);
  // The first and the last bucket are cut by the range, at noon whatever the time is now.
  const [from, to] = [20, 2].map((ago) => `${new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)}T12:00:00Z`);
  await openQuery(page, url, `{ conversations(where: { firstMessageTime: { gte: "${from}", lt: "${to}" } }, groupBy: [{ time: { unit: DAY } }]) { groups { complete nodes { key { time } count } } } }`);
  await page.getByText(/^Not whole, and drawn paler or dashed: .*; /).waitFor();
  await page.locator('.picture svg [stroke-dasharray="4,3"]').first().waitFor();
  // Groups without a key are not one figure.
  await openQuery(page, url, `{ conversations(groupBy: [{ field: TYPE }]) { groups { nodes { count } } } }`);
  await page.getByText('4 groups, which no selected key tells apart.').waitFor();
  // An error is shown as what it is.
  await openQuery(page, url, `{ conversations(groupBy: [{ field: TYPE }]) { groups { nodes { key { integrationId } count } } } }`);
  await page.locator('.panel .errors', { hasText: 'integrationId' }).waitFor();
  assert.equal(await page.getByText('This answer has nothing to draw').count(), 0);
  // A network that fails: neither the picture before nor a stack.
  await page.route('**/graphql', (route) => route.abort('aborted'));
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('.panel', { hasText: 'The gateway cannot be reached.' }).waitFor();
  await page.locator('.result-window .view-line', { hasText: 'cannot' }).first().waitFor();
  assert.equal(await page.locator('.result-window .view-line', { hasText: /\bat .*\.js/ }).count(), 0);
  await page.unroute('**/graphql');
}

// elsewhere: Stop stops, an answer is its tab's, and numbers keep their digits.
async function elsewhere(page, url) {
  const held = [];
  let hold = true;
  const begun = () => new Promise((resolve) => (held.began = resolve));
  const query = (name) => `query ${name} { conversations { totals { count } } }`;
  await open(page, url, `#query=${encodeURIComponent(query('Held'))}`);
  await page.route('**/graphql', async (route) => {
    if (!hold) return route.continue();
    held.push(route);
    held.began?.();
  });
  let began = begun();
  const failed = page.waitForEvent('requestfailed');
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await began;
  await page.getByRole('button', { name: /^Stop query/ }).click();
  assert.equal((await failed).failure().errorText, 'net::ERR_ABORTED', 'the gateway sees the client leave');
  await page.getByRole('button', { name: 'Show Chart' }).click();
  await page.getByText('The request was stopped.').waitFor();

  began = begun();
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await began;
  await openTab(page, 'PerDay');
  await held.at(-1).continue();
  await page.waitForTimeout(500); // Long enough for an answer that would come to the wrong tab.
  assert.equal(await page.locator('.result-window .view-line', { hasText: '"data"' }).count(), 0);
  hold = false;
  await page.getByRole('tab').getByTitle('Held', { exact: true }).click();
  await page.locator('.result-window .view-line', { hasText: '"count"' }).first().waitFor();

  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.postData().includes('query Digits'));
  await page.route('**/graphql', (route) => route.fulfill({ contentType: 'application/json', body: '{"data":{"conversations":{"groups":{"nodes":[{"key":{"n":9007199254740993},"count":1}]}}}}' }));
  const digits = 'query Digits($n: JSON!) { conversations(where: { properties: [{ path: ["n"], eq: $n }] }, groupBy: [{ property: { field: PROPERTIES, path: ["n"] } }]) { groups { nodes { key { n: property(field: PROPERTIES, path: ["n"]) } count } } } }';
  await page.goto('about:blank');
  await page.goto(`${url}#query=${encodeURIComponent(digits)}&variables=${encodeURIComponent('{"n":9007199254740993}')}`);
  await page.locator('.graphiql-query-editor .view-line', { hasText: 'Digits' }).waitFor();
  await page.getByRole('button', { name: /^Execute query/ }).click();
  assert.match((await sent).postData(), /"n":9007199254740993\b/);
  await page.locator('.result-window .view-line', { hasText: '9007199254740993' }).waitFor();
  await page.unroute('**/graphql');
}

async function select(page, name, option) {
  await page.getByRole('combobox', { name, exact: true }).selectOption({ label: option });
  if (name === 'Form') await page.locator(`.picture svg[aria-label^="${option === 'areas' ? 'Stacked areas' : option[0].toUpperCase() + option.slice(1)}"]`).waitFor();
  if (name === 'Metric') await page.locator(`.picture svg[aria-label*=" of ${option} by"]`).waitFor();
}

async function marks(page, group, shape, attributes) {
  const found = page.locator(`.picture svg g[data-label="${group}"] ${shape}`);
  await found.first().waitFor();
  return found.evaluateAll(
    (all, names) =>
      all.map((e) => ({ label: e.getAttribute('data-label'), ...Object.fromEntries(names.map((n) => [n, Number(e.getAttribute(n))])) })),
    attributes,
  );
}

// proportional asserts that places lie on one straight line over their values.
function proportional(pairs, what) {
  const sorted = [...pairs].sort(([a], [b]) => a - b);
  const [[least, from], [most, to]] = [sorted[0], sorted.at(-1)];
  assert.ok(most > least, `${what} differ`);
  for (const [value, at] of pairs) {
    const meant = from + ((value - least) / (most - least)) * (to - from);
    // Half a pixel of inset at each end is drawn between bars.
    assert.ok(Math.abs(at - meant) < 1, `${what}: ${value} is at ${at}, not at ${meant}`);
  }
}

async function saved(page, name) {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}
