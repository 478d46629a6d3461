import { buckets, partial } from './buckets';
import { type Cell, identity, type Row, type Table } from './table';
import { written } from './zone';

// filled is a table with the buckets that a chart draws as zero: so that its CSV says the same as the picture.
export function filled(table: Table): Table {
  const timeAt = table.keys.findIndex((key) => key.unit);
  const unit = table.keys[timeAt]?.unit;
  if (!unit || table.filled || table.complete === false || table.cut) return table;
  const { zone = 'UTC' } = table;
  const id = (keys: Cell[], at: number) => JSON.stringify(keys.map((cell, i) => (i === timeAt ? at : identity(cell))));
  const timed = table.rows.filter((row) => typeof row.keys[timeAt] === 'string');
  const at = (row: Row) => Date.parse(String(row.keys[timeAt]));
  const starts = buckets(timed.map(at), unit, zone);
  const present = new Set(timed.map((row) => id(row.keys, at(row))));
  const series = new Map(timed.map((row) => [id(row.keys, 0), row.keys]));
  // As many as are drawn, or none.
  if (starts.length * series.size > 100_000) return table;
  const missing = [...series.values()].flatMap((keys) =>
    starts.flatMap((start): Row[] => {
      if (present.has(id(keys, start))) return [];
      const own = keys.map((cell, i) => (i === timeAt ? written(start, zone) : cell));
      const cut = table.bounds ? { partial: partial(start, unit, zone, table.bounds) } : {};
      return [{ keys: own, metrics: table.metrics.map((metric) => (metric.kind === 'level' ? null : 0)), ...cut }];
    }),
  );
  if (missing.length === 0) return table;
  const sorted = [...timed, ...missing].sort((a, b) => at(a) - at(b));
  return { ...table, rows: [...sorted, ...table.rows.filter((row) => typeof row.keys[timeAt] !== 'string')] };
}
