// The page /explore as the tests of it use it.
import assert from 'node:assert/strict';

export async function ask(url, query, variables = {}) {
  const response = await fetch(`${url}graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined);
  return data;
}

export async function start(page, url, state) {
  await page.goto('about:blank');
  await page.goto(`${url}explore${state ? `#${encodeURIComponent(JSON.stringify(state))}` : ''}`);
  await settled(page);
}

// settled waits until what is shown is of what is chosen.
export async function settled(page) {
  await page.locator('.card[aria-busy="false"]').first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.card[aria-busy="true"]').length === 0);
  await page.locator('.picture svg, .figures, .nothing, .errors, .scroll').first().waitFor();
}

export async function choose(page, label, option) {
  await page.getByRole('combobox', { name: label, exact: true }).selectOption({ label: option });
  await settled(page);
}

// bars are what the bars say; those of a course of time are rectangles.
export async function bars(page, mark = 'bar') {
  await page.locator(`.picture svg g[data-label="${mark}"] rect`).first().waitFor();
  return page.locator(`.picture svg g[data-label="${mark}"] rect`).evaluateAll((all) => all.map((e) => e.getAttribute('data-label')));
}
