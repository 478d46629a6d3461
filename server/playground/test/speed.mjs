// How long a first visit of Explore takes until its chart is drawn: as it is, and with the processor four times slower on fast 3G.
// node test/speed.mjs URL [TIMES]    URL is that of a gateway with --sandbox, and ends in a slash.
import assert from 'node:assert/strict';
import { launch, slowness } from './browser.mjs';

const [url, times = '3'] = process.argv.slice(2);
assert.ok(url, 'usage: node test/speed.mjs URL [TIMES]');

// As Chromium's own tools have "fast 3G": 1.6 Mbit/s with a tenth off for overhead, 562.5 ms for a request.
const fast3G = { offline: false, latency: 562.5, downloadThroughput: (1.6e6 * 0.9) / 8, uploadThroughput: (0.75e6 * 0.9) / 8 };

const browser = await launch();
try {
  for (const [name, network, rate] of [
    ['as it is', undefined, 1],
    ['four times slower on fast 3G', fast3G, 4],
  ]) {
    for (let i = 0; i < Number(times); i++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      const machine = await slowness(page);
      const session = await context.newCDPSession(page);
      if (network) {
        await session.send('Network.enable');
        await session.send('Network.emulateNetworkConditions', network);
        await session.send('Emulation.setCPUThrottlingRate', { rate });
      }
      await page.goto(`${url}explore`);
      await page.locator('.picture svg').waitFor();
      const seen = await page.evaluate(() => {
        const chart = performance.getEntriesByName('chart')[0];
        const resources = performance.getEntriesByType('resource').map((r) => `${new URL(r.name).pathname.split('/').at(-1)} ${Math.round(r.startTime)}-${Math.round(r.responseEnd)}`);
        return { at: Math.round(chart.startTime + chart.duration), resources };
      });
      console.log(`${name}: the chart after ${seen.at} ms, on a machine ${machine.toFixed(1)} times slower than an idle one (${seen.resources.join(', ')})`);
      await context.close();
    }
  }
} finally {
  await browser.close();
}
