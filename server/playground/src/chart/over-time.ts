// A course of time: lines, stacked areas or bars. Buckets that are not whole are dashed or paler.
import * as Plot from '@observablehq/plot';
import type { Frame } from './draw';
import type { Model, Place, Point } from './model';
import { compact, iso, number, tick } from './moment';
import { visible } from './table';

type Marks = Plot.Markish[];

export function overTime(model: Model, frame: Frame): Plot.PlotOptions {
  const { points, places, form, unit = 'DAY', zone } = model;
  const { look } = frame;
  const values = points.flatMap((p) => p.value ?? []);
  const marks = { lines, areas, bars: timeBars, figures: lines, 'heat map': lines }[form](model, frame);
  const [first, last] = [places[0], places.at(-1)];
  const domain = first && last && form === 'bars' ? { domain: [new Date(first.at ?? 0), new Date(last.end ?? 0)] } : {};
  const shown = ticks(places, Math.max(2, Math.floor(look.width / 90)));
  const names = new Map<number, string>();
  let above = '';
  for (const place of shown) {
    const [own, over] = tick(place.at ?? 0, unit, zone);
    names.set(place.at ?? 0, over && over !== above ? `${own}\n${over}` : own);
    above = over;
  }
  return {
    height: look.height ?? 260,
    marginLeft: Math.max(40, ...values.map((v) => compact(v).length * 7 + 14)),
    marginRight: 22,
    marginBottom: 40,
    x: { type: 'utc', label: null, ticks: shown.map((place) => new Date(place.at ?? 0)), tickFormat: (at: Date) => names.get(Number(at)) ?? '', ...domain },
    y: { grid: true, label: null, tickFormat: compact, ticks: 6, zero: form !== 'lines' || values.every((v) => v >= 0), nice: true },
    marks: [Plot.ruleY([0], { strokeOpacity: 0.5 }), ...(frame.one && model.compared ? before(model) : []), ...marks],
  };
}

// ticks are starts of buckets, so that one of weeks stands on a week's first day, as many as there is room for.
function ticks(places: Place[], room: number): Place[] {
  const every = Math.max(1, Math.ceil(places.length / room));
  return places.filter((_, i) => i % every === 0);
}

const at = (p: Point) => new Date(p.place.at ?? 0);

function said({ unit = 'DAY', zone }: Model) {
  return (p: Point) => `${iso(p.place.at ?? 0, unit, zone)}\n${visible(p.series.label)}: ${number(p.value)}`;
}

// The period before, in the places of this one.
function before({ points }: Model): Marks {
  return [Plot.lineY(points, { x: at, y: (p: Point) => p.before ?? null, stroke: 'currentColor', strokeOpacity: 0.55, strokeWidth: 1.25, strokeDasharray: '2,3', ariaLabel: 'before' })];
}

// parts splits points: what is whole, and the ends that are not, each with its neighbour, to which its line leads.
function parts({ points, places }: Model): { whole: Point[]; ends: Point[][] } {
  const firstWhole = places.findIndex((place) => !place.partial);
  const lastWhole = places.findLastIndex((place) => !place.partial);
  if (firstWhole < 0) return { whole: [], ends: [points] };
  const index = new Map(places.map((place, i) => [place.id, i]));
  const of = (test: (i: number) => boolean) => points.filter((p) => test(index.get(p.place.id) ?? 0));
  const whole = of((i) => i >= firstWhole && i <= lastWhole);
  const ends = [firstWhole > 0 ? of((i) => i <= firstWhole) : [], lastWhole < places.length - 1 ? of((i) => i >= lastWhole) : []];
  return { whole, ends: ends.filter((end) => end.length > 0) };
}

function lines(model: Model, frame: Frame): Marks {
  const { points, series } = model;
  const { whole, ends } = parts(model);
  const line = (of: Point[], more: Plot.LineYOptions) =>
    Plot.lineY(of, { x: at, y: 'value', z: (p: Point) => p.series.id, stroke: (p: Point) => frame.color(p.series), strokeWidth: 1.75, ...more });
  // A dot shows a value between two gaps, which has no line; with few points each has one.
  const dots = points.length <= 120 * series.length ? points.filter((p) => p.value !== null) : lonely(points);
  const dot = Plot.dot(dots, {
    x: at,
    y: 'value',
    r: 2.5,
    stroke: (p: Point) => frame.color(p.series),
    fill: (p: Point) => (p.place.partial ? (frame.look.dark ? '#0d1117' : '#ffffff') : frame.color(p.series)),
    ariaLabel: said(model),
  });
  return [line(whole, {}), ...ends.map((end) => line(end, { strokeDasharray: '4,3' })), ...(dots.length > 0 && dots.length <= 600 ? [dot] : [])];
}

function areas(model: Model, frame: Frame): Marks {
  const { whole, ends } = parts(model);
  // One series keeps its gaps, which a stack cannot show. Given y as such, Plot would stack it, and its gaps would be zeros.
  const area = (of: Point[], fillOpacity: number) => {
    const options = { x: at, z: (p: Point) => p.series.id, fill: (p: Point) => frame.color(p.series), fillOpacity } as const;
    if (frame.one) return Plot.areaY(of, { ...options, y1: 0, y2: 'value' });
    return Plot.areaY(of, Plot.stackY({ order: order(model) }, { ...options, y: 'value' }));
  };
  const opacity = frame.one ? 0.35 : 0.85;
  const marks: Marks = [area(whole, opacity), ...ends.map((end) => area(end, opacity * 0.4))];
  return frame.one ? [...marks, ...lines(model, frame)] : marks;
}

function timeBars(model: Model, frame: Frame): Marks {
  const { points, places, series } = model;
  const room = frame.look.width / Math.max(1, places.length);
  const inset = room > 6 ? 0.5 : 0;
  // Thousands of bars thinner than two pixels are slow and fade: their outline, one path, looks the same.
  if (room < 2 && frame.one) {
    return [Plot.areaY(points, { x: at, y1: 0, y2: 'value', fill: (p: Point) => frame.color(p.series), z: () => '', curve: 'step-after' })];
  }
  const bar = {
    x1: at,
    x2: (p: Point) => new Date(p.place.end ?? 0),
    fill: (p: Point) => frame.color(p.series),
    stroke: (p: Point) => frame.color(p.series),
    fillOpacity: (p: Point) => (p.place.partial ? 0.35 : 1),
    strokeOpacity: (p: Point) => (p.place.partial ? 1 : 0),
    strokeDasharray: '3,2',
    insetLeft: inset,
    insetRight: inset,
    ariaLabel: said(model),
  } as const;
  const shown = points.filter((p) => p.value !== null && (series.length < 2 || p.value !== 0));
  if (frame.one) return [Plot.rectY(shown, { ...bar, y1: 0, y2: 'value' })];
  return [Plot.rectY(shown, Plot.stackY({ order: order(model) }, { ...bar, y: 'value', z: (p: Point) => p.series.id }))];
}

// order is that of a stack from its foot up, so that the legend reads from the top down.
function order({ series }: Model): string[] {
  return series.map((value) => value.id).reverse();
}

// lonely are the points without a neighbour of their series.
function lonely(points: Point[]): Point[] {
  const bare = (p: Point | undefined, own: Point) => !p || p.series.id !== own.series.id || p.value === null;
  return points.filter((p, i) => p.value !== null && bare(points[i - 1], p) && bare(points[i + 1], p));
}
