import { useGraphiQL } from '@graphiql/react';
import { type ReactNode, type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Model } from './model';
import { png, save, svg } from './save';
import { number, summary } from './summary';

interface Props {
  model: Model;
  // Of the files that are saved.
  name: string;
  // What else can be saved.
  children: ReactNode;
}

// Picture draws a model as wide as its place, and saves what it drew.
export function Picture({ model, name, children }: Props) {
  if (model.form !== 'figures') return <Drawing model={model} name={name} children={children} />;
  return (
    <>
      <Figures model={model} />
      {children}
    </>
  );
}

function Figures({ model }: { model: Model }) {
  return (
    <dl className="figures" aria-live="polite">
      {model.points.map((point) => (
        <div key={String(point.x)}>
          <dt>{String(point.x)}</dt>
          <dd>{number(point.value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Drawing({ model, name, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState('');
  const width = useWidth(place);
  const dark = useDark();
  const said = summary(model);
  useEffect(() => {
    const holder = place.current;
    if (!holder || width === 0) return;
    let current = true;
    import('./draw').then(({ draw }) => {
      if (!current) return;
      performance.mark('chart-start');
      const picture = draw(model, { width, dark, title: `${model.metric} by ${model.keys.join(', ')}${model.step > 0 ? ' (UTC)' : ''}` });
      // One image with a text of its own: its marks read one by one would say less than the table below.
      picture.setAttribute('role', 'img');
      picture.setAttribute('aria-label', said);
      holder.replaceChildren(picture);
      performance.measure('chart', 'chart-start');
    }, () => current && setFailure('The chart could not be loaded. Reload the page.'));
    return () => {
      current = false;
    };
  }, [model, width, dark, said]);

  const file = `${name}.${model.metric}`.replaceAll(/[^\w.-]+/g, '-');
  const saveAs = async (kind: 'svg' | 'png') => {
    const picture = place.current?.querySelector('svg');
    if (!picture) return;
    const [color, background] = dark ? ['#e6edf3', '#212a3b'] : ['#1f2328', '#ffffff'];
    const source = svg(picture, color, background);
    try {
      if (kind === 'svg') save(`${file}.svg`, new Blob([source], { type: 'image/svg+xml' }));
      else save(`${file}.png`, await png(source, Number(picture.getAttribute('width')), Number(picture.getAttribute('height')), background));
    } catch {
      setFailure('The browser could not draw the file. Save the SVG instead.');
    }
  };
  return (
    <>
      <div className="picture" ref={place} />
      <p className="unseen" role="status">
        {said}
      </p>
      {failure && <p role="alert">{failure}</p>}
      <div className="choices">
        <button type="button" onClick={() => saveAs('svg')}>
          Save SVG
        </button>
        <button type="button" onClick={() => saveAs('png')}>
          Save PNG
        </button>
        {children}
      </div>
    </>
  );
}

// useWidth follows the width of an element in whole pixels.
function useWidth(place: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!place.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place]);
  return width;
}

// useDark follows the reader's choice of theme, which may be to follow the system.
function useDark(): boolean {
  const theme = useGraphiQL((state) => state.theme);
  const system = useSyncExternalStore(
    (listener) => {
      const query = matchMedia('(prefers-color-scheme: dark)');
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => matchMedia('(prefers-color-scheme: dark)').matches,
  );
  return theme ? theme === 'dark' : system;
}
