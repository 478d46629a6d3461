import { useState } from 'react';
import { What } from './choices';
import { Combobox } from './combobox';
import { useValues } from './discover';
import type { Span } from './range';
import { type Filter, mostFilters, type Operator, operators } from './state';
import { comparable, condition, types } from './where';
import { nameOfFilter, operatorNames } from './words';

export function Filters({ filters, set, span }: { filters: Filter[]; set: (filters: Filter[]) => void; span: Span }) {
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
      {filters[open] && <Editor key={open} filter={filters[open]} set={(filter) => change(open, filter)} close={() => setOpen(-1)} span={span} />}
    </div>
  );
}

function Editor({ filter, set, close, span }: { filter: Filter; set: (filter: Filter) => void; close: () => void; span: Span }) {
  const possible = operators.filter((is) => comparable(filter.of) || (is !== 'atLeast' && is !== 'atMost'));
  const wants = filter.is !== 'known' && filter.is !== 'unknown';
  return (
    <fieldset className="grid editor">
      <legend className="unseen">Filter</legend>
      <What label="What" value={filter.of} none={undefined} span={span} set={(of) => of && set({ of, is: 'is', values: [] })} />
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
  const [typed, setTyped] = useState('');
  const { offered: found } = useValues(filter.of, span);
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
      <Combobox
        label={several ? 'Another value' : 'Value'}
        value={several ? typed : (filter.values[0] ?? '')}
        options={offered.flatMap(({ text, count }) => (text === null || (several && filter.values.includes(text)) ? [] : [{ value: text, hint: count?.toLocaleString() }]))}
        set={(text) => (several ? setTyped(text) : set({ ...filter, values: text === '' ? [] : [text] }))}
        take={(text) => (several ? add(text) : text !== filter.values[0] && set({ ...filter, values: text === '' ? [] : [text] }))}
      />
    </div>
  );
}
