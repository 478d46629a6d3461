// The first questions of the page are asked before what draws their answers is loaded.
import { ask, type Reply } from '../ask';
import { bodyOf, query } from './query';
import { resolve } from './range';
import { read } from './state';

interface Early {
  reply: Promise<Reply>;
  abort: AbortController;
}

const early = new Map<string, Early>();

// askEarly asks for the charts of an address.
export function askEarly(fragment: string): void {
  const { range, zone, filters, charts } = read(fragment);
  const now = Date.now();
  const span = resolve(range, zone, now);
  for (const body of new Set(charts.map((chart) => bodyOf(query({ chart, filters, span, now }))))) {
    const abort = new AbortController();
    const reply = ask(body, {}, abort.signal);
    reply.catch(() => {}); // It is told where the reply is taken.
    early.set(body, { reply, abort });
  }
}

// takeEarly gives what was asked early for a body, once.
export function takeEarly(body: string): Early | undefined {
  const found = early.get(body);
  early.delete(body);
  return found;
}
