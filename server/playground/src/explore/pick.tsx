import { useEffect, useRef, useState } from 'react';
import type { Model, Value } from '../chart/model';
import { number } from '../chart/moment';
import { dayOf } from '../chart/zone';
import { type Cell, identity, type Table } from '../chart/table';
import type { Picked } from './card';
import { type Chart, fields, type Filter, mostFilters, type Of, same, type State } from './state';
import { types } from './where';
import { nameOf } from './words';

interface Props {
  picked: Picked;
  model: Model;
  table: Table;
  chart: Chart;
  state: State;
  set: (part: Partial<State>) => void;
  change: (part: Partial<Chart>) => void;
  close: () => void;
}

// Pick offers what can be done with a place of a chart.
export function Pick({ picked, model, table, chart, state, set, change, close }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const back = useRef(document.activeElement);
  const split = model.seriesKeys.length > 0;
  const [chosen, setChosen] = useState(picked.series?.id ?? '');
  const series = model.series.find((value) => value.id === chosen);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('button, select')?.focus();
    const away = (event: PointerEvent) => !box.current?.contains(event.target as Node) && close();
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [close]);
  const value = model.points.find((p) => p.place.id === picked.place.id && (!split || p.series.id === chosen))?.value;
  const done = () => {
    close();
    (back.current as HTMLElement | null)?.focus?.();
  };
  const timed = model.unit !== undefined;
  const first = table.keys.findIndex((key) => key.unit) < 0 ? 0 : 1;
  const filtersOf = (keys: number[], value: Value | undefined): { filters: Filter[]; sure: boolean } => {
    if (!value) return { filters: [], sure: true };
    if (value.others) return othersIn(keys, value);
    const filters = keys.flatMap((key, i): Filter[] => {
      const of = chart.by[key - first];
      return of ? [filterOf(of, value.cells[i] ?? null)] : [];
    });
    return { filters, sure: filters.every(known) };
  };
  // The others are all but those that are shown.
  const othersIn = (keys: number[], value: Value): { filters: Filter[]; sure: boolean } => {
    const { othersOf = -1 } = table;
    const of = chart.by[othersOf - first];
    if (!of || value.joined || !keys.includes(othersOf) || (keys.length > 1 && model.kind !== 'amount')) return { filters: [], sure: false };
    const shown = new Map(table.rows.flatMap((row) => (row.others ? [] : [[identity(row.keys[othersOf] ?? null), row.keys[othersOf] ?? null] as const])));
    const filter: Filter = { ...filterOf(of, null), is: 'isNot', values: [...shown.values()].map(valueOf) };
    return { filters: [filter], sure: known(filter) };
  };
  const here = filtersOf(timed ? [] : model.placeKeys, timed ? undefined : picked.place);
  const there = filtersOf(model.seriesKeys, split ? series : undefined);
  const own = [...here.filters, ...there.filters];
  const sure = here.sure && there.sure;
  const bucket = timed ? { from: new Date(picked.place.at ?? 0).toISOString(), to: new Date(picked.place.end ?? 0).toISOString() } : {};
  const name = [timed ? '' : picked.place.label, split ? series?.label : ''].filter(Boolean).join(' · ');
  const merge = (filters: Filter[]) => [...state.filters.filter((old) => !filters.some((one) => same(one.of, old.of) && old.is === 'is')), ...filters].slice(0, mostFilters);
  const act = (action: () => void) => () => {
    action();
    done();
  };
  const days = timed && model.unit !== 'HOUR' && picked.place.end !== undefined;
  const left = fields.filter((field) => field !== 'ID' && field !== 'USER_MESSAGE_COUNT' && !chart.by.some((of) => same(of, { field })));
  return (
    <div
      className="pick"
      ref={box}
      role="dialog"
      aria-label={`What to do with ${picked.place.label}`}
      style={{ top: picked.y + 8, left: `max(0px, min(${picked.x}px, 100% - 300px))` }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          done();
        }
      }}
    >
      <strong>{picked.place.label}</strong>
      {value !== undefined && <span>{number(value)}</span>}
      {split && (
        <label>
          Of{' '}
          <select value={chosen} onChange={(event) => setChosen(event.target.value)}>
            <option value="">all</option>
            {model.series.map((value) => (
              <option key={value.id} value={value.id}>
                {value.label}
              </option>
            ))}
          </select>
        </label>
      )}
      {days && (
        <button type="button" onClick={act(() => set({ range: { from: dayOf(picked.place.at ?? 0, model.zone), to: dayOf((picked.place.end ?? 0) - 1, model.zone) }, zone: model.zone, list: undefined }))}>
          Only {picked.place.label}
        </button>
      )}
      {own.length > 0 && sure && (
        <>
          <button type="button" onClick={act(() => set({ filters: merge(own) }))}>
            Only {name}
          </button>
          {own.length === 1 && (
            <button type="button" onClick={act(() => set({ filters: merge(own.map((filter) => ({ ...filter, is: filter.is === 'is' ? 'isNot' : 'is' }))) }))}>
              Without {name}
            </button>
          )}
        </>
      )}
      {left.slice(0, 3).map((field) => (
        <button
          type="button"
          key={field}
          onClick={act(() => {
            if (own.length > 0 && sure) set({ filters: merge(own), charts: state.charts.map((one) => (one === chart || one.by === chart.by ? { ...one, by: [{ field }], form: undefined } : one)) });
            else change({ by: [...chart.by.slice(0, 1), { field }], form: undefined });
          })}
        >
          Break out by {nameOf({ field }).toLowerCase()}
        </button>
      ))}
      {sure ? (
        <button type="button" onClick={act(() => set({ list: { filters: own, ...bucket } }))}>
          Show the conversations
        </button>
      ) : (
        <p>These are many values as one, which cannot be asked for by themselves.</p>
      )}
      <button type="button" onClick={done}>
        Close
      </button>
    </div>
  );
}

function filterOf(of: Of, cell: Cell): Filter {
  return { of, is: 'is', values: [valueOf(cell)] };
}

function valueOf(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}

// known says whether the values of a filter can be asked for: a type that the schema does not know cannot.
function known({ of, values }: Filter): boolean {
  return of.field !== 'TYPE' || values.every((one) => one === null || types.includes(one));
}
