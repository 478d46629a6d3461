import { type ReactNode, useEffect, useRef } from 'react';
import type { Choice } from './offer';
import { words } from './offer';
import type { Entry } from './state';

// Rows are entries that a person adds and removes. The focus goes to the row that is new, or to what comes after the one
// that is gone.
export function Rows<T extends Entry>({
  legend,
  noun,
  rows,
  blank,
  change,
  children,
}: {
  legend: string;
  noun: string;
  rows: T[];
  blank: () => T;
  change: (rows: T[]) => void;
  children: (row: T, name: string, set: (part: Partial<T>) => void) => ReactNode;
}) {
  const fieldset = useRef<HTMLFieldSetElement>(null);
  const focus = useRef('');
  useEffect(() => {
    if (focus.current) fieldset.current?.querySelector<HTMLElement>(focus.current)?.focus();
    focus.current = '';
  });
  const remove = (i: number) => {
    const next = rows[i + 1] ?? rows[i - 1];
    focus.current = next ? `[data-row="${next.id}"] .remove` : '.add';
    change(rows.filter((_, j) => j !== i));
  };
  const add = () => {
    const row = blank();
    focus.current = `[data-row="${row.id}"] select`;
    change([...rows, row]);
  };
  return (
    <fieldset ref={fieldset}>
      <legend>{legend}</legend>
      {rows.map((row, i) => {
        const name = `${noun} ${i + 1}`;
        return (
          <div className="row" key={row.id} data-row={row.id}>
            {children(row, name, (part) => change(rows.map((r) => (r === row ? { ...r, ...part } : r))))}
            <button type="button" className="remove" aria-label={`Remove ${name}`} title={`Remove ${name}`} onClick={() => remove(i)}>
              ×
            </button>
          </div>
        );
      })}
      <button type="button" className="add" onClick={add}>
        Add {noun}
      </button>
    </fieldset>
  );
}

// Group is a part of what Select offers: its names have a prefix in the value, as entries do.
export interface Group {
  label?: string;
  prefix?: string;
  choices: (Choice & { label?: string })[];
}

export function Select({ name, value, groups, none, set }: { name: string; value: string; groups: Group[]; none?: string; set: (value: string) => void }) {
  const options = ({ prefix, choices }: Group) =>
    choices.map((c) => (
      <option key={c.name} value={prefix ? `${prefix} ${c.name}` : c.name} title={c.hint}>
        {c.label ?? words(c.name)}
      </option>
    ));
  const full = groups.filter((group) => group.choices.length > 0);
  return (
    <select aria-label={name} value={value} onChange={(event) => set(event.target.value)}>
      {none && <option value="">{none}</option>}
      {full.map((group) =>
        group.label ? (
          <optgroup key={group.label} label={group.label}>
            {options(group)}
          </optgroup>
        ) : (
          options(group)
        ),
      )}
    </select>
  );
}

export function Text({ name, value, hint, set, list }: { name: string; value: string; hint: string; set: (value: string) => void; list?: string }) {
  return (
    <input
      aria-label={name}
      value={value}
      placeholder={hint}
      list={list}
      size={14}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => set(event.target.value)}
    />
  );
}

export function Path({ name, value, set }: { name: string; value: string; set: (value: string) => void }) {
  return <Text name={`Path of ${name}`} hint="path, as plan" value={value} set={set} />;
}
