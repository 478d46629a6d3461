import { csv } from './csv';
import { save } from './save';
import { type Cell, print, type Table } from './table';

// More rows than these would make the page slow; the CSV has all.
const most = 500;

// TableView shows the same data as rows.
export function TableView({ table }: { table: Table }) {
  const shown = table.rows.slice(0, most);
  return (
      <details className="data">
        <summary>The same as a table</summary>
        <div className="scroll" role="region" aria-label={`Rows of ${table.path}`} tabIndex={0}>
          <table>
            <caption>
              {table.path}
              {table.rows.length > most && `: the first ${most} of ${table.rows.length.toLocaleString('en')} rows, the CSV has all`}
            </caption>
            <thead>
              <tr>
                {[...table.keys, ...table.metrics].map((column) => (
                  <th scope="col" key={column.name}>
                    {column.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row, i) => (
                <tr key={i}>
                  {row.keys.map((cell, k) => (
                    <th scope="row" key={table.keys[k]?.name}>
                      {print(cell)}
                    </th>
                  ))}
                  {row.metrics.map((cell, m) => (
                    <td className="number" key={table.metrics[m]?.name}>
                      {metric(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
  );
}

// SaveCSV gives the reader all rows.
export function SaveCSV({ table }: { table: Table }) {
  const saveCSV = () => {
    const name = `${table.path}.csv`.replaceAll(/[^\w.-]+/g, '-');
    // The mark at its start tells spreadsheets that it is UTF-8.
    save(name, new Blob(['\uFEFF', csv(table)], { type: 'text/csv;charset=utf-8' }));
  };
  return (
    <button type="button" onClick={saveCSV}>
      Save CSV
    </button>
  );
}

function metric(cell: Cell): string {
  if (cell === null) return '–';
  return typeof cell === 'number' ? cell.toLocaleString('en', { maximumFractionDigits: 4 }) : String(cell);
}
