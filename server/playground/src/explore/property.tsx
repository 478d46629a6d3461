import { useState } from 'react';
import { Combobox } from './combobox';
import { useNames, useValues } from './discover';
import { readPath, writePath } from './path';
import type { Span } from './range';
import type { Of, PropertyField } from './state';

// PropertyPicker takes any name, and offers those that conversations have: behind a dot, those within what stands before it.
export function PropertyPicker({ label, value, set, span }: { label: string; value: Of; set: (of: Of) => void; span: Span }) {
  const own = writePath(value.path ?? []);
  const [typed, setTyped] = useState(own);
  const [seen, setSeen] = useState(own);
  if (seen !== own) {
    setSeen(own);
    setTyped(own);
  }
  const steps = readPath(typed);
  const within = typed.endsWith('.') && !typed.endsWith('\\.') ? steps : steps.slice(0, -1);
  const names = useNames(value.field as PropertyField, within, span);
  const { offered, complete } = useValues(value, span);
  const take = (text: string) => {
    const path = readPath(text);
    if (path.length > 0 && writePath(path) !== own) set({ field: value.field, path });
  };
  const unknown = typed === own && complete && offered.every(({ text }) => text === null);
  return (
    <>
      <Combobox
        label={label}
        unseen
        value={typed}
        options={names.map((name) => ({ value: writePath([...within, name]) }))}
        set={setTyped}
        take={take}
        placeholder="name of the property"
      />
      {unknown && <small role="status">No conversation of this time has it.</small>}
    </>
  );
}
