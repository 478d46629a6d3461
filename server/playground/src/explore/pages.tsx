import { useEffect, useRef, useState } from 'react';
import { longestName, mostPages, readSaved, type Saved, store, withSaved } from './saved';
import { read, type State, write } from './state';

// Pages opens, names and forgets pages of this browser. The name stands in the address as well.
export function Pages({ state, set }: { state: State; set: (part: Partial<State>) => void }) {
  const [pages, setPages] = useState(readSaved);
  const [name, setName] = useState(state.name ?? '');
  const [said, setSaid] = useState('');
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => setName(state.name ?? ''), [state.name]);
  useEffect(() => {
    const follow = () => setPages(readSaved()); // Another tab has changed them.
    addEventListener('storage', follow);
    return () => removeEventListener('storage', follow);
  }, []);
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (box.current?.open && !box.current.contains(event.target as Node)) box.current.open = false;
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, []);
  const close = () => {
    if (!box.current) return;
    box.current.open = false;
    box.current.querySelector('summary')?.focus();
  };
  const change = (next: Saved[], saying: string) => {
    const done = store(next);
    if (done) setPages(next);
    setSaid(done ? saying : 'This browser keeps nothing for the page. Copy the link instead.');
  };
  const wanted = name.trim();
  const exists = pages.some((page) => page.name === wanted);
  const full = pages.length >= mostPages && !exists;
  return (
    <details className="pages" ref={box} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <summary>{state.name ? 'Page' : 'Pages'}</summary>
      <div className="menu">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted === '' || full) return;
            change(withSaved(readSaved(), { name: wanted, fragment: write({ ...state, name: wanted }) }), `Kept as ${wanted}`);
            if (state.name !== wanted) set({ name: wanted });
          }}
        >
          <label>
            Name of this page
            <input value={name} maxLength={longestName} autoComplete="off" onChange={(event) => setName(event.target.value)} />
          </label>
          <button type="submit" disabled={wanted === '' || full}>
            {exists ? 'Keep in its place' : 'Keep'}
          </button>
        </form>
        {full && <p>{mostPages} pages are kept. Remove one first.</p>}
        <p role="status">{said}</p>
        {pages.length > 0 && (
          <ul aria-label="Pages that are kept in this browser">
            {pages.map((page) => (
              <li key={page.name}>
                <button
                  type="button"
                  className="link"
                  aria-current={page.name === state.name || undefined}
                  onClick={() => {
                    set({ list: undefined, ...read(page.fragment), name: page.name });
                    close();
                  }}
                >
                  {page.name}
                </button>
                <button type="button" className="remove" aria-label={`Remove the page ${page.name}`} onClick={() => change(readSaved().filter((one) => one.name !== page.name), `${page.name} is removed`)}>
                  ×
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
