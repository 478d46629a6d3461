import { useId, useRef, useState } from 'react';

export interface Option {
  value: string;
  // What stands beside it: how many there are.
  hint?: string;
}

interface Props {
  label: string;
  // Whether the label is for readers only who do not see.
  unseen?: boolean;
  value: string;
  options: Option[];
  // The options are of what is typed; otherwise they are narrowed here.
  set: (typed: string) => void;
  // Is told what was chosen, or typed and left.
  take: (value: string) => void;
  placeholder?: string;
}

// As many as one looks through; what is typed narrows them.
const most = 50;

// Combobox takes any text, and offers some: the pattern "editable combobox with list autocomplete" of the ARIA practices.
export function Combobox({ label, unseen, value, options, set, take, placeholder }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useRef<HTMLUListElement>(null);
  const wanted = value.toLocaleLowerCase();
  const exact = options.some((option) => option.value === value);
  // One that stands there already is no reason to hide the others.
  const fitting = exact ? options : options.filter((option) => option.value.toLocaleLowerCase().includes(wanted));
  const shown = fitting.slice(0, most);
  const at = active < shown.length ? active : -1;
  const choose = (text: string) => {
    setOpen(false);
    setActive(-1);
    take(text);
  };
  const move = (to: number) => {
    setOpen(true);
    setActive(to);
    list.current?.children[to]?.scrollIntoView({ block: 'nearest' });
  };
  const expanded = open && shown.length > 0;
  return (
    <div className="combobox">
      <label htmlFor={`${id}input`} className={unseen ? 'unseen' : undefined}>
        {label}
      </label>
      <input
        id={`${id}input`}
        role="combobox"
        aria-expanded={expanded}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={expanded && at >= 0 ? `${id}${at}` : undefined}
        value={value}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        onChange={(event) => {
          setOpen(true);
          setActive(-1);
          set(event.target.value);
        }}
        onClick={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          setActive(-1);
          take(value);
        }}
        onKeyDown={(event) => {
          const last = shown.length - 1;
          if (event.key === 'ArrowDown') move(at < last ? at + 1 : 0);
          else if (event.key === 'ArrowUp') move(at > 0 ? at - 1 : last);
          else if (event.key === 'Enter') choose(shown[expanded ? at : -1]?.value ?? value);
          else if (event.key === 'Escape' && expanded) setOpen(false);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <ul id={`${id}list`} role="listbox" aria-label={label} hidden={!expanded} ref={list}>
        {shown.map((option, i) => (
          <li
            key={option.value}
            id={`${id}${i}`}
            role="option"
            aria-selected={i === at}
            // The field keeps the focus, so that leaving it is not told before the choice.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(option.value)}
          >
            {option.value === '' ? '""' : option.value}
            {option.hint && <small> {option.hint}</small>}
          </li>
        ))}
      </ul>
      <span className="unseen" role="status">
        {open ? `${fitting.length === 0 ? 'None' : fitting.length.toLocaleString()} offered` : ''}
      </span>
    </div>
  );
}
