import { useId, useState } from 'react';
import { What } from './choices';
import { useValues } from './discover';
import type { Span } from './range';
import { type Filter, mostFilters, type Operator, operators, type State } from './state';
import { comparable, condition, types } from './where';
import { nameOfFilter, operatorNames } from './words';

export function Filters({ filters, set, state, span }: { filters: Filter[]; set: (filters: Filter[]) => void; state: State; span: Span }) {
  const [open, setOpen] = useState(-1);
  const change = (i: number, filter: Filter) => set(filters.map((one, j) => (i === j ? filter : one)));
  return (
    <div className="filters">
      <span className="label" id="filters">
        Only
      </span>
      <ul aria-labelledby="filters">
        {filters.map((filter, i) => (
          <li key={i}>
            <button type="button" className="chip" aria-expanded={open === i} onClick={() => setOpen(open === i ? -1 : i)}>
              {nameOfFilter(filter)}
              {!condition(filter) && ' …'}
            </button>
            <button
              type="button"
              className="remove"
              aria-label={`Remove the filter ${nameOfFilter(filter)}`}
              onClick={() => {
                setOpen(-1);
                set(filters.filter((_, j) => i !== j));
              }}
            >
              ×
            </button>
          </li>
        ))}
        {filters.length < mostFilters && (
          <li>
            <button
              type="button"
              className="chip add"
              onClick={() => {
                set([...filters, { of: { field: 'INTEGRATION_ID' }, is: 'is', values: [] }]);
                setOpen(filters.length);
              }}
            >
              + Filter
            </button>
          </li>
        )}
      </ul>
      {filters[open] && <Editor key={open} filter={filters[open]} set={(filter) => change(open, filter)} close={() => setOpen(-1)} state={state} span={span} />}
    </div>
  );
}

function Editor({ filter, set, close, state, span }: { filter: Filter; set: (filter: Filter) => void; close: () => void; state: State; span: Span }) {
  const possible = operators.filter((is) => comparable(filter.of) || (is !== 'atLeast' && is !== 'atMost'));
  const wants = filter.is !== 'known' && filter.is !== 'unknown';
  return (
    <fieldset className="grid editor">
      <legend className="unseen">Filter</legend>
      <What label="What" value={filter.of} none={undefined} state={state} span={span} set={(of) => of && set({ of, is: 'is', values: [] })} />
      <label>
        Comparison
        <select value={filter.is} onChange={(event) => set({ ...filter, is: event.target.value as Operator, values: event.target.value.startsWith('at') ? filter.values.slice(0, 1) : filter.values })}>
          {possible.map((is) => (
            <option key={is} value={is}>
              {operatorNames[is]}
            </option>
          ))}
        </select>
      </label>
      {wants && <Values filter={filter} set={set} span={span} />}
      <button type="button" onClick={close}>
        Done
      </button>
    </fieldset>
  );
}

function Values({ filter, set, span }: { filter: Filter; set: (filter: Filter) => void; span: Span }) {
  const list = useId();
  const [typed, setTyped] = useState('');
  const found = useValues(filter.of, span);
  const several = filter.is === 'is' || filter.is === 'isNot';
  const offered = found.filter(({ text }) => text === null || filter.of.field !== 'TYPE' || types.includes(text));
  const toggle = (value: string | null) => {
    const without = filter.values.filter((one) => one !== value);
    if (several) set({ ...filter, values: without.length < filter.values.length ? without : [...filter.values, value] });
    else set({ ...filter, values: [value] });
  };
  const add = (text: string) => {
    if (text === '' || filter.values.includes(text)) return;
    setTyped('');
    set({ ...filter, values: several ? [...filter.values, text] : [text] });
  };
  const shown = offered.slice(0, 8);
  const more = filter.values.filter((value) => !shown.some(({ text }) => text === value)).map((text) => ({ text, count: undefined as number | undefined }));
  return (
    <div className="values">
      {several &&
        [...more, ...shown].map(({ text, count }) => (
          <label className="check" key={String(text)}>
            <input type="checkbox" checked={filter.values.includes(text)} onChange={() => toggle(text)} />
            {text === null ? <em>(none)</em> : text === '' ? '""' : text}
            {count !== undefined && <small> {count.toLocaleString()}</small>}
          </label>
        ))}
      <label>
        {several ? 'Another value' : 'Value'}
        <input
          list={list}
          value={several ? typed : (filter.values[0] ?? typed)}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            const text = event.target.value;
            if (!several) set({ ...filter, values: text === '' ? [] : [text] });
            else if (offered.some((one) => one.text === text)) add(text);
            else setTyped(text);
          }}
          onBlur={() => several && add(typed)}
          onKeyDown={(event) => event.key === 'Enter' && several && add(typed)}
        />
        <datalist id={list}>
          {offered.flatMap(({ text }) => (text ? [<option key={text} value={text} />] : []))}
        </datalist>
      </label>
    </div>
  );
}
