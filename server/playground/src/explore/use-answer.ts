import { useEffect, useState } from 'react';
import { ask, Failure, type Reply } from '../ask';
import { token } from '../session';
import { useSource } from '../use-source';
import { takeEarly } from './early';
import { watch } from './live';
import { bodyOf, type Query } from './query';
import type { Told } from './refusal';

export interface Trace {
  calls: number;
  fields?: { path: string; cache: string; age: number }[];
}

export interface Answer {
  // The body that it answers, or undefined before the first.
  body?: string;
  reply?: Reply & { answer: { data?: unknown; errors?: Told[]; extensions?: { gateway?: Trace } } };
  failure?: string;
  asking: boolean;
  // Whether it is told as soon as it changes.
  live?: boolean;
}

// useAnswer asks a query, and again when it changes or `again` does, or every so many seconds, unless they are 0. What is no longer
// wanted is aborted; the answer before stays until the next one is there.
export function useAnswer(query: Query, again: number, seconds: number): Answer {
  const body = bodyOf(query);
  const [answer, setAnswer] = useState<Answer>({ asking: true });
  const held = useSource(token);
  useEffect(() => {
    const told = (reply: Reply, live = false) => setAnswer({ body, reply: reply as Answer['reply'], live, asking: false });
    const failed = (error: unknown) => setAnswer({ body, failure: error instanceof Failure ? error.message : 'The page failed to ask. Reload it.', asking: false });
    setAnswer((before) => ({ ...before, asking: true }));
    if (seconds > 0) return watch(query, seconds, told, failed);
    const early = takeEarly(body);
    const abort = early?.abort ?? new AbortController();
    (early?.reply ?? ask(body, {}, abort.signal)).then(
      (reply) => !abort.signal.aborted && told(reply),
      (error: unknown) => !abort.signal.aborted && failed(error),
    );
    return () => abort.abort();
  }, [body, again, held, seconds]);
  return answer;
}
