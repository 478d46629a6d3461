// The panel that composes queries: by clicks, by keys, and without taking what a person has written.
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';
import { answered, open, openTab, visit } from './browser.mjs';

export async function building(at) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      await visit(at, { colorScheme, width }, (page, shot) => clicks(page, at.url, shot));
    }
  }
  await visit(at, {}, (page, shot) => everything(page, at.url, shot));
  await visit(at, {}, (page) => keyboard(page, at.url));
  await visit(at, {}, (page) => untold(page, at.url));
}

// clicks composes "count by day and plan of the last 30 days", and draws it.
async function clicks(page, url, shot) {
  await open(page, url);
  await page.getByRole('button', { name: 'Show Build' }).click();
  const panel = page.getByRole('region', { name: 'Build' });
  await panel.getByText('The open tab holds something else, which is left alone.').waitFor();
  assert.ok(await panel.getByRole('button', { name: 'Write to this tab' }).isDisabled());
  await panel.getByRole('button', { name: 'Add grouping' }).click();
  await panel.getByText('Group by 2: choose what makes a group.').waitFor();
  await panel.getByLabel('What makes grouping 2').selectOption('property USER_PROPERTIES');
  await panel.getByLabel('Path of grouping 2').fill('plan');
  await accessible(page);
  await shot('build');
  const answer = answered(page);
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  const { data, errors } = await answer;
  assert.equal(errors, undefined);
  const { complete, nodes } = data.conversations.groups;
  assert.equal(complete, true);
  assert.ok(nodes.length > 30, `${nodes.length} rows`);
  assert.deepEqual(Object.keys(nodes[0].key), ['day', 'plan']);
  await page.getByRole('tab').getByTitle('CountByDayAndPlan', { exact: true }).waitFor();
  await panel.getByText('The open tab holds this query and follows.').waitFor();
  await page.locator('.result-window .view-line', { hasText: '"complete"' }).first().waitFor();
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, `the page is ${sideways} px too wide`);
  // On a phone the editor scrolls with its place.
  const [place, own] = await Promise.all(
    ['.graphiql-query-editor', '.graphiql-query-editor .monaco-editor'].map((part) => page.locator(part).first().boundingBox()),
  );
  assert.ok(own.y >= place.y && own.y < place.y + place.height, `the editor is at ${own.y}, its place at ${place.y}`);
  await shot('build-run');
  await page.getByRole('button', { name: 'Show Chart' }).click();
  await page.locator('.picture svg[aria-label*="of count by day"]').waitFor();
  await shot('build-chart');
}

