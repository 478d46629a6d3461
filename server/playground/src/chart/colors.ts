// Colours that stay with their value: what was blue is blue, whatever metric, filter or rank it has, as long as the page is open.
import type { Value } from './model';

// Each at least 4.5:1 against the page, in an order in which neighbours differ in hue and lightness.
const light = [
  ...['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#cf222e', '#0a7b83'],
  ...['#9a6700', '#bf3989', '#0a3069', '#4d2d00', '#116329', '#6e40c9'],
];
const dark = [
  ...['#58a6ff', '#f0883e', '#3fb950', '#bc8cff', '#ff7b72', '#39c5cf'],
  ...['#d29922', '#f778ba', '#a5d6ff', '#ffdfb6', '#aff5b4', '#d2a8ff'],
];
const others = { light: '#6e7781', dark: '#8b949e' };

// Of each set of keys, the place in the palette that a value has been given.
const given = new Map<string, Map<string, number>>();

// colors gives each value its colour. Keys name what the values are of.
export function colors(keys: string[], values: Value[], isDark: boolean): Map<string, string> {
  const palette = isDark ? dark : light;
  const id = keys.join(' ');
  const known = given.get(id) ?? new Map<string, number>();
  given.set(id, known);
  const taken = new Set(values.flatMap((value) => known.get(value.id) ?? []));
  const used = new Map<number, number>();
  for (const at of known.values()) used.set(at, (used.get(at) ?? 0) + 1);
  for (const value of values) {
    if (value.others || known.has(value.id)) continue;
    // One that is free in this picture, and the least used in others.
    const free = palette.map((_, i) => i).filter((i) => !taken.has(i));
    const at = (free.length > 0 ? free : palette.map((_, i) => i)).sort((a, b) => (used.get(a) ?? 0) - (used.get(b) ?? 0) || a - b)[0] ?? 0;
    known.set(value.id, at);
    taken.add(at);
    used.set(at, (used.get(at) ?? 0) + 1);
  }
  return new Map(values.map((value) => [value.id, value.others ? others[isDark ? 'dark' : 'light'] : (palette[known.get(value.id) ?? 0] ?? '')]));
}
