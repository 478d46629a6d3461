// The question that the page is for, as somebody asks it who knows neither the schema nor GraphQL: "Which integrations grew this quarter,
// against the last, and which conversations are behind it?" From opening the page to a link, in New York, by the mouse.
import assert from 'node:assert/strict';
import { eventually, launch, visit } from './browser.mjs';
import { ask, settled } from './explore.mjs';

// As many clicks, choices and looks as one has patience for.
const most = 14;

export async function trial(at) {
  const browser = await launch({ ...process.env, TZ: 'America/New_York' });
  try {
    await visit({ ...at, browser }, {}, (page, shot) => question(page, at.url, shot));
  } finally {
    await browser.close();
  }
}

async function question(page, url, shot) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  let interactions = 0;
  const click = async (locator) => {
    interactions++;
    await locator.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await locator.boundingBox();
    await page.mouse.click(x + Math.min(width / 2, 40), y + height / 2);
  };
  // A list is opened, and one of it is taken.
  const choose = async (label, option) => {
    interactions += 2;
    await page.getByRole('combobox', { name: label, exact: true }).selectOption({ label: option });
    await settled(page);
  };
  await page.goto(`${url}explore`);
  await settled(page);
  await choose('Broken down by', 'Integration');
  await choose('Over time', 'no, as a whole');
  await choose('When', 'This quarter');
  await choose('Compare with', 'the quarter before, so far');

  // Beside each bar stands by how much it grew.
  const { conversations } = await ask(
    url,
    `{ conversations(where: { firstMessageTime: { during: { unit: QUARTER, timeZone: "America/New_York" } } }, groupBy: [{ field: INTEGRATION_ID }]) {
      groups(orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } count previous { count } } } } }`,
  );
  const { nodes } = conversations.groups;
  const growth = ({ count, previous }) => ((count - previous.count) / previous.count).toLocaleString('en', { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 1 });
  const told = page.locator('.picture svg g[data-label="text"] text');
  await eventually(async () => assert.deepEqual((await told.allTextContents()).slice(0, nodes.length), nodes.map((n) => `${n.count.toLocaleString('en')}  ${growth(n)}`)));
  await shot('trial-grew');

  // The one that grew most.
  const grown = nodes.reduce((best, n, i) => (n.count / n.previous.count > nodes[best].count / nodes[best].previous.count ? i : best), 0);
  const bar = page.locator('.picture svg g[data-label="bar"] rect').nth(grown);
  await click(bar);
  await page.getByRole('dialog').waitFor();
  await click(page.getByRole('dialog').getByRole('button', { name: 'Show the conversations' }));
  const list = page.getByRole('region', { name: 'Conversations', exact: true });
  await list.getByText(`of ${nodes[grown].count.toLocaleString('en')}, the latest first`).waitFor();
  await click(list.locator('tbody button').first());
  await list.getByText('"userProperties"').waitFor();
  await shot('trial-conversations');
  await click(page.getByRole('button', { name: 'Copy link' }));
  await page.getByText('Link copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  console.log(`explore: the question takes ${interactions} interactions`);
  assert.ok(interactions <= most);
}
