// From the gateway's answer to a table. What was asked is known, so it is read as it was written.
import type { Bounds, Cell, Kind, Row, Table } from '../chart/table';
import { digits } from '../digits';
import type { Query } from './query';
import type { Span } from './range';
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
export function result(query: Query, chart: Chart, span: Span, data: unknown, now: number): Result | undefined {
  const set = at(data, ['conversations']);
  const totals = at(set, ['totals']);
  const groups = at(set, ['groups']);
  const kind: Kind = chart.measure.of ? ({ countDistinct: 'distinct', sum: 'amount' } as const)[chart.measure.show as 'sum'] ?? 'level' : 'amount';
  const title = nameOfMeasure(chart.measure);
  const bounds: Bounds = { now, from: span.from, to: span.to };
  const metric = (node: unknown): Cell => cell(at(node, query.metric));
  const before = (node: unknown): { before?: Cell[] } => (query.compared ? { before: [metric(at(node, ['previous']))] } : {});
  const total = metric(totals);
  const [totalBefore] = before(totals).before ?? [];
  const keys = [...(query.unit ? [{ name: 'Time', unit: query.unit }] : []), ...query.columns.map(({ of }) => ({ name: nameOf(of) }))];
  const base = { path: title, keys, metrics: [{ name: title, kind }], bounds, zone: query.zone, order: 'metric' as const };
  if (keys.length === 0) {
    if (!totals) return undefined;
    return { table: { ...base, rows: [{ keys: [], metrics: [total], ...before(totals) }], cut: false }, total, totalBefore };
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
    const cut = at(node, ['key', 'partial']);
    return { keys: keysOf(node), metrics: [metric(node)], ...before(node), ...(typeof cut === 'boolean' ? { partial: cut } : {}), ...(at(node, ['isOthers']) === true ? { others: true } : {}) };
  });
  const [complete, totalCount] = [at(groups, ['complete']), at(groups, ['totalCount'])];
  const whole = complete === true && totalCount === rows.length;
  const number = (value: Cell | undefined) => (typeof value === 'number' ? value : undefined);
  // Behind a limit, what adds up has others: what is left of the whole.
  if (kind === 'amount' && complete === true && !whole && number(total) !== undefined) {
    const sum = (cells: (Cell | undefined)[]) => cells.reduce<number>((all, value) => all + (number(value) ?? 0), 0);
    const rest = (number(total) ?? 0) - sum(rows.map((row) => row.metrics[0]));
    const restBefore = (number(totalBefore) ?? 0) - sum(rows.map((row) => row.before?.[0]));
    rows.push({ keys: keys.map(() => null), metrics: [rest], others: true, ...(query.compared ? { before: [restBefore] } : {}) });
  }
  const known = whole && query.top ? {} : { totalCount: typeof totalCount === 'number' ? totalCount : undefined };
  return {
    table: {
      ...base,
      ...known,
      rows,
      complete: typeof complete === 'boolean' ? complete : undefined,
      cut: !whole && query.limit !== undefined,
      filled: query.extras.includes('fill'),
      ...(query.top ? { othersOf: query.top.column + (query.unit ? 1 : 0) } : {}),
    },
    total,
    totalBefore,
  };
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
