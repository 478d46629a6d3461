import { type Unit } from '../chart/table';
import { dayOf } from '../chart/zone';
import { Filters } from './filters';
import { PropertyPicker } from './property';
import { mostOverTime, topOf } from './query';
import { offered, open, type Span, unitOf } from './range';
import { shiftOf } from './shift';
import { type Chart, type Comparison, comparisons, fields, type Function, type Measure, measures, type Of, presets, propertyFields, same, type State, tops } from './state';
import { nameOf, nameOfComparison, nameOfMeasure, presetNames, unitNames } from './words';
import { ZonePicker } from './zone-picker';

interface Props {
  state: State;
  set: (part: Partial<State>) => void;
  span: Span;
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
export function Choices({ state, set, span, now }: Props) {
  const chart = state.charts[state.at] ?? state.charts[0];
  if (!chart) return null;
  const change = (part: Partial<Chart>) => set({ charts: state.charts.map((one, i) => (i === state.at ? { ...one, ...part } : one)) });
  const unit = unitOf(chart, span, now);
  const auto = unitOf({ ...chart, over: 'auto' }, span, now);
  const possible = offered(span, chart.measure, now);
  const offer = (one: Comparison) => shiftOf(span, unit, one);
  const running = open(span, now);
  const top = topOf(chart, unit);
  return (
    <section className="choices-of" aria-label="Choices">
      <div className="grid">
        <Show measure={chart.measure} set={(measure) => change({ measure })} span={span} />
        <By chart={chart} index={0} change={change} span={span} />
        {(chart.by.length > 0 || chart.by[1]) && <By chart={chart} index={1} change={change} span={span} />}
        <label>
          Over time
          <select value={unit === undefined ? 'none' : chart.over !== 'none' && chart.over !== 'auto' && possible.includes(chart.over) ? chart.over : 'auto'} onChange={(event) => change({ over: event.target.value as Chart['over'], form: undefined })}>
            <option value="none">no, as a whole</option>
            {auto && <option value="auto">by {unitNames[auto]} (fitting)</option>}
            {possible.map((unit: Unit) => (
              <option key={unit} value={unit}>
                by {unitNames[unit]}
              </option>
            ))}
          </select>
        </label>
        <Between state={state} set={set} span={span} now={now} />
        <label>
          Compare with
          <select value={!offer('before') ? 'none' : chart.compare === 'whole' && !running ? 'before' : chart.compare} disabled={!offer('before')} onChange={(event) => change({ compare: event.target.value as Comparison })}>
            <option value="none">nothing</option>
            {comparisons.map((one) => {
              const shift = one === 'whole' && !running ? undefined : offer(one);
              return (
                shift && (
                  <option key={one} value={one}>
                    {nameOfComparison(shift, one === 'whole', running, true)}
                  </option>
                )
              );
            })}
          </select>
        </label>
        {top && (
          <label>
            The first
            <select value={top.count} onChange={(event) => change({ top: Number(event.target.value) })}>
              {tops.filter((count) => !unit || count <= mostOverTime).map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Filters filters={state.filters} set={(filters) => set({ filters })} span={span} />
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

function Between({ state, set, span, now }: Props) {
  const { range, zone } = state;
  const [from, to] = [dayOf(span.from ?? now, zone), dayOf(span.to === undefined ? now : span.to - 1, zone)];
  return (
    <>
      <label>
        When
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
      <ZonePicker zone={zone} set={(zone) => set({ zone, list: undefined })} />
    </>
  );
}
