// What a first visit costs.
import assert from 'node:assert/strict';
import { open, openQuery, slowness, visit } from './browser.mjs';

// Kilobytes of compressed script that a first visit may load, so that a careless import is noticed.
const most = 1800;

const hours = `{ conversations(where: { firstMessageTime: { last: "P90D" } }, groupBy: [{ time: { unit: HOUR } }]) {
  groups { complete nodes { key { time } count avg { userMessageCount } } } } }`;

export async function measures(at) {
  await visit(at, {}, async (page) => {
    await open(page, at.url);
    // The editors' workers come last, when the page is long in use.
    await page.waitForFunction(() => performance.getEntriesByType('resource').filter((r) => /worker-[^/]*\.js$/.test(r.name)).length >= 3);
    const seen = await page.evaluate(() => {
      const scripts = performance.getEntriesByType('resource').filter((r) => new URL(r.name).pathname.endsWith('.js'));
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      // Two editors may start a worker each of one script.
      const sizes = new Map(scripts.map((r) => [r.name, r.encodedBodySize]));
      return { bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0), paint: paint.startTime };
    });
    const kilobytes = Math.round(seen.bytes / 1000);
    console.log(`playground: ${kilobytes} kB of compressed script, first contentful paint after ${Math.round(seen.paint)} ms`);
    assert.ok(kilobytes > 0 && kilobytes < most, `${kilobytes} kB of script, at most ${most} are meant`);
  });
  await visit(at, {}, async (page, shot) => {
    const { data } = await openQuery(page, at.url, hours);
    await page.getByRole('button', { name: 'Show Chart' }).click();
    for (const form of ['lines', 'areas', 'bars']) {
      await page.getByRole('combobox', { name: 'Form' }).selectOption(form);
      await page.locator(`.picture svg[aria-label^="${{ lines: 'Lines', areas: 'Stacked areas', bars: 'Bars' }[form]}"]`).waitFor();
      const took = (await page.evaluate(() => performance.getEntriesByName('chart').at(-1).duration)) / (await slowness(page));
      const groups = data.conversations.groups.nodes.length;
      console.log(`playground: 90 days of hours (${groups} groups) as ${form} drawn in ${Math.round(took)} ms`);
      assert.ok(took < 1500, `${form} took ${took} ms`);
    }
    await shot('hours');
  });
}
