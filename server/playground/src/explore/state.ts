// What is chosen on the page. All of it stands in the address, and nothing else does: a link opens exactly this picture.
import type { Form } from '../chart/model';
import { type Unit, units } from '../chart/table';
import { here, named } from '../chart/zone';
import { longestName } from './saved';

export const fields = ['INTEGRATION_ID', 'TYPE', 'PROJECT_ID', 'ORGANIZATION_ID', 'USER_MESSAGE_COUNT', 'ID'] as const;
export const propertyFields = ['PROPERTIES', 'USER_PROPERTIES'] as const;
export const functions = ['count', 'countDistinct', 'sum', 'avg', 'median', 'min', 'max'] as const;
export const operators = ['is', 'isNot', 'atLeast', 'atMost', 'known', 'unknown'] as const;
export const presets = [
  ...['today', 'yesterday', 'last7', 'last30', 'last90', 'thisWeek', 'lastWeek', 'thisMonth', 'lastMonth'],
  ...['thisQuarter', 'lastQuarter', 'thisYear', 'lastYear', 'all'],
] as const;
export const drawnForms: readonly Form[] = ['lines', 'areas', 'bars', 'heat map'];
export const tops = [5, 10, 20, 50];
// With what a chart is compared: nothing, the period before as far as this one has come, all of it, or the same period a year before.
export const comparisons = ['none', 'before', 'whole', 'year'] as const;

export type Field = (typeof fields)[number];
export type PropertyField = (typeof propertyFields)[number];
export type Function = (typeof functions)[number];
export type Operator = (typeof operators)[number];
export type Preset = string;
export type Comparison = (typeof comparisons)[number];

// A field, or a property of one.
export interface Of {
  field: Field | PropertyField;
  path?: string[];
}

export interface Measure {
  show: Function;
  // Nothing for the count of conversations.
  of?: Of;
}

export interface Filter {
  of: Of;
  is: Operator;
  // Null is the group of those without a value.
  values: (string | null)[];
}

// Days of a calendar, both of them within: 2026-01-05.
export type Range = { preset: Preset } | { from: string; to: string };

export interface Chart {
  measure: Measure;
  over: 'none' | 'auto' | Unit;
  by: Of[];
  top: number;
  compare: Comparison;
  view: 'chart' | 'table';
  form?: Form;
}

export interface State {
  // Of the page, if it has one.
  name?: string;
  range: Range;
  // The IANA name of the time zone whose days and hours are meant.
  zone: string;
  filters: Filter[];
  charts: Chart[];
  // Which chart the choices are of.
  at: number;
  // The conversations that are listed: of a place in a chart.
  list?: { filters: Filter[]; from?: string; to?: string };
}

export const mostCharts = 6;
export const mostFilters = 12;

export const blank: Chart = { measure: { show: 'count' }, over: 'auto', by: [], top: 10, compare: 'none', view: 'chart' };

// initial is the state of an address that says nothing: in the browser's own zone.
export function initial(): State {
  return { range: { preset: 'last30' }, zone: here(), filters: [], charts: [blank], at: 0 };
}

export function write(state: State): string {
  return `#${encodeURIComponent(JSON.stringify(state))}`;
}

// read gives the state of a fragment. What it does not know it leaves out, for an address may be of another version or
// of another person's making; there is always a state.
export function read(fragment: string): State {
  let given: unknown;
  try {
    given = JSON.parse(decodeURIComponent(fragment.replace(/^#/, '')));
  } catch {
    return initial();
  }
  if (!isObject(given)) return initial();
  const charts = list(given.charts, chart).slice(0, mostCharts);
  const state: State = {
    range: range(given.range) ?? initial().range,
    // Addresses had no zone when all days were those of UTC.
    zone: named(given.zone) ?? 'UTC',
    filters: list(given.filters, filter).slice(0, mostFilters),
    charts: charts.length > 0 ? charts : [blank],
    at: 0,
  };
  if (typeof given.name === 'string' && given.name.trim() !== '') state.name = given.name.trim().slice(0, longestName);
  if (Number.isInteger(given.at) && state.charts[Number(given.at)]) state.at = Number(given.at);
  if (isObject(given.list)) {
    const instant = (value: unknown) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined);
    state.list = { filters: list(given.list.filters, filter).slice(0, mostFilters), from: instant(given.list.from), to: instant(given.list.to) };
  }
  return state;
}

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list<T>(value: unknown, one: (value: unknown) => T | undefined): T[] {
  return Array.isArray(value) ? value.flatMap((item) => one(item) ?? []) : [];
}

function among<T extends string>(all: readonly T[], value: unknown): T | undefined {
  return all.find((one) => one === value);
}

function of(value: unknown): Of | undefined {
  if (!isObject(value)) return undefined;
  const property = among(propertyFields, value.field);
  if (!property) {
    const field = among(fields, value.field);
    return field && { field };
  }
  const path = list(value.path, (part) => (typeof part === 'string' && part !== '' && part.length <= 200 ? part : undefined));
  return path.length > 0 && path.length <= 10 ? { field: property, path } : undefined;
}

function range(value: unknown): Range | undefined {
  if (!isObject(value)) return undefined;
  const preset = among(presets, value.preset);
  if (preset) return { preset };
  const day = (text: unknown) => typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!day(value.from) || !day(value.to)) return undefined;
  const [from, to] = [String(value.from), String(value.to)].sort() as [string, string];
  return { from, to };
}

function filter(value: unknown): Filter | undefined {
  if (!isObject(value)) return undefined;
  const [what, is] = [of(value.of), among(operators, value.is)];
  if (!what || !is) return undefined;
  const values = list(value.values, (one) => (typeof one === 'string' && one.length <= 1000 ? [one] : one === null ? [null] : undefined)).flat();
  return { of: what, is, values: values.slice(0, 100) };
}

function chart(value: unknown): Chart | undefined {
  if (!isObject(value)) return undefined;
  const measure = isObject(value.measure) ? value.measure : {};
  const show = among(functions, measure.show) ?? 'count';
  const what = of(measure.of);
  const by = list(value.by, of).slice(0, 2);
  const form = among(drawnForms, value.form);
  return {
    measure: what && measures(show, what) ? { show, of: what } : blank.measure,
    over: among(['none', 'auto', ...units] as const, value.over) ?? 'auto',
    by: by.filter((one, i) => by.findIndex((other) => same(one, other)) === i),
    top: tops.find((one) => one === value.top) ?? blank.top,
    compare: value.compare === true ? 'before' : (among(comparisons, value.compare) ?? 'none'),
    view: among(['chart', 'table'] as const, value.view) ?? 'chart',
    ...(form ? { form } : {}),
  };
}

// measures says whether a function has a meaning for a field.
export function measures(show: Function, { field, path }: Of): boolean {
  if (show === 'count') return false;
  if (show === 'median') return field === 'USER_MESSAGE_COUNT' && !path;
  if (show === 'countDistinct' || path) return true;
  return field === 'USER_MESSAGE_COUNT';
}

export function same(a: Of, b: Of): boolean {
  return a.field === b.field && JSON.stringify(a.path) === JSON.stringify(b.path);
}