// everything fills each part of the panel; the tab follows until a person writes in it.
async function everything(page, url, shot) {
  await open(page, url);
  await page.getByRole('button', { name: 'Show Build' }).click();
  const panel = page.getByRole('region', { name: 'Build' });
  const editor = async () => (await page.locator('.graphiql-query-editor .view-lines').innerText()).replace(/[\s\u00a0]+/g, ' ');
  const shows = (part) => page.waitForFunction(
    (wanted) => document.querySelector('.graphiql-query-editor .view-lines').innerText.replace(/[\s\u00a0]+/g, ' ').includes(wanted),
    part,
  );
  const before = await editor();
  await panel.getByRole('button', { name: 'Open in a new tab' }).click();
  await shows('query CountByDay {');
  await panel.getByLabel('Value of condition 1').fill('P7D');
  await shows('last: "P7D"');
  await panel.getByRole('button', { name: 'Add condition' }).click();
  await panel.getByLabel('Field of condition 2').selectOption('type');
  await panel.getByLabel('Comparison of condition 2').selectOption('in');
  await panel.getByLabel('Value of condition 2').selectOption(['OPENAI', 'SUPPORT_TICKET']);
  await shows('in: [OPENAI, SUPPORT_TICKET]');
  await panel.getByRole('button', { name: 'Add metric' }).click();
  await panel.getByLabel('Function of metric 2').selectOption('avg');
  await panel.getByLabel('Field of metric 2').selectOption('field USER_MESSAGE_COUNT');
  await panel.getByLabel('Order groups by').selectOption({ label: 'Avg User message count' });
  await panel.getByLabel('Direction of groups').selectOption('DESC');
  await panel.getByLabel('At most, groups').fill('3');
  await panel.getByRole('checkbox', { name: 'Totals' }).check();
  await panel.getByRole('checkbox', { name: 'List', exact: true }).check();
  await panel.getByLabel('At most, conversations').fill('2');
  await panel.getByRole('button', { name: 'Add property' }).click();
  await panel.getByLabel('Field of property 1').selectOption('property USER_PROPERTIES');
  await panel.getByLabel('Path of property 1').fill('plan');
  await accessible(page);
  const answer = answered(page);
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  const { data, errors } = await answer;
  assert.equal(errors, undefined);
  const { totals, groups, list } = data.conversations;
  assert.ok(totals.count > 0 && groups.nodes.length === 3 && list.nodes.length === 2);
  const means = groups.nodes.map((n) => n.avg.userMessageCount);
  assert.deepEqual(means, means.toSorted((a, b) => b - a));
  assert.ok('plan' in list.nodes[0]);
  await panel.getByRole('checkbox', { name: 'User properties' }).scrollIntoViewIfNeeded();
  await shot('build-everything');

  // What is written by hand stays.
  await page.locator('.graphiql-query-editor .monaco-editor').click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('# mine\n');
  await panel.getByText('The open tab holds something else, which is left alone.').waitFor();
  await panel.getByLabel('Value of condition 1').fill('P90D');
  await panel.getByText('The open tab holds something else, which is left alone.').waitFor();
  assert.ok((await editor()).startsWith('# mine'));
  await openTab(page, 'Dashboard');
  await shows(before.slice(0, 60));

  // An empty tab is free, and the panel still has its rows after another was open.
  await page.getByRole('button', { name: 'New tab', exact: true }).click();
  await page.getByRole('button', { name: 'Show Trace' }).click();
  await page.getByRole('button', { name: 'Show Build' }).click();
  await panel.getByText('The open tab is empty.').waitFor();
  await panel.getByRole('button', { name: 'Write to this tab' }).click();
  await shows('last: "P90D"');
}

// keyboard uses no mouse, and finds the focus where it is of use.
async function keyboard(page, url) {
  await open(page, url);
  const { keyboard: keys } = page;
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
  await page.getByRole('button', { name: 'Show Build' }).focus();
  await keys.press('Enter');
  const panel = page.getByRole('region', { name: 'Build' });
  await panel.getByRole('button', { name: 'Add grouping' }).focus();
  await keys.press('Enter');
  assert.equal(await focused(), 'What makes grouping 2');
  for (let i = 0; i < 40 && !(await panel.getByLabel('Path of grouping 2').isVisible()); i++) await keys.press('ArrowDown');
  await keys.press('Tab');
  assert.equal(await focused(), 'Path of grouping 2');
  await keys.type('plan');
  await keys.press('Tab');
  assert.equal(await focused(), 'Remove grouping 2');
  await keys.press('Tab');
  await keys.press('Enter'); // Another, which is removed again.
  assert.equal(await focused(), 'What makes grouping 3');
  await keys.press('Tab');
  await keys.press('Enter');
  assert.equal(await focused(), 'Remove grouping 2');
  for (let i = 0; i < 40 && (await focused()) !== 'Run'; i++) await keys.press('Tab');
  const answer = answered(page);
  await keys.press('Enter');
  const { data } = await answer;
  assert.deepEqual(Object.keys(data.conversations.groups.nodes[0].key), ['day', 'plan']);

  await panel.getByRole('button', { name: 'Remove condition 1' }).focus();
  await keys.press('Enter');
  assert.equal(await focused(), 'Add condition');
}

// untold is a gateway that keeps its schema to itself.
async function untold(page, url) {
  await page.route('**/graphql', (route) => route.fulfill({ json: { errors: [{ message: 'no introspection' }] } }));
  await open(page, url);
  await page.getByRole('button', { name: 'Show Build' }).click();
  await page.getByText('The gateway does not tell its schema').waitFor();
}
