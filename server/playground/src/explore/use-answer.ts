import { useEffect, useState } from 'react';
import { ask, Failure, type Reply } from '../ask';
import { token } from '../session';
import { useSource } from '../use-source';
import { takeEarly } from './early';
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
}

// useAnswer asks for a body, and again when it changes or `again` does. What is no longer wanted is aborted; the answer before
// stays until the next one is there.
export function useAnswer(body: string | undefined, again: number): Answer {
  const [answer, setAnswer] = useState<Answer>({ asking: body !== undefined });
  const held = useSource(token);
  useEffect(() => {
    if (body === undefined) return;
    const early = takeEarly(body);
    const abort = early?.abort ?? new AbortController();
    setAnswer((before) => ({ ...before, asking: true }));
    (early?.reply ?? ask(body, {}, abort.signal)).then(
      (reply) => !abort.signal.aborted && setAnswer({ body, reply: reply as Answer['reply'], asking: false }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setAnswer({ body, failure: error instanceof Failure ? error.message : 'The page failed to ask. Reload it.', asking: false });
      },
    );
    return () => abort.abort();
  }, [body, again, held]);
  return answer;
}
