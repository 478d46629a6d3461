import { useEffect, useMemo, useRef, useState } from 'react';
import { forms, model, type Place, type Value } from '../chart/model';
import { change as difference, number } from '../chart/moment';
import { Picture } from '../chart/picture';
import { amount, numeric, part, type Table } from '../chart/table';
import { Rows, SaveCSV } from '../chart/table-view';
import { filled } from '../chart/filled';
import { dayOf } from '../chart/zone';
import { result } from './answer';
import { Code } from './code';
import { Pick } from './pick';
import { bodyOf, type Query, query } from './query';
import { open, type Span } from './range';
import { type Refusal, refusal } from './refusal';
import type { Chart, State } from './state';
import { type Answer, useAnswer } from './use-answer';
import { nameOf, nameOfComparison, nameOfFilter, nameOfRange, titleOf } from './words';

interface Props {
  state: State;
  index: number;
  chart: Chart;
  span: Span;
  now: number;
  again: number;
  // Between two answers, without being asked for; 0: none.
  seconds: number;
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
  const { state, index, chart, span, now, again, seconds, dark, set, change } = props;
  const wanted = useMemo(() => query({ chart, filters: state.filters, span, now }), [chart, state.filters, span, now]);
  // Without what the gateway has refused of that.
  const [refused, setRefused] = useState<{ of: string; by: Refusal[] }>({ of: '', by: [] });
  const by = refused.of === bodyOf(wanted) ? refused.by : none;
  const asked = useMemo(() => (by.length === 0 ? wanted : query({ chart, filters: state.filters, span, now, without: by.map(({ extra }) => extra) })), [wanted, by]);
  const body = bodyOf(asked);
  const [repeat, setRepeat] = useState(0);
  const got = useAnswer(asked, again + repeat, seconds);
  const less = got.body === body && got.reply ? refusal(got.reply.answer.errors ?? [], asked.extras) : undefined;
  useEffect(() => {
    if (less) setRefused({ of: bodyOf(wanted), by: [...by, less] });
  }, [less?.extra, body]);
  const answer: Answer = less ? { ...got, asking: true } : got;
  // What the last answer is of, which the choices may have left behind.
  const questions = useRef(new Map<string, { asked: typeof asked; chart: Chart; span: Span }>());
  questions.current.set(body, { asked, chart, span });
  const of = answer.body === undefined ? undefined : questions.current.get(answer.body);
  for (const key of questions.current.keys()) if (key !== body && key !== answer.body) questions.current.delete(key);
  const found = useMemo(() => of && answer.reply && result(of.asked, of.chart, of.span, answer.reply.answer.data, answer.reply.at), [of, answer.reply]);
  const [picked, setPicked] = useState<Picked>();

  const table = found?.table;
  const fitting = table && numeric(table).length > 0 ? forms(table, table.metrics[0]) : [];
  const form = fitting.find((one) => one === of?.chart.form) ?? fitting[0] ?? 'figures';
  const drawn = useMemo(() => table && model(table, 0, form), [table, form]);
  const dotted = drawn !== undefined && drawn.series.length < 2 && drawn.form !== 'figures' && drawn.form !== 'heat map' && chart.view === 'chart';
  const title = titleOf(of?.chart ?? chart, (of?.asked ?? asked).unit);
  const range = [nameOfRange(state.range), ...state.filters.map(nameOfFilter)].join(', ');
  const zone = (of?.asked ?? asked).zone;
  const { compared } = of?.asked ?? asked;
  const against = compared && nameOfComparison(compared, chart.compare === 'whole', open(span, now));
  const several = state.charts.length > 1;
  const current = several && state.at === index;
  const notes = [...(drawn?.notes.map((note) => note.replace(', as limit asks.', table?.rows.some((row) => row.others) ? ': the first, and the others as one.' : ': the first.')) ?? []), ...notesOf(of?.asked, found?.table, by, zone, state.zone)];
  const source = sourceOf(answer, state.zone, seconds);
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
          {range} ({zone}){against && `, ${dotted ? 'dotted:' : 'compared with'} ${against}`}
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
      <Troubles answer={less ? { asking: true } : answer} retry={() => setRepeat(repeat + 1)} />
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
                source={[...(against ? [`${dotted ? 'Dotted:' : 'Compared with'} ${against}.`] : []), ...notes, source, `${zone}.`].join(' ')}
                dark={dark}
                height={several ? 260 : 380}
                zoom={(from, to) => set({ range: { from: dayOf(from, drawn.zone), to: dayOf(to - 1, drawn.zone) }, zone: drawn.zone, list: undefined })}
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
      <Code query={asked} seconds={answer.live ? seconds : 0} />
    </article>
  );
}

// sourceOf says from when an answer is, and how it came about.
function sourceOf({ reply, live }: Answer, zone: string, seconds: number): string {
  if (!reply) return '';
  const at = new Date(reply.at).toLocaleTimeString(undefined, { timeZone: zone });
  if (live) return `Live, every ${seconds} s: the same since ${at}.`;
  const trace = reply.answer.extensions?.gateway;
  const took = `${reply.milliseconds < 10 ? reply.milliseconds.toFixed(1) : Math.round(reply.milliseconds)} ms`;
  if (!trace) return `Answered at ${at}, in ${took}.`;
  const states = [...new Set((trace.fields ?? []).map(({ cache }) => ways[cache] ?? cache))];
  const age = Math.max(0, ...(trace.fields ?? []).map((field) => field.age));
  const old = age >= 1 ? `, as it was ${Math.round(age)} s before` : '';
  return `Answered at ${at}, in ${took}${old}: ${states.join(' and ') || 'asked'}, ${trace.calls} ${trace.calls === 1 ? 'call' : 'calls'} of the endpoint.`;
}

const ways: Record<string, string> = { miss: 'asked', shared: 'asked', hit: 'kept', derived: 'derived', stale: 'kept', 'stale-if-error': 'kept, for the endpoint fails' };

const none: Refusal[] = [];

// notesOf are what must be said of a query beside what its picture says.
function notesOf(asked: Query | undefined, table: Table | undefined, refused: Refusal[], zone: string, wanted: string): string[] {
  const notes: string[] = [];
  if (asked?.top && table?.rows.some((row) => row.others)) {
    const of = asked.columns[asked.top.column]?.of;
    notes.push(`The first ${asked.top.count} ${of ? `by ${nameOf(of)}` : ''}; all the others are one.`);
  }
  if (zone !== wanted && asked?.unit) notes.push(`The buckets are those of UTC: ${wanted} is not whole hours from it, and all time has no beginning.`);
  for (const { extra, message } of refused) {
    // Where in the query it is refused says nothing here.
    const why = message.replace(/^[\w.[\]]+: /, '');
    if (extra === 'compare') notes.push(`Not compared: ${why}`);
    if (extra === 'top') notes.push(`The others are not told as one: ${why}`);
  }
  return notes;
}

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
