import type { Model, Point } from './model';

// summary says in a sentence or two what a chart shows, for those who do not see it.
export function summary(model: Model): string {
  const { form, metric, keys, points, series } = model;
  if (form === 'figures') return points.map((p) => `${p.x}: ${number(p.value)}`).join(', ');
  const values = points.filter((p) => p.value !== null);
  const [x, ...others] = keys;
  const by = others.length > 0 ? ` and ${others.join(', ')}` : '';
  const head = `${titles[form]} of ${metric} by ${x}${by}: ${points.length.toLocaleString('en')} points`;
  const count = others.length > 0 ? ` in ${series.length} series` : '';
  const sorted = [...values].sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) return `${head}${count}, without a value.`;
  const told = (p: Point) => `${number(p.value)} (${moment(p.x, model.step)}${others.length > 0 ? `, ${p.series}` : ''})`;
  return `${head}${count}. Greatest ${told(most)}, least ${told(least)}.`;
}

const titles = { lines: 'Lines', areas: 'Stacked areas', bars: 'Bars', 'heat map': 'Heat map' };

export function number(value: number | null): string {
  if (value === null) return 'no value';
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 1 ? 4 : 2 });
}

// moment is a point's place on x. Buckets of a day and longer need no hour. Step is a bucket's length in milliseconds.
export function moment(x: Date | string, step: number): string {
  if (typeof x === 'string') return x;
  const text = x.toISOString();
  return step < 86_400_000 ? `${text.slice(0, 10)} ${text.slice(11, 16)} UTC` : text.slice(0, 10);
}
