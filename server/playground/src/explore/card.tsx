import { useMemo, useRef, useState } from 'react';
import { forms, model, type Place, type Value } from '../chart/model';
import { change as difference, number } from '../chart/moment';
import { Picture } from '../chart/picture';
import { amount, numeric, part } from '../chart/table';
import { Rows, SaveCSV } from '../chart/table-view';
import { filled } from '../chart/filled';
import { result } from './answer';
import { Code } from './code';
import { Pick } from './pick';
import { query } from './query';
import type { Span } from './range';
import type { Chart, State } from './state';
import { type Answer, useAnswer } from './use-answer';
import { nameOfFilter, nameOfRange, titleOf } from './words';

interface Props {
  state: State;
  index: number;
  chart: Chart;
  period: { span: Span; before?: Span };
  now: number;
  again: number;
  dark: boolean;
  set: (part: Partial<State>) => void;
  change: (part: Partial<Chart>) => void;
}

export interface Picked {
  place: Place;
  series?: Value;
  x: number;
  y: number;
}

// Card is one chart: its picture or table, what must be said beside it, and the query that it is.
export function Card(props: Props) {
  const { state, index, chart, period, now, again, dark, set, change } = props;
  const { span, before } = period;
  const asked = useMemo(() => query({ chart, filters: state.filters, span, before, now }), [chart, state.filters, span, before, now]);
  const body = JSON.stringify({ query: asked.document, operationName: asked.name, variables: asked.variables });
  const [repeat, setRepeat] = useState(0);
  const answer = useAnswer(body, again + repeat);
  // What the last answer is of, which the choices may have left behind.
  const questions = useRef(new Map<string, { asked: typeof asked; chart: Chart; span: Span; before?: Span }>());
  questions.current.set(body, { asked, chart, span, before });
  const of = answer.body === undefined ? undefined : questions.current.get(answer.body);
  for (const key of questions.current.keys()) if (key !== body && key !== answer.body) questions.current.delete(key);
  const found = useMemo(() => of && answer.reply && result(of.asked, of.chart, of.span, of.before, answer.reply.answer.data, answer.reply.at), [of, answer.reply]);
  const [picked, setPicked] = useState<Picked>();

  const table = found?.table;
  const fitting = table && numeric(table).length > 0 ? forms(table, table.metrics[0]) : [];
  const form = fitting.find((one) => one === of?.chart.form) ?? fitting[0] ?? 'figures';
  const drawn = useMemo(() => table && model(table, 0, form), [table, form]);
  const title = titleOf(of?.chart ?? chart, (of?.asked ?? asked).unit);
  const range = [nameOfRange(state.range), ...state.filters.map(nameOfFilter)].join(', ');
  const several = state.charts.length > 1;
  const current = several && state.at === index;
  const notes = drawn ? drawn.notes.map((note) => note.replace(', as limit asks.', ': the first, and the others as one.')) : [];
  const source = sourceOf(answer);
  const move = (by: number) => {
    const charts = [...state.charts];
    const [own] = charts.splice(index, 1);
    if (own) charts.splice(index + by, 0, own);
    set({ charts, at: index + by });
  };
  return (
    <article className={current ? 'card current' : 'card'} aria-label={title} aria-busy={answer.asking}>
      <div className="head">
        <h2>{title}</h2>
        <p className="range">
          {range} (UTC)
          {answer.asking && <span role="status"> · {found ? 'an earlier answer; the next is on its way' : 'asking…'}</span>}
        </p>
        {found && amount(found.total) !== null && drawn?.form !== 'figures' && (
          <p className="total">
            {number(amount(found.total))} <small>in all {found.totalBefore !== undefined && `(before ${number(amount(found.totalBefore))}, ${difference(amount(found.total), amount(found.totalBefore)) || 'nothing to compare'})`}</small>
          </p>
        )}
        <div className="tools">
          {several && !current && (
            <button type="button" onClick={() => set({ at: index })}>
              Change this chart
            </button>
          )}
          {several && (
            <>
              <button type="button" aria-label="Move left" disabled={index === 0} onClick={() => move(-1)}>
                ←
              </button>
              <button type="button" aria-label="Move right" disabled={index === state.charts.length - 1} onClick={() => move(1)}>
                →
              </button>
              <button type="button" onClick={() => set({ charts: state.charts.filter((_, i) => i !== index), at: 0 })}>
                Remove
              </button>
            </>
          )}
          {fitting.length > 1 && chart.view === 'chart' && (
            <label>
              <span className="unseen">Form</span>
              <select value={form} onChange={(event) => change({ form: event.target.value as Chart['form'] })}>
                {fitting.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
          )}
          <button type="button" aria-pressed={chart.view === 'table'} onClick={() => change({ view: chart.view === 'table' ? 'chart' : 'table' })}>
            Table
          </button>
        </div>
      </div>
      <Troubles answer={answer} retry={() => setRepeat(repeat + 1)} />
      <div className={answer.asking && found ? 'result stale' : 'result'}>
        {!found && answer.asking && <div className="waiting" />}
        {table && table.rows.length === 0 && <p className="nothing">No conversations match. Choose a longer range or fewer filters.</p>}
        {table && drawn && table.rows.length > 0 && (
          <>
            {numeric(table).length === 0 ? (
              <p className="nothing">
                No conversation of these has a value of this that is a number{of?.chart.measure.of?.path ? ': maybe the property has another name' : ''}.
              </p>
            ) : chart.view === 'table' ? (
              <>
                <Rows table={table} />
                <div className="choices">
                  <SaveCSV table={filled(table)} title={`${title} ${range}`} />
                </div>
              </>
            ) : (
              <Picture
                model={drawn}
                title={`${title}, ${range}`}
                source={[...notes, source, 'UTC.'].join(' ')}
                dark={dark}
                height={several ? 260 : 380}
                pick={(place, series, at) => setPicked({ place, series, ...at })}
              >
                <SaveCSV table={filled(table)} title={`${title} ${range}`} />
              </Picture>
            )}
            {picked && of && table && drawn && (
              <Pick picked={picked} model={drawn} table={table} chart={of.chart} state={state} set={set} change={change} close={() => setPicked(undefined)} />
            )}
          </>
        )}
      </div>
      {notes.length > 0 && (
        <ul className="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <p className="source">
        {source} {table && part(table) === '' && table.complete ? 'All groups.' : ''}
      </p>
      <Code query={asked} />
    </article>
  );
}

// sourceOf says from when an answer is, and how it came about.
function sourceOf({ reply }: Answer): string {
  if (!reply) return '';
  const at = new Date(reply.at).toLocaleTimeString();
  const trace = reply.answer.extensions?.gateway;
  const took = `${reply.milliseconds < 10 ? reply.milliseconds.toFixed(1) : Math.round(reply.milliseconds)} ms`;
  if (!trace) return `Answered at ${at}, in ${took}.`;
  const states = [...new Set((trace.fields ?? []).map(({ cache }) => ways[cache] ?? cache))];
  const age = Math.max(0, ...(trace.fields ?? []).map((field) => field.age));
  const old = age >= 1 ? `, as it was ${Math.round(age)} s before` : '';
  return `Answered at ${at}, in ${took}${old}: ${states.join(' and ') || 'asked'}, ${trace.calls} ${trace.calls === 1 ? 'call' : 'calls'} of the endpoint.`;
}

const ways: Record<string, string> = { miss: 'asked', hit: 'kept', derived: 'derived from what was kept', stale: 'kept' };

function Troubles({ answer, retry }: { answer: Answer; retry: () => void }) {
  const errors = answer.reply?.answer.errors ?? [];
  const messages = answer.failure ? [answer.failure] : [...new Set(errors.slice(0, 10).map(({ message, extensions }) => (extensions?.code ? `${message} (${extensions.code})` : message)))];
  if (messages.length === 0) return null;
  return (
    <div className="errors" role="alert">
      <ul>
        {messages.map((message) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}
