// How GraphiQL asks. An answer belongs to the tab that asked: GraphiQL would show it in whichever is open when it comes.
import type { Fetcher } from '@graphiql/toolkit';
import { ask, Failure } from './ask';
import { parseDigits } from './digits';
import { type Exchange, exchanges, note } from './exchange';
import { source } from './source';

type Result = Awaited<ReturnType<Fetcher>> & object;

// The open tab: its id, and the text of its editors.
export const open = { tab: source(''), tabs: [] as string[], query: () => '', variables: () => '' };

// Answers that came while another tab was open, until theirs is again.
export const waiting = source<ReadonlyMap<string, object>>(new Map());

export const fetcher: Fetcher = ({ query, variables, operationName }, options) => {
  const headers = options?.headers ?? {};
  if (operationName === 'IntrospectionQuery') {
    return ask(JSON.stringify({ query, variables, operationName }), headers).then(({ answer }) => answer as Result) as ReturnType<Fetcher>;
  }
  const tab = open.tab.get();
  const exact = exactVariables(variables, open.variables());
  const body = JSON.stringify({ query, variables: exact, operationName });
  const started: Exchange = {
    state: 'asking',
    written: open.query(),
    query,
    operationName: operationName ?? null,
    variables,
    at: Date.now(),
    status: 0,
    milliseconds: 0,
  };
  const subscribe = (observer: { next(value: Result): void; error(error: unknown): void; complete(): void }) => {
    const abort = new AbortController();
    let attached = true;
    const detach = () => {
      attached = false;
      stopFollowing();
    };
    // GraphiQL is free for the tab that is opened; the request goes on.
    const stopFollowing = open.tab.subscribe(() => {
      if (!attached || open.tab.get() === tab) return;
      detach();
      observer.complete();
    });
    const give = (answer: object) => {
      if (!attached) waiting.set(new Map(waiting.get()).set(tab, answer));
      else {
        observer.next(answer as Result);
        observer.complete();
      }
      stopFollowing();
    };
    note(tab, started);
    ask(body, headers, abort.signal).then(
      (reply) => {
        // Another run of the tab has taken its place.
        if (exchanges.get().get(tab) !== started) return stopFollowing();
        note(tab, { ...started, ...reply, state: 'answered' });
        give(reply.answer);
      },
      (error: unknown) => {
        if (exchanges.get().get(tab) !== started) return stopFollowing();
        if (abort.signal.aborted) return note(tab, { ...started, state: 'stopped' });
        const failure = error instanceof Failure ? error.message : 'The page failed to ask. Reload it.';
        note(tab, { ...started, state: 'failed', failure });
        give({ errors: [{ message: failure }] });
      },
    );
    return {
      unsubscribe() {
        detach();
        // GraphiQL stops on a change of tab too, which it tells after this.
        queueMicrotask(() => {
          if (open.tab.get() === tab || !open.tabs.includes(tab)) abort.abort();
        });
      },
    };
  };
  return { subscribe } as unknown as ReturnType<Fetcher>;
};

// exactVariables are the variables with all digits of their numbers, which GraphiQL has rounded.
function exactVariables(given: unknown, text: string): unknown {
  if (!/\d{16}/.test(text)) return given;
  try {
    return parseDigits(text);
  } catch {
    throw new Failure('Variables with comments or trailing commas would lose digits of their long numbers. Write them as plain JSON.');
  }
}
