import type { Model, Point } from './model';
import { iso, number } from './moment';

// summary says in a sentence or two what a chart shows, for those who do not see it.
export function summary(model: Model): string {
  const { form, metric, keys, points, series, placeKeys } = model;
  if (form === 'figures') return points.map((p) => `${p.place.label}: ${number(p.value)}`).join(', ');
  const values = points.filter((p) => p.value !== null);
  const others = keys.slice(placeKeys.length);
  const by = keys.length > 1 ? ` and ${keys.slice(1).join(', ')}` : '';
  const head = `${titles[form]} of ${metric} by ${keys[0]}${by}: ${points.length.toLocaleString()} points`;
  const count = others.length > 0 ? ` in ${series.length} series` : '';
  const sorted = [...values].sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) return `${head}${count}, without a value.`;
  const where = (p: Point) => (model.unit && p.place.at !== undefined ? iso(p.place.at, model.unit, model.zone) : p.place.label);
  const told = (p: Point) => `${number(p.value)} (${where(p)}${others.length > 0 ? `, ${p.series.label}` : ''})`;
  return `${head}${count}. Greatest ${told(most)}, least ${told(least)}.`;
}

const titles = { lines: 'Lines', areas: 'Stacked areas', bars: 'Bars', 'heat map': 'Heat map' };
