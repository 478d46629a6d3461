// Draws a model as one SVG element that holds its title and legend, so that the screen, the saved SVG and the PNG are one
// picture. By Observable Plot: SVG can be saved, scaled and tested mark by mark, and a line of thousands of points is one
// path; a canvas would be needed only beyond the 20,000 buckets that are drawn at most. It is loaded when first used.
import * as Plot from '@observablehq/plot';
import type { Model, Point } from './model';
import { moment, number } from './summary';

export interface Look {
  width: number;
  dark: boolean;
  title: string;
}

// Each at least 4.5:1 against the page, in an order in which neighbours differ in hue and lightness.
const light = [
  ...['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#cf222e', '#0a7b83'],
  ...['#9a6700', '#bf3989', '#57606a', '#0a3069', '#4d2d00', '#116329'],
];
const dark = [
  ...['#58a6ff', '#f0883e', '#3fb950', '#bc8cff', '#ff7b72', '#39c5cf'],
  ...['#d29922', '#f778ba', '#8b949e', '#a5d6ff', '#ffdfb6', '#aff5b4'],
];

const titleHeight = 34;
const rowHeight = 18;

export function draw(model: Model, look: Look): SVGSVGElement {
  const colors = look.dark ? dark : light;
  const legend = model.form === 'heat map' || model.series.length < 2 ? [] : model.series;
  const columns = look.width < 520 ? 1 : 2;
  const legendHeight = Math.ceil(legend.length / columns) * rowHeight;
  const chart = options(model, look);
  const marginBottom = (chart.marginBottom ?? 34) + (legend.length > 0 ? legendHeight + 10 : 0);
  const plot = Plot.plot({
    width: look.width,
    style: { background: 'transparent', fontSize: '12px', fontFamily: 'system-ui, sans-serif', overflow: 'visible' },
    marginTop: titleHeight + 10,
    color: { domain: model.series, range: colors.slice(0, model.series.length) },
    ...chart,
    height: (chart.height ?? 300) + marginBottom + titleHeight,
    marginBottom,
  });
  // Plot gives a figure only where it draws a legend or a caption, which it is not asked to.
  const svg = plot as unknown as SVGSVGElement;
  // The whole is one image to those who do not see it. Labels inside of it would not be read, and are not allowed there.
  for (const part of svg.querySelectorAll('[aria-label], [aria-description]')) {
    part.setAttribute('data-label', part.getAttribute('aria-label') ?? '');
    part.removeAttribute('aria-label');
    part.removeAttribute('aria-description');
  }
  svg.append(text(0, 16, cut(look.title, look.width / 7.5), { 'font-weight': '600', 'font-size': '14' }));
  const columnWidth = look.width / columns;
  legend.forEach((name, i) => {
    const [x, y] = [(i % columns) * columnWidth, Number(svg.getAttribute('height')) - legendHeight + Math.floor(i / columns) * rowHeight];
    svg.append(element('rect', { x, y, width: 12, height: 12, rx: 2, fill: colors[i] ?? 'currentColor', class: 'chart-legend' }));
    svg.append(text(x + 18, y + 10, cut(name, (columnWidth - 18) / 7)));
  });
  return svg;
}

function options(model: Model, look: Look): Plot.PlotOptions {
  if (model.form === 'heat map') return heatMap(model, look);
  return model.step > 0 ? overTime(model, look) : bars(model, look);
}

function overTime(model: Model, look: Look): Plot.PlotOptions {
  const { points, step, form, series } = model;
  const one = series.length < 2;
  const title = (p: Point) => `${moment(p.x, step)}\n${p.series}: ${number(p.value)}`;
  const common = { x: 'x', y: 'value' } as const;
  const stacked = form === 'areas' && !one;
  const tipAt = stacked ? Plot.stackY({ order: series }, { ...common, z: 'series' }) : common;
  const hover = Plot.tip(points, Plot.pointerX({ ...tipAt, title, fill: tipFill(look) }));
  const axes: Plot.PlotOptions = {
    height: 260,
    marginLeft: 52,
    marginRight: 16,
    x: { type: 'utc', label: null, ticks: Math.max(2, Math.floor(look.width / 90)) },
    y: { grid: true, label: null, tickFormat: compact, ticks: 6, zero: form !== 'lines' || points.every((p) => (p.value ?? 0) >= 0) },
  };
  const zero = Plot.ruleY([0], { strokeOpacity: 0.5 });
  if (form === 'areas') {
    const area = { ...common, z: 'series', fill: 'series', fillOpacity: one ? 0.35 : 0.85 } as const;
    // One series keeps its gaps, which a stack cannot show.
    const edge = Plot.lineY(points, { ...common, stroke: 'series', strokeWidth: 1.5 });
    // Given y as such, Plot would stack the one series, and its gaps would be zeros.
    const marks = one ? [Plot.areaY(points, { ...area, y1: 0, y2: 'value' }), edge] : [Plot.areaY(points, Plot.stackY({ order: series }, area))];
    return { ...axes, marks: [...marks, zero, hover] };
  }
  if (form === 'bars') {
    const bar = { x1: 'x', x2: (p: Point) => new Date(Number(p.x) + step), y: 'value', fill: 'series', ariaLabel: title } as const;
    const room = look.width / points.length;
    const inset = room > 6 ? 0.5 : 0;
    // Thousands of bars thinner than two pixels are slow and fade: their outline, one path, looks the same.
    const steps = Plot.areaY(points, { x: 'x', y1: 0, y2: 'value', fill: 'series', curve: 'step-after' });
    const rects = Plot.rectY(points.filter((p) => p.value !== null), { ...bar, insetLeft: inset, insetRight: inset });
    return { ...axes, marks: [room < 2 ? steps : rects, zero, hover] };
  }
  const line = Plot.lineY(points, { ...common, z: 'series', stroke: 'series', strokeWidth: 1.75 });
  // A dot shows a value between two gaps, which has no line; with few points each has one.
  const dots = points.length <= 120 * series.length ? points.filter((p) => p.value !== null) : lonely(points);
  const dot = Plot.dot(dots, { ...common, fill: 'series', r: 2.25, ariaLabel: title });
  return { ...axes, marks: [zero, line, ...(dots.length > 0 && dots.length <= 600 ? [dot] : []), hover] };
}

