import { Fragment } from 'react';
import { csv } from './csv';
import { bucket, change } from './moment';
import { fileName, save } from './save';
import { amount, type Cell, print, type Row, type Table } from './table';

// More rows than these would make the page slow; the CSV has all.
const most = 500;

// Rows shows the same data as rows.
export function Rows({ table }: { table: Table }) {
  const shown = table.rows.slice(0, most);
  const before = table.rows.some((row) => row.before);
  const key = (row: Row, k: number) => {
    const cell = row.keys[k] ?? null;
    const unit = table.keys[k]?.unit;
    if (row.others && cell === null) return 'Others';
    return table.zone && unit && typeof cell === 'string' ? bucket(Date.parse(cell), unit, table.zone) : print(cell);
  };
  return (
    <div className="scroll" role="region" aria-label={`Rows of ${table.path}`} tabIndex={0}>
      <table>
        <caption>
          {table.path}
          {table.rows.length > most && `: the first ${most} of ${table.rows.length.toLocaleString()} rows, the CSV has all`}
        </caption>
        <thead>
          <tr>
            {table.keys.map((column) => (
              <th scope="col" key={column.name}>
                {column.name}
              </th>
            ))}
            {table.metrics.map((column) => (
              <th scope="col" className="number" key={column.name}>
                {column.name}
              </th>
            ))}
            {before && table.metrics.map((column) => (
              <Fragment key={`before ${column.name}`}>
                <th scope="col" className="number">
                  {column.name} before
                </th>
                <th scope="col" className="number">
                  Change
                </th>
              </Fragment>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, i) => (
            <tr key={i}>
              {row.keys.map((_, k) => (
                <th scope="row" key={table.keys[k]?.name}>
                  {key(row, k)}
                  {k === 0 && row.partial && <em> (not whole)</em>}
                </th>
              ))}
              {row.metrics.map((cell, m) => (
                <td className="number" key={table.metrics[m]?.name}>
                  {metric(cell)}
                </td>
              ))}
              {before && table.metrics.map((column, m) => (
                <Fragment key={column.name}>
                  <td className="number">{metric(row.before?.[m] ?? null)}</td>
                  <td className="number">{change(amount(row.metrics[m]), amount(row.before?.[m])) || '–'}</td>
                </Fragment>
              ))}
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
