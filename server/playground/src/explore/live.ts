// Answers as they change: one subscription of all charts of the page, by server-sent events. Where the gateway refuses it, each chart asks
// again and again.
import { ask, Failure, headers, type Reply, unreachable } from '../ask';
import { parseDigits } from '../digits';
import { refused } from '../session';
import { bodyOf, type Query } from './query';
import type { Told } from './refusal';

interface Watcher {
  query: Query;
  seconds: number;
  // Live answers come of the subscription: they are sent when they change.
  tell(reply: Reply, live: boolean): void;
  fail(failure: Failure): void;
}

const watchers = new Set<Watcher>();
let current: AbortController | undefined;
let opening = false;

// watch has a query answered every so many seconds, until the function that it gives is called. All that is watched shares one
// connection, of which a browser has few.
export function watch(query: Query, seconds: number, tell: Watcher['tell'], fail: Watcher['fail']): () => void {
  const watcher = { query, seconds, tell, fail };
  watchers.add(watcher);
  open();
  return () => {
    watchers.delete(watcher);
    open();
  };
}

// open asks for all that is watched once this turn is over, instead of what was asked for before.
function open(): void {
  if (opening) return;
  opening = true;
  setTimeout(() => {
    opening = false;
    current?.abort();
    current = new AbortController();
    if (watchers.size > 0) void run([...watchers], current.signal);
  });
}

async function run(all: Watcher[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const wait = await follow(all, signal);
    if (wait === undefined) return poll(all, signal);
    await pause(wait, signal);
  }
}

async function poll(all: Watcher[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const one = ({ query, tell, fail }: Watcher) =>
      ask(bodyOf(query), {}, signal).then(
        (reply) => !signal.aborted && tell(reply, false),
        (error: unknown) => !signal.aborted && fail(error instanceof Failure ? error : new Failure('The page failed to ask. Reload it.')),
      );
    await Promise.all(all.map(one));
    await pause((all[0]?.seconds ?? 60) * 1000, signal);
  }
}

// follow tells answers as they come. It gives the milliseconds after which to come back; undefined where the gateway refuses.
async function follow(all: Watcher[], signal: AbortSignal): Promise<number | undefined> {
  const { document, name } = subscription(all.map(({ query }) => query), all[0]?.seconds ?? 60);
  const body = JSON.stringify({ query: document, operationName: name, variables: all[0]?.query.variables });
  let retry = 5000;
  try {
    const response = await fetch('graphql', { method: 'POST', headers: headers({ Accept: 'text/event-stream' }), body, signal });
    refused.set(response.status === 401);
    if (!response.ok || !response.body || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return undefined;
    }
    const ahead = (Date.parse(response.headers.get('Date') ?? '') || Date.now()) - Date.now();
    for await (const { event, data, retry: wait } of events(response.body)) {
      if (wait) retry = wait;
      if (event === 'complete') return undefined;
      if (event !== 'next') continue;
      const { data: found, errors } = parseDigits(data) as { data?: { live?: Record<string, unknown> | null } | null; errors?: (Told & { path?: unknown[] })[] };
      const live = found?.live;
      if (!live) return undefined;
      all.forEach(({ tell }, i) => {
        const alias = aliasOf(i, all.length);
        const own = errors?.filter(({ path }) => path?.[0] !== 'live' || path.length < 2 || path[1] === alias);
        const answer = { data: { conversations: live[alias] }, ...(own && own.length > 0 ? { errors: own } : {}) };
        tell({ answer, status: response.status, milliseconds: 0, at: Date.now() + ahead }, true);
      });
    }
  } catch {
    if (!signal.aborted) for (const { fail } of all) fail(unreachable());
  }
  return retry;
}

// subscription is the document of some queries of one filter as one. Of a single one it is that query beneath `live`.
export function subscription(queries: Query[], seconds: number): { name: string; document: string } {
  const [first] = queries;
  const name = queries.length > 1 ? 'Charts' : (first?.name ?? 'Charts');
  const declared = first && Object.keys(first.variables).length > 0 ? '($where: ConversationWhere!)' : '';
  const fields = queries.map(({ field }, i) => (queries.length > 1 ? field.replace('conversations', `${aliasOf(i, queries.length)}: conversations`) : field));
  const lines = fields.join('\n').split('\n').map((line) => `    ${line}`);
  return { name, document: `subscription ${name}${declared} {\n  live(every: "PT${seconds}S") {\n${lines.join('\n')}\n  }\n}\n` };
}

function aliasOf(i: number, all: number): string {
  return all > 1 ? `chart${i + 1}` : 'conversations';
}

interface Event {
  event: string;
  data: string;
  retry?: number;
}

// events are those of a stream, of which a line that says nothing is the end of one.
async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  try {
    for (let rest = ''; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        yield eventOf(rest.slice(0, end));
        rest = rest.slice(end + 2);
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

export function eventOf(text: string): Event {
  const found: Event = { event: '', data: '' };
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^([^:]*):? ?(.*)$/.exec(line.replace(/\r$/, '')) ?? [];
    if (name === 'event') found.event = value;
    if (name === 'data') found.data += value;
    if (name === 'retry' && /^\d+$/.test(value)) found.retry = Number(value);
  }
  return found;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
