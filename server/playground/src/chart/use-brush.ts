import { type PointerEvent, useRef, useState } from 'react';
import type { Place } from './model';

// A drag shorter than this is a click, in pixels.
const least = 10;

// useBrush follows a drag of the mouse over a course of time, and has it zoomed into. A finger scrolls instead.
export function useBrush(placeAt: ((x: number) => Place | undefined) | undefined, zoom: ((from: number, to: number) => void) | undefined) {
  const start = useRef<number>(undefined);
  const dragged = useRef(false);
  const [span, setSpan] = useState<[number, number]>();
  const at = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  return {
    span,
    begin(event: PointerEvent<HTMLElement>) {
      dragged.current = false;
      start.current = placeAt && event.pointerType === 'mouse' && event.button === 0 ? at(event) : undefined;
    },
    // move says whether it is a drag.
    move(event: PointerEvent<HTMLElement>): boolean {
      if (start.current === undefined || (event.buttons & 1) === 0) return false;
      const x = at(event);
      if (!dragged.current && Math.abs(x - start.current) < least) return false;
      // From here on the pointer may leave the picture.
      if (!dragged.current) event.currentTarget.setPointerCapture(event.pointerId);
      dragged.current = true;
      setSpan(start.current < x ? [start.current, x] : [x, start.current]);
      return true;
    },
    end(event: PointerEvent<HTMLElement>) {
      const [from, to] = [span && placeAt?.(span[0]), span && placeAt?.(span[1])];
      start.current = undefined;
      setSpan(undefined);
      if (event.type === 'pointerup' && dragged.current && from?.at !== undefined && to?.end !== undefined) zoom?.(from.at, to.end);
    },
    // used says whether the click that follows is the end of a drag.
    used: () => dragged.current,
  };
}
