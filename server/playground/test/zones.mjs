// Time zones: a browser that lives in one shows its days, also those on which its clock changes, and drills into exactly these.
import assert from 'node:assert/strict';
import { eventually, launch, visit } from './browser.mjs';
import { ask, bars, choose, settled, start } from './explore.mjs';

const places = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];
const ms = 86_400_000;

// offset is that of a zone's wall clock from UTC, in milliseconds.
function offset(at, zone) {
  const told = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at).find(({ type }) => type === 'timeZoneName').value;
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(told);
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
}

// interesting is the last day on which a zone's clock was changed, as far as the sandbox has conversations; otherwise one some weeks ago.
function interesting(zone) {
  const midnight = (day) => Date.parse(day) - offset(Date.parse(day) - offset(Date.parse(day), zone), zone);
  const days = Array.from({ length: 165 }, (_, i) => {
    const [day, next] = [i + 3, i + 2].map((ago) => new Date(Date.now() - ago * ms).toISOString().slice(0, 10));
    return { zone, day, from: new Date(midnight(day)).toISOString(), to: new Date(midnight(next)).toISOString() };
  });
  return days.find(({ from, to }) => Date.parse(to) - Date.parse(from) !== ms) ?? days[30];
}

const between = 'query ($f: DateTime!, $t: DateTime!) { conversations(where: { firstMessageTime: { gte: $f, lt: $t } }) { totals { count } } }';

export async function zones(at) {
  for (const zone of places) {
    const browser = await launch({ ...process.env, TZ: zone });
    try {
      await visit({ ...at, browser }, {}, (page, shot) => living(page, at.url, interesting(zone), shot));
    } finally {
      await browser.close();
    }
  }
  await visit(at, {}, (page) => choosing(page, at.url));
}

async function living(page, url, { zone, day, from, to }, shot) {
  const count = async (f, t) => (await ask(url, between, { f, t })).conversations.totals.count;
  await start(page, url);
  assert.equal(await page.getByRole('combobox', { name: 'Time zone' }).inputValue(), zone);
  await page.getByText(`Last 30 days (${zone})`).waitFor();

  // Its days are those of the zone: one of three around the change of the clock has as many conversations as lie between its ends.
  const next = new Date(Date.parse(day) + ms).toISOString().slice(0, 10);
  const before = new Date(Date.parse(day) - ms).toISOString().slice(0, 10);
  await start(page, url, { range: { from: before, to: next }, zone, charts: [{ over: 'DAY', form: 'bars' }] });
  const wanted = await count(from, to);
  const labels = await bars(page, 'rect');
  assert.deepEqual(labels.map((label) => label.slice(0, 10)), [before, day, next]);
  assert.equal(labels[1], `${day}\nConversations: ${wanted.toLocaleString('en')}`);
  await shot(`zone-${zone.replace('/', '-')}`);

  // The tip names it, and what is drilled into is that day.
  const bar = await page.locator('.picture svg g[data-label="rect"] rect').nth(1).boundingBox();
  await page.mouse.move(bar.x + bar.width / 2, bar.y + bar.height / 2);
  const named = new Date(`${day}T12:00:00Z`).toLocaleDateString('en-US', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  await page.locator('.tip strong', { hasText: named }).waitFor();
  await page.mouse.click(bar.x + bar.width / 2, bar.y + bar.height / 2);
  await page.getByRole('dialog').getByRole('button', { name: 'Show the conversations' }).click();
  const list = page.getByRole('region', { name: 'Conversations', exact: true });
  await list.getByText(new RegExp(`of ${wanted.toLocaleString('en')}, the latest first`)).waitFor();
  await list.getByRole('heading', { name: `${day} 00:00 to ${next} 00:00` }).waitFor();
  await list.getByRole('button', { name: 'Close the list' }).click();

  // The day by itself, by hours: as many as it has.
  await page.mouse.click(bar.x + bar.width / 2, bar.y + bar.height / 2);
  await page.getByRole('dialog').getByRole('button', { name: /^Only / }).first().click();
  await settled(page);
  await eventually(async () => assert.equal(await page.locator('.total').textContent(), `${wanted.toLocaleString('en')} in all `));
  await choose(page, 'Over time', 'by hour');
  await page.getByRole('button', { name: 'Table' }).click();
  await eventually(async () => assert.equal(await page.locator('.card tbody tr').count(), (Date.parse(to) - Date.parse(from)) / 3_600_000));
}

// choosing another zone asks anew, by what one types; what is no zone changes nothing.
async function choosing(page, url) {
  await start(page, url);
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('kolk');
  await page.getByRole('option', { name: 'Asia/Kolkata' }).click();
  await settled(page);
  await page.getByText('Last 30 days (Asia/Kolkata)').waitFor();
  assert.equal(JSON.parse(decodeURIComponent(new URL(page.url()).hash.slice(1))).zone, 'Asia/Kolkata');
  await zone.fill('Atlantis');
  await page.keyboard.press('Tab');
  await eventually(async () => assert.equal(await zone.inputValue(), 'Asia/Kolkata'));
  // All time has no beginning, of which the gateway has hours of UTC alone.
  await choose(page, 'When', 'All time');
  await page.getByText('The buckets are those of UTC').waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
}
