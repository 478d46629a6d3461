import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { TokenForm } from '../token-form';
import { Card } from './card';
import { Choices } from './choices';
import { List } from './list';
import { Pages } from './pages';
import { resolve } from './range';
import { blank, mostCharts, read, type State, write } from './state';
import { setTheme, type Theme, themes, useTheme } from './theme';

// Page shows the charts of the state, which is the address's.
export function Page() {
  const [state, setState] = useState(() => read(location.hash));
  const [again, setAgain] = useState(0);
  const [every, setEvery] = useState(0);
  const [said, setSaid] = useState('');
  const { theme, dark } = useTheme();

  const latest = useRef(state);
  latest.current = state;
  const set = useCallback((part: Partial<State>) => {
    const next = { ...latest.current, ...part };
    history.pushState(null, '', write(next));
    latest.current = next;
    setState(next);
  }, []);
  useEffect(() => {
    const follow = () => setState(read(location.hash));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  useEffect(() => {
    document.title = state.name ? `${state.name} – Explore conversations` : 'Explore conversations';
  }, [state.name]);

  // Now is that of the last refresh, so that a range does not move while one looks at it.
  const now = useMemo(() => Date.now(), [again, state.range, state.zone]);
  const span = useMemo(() => resolve(state.range, state.zone, now), [state.range, state.zone, now]);
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    setSaid(copied ? 'Link copied' : 'The link is in the address bar');
    setTimeout(() => setSaid(''), 4000);
  };
  const change = (i: number, part: Partial<State['charts'][number]>) => set({ charts: state.charts.map((chart, j) => (i === j ? { ...chart, ...part } : chart)) });
  return (
    <>
      <TokenForm />
      <header>
        <h1>{state.name ?? 'Explore conversations'}</h1>
        <nav aria-label="Page">
          <span className="said" role="status">
            {said}
          </span>
          <Pages state={state} set={set} />
          <button type="button" onClick={copy}>
            Copy link
          </button>
          <button type="button" onClick={() => setAgain(again + 1)}>
            Refresh
          </button>
          <label>
            <span className="unseen">Refresh by itself</span>
            <select value={every} onChange={(event) => setEvery(Number(event.target.value))}>
              <option value={0}>by hand</option>
              <option value={10}>live, every 10 s</option>
              <option value={60}>live, every minute</option>
              <option value={300}>live, every 5 minutes</option>
            </select>
          </label>
          <label>
            <span className="unseen">Theme</span>
            <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
              {themes.map((one) => (
                <option key={one} value={one}>
                  {{ auto: 'system theme', light: 'light', dark: 'dark' }[one]}
                </option>
              ))}
            </select>
          </label>
          <a href="./">GraphiQL</a>
        </nav>
      </header>
      <main>
        <Choices state={state} set={set} span={span} now={now} />
        <div className={state.charts.length > 1 ? 'charts several' : 'charts'}>
          {state.charts.map((chart, i) => (
            <Card
              // A chart is told by its place: it has no other name.
              key={i}
              state={state}
              index={i}
              chart={chart}
              span={span}
              now={now}
              again={again}
              seconds={every}
              dark={dark}
              set={set}
              change={(part) => change(i, part)}
            />
          ))}
          {state.charts.length < mostCharts && (
            <button type="button" className="add" onClick={() => set({ charts: [...state.charts, blank], at: state.charts.length })}>
              + Add a chart beside
            </button>
          )}
          {state.list && <List key={JSON.stringify(state.list)} state={state} within={span} close={() => set({ list: undefined })} />}
        </div>
      </main>
    </>
  );
}
