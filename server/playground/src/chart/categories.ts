// Bars and heat maps: values of keys, which have no course.
import * as Plot from '@observablehq/plot';
import type { Frame } from './draw';
import type { Model, Place, Point, Value } from './model';
import { change, compact, number } from './moment';
import { visible } from './table';
import { cut, widthOf } from './text';

export function bars(model: Model, frame: Frame): Plot.PlotOptions {
  const { points, places, series } = model;
  const { look, one } = frame;
  const title = (p: Point) => visible(one ? `${p.place.label}: ${number(p.value)}` : `${p.place.label}, ${p.series.label}: ${number(p.value)}`);
  const marginLeft = labelWidth(places, look.width);
  const shown = points.filter((p) => p.value !== null);
  const compared = points.filter((p) => p.before !== undefined && p.before !== null);
  const told = (p: Point) => [number(p.value), change(p.value, p.before)].filter(Boolean).join('  ');
  const y = (p: Point) => p.place.id;
  const paint = { fill: (p: Point) => (p.place.others ? '#8b949e' : frame.color(p.series)), ariaLabel: title, insetTop: 1, insetBottom: 1 } as const;
  const bar = one ? { x: 'value', y, ...paint } : Plot.stackX({ order: series.map((value) => value.id) }, { x: 'value', y, z: (p: Point) => p.series.id, ...paint });
  // Behind the mark of the period before, too, which would strike it through.
  const label = Plot.text(shown, { x: (p: Point) => Math.max(0, p.value ?? 0, p.before ?? 0), y, text: told, textAnchor: 'start', dx: 4 });
  const tick = Plot.tickX(compared, { x: 'before', y, stroke: 'currentColor', strokeWidth: 2, strokeDasharray: '2,2', insetTop: -1, insetBottom: -1 });
  const names = new Map(places.map((place) => [place.id, place]));
  return {
    height: Math.max(60, places.length * 26),
    marginLeft,
    marginRight: one ? 24 + Math.max(40, ...shown.map((p) => widthOf(told(p)))) : 24,
    marginBottom: 30,
    x: { grid: true, label: null, tickFormat: compact, ticks: Math.max(2, Math.floor((look.width - marginLeft) / 90)), zero: true },
    y: { domain: places.map((place) => place.id), label: null, tickFormat: (id: string) => cut(names.get(id)?.label ?? '', marginLeft - 12), tickSize: 0 },
    marks: [Plot.barX(shown, bar), Plot.ruleX([0], { strokeOpacity: 0.5 }), ...(one && compared.length > 0 ? [tick] : []), ...(one ? [label] : [])],
  };
}

export function heatMap(model: Model, { look }: Frame): Plot.PlotOptions {
  const { points, places, series } = model;
  const marginLeft = labelWidth(places, look.width);
  const title = (p: Point) => visible(`${p.place.label}, ${p.series.label}: ${number(p.value)}`);
  const shown = points.filter((p) => p.value !== null);
  const room = (look.width - marginLeft - 16) / Math.max(1, series.length);
  const values = shown.map((p) => p.value ?? 0);
  // An amount is seen beside nothing, a level beside the others.
  const [least, most] = model.kind === 'level' && shown.length > 1 ? [Math.min(...values), Math.max(...values)] : [Math.min(0, ...values), Math.max(0, ...values)];
  // Where a cell's colour is nearer to the one of most, a figure on it has the colour of the other end.
  const full = (p: Point) => (p.value ?? 0) > least + (most - least) * 0.7;
  const [low, high] = look.dark ? ['#ffffff', '#000000'] : ['#000000', '#ffffff'];
  const place = { x: (p: Point) => p.series.id, y: (p: Point) => p.place.id } as const;
  const figures = (of: Point[], fill: string) => Plot.text(of, { ...place, text: (p: Point) => compact(p.value ?? 0), fill });
  const rows = new Map(places.map((value) => [value.id, value]));
  const columns = new Map(series.map((value) => [value.id, value]));
  const fits = shown.every((p) => compact(p.value ?? 0).length * 7 + 6 < room);
  const leaning = series.some((value) => widthOf(value.label) > room - 8);
  return {
    height: Math.max(80, places.length * 30),
    marginLeft,
    marginRight: 16,
    marginBottom: leaning ? 84 : 30,
    x: {
      domain: series.map((value) => value.id),
      label: null,
      tickSize: 0,
      tickRotate: leaning ? -45 : 0,
      tickFormat: (id: string) => cut(columns.get(id)?.label ?? '', leaning ? 100 : room),
    },
    y: { domain: places.map((value) => value.id), label: null, tickSize: 0, tickFormat: (id: string) => cut(rows.get(id)?.label ?? '', marginLeft - 12) },
    color: { type: 'linear', domain: [least, most], range: look.dark ? ['#161b22', '#58a6ff'] : ['#f0f6ff', '#0550ae'] },
    marks: [
      Plot.cell(shown, { ...place, fill: 'value', inset: 1, ariaLabel: title }),
      // Without figures the colours would have no scale.
      ...(fits ? [figures(shown.filter((p) => !full(p)), low), figures(shown.filter(full), high)] : []),
    ],
  };
}

function labelWidth(places: (Place | Value)[], width: number): number {
  return Math.min(Math.max(40, ...places.map((place) => widthOf(place.label) + 14)), width * 0.4);
}
