// The chart on the screen: drawn as wide as its place, read by pointer and by arrow keys, its series switched by the legend.
import { type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { colors } from './colors';
import type { Drawn } from './draw';
import type { Model, Place, Value } from './model';
import { change, number } from './moment';
import { fileName, png, save, svg } from './save';
import { summary } from './summary';
import { useBrush } from './use-brush';
import { Tip } from './tip';

interface Props {
  model: Model;
  // Of the files that are saved, and in them.
  title: string;
  source: string;
  dark: boolean;
  height?: number;
  // What a click or Enter on a place does.
  pick?: (place: Place, series: Value | undefined, at: { x: number; y: number }) => void;
  // What a drag over a course of time does, from one time to another.
  zoom?: (from: number, to: number) => void;
  // What else can be saved.
  children?: ReactNode;
}

export interface Shown {
  place: Place;
  series?: Value;
  x: number;
  y: number;
}

export function Picture(props: Props) {
  if (props.model.form !== 'figures') return <Drawing {...props} />;
  return (
    <>
      <Figures model={props.model} />
      <div className="choices">{props.children}</div>
    </>
  );
}

function Figures({ model }: { model: Model }) {
  return (
    <dl className="figures" aria-live="polite">
      {model.points.map((point) => (
        <div key={point.place.id}>
          <dt>{point.place.label}</dt>
          <dd>{number(point.value)}</dd>
          {point.before !== undefined && (
            <dd className="before">
              before {number(point.before)} {change(point.value, point.before)}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

function Drawing({ model: whole, title, source, dark, height, pick, zoom, children }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn>(undefined);
  const [failure, setFailure] = useState('');
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<Shown>();
  const brush = useBrush(zoom && whole.unit ? (x) => drawn.current?.at(x, 0)?.place : undefined, zoom);
  const width = useWidth(holder);
  const model = useMemo(() => without(whole, off), [whole, off]);
  const said = summary(model);
  const palette = colors(whole.keys.slice(whole.placeKeys.length), whole.series, dark);
  const split = whole.series.length > 1;
  useEffect(() => {
    const place = holder.current;
    if (!place || width === 0) return;
    let current = true;
    setShown(undefined);
    import('./draw').then(({ draw }) => {
      if (!current) return;
      performance.mark('chart-start');
      drawn.current = draw(model, { width, dark, height });
      const picture = drawn.current.svg;
      // One image with a text of its own: its marks read one by one would say less than the table below.
      picture.setAttribute('role', 'img');
      picture.setAttribute('aria-label', said);
      place.replaceChildren(picture);
      performance.measure('chart', 'chart-start');
    }, () => current && setFailure('The chart could not be loaded. Reload the page.'));
    return () => {
      current = false;
    };
  }, [model, width, dark, said, height]);

  const point = (event: PointerEvent<HTMLElement>): Shown | undefined => {
    const box = holder.current?.getBoundingClientRect();
    const found = box && drawn.current?.at(event.clientX - box.left, event.clientY - box.top);
    if (!box || !found || !drawn.current) return undefined;
    const { x, y } = drawn.current.where(found.place);
    return model.unit ? { ...found, x, y: event.clientY - box.top } : { ...found, x: event.clientX - box.left, y };
  };
  const keys = (event: KeyboardEvent) => {
    const { places, series, form } = model;
    const show = (place: Place | undefined, own: Value | undefined) => {
      event.preventDefault();
      if (place && drawn.current) setShown({ place, series: own, ...drawn.current.where(place) });
    };
    const i = shown ? places.indexOf(shown.place) : -1;
    const j = shown?.series ? series.indexOf(shown.series) : 0;
    const grid = form === 'heat map';
    const forward = model.unit ? ['ArrowRight', 'ArrowDown'] : ['ArrowDown', ...(grid ? [] : ['ArrowRight'])];
    const back = model.unit ? ['ArrowLeft', 'ArrowUp'] : ['ArrowUp', ...(grid ? [] : ['ArrowLeft'])];
    const own = grid ? series[j] : undefined;
    if (forward.includes(event.key)) show(places[Math.min(places.length - 1, i + 1)], own);
    else if (back.includes(event.key)) show(places[Math.max(0, i < 0 ? places.length - 1 : i - 1)], own);
    else if (event.key === 'Home') show(places[0], own);
    else if (event.key === 'End') show(places.at(-1), own);
    else if (grid && event.key === 'ArrowRight') show(places[Math.max(0, i)], series[Math.min(series.length - 1, j + 1)]);
    else if (grid && event.key === 'ArrowLeft') show(places[Math.max(0, i)], series[Math.max(0, j - 1)]);
    else if (event.key === 'Escape' && shown) setShown(undefined);
    else if (event.key === 'Enter' && shown && pick) {
      event.preventDefault();
      pick(shown.place, shown.series, shown);
    }
  };

  const saveAs = async (kind: 'svg' | 'png') => {
    const { draw } = await import('./draw');
    const look = { width: Math.max(800, width), dark, height: height ?? 320, title, source };
    const picture = draw(model, look).svg;
    const [color, background] = dark ? ['#e6edf3', '#161b22'] : ['#1f2328', '#ffffff'];
    const text = svg(picture, color, background);
    const file = fileName(title);
    try {
      if (kind === 'svg') save(`${file}.svg`, new Blob([text], { type: 'image/svg+xml' }));
      else save(`${file}.png`, await png(text, Number(picture.getAttribute('width')), Number(picture.getAttribute('height')), background));
    } catch {
      setFailure('The browser could not draw the file. Save the SVG instead.');
    }
  };
  const toggle = (id: string) => {
    const next = new Set(off);
    if (!next.delete(id)) next.add(id);
    setOff(next);
  };
  const only = (id: string) => setOff(off.size === whole.series.length - 1 && !off.has(id) ? new Set() : new Set(whole.series.flatMap((value) => (value.id === id ? [] : [value.id]))));
  return (
    <>
      {split && model.form !== 'heat map' && (
        <ul className="legend" aria-label="Series">
          {whole.series.map((value) => (
            <li key={value.id}>
              <button type="button" aria-pressed={!off.has(value.id)} onClick={() => toggle(value.id)} onDoubleClick={() => only(value.id)} title={`${value.label}. A double click shows it alone, and all again.`}>
                <i style={{ background: palette.get(value.id) }} />
                <span>{value.label}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div
        className="picture"
        role="group"
        aria-label="Chart. The arrow keys read its values."
        tabIndex={0}
        onKeyDown={keys}
        onPointerDown={brush.begin}
        onPointerMove={(event) => setShown(brush.move(event) ? undefined : point(event))}
        onPointerUp={brush.end}
        onPointerCancel={brush.end}
        onPointerLeave={() => setShown(undefined)}
        onBlur={() => setShown(undefined)}
        onClick={(event) => {
          if (brush.used()) return;
          const found = point(event as PointerEvent<HTMLDivElement>);
          setShown(pick ? undefined : found);
          if (found && pick) pick(found.place, found.series, found);
        }}
        style={pick ? { cursor: 'pointer' } : undefined}
      >
        <div className="drawing" ref={holder} />
        {brush.span && <div className="brush" style={{ left: brush.span[0], width: brush.span[1] - brush.span[0] }} />}
        {shown && <Tip model={model} shown={shown} width={width} palette={palette} />}
      </div>
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

// without is a model whose switched-off series are gone.
function without(model: Model, off: ReadonlySet<string>): Model {
  if (!model.series.some((value) => off.has(value.id))) return model;
  return { ...model, series: model.series.filter((v) => !off.has(v.id)), points: model.points.filter((p) => !off.has(p.series.id)) };
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
