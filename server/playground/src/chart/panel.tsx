import { useMemo, useState } from 'react';
import { useExchange } from '../exchange';
import { tables } from './answer';
import { type Form, forms, model } from './model';
import { Picture } from './picture';
import { asked, numeric, type Table } from './table';
import { SaveCSV, TableView } from './table-view';

// ChartPanel draws what the open tab's last answer holds under groups and totals.
export function ChartPanel() {
  const exchange = useExchange();
  const found = useMemo(() => (exchange ? tables(exchange, exchange.answer.data) : []), [exchange]);
  const [path, setPath] = useState('');
  // Groups before totals: what has a shape is what one opens this panel for.
  const table = found.find((t) => t.path === path) ?? found.find((t) => t.keys.length > 0) ?? found[0];
  return (
    <section className="panel" aria-label="Chart">
      <h2>Chart</h2>
      {!exchange && <p role="status">Run a query that selects groups or totals, and it is drawn here.</p>}
      {exchange && !table && (
        <p role="status">
          This answer has nothing to draw. Select <code>groups {'{ nodes { key { … } count } }'}</code> or{' '}
          <code>totals {'{ count }'}</code>.
        </p>
      )}
      {found.length > 1 && (
        <label className="choice">
          What{' '}
          <select value={table?.path} onChange={(event) => setPath(event.target.value)}>
            {found.map((t) => (
              <option key={t.path}>{t.path}</option>
            ))}
          </select>
        </label>
      )}
      {table && <TableChart key={table.path} table={table} />}
    </section>
  );
}

function TableChart({ table }: { table: Table }) {
  const drawable = numeric(table);
  const [chosen, setChosen] = useState(0);
  const metric = drawable.includes(chosen) ? chosen : (drawable[0] ?? -1);
  const fitting = forms(table, table.metrics[metric]);
  const [wanted, setWanted] = useState<Form>();
  const form = fitting.find((f) => f === wanted) ?? fitting[0] ?? 'figures';
  const drawn = useMemo(() => model(table, metric, form), [table, metric, form]);
  const notes = [...drawn.notes, asked(table)].filter(Boolean);
  if (table.rows.length === 0) return <p role="status">There are no groups.</p>;
  return (
    <>
      {form !== 'figures' && (
        <div className="choices">
          <label className="choice">
            Metric{' '}
            <select value={metric} onChange={(event) => setChosen(Number(event.target.value))}>
              {drawable.map((i) => (
                <option key={i} value={i}>
                  {table.metrics[i]?.name}
                </option>
              ))}
            </select>
          </label>
          <label className="choice">
            Form{' '}
            <select value={form} onChange={(event) => setWanted(event.target.value as Form)}>
              {fitting.map((f) => (
                <option key={f}>{f}</option>
              ))}
            </select>
          </label>
        </div>
      )}
      {drawable.length === 0 ? (
        <p role="status">No metric is a number. Select count, or avg {'{ userMessageCount }'}.</p>
      ) : (
        <Picture model={drawn} name={table.path}>
          <SaveCSV table={table} />
        </Picture>
      )}
      {notes.length > 0 && (
        <ul className="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <TableView table={table} />
    </>
  );
}
