import { useId, useState } from 'react';
import { useNames } from './discover';
import type { Span } from './range';
import type { Of, PropertyField, State } from './state';

// Steps of a path as one writes them: dots lead inside, a dot of a name is \.
export function writePath(path: string[]): string {
  return path.map((step) => step.replaceAll(/[\\.]/g, '\\$&')).join('.');
}

export function readPath(text: string): string[] {
  const steps = [''];
  for (const [part] of text.trim().matchAll(/\\.|[\s\S]/gu)) {
    if (part === '.') steps.push('');
    else steps.push((steps.pop() ?? '') + (part.length > 1 && part.startsWith('\\') ? part.slice(1) : part));
  }
  return steps.filter((step) => step !== '').slice(0, 10);
}

// PropertyPicker takes any name, and offers those that conversations have.
export function PropertyPicker({ label, value, set, span }: { label: string; value: Of; set: (of: Of) => void; state: State; span: Span }) {
  const list = useId();
  const names = useNames(value.field as PropertyField, span);
  const own = writePath(value.path ?? []);
  const [typed, setTyped] = useState(own);
  const [seen, setSeen] = useState(own);
  if (seen !== own) {
    setSeen(own);
    setTyped(own);
  }
  const take = (text: string) => {
    const path = readPath(text);
    if (path.length > 0 && writePath(path) !== own) set({ field: value.field, path });
  };
  const unknown = names.length > 0 && !names.some((name) => writePath(name) === own);
  return (
    <label>
      <span className="unseen">{label}</span>
      <input
        list={list}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        placeholder="name of the property"
        onChange={(event) => {
          setTyped(event.target.value);
          // One that is offered was chosen; others are done when the field is left.
          if (names.some((name) => writePath(name) === event.target.value)) take(event.target.value);
        }}
        onBlur={() => take(typed)}
        onKeyDown={(event) => event.key === 'Enter' && take(typed)}
      />
      <datalist id={list}>
        {names.map((name) => (
          <option key={writePath(name)} value={writePath(name)} />
        ))}
      </datalist>
      {unknown && <small role="status">None of the latest conversations has it.</small>}
    </label>
  );
}
