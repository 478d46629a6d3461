// What the page keeps in the browser: pages by their names, and the theme.
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';
import { eventually, visit } from './browser.mjs';
import { choose, settled, start } from './explore.mjs';

export async function keeping(at) {
  for (const [colorScheme, width] of [['light', 390], ['dark', 1280]]) {
    await visit(at, { colorScheme, width }, (page, shot) => pages(page, at.url, shot));
  }
  await visit(at, {}, (page, shot) => theme(page, at.url, shot));
  await visit(at, {}, (page) => nothingKept(page, at.url));
}

async function pages(page, url, shot) {
  await start(page, url);
  await choose(page, 'Broken down by', 'Type');
  const menu = page.locator('.pages');
  await menu.locator('summary').click();
  await menu.getByRole('textbox', { name: 'Name of this page' }).fill('By type');
  await page.keyboard.press('Enter');
  await menu.getByText('Kept as By type').waitFor();
  await accessible(page);
  await shot('pages');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'By type', exact: true }).waitFor();
  await eventually(async () => {
    assert.match(decodeURIComponent(new URL(page.url()).hash), /"name":"By type"/);
    assert.match(await page.title(), /^By type/);
  });

  // Another page, and back by the name.
  await start(page, url);
  await page.getByRole('heading', { name: 'Explore conversations' }).waitFor();
  await menu.locator('summary').click();
  await menu.getByRole('button', { name: 'By type', exact: true }).click();
  await settled(page);
  await page.locator('.card h2', { hasText: 'by type' }).waitFor();
  await menu.locator('summary').click();
  await menu.getByRole('button', { name: 'Remove the page By type' }).click();
  await menu.getByText('By type is removed').waitFor();
  await eventually(async () => assert.equal(await menu.getByRole('listitem').count(), 0));
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, `the page is ${sideways} px too wide`);
}

async function theme(page, url, shot) {
  await start(page, url);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await eventually(async () => assert.notEqual(await ground(), light));
  const dark = await ground();
  await accessible(page);
  await shot('dark-by-choice');
  await page.reload();
  await settled(page);
  await eventually(async () => assert.equal(await ground(), dark, 'the choice is kept'));
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('auto');
  await eventually(async () => assert.equal(await ground(), light));
}

// A browser that keeps nothing says so, and shows the page.
async function nothingKept(page, url) {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await start(page, url);
  await page.locator('.pages summary').click();
  await page.getByRole('textbox', { name: 'Name of this page' }).fill('x');
  await page.keyboard.press('Enter');
  await page.getByText('This browser keeps nothing for the page.').waitFor();
}