function bars(model: Model, look: Look): Plot.PlotOptions {
  const { points, categories, series } = model;
  const one = series.length < 2;
  const title = (p: Point) => (one ? `${p.x}: ${number(p.value)}` : `${p.x}, ${p.series}: ${number(p.value)}`);
  const marginLeft = labelWidth(categories, look.width);
  const bar = { x: 'value', y: 'x', fill: 'series', ariaLabel: title, insetTop: 1, insetBottom: 1 } as const;
  const shown = points.filter((p) => p.value !== null);
  const place = { x: 'value', y: 'x' } as const;
  const tipAt = one ? place : Plot.stackX({ order: series }, { ...place, z: 'series' });
  const label = Plot.text(shown, { x: 'value', y: 'x', text: (p: Point) => number(p.value), textAnchor: 'start', dx: 4 });
  return {
    height: Math.max(60, categories.length * 26),
    marginLeft,
    marginRight: 56,
    marginBottom: 30,
    x: { grid: true, label: null, tickFormat: compact, ticks: Math.max(2, Math.floor((look.width - marginLeft) / 80)) },
    y: { domain: categories, label: null, tickFormat: (name: string) => cut(name, (marginLeft - 12) / 6.7), tickSize: 0 },
    marks: [
      Plot.barX(shown, one ? bar : Plot.stackX({ order: series }, bar)),
      Plot.ruleX([0], { strokeOpacity: 0.5 }),
      ...(one ? [label] : []),
      Plot.tip(shown, Plot.pointerY({ ...tipAt, title, fill: tipFill(look) })),
    ],
  };
}

function heatMap(model: Model, look: Look): Plot.PlotOptions {
  const { points, categories, series } = model;
  const marginLeft = labelWidth(categories, look.width);
  const title = (p: Point) => `${p.x}, ${p.series}: ${number(p.value)}`;
  const shown = points.filter((p) => p.value !== null);
  const room = (look.width - marginLeft) / series.length;
  const most = Math.max(...shown.map((p) => p.value ?? 0));
  // Where a cell's colour is nearer to the one of most, a figure on it has the colour of the other end.
  const full = (p: Point) => (p.value ?? 0) > most * 0.7;
  const [low, high] = look.dark ? ['#ffffff', '#000000'] : ['#000000', '#ffffff'];
  const figures = (of: Point[], fill: string) => Plot.text(of, { x: 'series', y: 'x', text: (p: Point) => compact(p.value ?? 0), fill });
  return {
    height: Math.max(80, categories.length * 30),
    marginLeft,
    marginRight: 8,
    marginBottom: room < 70 ? 76 : 34,
    x: {
      domain: series,
      label: null,
      tickSize: 0,
      tickRotate: room < 70 ? -45 : 0,
      tickFormat: (name: string) => cut(name, room < 70 ? 14 : room / 6.7),
    },
    y: { domain: categories, label: null, tickSize: 0, tickFormat: (name: string) => cut(name, (marginLeft - 12) / 6.7) },
    color: {
      type: 'linear',
      domain: [Math.min(0, ...shown.map((p) => p.value ?? 0)), most],
      range: look.dark ? ['#161b22', '#58a6ff'] : ['#f0f6ff', '#0550ae'],
    },
    marks: [
      Plot.cell(shown, { x: 'series', y: 'x', fill: 'value', inset: 1, ariaLabel: title }),
      ...(room >= 36 ? [figures(shown.filter((p) => !full(p)), low), figures(shown.filter(full), high)] : []),
      Plot.tip(shown, Plot.pointer({ x: 'series', y: 'x', title, fill: tipFill(look) })),
    ],
  };
}

// lonely are the points without a neighbour of their series.
function lonely(points: Point[]): Point[] {
  const bare = (p: Point | undefined, series: string) => !p || p.series !== series || p.value === null;
  return points.filter((p, i) => p.value !== null && bare(points[i - 1], p.series) && bare(points[i + 1], p.series));
}

function labelWidth(names: string[], width: number): number {
  return Math.min(Math.max(40, ...names.map((name) => name.length * 6.7 + 12)), width * 0.4);
}

function tipFill(look: Look): string {
  return look.dark ? '#1f2633' : '#ffffff';
}

function compact(value: number): string {
  return value.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 2 });
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, Math.max(1, Math.floor(length) - 1))}…` : text;
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
