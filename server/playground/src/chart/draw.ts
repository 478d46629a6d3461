// Draws a model as one SVG element, by Observable Plot: SVG can be saved, scaled and tested mark by mark, and a line of
// thousands of points is one path; a canvas would be needed only beyond the 20,000 buckets that are drawn at most. The same
// picture is shown and saved; a saved one has its title, legend and source in it.
import * as Plot from '@observablehq/plot';
import { bars, heatMap } from './categories';
import { colors } from './colors';
import type { Model, Place, Value } from './model';
import { overTime } from './over-time';
import { cut, widthOf } from './text';
import { under } from './under';

export interface Look {
  width: number;
  dark: boolean;
  // Of the plot itself, where the form has no height of its own.
  height?: number;
  // Of a picture that stands by itself.
  title?: string;
  source?: string;
}

// What a mark needs to know.
export interface Frame {
  look: Look;
  color(series: Value): string;
  // Series whose legend entry is switched off are not among the model's.
  one: boolean;
}

export interface Drawn {
  svg: SVGSVGElement;
  // at is the place nearest to a point of the picture, and the series there where the form tells.
  at(x: number, y: number): { place: Place; series?: Value } | undefined;
  // where is the middle of a place.
  where(place: Place): { x: number; y: number };
}

const titleHeight = 30;
const sourceHeight = 22;
const rowHeight = 18;
const padding = 16;

export function draw(model: Model, look: Look): Drawn {
  const palette = colors(model.keys.slice(model.placeKeys.length), model.series, look.dark);
  const alone = look.title !== undefined;
  const inner = alone ? { ...look, width: look.width - 2 * padding } : look;
  const frame: Frame = { look: inner, color: (series) => palette.get(series.id) ?? 'currentColor', one: model.series.length < 2 };
  const chart = model.form === 'heat map' ? heatMap(model, frame) : model.unit ? overTime(model, frame) : bars(model, frame);
  const legend = !alone || model.form === 'heat map' || frame.one ? [] : model.series;
  const legendRows = rows(legend, inner.width);
  const top = alone ? titleHeight + padding : 0;
  const below = alone ? legendRows.length * rowHeight + (legend.length > 0 ? 10 : 0) + sourceHeight + padding : 0;
  const marginTop = (chart.marginTop ?? 12) + top;
  const marginBottom = (chart.marginBottom ?? 40) + below;
  const plot = Plot.plot({
    style: { background: 'transparent', fontSize: '12px', fontFamily: 'system-ui, sans-serif', overflow: 'visible' },
    ...chart,
    width: look.width,
    marginTop,
    marginLeft: (chart.marginLeft ?? 52) + (alone ? padding : 0),
    marginRight: (chart.marginRight ?? 16) + (alone ? padding : 0),
    marginBottom,
    height: (chart.height ?? 300) + marginTop + marginBottom,
  });
  // Plot gives a figure only where it draws a legend or a caption, which it is not asked to.
  const svg = plot as unknown as SVGSVGElement;
  // The whole is one image to those who do not see it. Labels inside of it would not be read, and are not allowed there.
  for (const part of svg.querySelectorAll('[aria-label], [aria-description]')) {
    part.setAttribute('data-label', part.getAttribute('aria-label') ?? '');
    part.removeAttribute('aria-label');
    part.removeAttribute('aria-description');
  }
  if (alone) {
    const height = Number(svg.getAttribute('height'));
    svg.append(text(padding, padding + 14, cut(look.title ?? '', inner.width * 0.85), { 'font-weight': '600', 'font-size': '14' }));
    const start = height - padding - sourceHeight - legendRows.length * rowHeight;
    legendRows.forEach((row, i) => {
      for (const { value, x, width } of row) {
        svg.append(element('rect', { x: padding + x, y: start + i * rowHeight, width: 12, height: 12, rx: 2, fill: frame.color(value), class: 'chart-legend' }));
        svg.append(text(padding + x + 18, start + i * rowHeight + 10, cut(value.label, width)));
      }
    });
    svg.append(text(padding, height - padding, cut(look.source ?? '', inner.width * 1.1), { 'font-size': '11', opacity: '0.75' }));
  }
  return { svg, ...finder(model, plot) };
}

// rows lays out a legend: as many entries in a row as fit.
function rows(legend: Value[], width: number): { value: Value; x: number; width: number }[][] {
  const found: { value: Value; x: number; width: number }[][] = [];
  let x = 0;
  for (const value of legend) {
    const own = Math.min(widthOf(value.label), width - 18);
    if (found.length === 0 || x + own + 18 > width) {
      found.push([]);
      x = 0;
    }
    found.at(-1)?.push({ value, x, width: own + 1 });
    x += own + 36;
  }
  return found;
}

type Finder = Pick<Drawn, 'at' | 'where'>;

function finder(model: Model, plot: ReturnType<typeof Plot.plot>): Finder {
  const { places, series, form } = model;
  const [x, y] = [plot.scale('x'), plot.scale('y')];
  const middle = (scale: ReturnType<typeof plot.scale>, value: unknown) => (scale ? scale.apply(value) + (scale.bandwidth ?? 0) / 2 : 0);
  const nearest = <T>(of: T[], to: number, at: (value: T) => number): T | undefined => {
    let best: T | undefined;
    let distance = Number.POSITIVE_INFINITY;
    for (const value of of) {
      const away = Math.abs(at(value) - to);
      if (away < distance) [best, distance] = [value, away];
    }
    return best;
  };
  if (model.unit) {
    const centre = (place: Place) => middle(x, new Date(form === 'bars' ? ((place.at ?? 0) + (place.end ?? 0)) / 2 : (place.at ?? 0)));
    const range = y?.range as [number, number] | undefined;
    return {
      at: (px, py) => {
        const place = nearest(places, px, centre);
        if (!place || !y || series.length < 2) return place && { place };
        const i = places.indexOf(place);
        // Between places an area leans from one to the other; a bar does not.
        const beside = form === 'bars' ? place : (places[px < centre(place) ? i - 1 : i + 1] ?? place);
        const share = beside === place ? 0 : Math.abs(px - centre(place)) / Math.abs(centre(beside) - centre(place));
        return { place, series: under(model, y, py, [place, beside, share]) };
      },
      where: (place) => ({ x: centre(place), y: ((range?.[0] ?? 0) + (range?.[1] ?? 0)) / 2 }),
    };
  }
  const high = (place: Place) => middle(y, place.id);
  return {
    at: (px, py) => {
      const place = nearest(places, py, high);
      if (!place) return undefined;
      if (form === 'heat map') return { place, series: nearest(series, px, (value) => middle(x, value.id)) };
      return x && series.length > 1 ? { place, series: under(model, x, px, [place, place, 0]) } : { place };
    },
    where: (place) => ({ x: ((x?.range as number[] | undefined)?.[0] ?? 0) + 24, y: high(place) }),
  };
}

function text(x: number, y: number, content: string, more: Record<string, string> = {}): SVGElement {
  const node = element('text', { x, y, fill: 'currentColor', 'text-anchor': 'start', ...more });
  node.textContent = content;
  return node;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
