// Text in a picture, where there is no layout: it is measured by estimate and cut between the characters that people see.
import { visible } from './table';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// A character's width in a font of 12 px. Capitals are wider, those of East Asia and pictures twice as wide.
const [narrow, capital] = [6.7, 8.4];
const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Extended_Pictographic}/u;

function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

function own(grapheme: string): number {
  return wide.test(grapheme) ? 2 * narrow : /[A-Z@%mw]/.test(grapheme) ? capital : narrow;
}

export function widthOf(text: string): number {
  return graphemes(text.slice(0, 200)).reduce((sum, grapheme) => sum + own(grapheme), 0);
}

// cut shortens a text to a width in pixels. Only the beginning of an endless text is looked at.
export function cut(text: string, width: number): string {
  const shown = visible(text).slice(0, 1000);
  let room = width;
  const kept: string[] = [];
  for (const grapheme of graphemes(shown)) {
    room -= own(grapheme);
    if (room < 0) return `${kept.slice(0, Math.max(1, kept.length - 1)).join('')}…`;
    kept.push(grapheme);
  }
  return kept.length > 0 && shown.length === text.length ? kept.join('') : `${kept.join('')}…`;
}
