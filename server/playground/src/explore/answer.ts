// From the gateway's answer to a table. What was asked is known, so it is read as it was written.
import type { Bounds, Cell, Kind, Row, Table } from '../chart/table';
import { digits } from '../digits';
import type { Query } from './query';
import { shiftMonths, type Span } from './range';
import type { Chart } from './state';
import { nameOf, nameOfMeasure } from './words';

type Json = Record<string, unknown>;

export interface Result {
  table: Table;
  // The metric of all conversations in the range, and one period earlier.
  total: Cell;
  totalBefore?: Cell;
}

// result is undefined where the answer has no data for the chart; its errors say why.
export function result(query: Query, chart: Chart, span: Span, before: Span | undefined, data: unknown, now: number): Result | undefined {
  const set = at(data, ['conversations']);
  const totals = at(set, ['totals']);
  const groups = at(set, ['groups']);
  const kind: Kind = chart.measure.of ? ({ countDistinct: 'distinct', sum: 'amount' } as const)[chart.measure.show as 'sum'] ?? 'level' : 'amount';
  const title = nameOfMeasure(chart.measure);
  const bounds: Bounds = { now, from: span.from, to: span.to };
  const metric = (node: unknown): Cell => cell(at(node, query.metric));
  const total = metric(totals);
  const totalBefore = query.compared ? metric(at(data, ['before', 'totals'])) : undefined;
  const keys = [...(query.unit ? [{ name: 'Time', unit: query.unit }] : []), ...query.columns.map(({ of }) => ({ name: nameOf(of) }))];
  const base = { path: title, keys, metrics: [{ name: title, kind }], bounds, zone: 'UTC', order: 'metric' as const };
  if (keys.length === 0) {
    if (!totals) return undefined;
    const row: Row = { keys: [], metrics: [total], ...(query.compared ? { before: [totalBefore ?? null] } : {}) };
    return { table: { ...base, rows: [row], cut: false }, total, totalBefore };
  }
  const nodes = at(groups, ['nodes']);
  if (!Array.isArray(nodes)) return undefined;
  const keysOf = (node: unknown): Cell[] => {
    const key = at(node, ['key']);
    return [...(query.unit ? [cell(at(key, ['time']))] : []), ...query.columns.map(({ of, alias }) => {
      const value = cell(at(key, [alias]));
      return of.field === 'TYPE' && value === 'OTHER' ? cell(at(key, ['typeName'])) : value;
    })];
  };
  const rows = nodes.map((node): Row => {
    const own = keysOf(node);
    const cut = at(node, ['key', 'partial']);
    return { keys: own, metrics: [metric(node)], ...(typeof cut === 'boolean' ? { partial: cut } : {}) };
  });
  const [complete, totalCount] = [at(groups, ['complete']), at(groups, ['totalCount'])];
  const whole = complete === true && totalCount === rows.length;
  if (query.compared) compare(rows, query, kind, span, before, at(data, ['before', 'groups']), keysOf, metric);
  const number = (value: Cell | undefined) => (typeof value === 'number' ? value : undefined);
  // What adds up has others: what is left of the whole.
  if (kind === 'amount' && complete === true && !whole && number(total) !== undefined) {
    const sum = (cells: (Cell | undefined)[]) => cells.reduce<number>((all, value) => all + (number(value) ?? 0), 0);
    const rest = (number(total) ?? 0) - sum(rows.map((row) => row.metrics[0]));
    const restBefore = (number(totalBefore) ?? 0) - sum(rows.map((row) => row.before?.[0]));
    rows.push({ keys: keys.map(() => null), metrics: [rest], others: true, ...(query.compared ? { before: [restBefore] } : {}) });
  }
  return {
    table: { ...base, rows, complete: typeof complete === 'boolean' ? complete : undefined, totalCount: typeof totalCount === 'number' ? totalCount : undefined, cut: !whole && query.limit !== undefined },
    total,
    totalBefore,
  };
}

// compare gives each row what its group had one period earlier.
function compare(rows: Row[], query: Query, kind: Kind, span: Span, before: Span | undefined, groups: unknown, keysOf: (node: unknown) => Cell[], metric: (node: unknown) => Cell): void {
  const nodes = at(groups, ['nodes']);
  if (!Array.isArray(nodes) || at(groups, ['complete']) !== true) return;
  const id = (cells: Cell[]) => JSON.stringify(cells.map((value) => [typeof value, String(value)]));
  const then = new Map(nodes.map((node) => [id(keysOf(node)), metric(node)]));
  for (const row of rows) {
    const cells = [...row.keys];
    if (query.unit) cells[0] = earlier(String(cells[0]), query.unit, span, before);
    row.before = [then.get(id(cells)) ?? (kind === 'level' ? null : 0)];
  }
}

// earlier is the bucket of the period before that stands at the same place in it.
function earlier(start: string, unit: string, span: Span, before: Span | undefined): string {
  const [from, then] = [span.from ?? 0, before?.from ?? 0];
  const at = Date.parse(start);
  const months = unit === 'MONTH' || unit === 'QUARTER' || unit === 'YEAR' ? Math.round((from - then) / (30.4 * 86_400_000)) : 0;
  const week = 7 * 86_400_000;
  const shift = unit === 'WEEK' ? Math.round((from - then) / week) * week : from - then;
  return new Date(months ? shiftMonths(at, -months) : at - shift).toISOString().replace('.000', '');
}

function at(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((found, name) => (typeof found === 'object' && found !== null ? (found as Json)[name] : undefined), value);
}

function cell(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  const kept = digits(value);
  if (kept !== undefined) return BigInt(kept);
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
}
