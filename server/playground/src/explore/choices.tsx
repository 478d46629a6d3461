import { type Unit } from '../chart/table';
import { Filters } from './filters';
import { PropertyPicker } from './property';
import { offered, type Span, unitOf } from './range';
import { type Chart, fields, type Function, type Measure, measures, type Of, presets, propertyFields, same, type State, tops } from './state';
import { nameOf, nameOfMeasure, presetNames, unitNames } from './words';

interface Props {
  state: State;
  set: (part: Partial<State>) => void;
  period: { span: Span; before?: Span };
  now: number;
}

const userId: Of = { field: 'USER_PROPERTIES', path: ['userId'] };
const messages: Of = { field: 'USER_MESSAGE_COUNT' };

// The measures that most ask for, at hand; any other is a function and a field or property.
const usual: Measure[] = [
  { show: 'count' },
  { show: 'countDistinct', of: userId },
  { show: 'sum', of: messages },
  { show: 'avg', of: messages },
  { show: 'median', of: messages },
  { show: 'max', of: messages },
];

const id = (value: unknown) => JSON.stringify(value);

// Choices are in people's words. Each is of something that can be asked, so whatever is chosen is a valid query.
export function Choices({ state, set, period, now }: Props) {
  const chart = state.charts[state.at] ?? state.charts[0];
  if (!chart) return null;
  const change = (part: Partial<Chart>) => set({ charts: state.charts.map((one, i) => (i === state.at ? { ...one, ...part } : one)) });
  const auto = unitOf({ ...chart, over: 'auto' }, period.span, now);
  const possible = offered(period.span, now);
  return (
    <section className="choices-of" aria-label="Choices">
      <div className="grid">
        <Show measure={chart.measure} set={(measure) => change({ measure })} span={period.span} />
        <By chart={chart} index={0} change={change} span={period.span} />
        {(chart.by.length > 0 || chart.by[1]) && <By chart={chart} index={1} change={change} span={period.span} />}
        <label>
          Over time
          <select value={chart.over === 'none' || chart.over === 'auto' || possible.includes(chart.over) ? chart.over : 'auto'} onChange={(event) => change({ over: event.target.value as Chart['over'], form: undefined })}>
            <option value="none">no, as a whole</option>
            <option value="auto">by {unitNames[auto ?? 'DAY']} (fitting)</option>
            {possible.map((unit: Unit) => (
              <option key={unit} value={unit}>
                by {unitNames[unit]}
              </option>
            ))}
          </select>
        </label>
        <Between state={state} set={set} period={period} now={now} />
        {chart.by.length > 0 && unitOf(chart, period.span, now) === undefined && (
          <label>
            The first
            <select value={chart.top} onChange={(event) => change({ top: Number(event.target.value) })}>
              {tops.map((top) => (
                <option key={top} value={top}>
                  {top}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="check">
          <input type="checkbox" checked={chart.compare} disabled={!period.before} onChange={(event) => change({ compare: event.target.checked })} />
          Compare with the period before
        </label>
      </div>
      <Filters filters={state.filters} set={(filters) => set({ filters })} span={period.span} />
    </section>
  );
}

function Show({ measure, set, span }: { measure: Measure; set: (measure: Measure) => void; span: Span }) {
  const known = usual.some((one) => id(one) === id(measure));
  const functions: Function[] = ['countDistinct', 'sum', 'avg', 'median', 'min', 'max'];
  return (
    <>
      <label>
        Show
        <select value={known ? id(measure) : 'other'} onChange={(event) => set(event.target.value === 'other' ? { show: 'countDistinct', of: { field: 'INTEGRATION_ID' } } : JSON.parse(event.target.value))}>
          {usual.map((one) => (
            <option key={id(one)} value={id(one)}>
              {nameOfMeasure(one)}
            </option>
          ))}
          <option value="other">Something else…</option>
        </select>
      </label>
      {!known && measure.of && (
        <>
          <label>
            As
            <select value={measure.show} onChange={(event) => set({ ...measure, show: event.target.value as Function })}>
              {functions.filter((fn) => measure.of && measures(fn, measure.of)).map((fn) => (
                <option key={fn} value={fn}>
                  {{ countDistinct: 'how many different', sum: 'sum', avg: 'average', median: 'median', min: 'least', max: 'greatest', count: '' }[fn]}
                </option>
              ))}
            </select>
          </label>
          <What label="Of" value={measure.of} none={undefined} span={span} set={(of) => of && set({ show: measures(measure.show, of) ? measure.show : 'countDistinct', of })} />
        </>
      )}
    </>
  );
}

function By({ chart, index, change, span }: { chart: Chart; index: number; change: (part: Partial<Chart>) => void; span: Span }) {
  const set = (of: Of | undefined) => {
    const by = of ? [...chart.by.slice(0, index), of, ...chart.by.slice(index + 1)] : chart.by.filter((_, i) => i !== index);
    change({ by: by.filter((one, i) => by.findIndex((other) => same(one, other)) === i), form: undefined });
  };
  return <What label={index === 0 ? 'Broken down by' : 'and by'} value={chart.by[index]} none="nothing" span={span} set={set} />;
}

// What chooses a field or a property. Properties have names that only the conversations know, which are offered as one types.
export function What({ label, value, none, set, span }: { label: string; value: Of | undefined; none: string | undefined; set: (of: Of | undefined) => void; span: Span }) {
  return (
    <>
      <label>
        {label}
        <select
          value={value?.path ? value.field : value ? id(value) : ''}
          onChange={(event) => {
            const chosen = event.target.value;
            const property = propertyFields.find((field) => field === chosen);
            set(property ? { field: property, path: ['plan'] } : chosen ? JSON.parse(chosen) : undefined);
          }}
        >
          {none && <option value="">{none}</option>}
          {fields.map((field) => (
            <option key={field} value={id({ field })}>
              {nameOf({ field })}
            </option>
          ))}
          <option value="PROPERTIES">A property…</option>
          <option value="USER_PROPERTIES">A property of the user…</option>
        </select>
      </label>
      {value?.path && <PropertyPicker key={value.field} label={`Property of “${label}”`} value={value} set={set} span={span} />}
    </>
  );
}

function Between({ state, set, period, now }: Props) {
  const { range } = state;
  const day = (at: number | undefined) => new Date(at ?? now).toISOString().slice(0, 10);
  const [from, to] = [day(period.span.from), day(period.span.to === undefined ? now : period.span.to - 1)];
  return (
    <>
      <label>
        When (UTC)
        <select value={'preset' in range ? range.preset : 'days'} onChange={(event) => set({ range: event.target.value === 'days' ? { from, to } : { preset: event.target.value }, list: undefined })}>
          {presets.map((preset) => (
            <option key={preset} value={preset}>
              {presetNames[preset]}
            </option>
          ))}
          <option value="days">From … to …</option>
        </select>
      </label>
      {'from' in range && (
        <div className="days">
          <label>
            From
            <input type="date" value={range.from} max={range.to} onChange={(event) => event.target.value && set({ range: { from: event.target.value, to: range.to < event.target.value ? event.target.value : range.to } })} />
          </label>
          <label>
            to
            <input type="date" value={range.to} min={range.from} onChange={(event) => event.target.value && set({ range: { from: range.from > event.target.value ? event.target.value : range.from, to: event.target.value } })} />
          </label>
        </div>
      )}
    </>
  );
}
