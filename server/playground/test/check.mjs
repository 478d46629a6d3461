// Opens the playground in a real browser and uses it as a person would.
// node test/check.mjs URL [SCREENSHOTS [PART…]]    URL is that of a gateway with --sandbox --trace, and ends in a slash;
//                                          CHROMIUM names another browser.
import assert from 'node:assert/strict';
import { launch } from './browser.mjs';
import { charts } from './charts.mjs';
import { comparing } from './comparing.mjs';
import { discovering } from './discovering.mjs';
import { editing } from './editing.mjs';
import { exploring } from './exploring.mjs';
import { keeping } from './keeping.mjs';
import { measures } from './measures.mjs';
import { tokens } from './tokens.mjs';
import { trial } from './trial.mjs';
import { watching } from './watching.mjs';
import { zones } from './zones.mjs';

const [url, shots = 'screenshots', ...only] = process.argv.slice(2);
assert.ok(url, 'usage: node test/check.mjs URL [SCREENSHOTS [PART…]]');

// chosen are the parts that are named, or all.
const chosen = (parts) => parts.filter(({ name }) => only.length === 0 || only.includes(name));

const browser = await launch();
const at = { browser, shots, url };
try {
  for (const part of chosen([trial, exploring, comparing, watching, zones, discovering, keeping, measures, editing, charts, tokens])) {
    const started = performance.now();
    await part(at);
    console.log(`playground: ${part.name} ok after ${Math.round((performance.now() - started) / 1000)} s`);
  }
  console.log(`playground: screenshots in ${shots}`);
} finally {
  await browser.close();
}
