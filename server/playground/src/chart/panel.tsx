import { useGraphiQL } from '@graphiql/react';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { type Exchange, useExchange } from '../exchange';
import { tables } from './answer';
import { filled } from './filled';
import { type Form, forms, model } from './model';
import { Picture } from './picture';
import { asked, numeric, type Table } from './table';
import { Rows, SaveCSV, TableView } from './table-view';

// ChartPanel draws what the open tab's last answer holds under groups and totals.
export function ChartPanel() {
  const exchange = useExchange();
  const edited = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.query) !== exchange?.written;
  const found = useMemo(() => (exchange?.answer ? tables(exchange, exchange.answer.data, exchange.at) : []), [exchange]);
  const [path, setPath] = useState('');
  // Groups before totals: what has a shape is what one opens this panel for.
  const table = found.find((t) => t.path === path) ?? found.find((t) => t.keys.length > 0) ?? found[0];
  const errors = messages(exchange);
  return (
    <section className="panel" aria-label="Chart">
      <h2>Chart</h2>
      {!exchange && <p role="status">Run a query that selects groups or totals, and it is drawn here.</p>}
      {exchange?.state === 'asking' && <p role="status">The answer is on its way.</p>}
      {exchange?.state === 'stopped' && <p role="status">The request was stopped. Run the query again.</p>}
      {exchange?.state === 'failed' && <p role="alert">{exchange.failure}</p>}
      {errors.length > 0 && (
        <ul className="errors" role="alert">
          {errors.map((message, i) => (
            <li key={i}>{message}</li>
          ))}
        </ul>
      )}
      {exchange?.state === 'answered' && !table && errors.length === 0 && (
        <p role="status">
          This answer has nothing to draw. Select <code>groups {'{ nodes { key { … } count } }'}</code> or{' '}
          <code>totals {'{ count }'}</code>.
        </p>
      )}
      {table && edited && <p role="status">This is of the query as it was run; it has been edited since.</p>}
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
      {table && exchange && <TableChart key={table.path} table={table} at={exchange.at} />}
    </section>
  );
}

// messages are those of an answer's errors, each with where it belongs.
function messages(exchange: Exchange | undefined): string[] {
  const errors = exchange?.answer?.errors;
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 20).map((error: { message?: unknown; path?: unknown }) => {
    const path = Array.isArray(error.path) ? `${error.path.join('.')}: ` : '';
    return path + String(error.message ?? 'An error without a message');
  });
}

function TableChart({ table, at }: { table: Table; at: number }) {
  const dark = useDark();
  const drawable = numeric(table);
  const [chosen, setChosen] = useState(0);
  const metric = drawable.includes(chosen) ? chosen : (drawable[0] ?? -1);
  const fitting = forms(table, table.metrics[metric]);
  const [wanted, setWanted] = useState<Form>();
  const form = fitting.find((f) => f === wanted) ?? fitting[0] ?? 'figures';
  const drawn = useMemo(() => model(table, metric, form), [table, metric, form]);
  const notes = [...drawn.notes, asked(table)].filter(Boolean);
  if (table.rows.length === 0) return <p role="status">There are no groups.</p>;
  if (table.keys.length === 0 && table.rows.length > 1) {
    return (
      <>
        <p role="status">
          {table.rows.length} groups, which no selected key tells apart. Select <code>key {'{ … }'}</code> beside the metrics.
        </p>
        <Rows table={table} />
      </>
    );
  }
  const title = form === 'figures' ? table.path : `${drawn.metric} by ${drawn.keys.join(', ')}${drawn.unit ? ` (${drawn.zone})` : ''}`;
  return (
    <>
      {form !== 'figures' && drawable.length > 0 && (
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
        <Picture model={drawn} title={`${table.path}: ${title}`} source={`${notes.join(' ')} Answered ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC.`.trim()} dark={dark}>
          <SaveCSV table={filled(table)} title={`${table.path} ${title}`} />
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

// useDark follows the reader's choice of theme, which may be to follow the system.
function useDark(): boolean {
  const theme = useGraphiQL((state) => state.theme);
  const system = useSyncExternalStore(
    (listener) => {
      const query = matchMedia('(prefers-color-scheme: dark)');
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => matchMedia('(prefers-color-scheme: dark)').matches,
  );
  return theme ? theme === 'dark' : system;
}
