// Which series lies under the pointer, so that a click is of what is clicked on.
import type { Model, Place, Value } from './model';

// A line is meant by who points this near to it, in pixels.
const near = 24;

type Scale = { apply(value: number): number; invert?(at: number): number };

// under is the series at a height over a course of time, or at a length of bars. Where says between which places the pointer is, and how
// far; undefined where none lies there.
export function under(model: Model, scale: Scale, at: number, [from, to, share]: [from: Place, to: Place, share: number]): Value | undefined {
  const { series, points, form, unit } = model;
  const values = new Map(points.filter((p) => p.place === from || p.place === to).map((p) => [`${p.place.id} ${p.series.id}`, p.value]));
  const value = (one: Value) => {
    const [a, b] = [values.get(`${from.id} ${one.id}`) ?? null, values.get(`${to.id} ${one.id}`) ?? null];
    return a === null || b === null ? (a ?? b) : a * (1 - share) + b * share;
  };
  if (form === 'lines') {
    const away = (one: Value) => {
      const own = value(one);
      return own === null ? Number.POSITIVE_INFINITY : Math.abs(scale.apply(own) - at);
    };
    const nearest = [...series].sort((a, b) => away(a) - away(b))[0];
    return nearest && away(nearest) <= near ? nearest : undefined;
  }
  // A stack over time stands on the last series; bars begin with the first.
  const stack = unit ? [...series].reverse() : series;
  const wanted = scale.invert?.(at) ?? Number.NaN;
  let sum = 0;
  for (const one of stack) {
    const own = value(one) ?? 0;
    if (own < 0) return undefined;
    if (wanted >= sum && wanted < sum + own) return one;
    sum += own;
  }
  return undefined;
}
