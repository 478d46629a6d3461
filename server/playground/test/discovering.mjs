// Names and values of properties, offered as one types.
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';
import { eventually, visit } from './browser.mjs';
import { ask, choose, settled, start } from './explore.mjs';

export async function discovering(at) {
  for (const [colorScheme, width] of [['light', 390], ['light', 1280], ['dark', 1600]]) {
    await visit(at, { colorScheme, width }, (page, shot) => filters(page, at.url, shot));
  }
  await visit(at, {}, (page) => breakdown(page, at.url));
  await visit(at, {}, (page) => withheld(page, at.url));
}

async function shown(box) {
  const id = await box.getAttribute('aria-controls');
  const list = box.page().locator(`[id="${id}"]`);
  await list.getByRole('option').first().waitFor();
  return list.getByRole('option').allTextContents();
}

// filters offer the values that there are, the most frequent first, and a property its names.
async function filters(page, url, shot) {
  await start(page, url);
  await page.getByRole('button', { name: '+ Filter' }).click();
  const editor = page.getByRole('group', { name: 'Filter' });
  await editor.getByRole('combobox', { name: 'What' }).selectOption({ label: 'A property of the user…' });
  await editor.getByRole('checkbox', { name: /^pro/ }).check();
  await settled(page);
  const since = { f: new Date((Math.floor(Date.now() / 86_400_000) - 29) * 86_400_000).toISOString() };
  const { conversations } = await ask(url, 'query ($f: DateTime!) { conversations(where: { firstMessageTime: { gte: $f }, userProperties: [{ path: ["plan"], eq: "pro" }] }) { totals { count } } }', since);
  await page.locator('.total', { hasText: conversations.totals.count.toLocaleString('en') }).waitFor();

  // Names, by the pointer.
  const name = editor.getByRole('combobox', { name: 'Property of “What”' });
  await name.fill('');
  const { propertyKeys } = await ask(url, 'query ($f: DateTime!) { propertyKeys(field: USER_PROPERTIES, where: { firstMessageTime: { gte: $f } }) { nodes } }', since);
  await eventually(async () => assert.deepEqual(await shown(name), propertyKeys.nodes));
  await accessible(page);
  await shot('names');
  await name.fill('user');
  await eventually(async () => assert.deepEqual(await shown(name), propertyKeys.nodes.filter((one) => /user/i.test(one))));
  await page.getByRole('option', { name: 'userId' }).click();
  await settled(page);
  await eventually(async () => assert.equal(await name.inputValue(), 'userId'));

  // Values, by the keyboard, in the order of their counts.
  const value = editor.getByRole('combobox', { name: 'Another value' });
  await value.click();
  const { propertyValues } = await ask(url, 'query ($f: DateTime!) { propertyValues(field: USER_PROPERTIES, path: ["userId"], first: 20, where: { firstMessageTime: { gte: $f } }) { nodes } }', since);
  await eventually(async () => assert.deepEqual((await shown(value)).slice(0, 20).map((text) => text.replace(/ [\d,]+$/, '')), propertyValues.nodes));
  await shot('values');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await eventually(async () => {
    const active = await value.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
  });
  await page.keyboard.press('Enter');
  await editor.getByRole('checkbox', { name: propertyValues.nodes[1], checked: true }).waitFor();
  await eventually(async () => assert.equal(await value.getAttribute('aria-expanded'), 'false'));

  // What is not offered is taken as well, and said to be unknown.
  await name.fill('paln');
  await page.keyboard.press('Enter');
  await editor.getByText('No conversation of this time has it.').waitFor();
  await accessible(page);
  await value.fill('free text');
  await page.keyboard.press('Enter');
  await editor.getByRole('checkbox', { name: 'free text', checked: true }).waitFor();
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, `the page is ${sideways} px too wide`);
}

// A breakdown by a property within a property, found by its names.
async function breakdown(page, url) {
  await start(page, url);
  await choose(page, 'Broken down by', 'A property…');
  const name = page.getByRole('combobox', { name: 'Property of “Broken down by”' });
  const { propertyKeys } = await ask(url, '{ propertyKeys(field: PROPERTIES) { nodes } }');
  let within;
  for (const key of propertyKeys.nodes) {
    const { propertyValues } = await ask(url, 'query ($p: [String!]!) { propertyValues(field: PROPERTIES, path: $p, first: 1) { nodes } }', { p: [key] });
    if (propertyValues.nodes[0]?.startsWith('{')) within = [key, Object.keys(JSON.parse(propertyValues.nodes[0]))[0]];
  }
  assert.ok(within, 'the sandbox has a property within a property');
  await name.fill(`${within[0]}.`);
  await page.getByRole('option', { name: within.join('.'), exact: true }).click();
  await settled(page);
  await page.getByRole('heading', { name: new RegExp(`by ${within.join(' › ')}`) }).waitFor();
  await name.press('Escape');
  await eventually(async () => assert.equal(await name.getAttribute('aria-expanded'), 'false'));
}

// Where names may not be listed any name is taken, and nothing is said of it.
async function withheld(page, url) {
  await page.route('**/graphql', async (route) => {
    const { query } = route.request().postDataJSON();
    if (!query.includes('propertyKeys')) return route.fallback();
    await route.fulfill({ json: { data: { propertyKeys: null }, errors: [{ message: 'You may not.', extensions: { code: 'FORBIDDEN' } }] } });
  });
  await start(page, url);
  await choose(page, 'Broken down by', 'A property of the user…');
  const name = page.getByRole('combobox', { name: 'Property of “Broken down by”' });
  await name.fill('userType');
  await name.press('Enter');
  await settled(page);
  await page.getByRole('heading', { name: /by User’s userType/ }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
}
