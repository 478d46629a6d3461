import type { Fetcher } from '@graphiql/toolkit';
import { activeTab, exchanges } from './exchange';
import { refused, token } from './token';

// Relative, so that the page works wherever the gateway is mounted.
const endpoint = 'graphql';

export const fetcher: Fetcher = async ({ query, variables, operationName }, options) => {
  const tab = activeTab.get();
  const started = performance.now();
  const headers = new Headers({
    Accept: 'application/graphql-response+json, application/json',
    'Content-Type': 'application/json',
    'X-Gateway-Trace': '1',
  });
  if (token.get()) headers.set('Authorization', `Bearer ${token.get()}`);
  // What the reader writes beside the query wins.
  for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, String(value));
  const response = await fetch(endpoint, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables, operationName }),
  });
  const text = await response.text();
  const milliseconds = performance.now() - started;
  refused.set(response.status === 401);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // A proxy in between may answer with a page of its own.
    throw new Error(`HTTP ${response.status}: ${text.slice(0, 200) || response.statusText}`);
  }
  if (operationName !== 'IntrospectionQuery' && typeof answer === 'object' && answer !== null) {
    const exchange = { query, operationName: operationName ?? null, variables, status: response.status, milliseconds, answer };
    exchanges.set(new Map(exchanges.get()).set(tab, exchange));
  }
  return answer as Awaited<ReturnType<Fetcher>> & object;
};
