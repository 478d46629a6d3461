// One request to the gateway, of whichever page.
import { parseDigits } from './digits';
import { refused, token } from './session';

// Relative, so that the page works wherever the gateway is mounted.
const endpoint = 'graphql';

export interface Reply {
  // What was answered: an object, as GraphQL over HTTP has it.
  answer: object;
  status: number;
  milliseconds: number;
  // When it was answered, by the gateway's clock.
  at: number;
}

// headers are those of a request. What the reader writes beside the query wins.
export function headers(given: Record<string, unknown>): Headers {
  const found = new Headers({
    Accept: 'application/graphql-response+json, application/json',
    'Content-Type': 'application/json',
    'X-Gateway-Trace': '1',
  });
  if (token.get()) found.set('Authorization', `Bearer ${token.get()}`);
  for (const [name, value] of Object.entries(given)) found.set(name, String(value));
  return found;
}

// ask throws what a person can act on; an abort throws as fetch does.
export async function ask(body: string, given: Record<string, unknown>, signal?: AbortSignal): Promise<Reply> {
  const started = performance.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(endpoint, { method: 'POST', headers: headers(given), body, signal });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachable();
  }
  const milliseconds = performance.now() - started;
  refused.set(response.status === 401);
  const at = Date.parse(response.headers.get('Date') ?? '') || Date.now();
  let answer: unknown;
  try {
    answer = parseDigits(text);
  } catch {
    // A proxy in between may answer with a page of its own.
    throw new Failure(`What answered is no GraphQL: HTTP ${response.status}: ${text.slice(0, 200) || response.statusText}`);
  }
  if (typeof answer !== 'object' || answer === null) throw new Failure(`What answered is no GraphQL: HTTP ${response.status}: ${text.slice(0, 200)}`);
  return { answer, status: response.status, milliseconds, at };
}

// A Failure is shown by its message alone: where it was thrown helps nobody who reads the page.
export class Failure extends Error {
  constructor(message: string) {
    super(message);
    this.stack = undefined;
  }
}

export function unreachable(): Failure {
  return new Failure('The gateway cannot be reached. Is it running, and is there a network? Then try again.');
}
