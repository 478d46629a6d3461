import { useMemo, useState } from 'react';
import { csv } from './csv';
import { bucket, change, ratio } from './moment';
import { fileName, save } from './save';
import { amount, type Cell, print, type Row, type Table } from './table';

// More rows than these would make the page slow; the CSV has all.
const most = 500;

interface Column {
  name: string;
  // Numbers stand on the right.
  number: boolean;
  text(row: Row): string;
  // By what rows are sorted; null stands last.
  value(row: Row): string | number | null;
}

// columnsOf are the columns of a table as one reads it.
function columnsOf(table: Table): Column[] {
  const keys = table.keys.map(({ name, unit }, k): Column => {
    const cell = (row: Row) => row.keys[k] ?? null;
    const text = (row: Row) => {
      const own = cell(row);
      if (row.others && own === null) return 'Others';
      return table.zone && unit && typeof own === 'string' ? bucket(Date.parse(own), unit, table.zone) : print(own);
    };
    const value = (row: Row) => {
      const own = cell(row);
      return own === null ? null : unit ? Date.parse(String(own)) : (amount(own) ?? String(own));
    };
    return { name, number: false, text, value };
  });
  const metrics = table.metrics.map(({ name }, m): Column => ({ name, number: true, text: (row) => metric(row.metrics[m] ?? null), value: (row) => amount(row.metrics[m]) }));
  if (!table.rows.some((row) => row.before)) return [...keys, ...metrics];
  const before = table.metrics.flatMap(({ name }, m): Column[] => {
    const [now, then] = [(row: Row) => amount(row.metrics[m]), (row: Row) => amount(row.before?.[m])];
    const grown = (row: Row) => ratio(now(row), then(row));
    return [
      { name: `${name} before`, number: true, text: (row) => metric(row.before?.[m] ?? null), value: then },
      { name: 'Change', number: true, text: (row) => change(now(row), then(row)) || '–', value: grown },
    ];
  });
  return [...keys, ...metrics, ...before];
}

// sorted are rows by a column, others last and what has no value before them.
function sorted(rows: Row[], { value }: Column, down: boolean): Row[] {
  const order = (a: Row, b: Row) => {
    if (a.others !== b.others) return a.others ? 1 : -1;
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
  };
  return [...rows].sort(order);
}

// Rows shows the same data as rows, in the order of the answer or by a column.
export function Rows({ table }: { table: Table }) {
  const [by, setBy] = useState<{ column: number; down: boolean }>();
  const columns = useMemo(() => columnsOf(table), [table]);
  const column = by && columns[by.column];
  const rows = useMemo(() => (column ? sorted(table.rows, column, by.down) : table.rows), [table, column, by]);
  const direction = (i: number) => (by?.column !== i ? undefined : by.down ? 'descending' : 'ascending');
  return (
    <div className="scroll" role="region" aria-label={`Rows of ${table.path}`} tabIndex={0}>
      <table>
        <caption>
          {table.path}
          {rows.length > most && `: the first ${most} of ${rows.length.toLocaleString()} rows, the CSV has all`}
        </caption>
        <thead>
          <tr>
            {columns.map(({ name, number }, i) => (
              <th scope="col" className={number ? 'number' : undefined} key={i} aria-sort={direction(i)}>
                <button type="button" className="sort" onClick={() => setBy({ column: i, down: by?.column === i ? !by.down : number })}>
                  {name}
                  <span aria-hidden="true">{{ ascending: ' ↑', descending: ' ↓', none: '' }[direction(i) ?? 'none']}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row, r) => (
            <tr key={r}>
              {columns.map(({ number, text }, i) =>
                number ? (
                  <td className="number" key={i}>
                    {text(row)}
                  </td>
                ) : (
                  <th scope="row" key={i}>
                    {text(row)}
                    {i === 0 && row.partial && <em> (not whole)</em>}
                  </th>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function TableView({ table }: { table: Table }) {
  return (
    <details className="data">
      <summary>The same as a table</summary>
      <Rows table={table} />
    </details>
  );
}

// SaveCSV gives the reader all rows.
export function SaveCSV({ table, title }: { table: Table; title: string }) {
  const saveCSV = () => {
    // The mark at its start tells spreadsheets that it is UTF-8.
    save(`${fileName(title)}.csv`, new Blob(['\uFEFF', csv(table)], { type: 'text/csv;charset=utf-8' }));
  };
  return (
    <button type="button" onClick={saveCSV}>
      Save CSV
    </button>
  );
}

function metric(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'bigint') return cell.toLocaleString();
  const value = amount(cell);
  if (value === null) return String(cell);
  return value !== 0 && Math.abs(value) < 1 ? value.toLocaleString(undefined, { maximumSignificantDigits: 4 }) : value.toLocaleString(undefined, { maximumFractionDigits: 4 });
}
