// The last exchange of each tab with the gateway, for the panels that show it. In memory only.
import { useGraphiQL } from '@graphiql/react';
import { source } from './source';
import { useSource } from './use-source';

export interface Exchange {
  state: 'asking' | 'answered' | 'stopped' | 'failed';
  // The tab's text when it was run. The query may hold more: fragments that other tabs have.
  written: string;
  query: string;
  operationName: string | null;
  variables: unknown;
  // When it was answered, by the gateway's clock, in milliseconds.
  at: number;
  status: number;
  milliseconds: number;
  answer?: { data?: unknown; errors?: unknown; extensions?: { gateway?: Trace } };
  failure?: string;
}

// What the gateway tells of an answer that was asked for with X-Gateway-Trace.
export interface Trace {
  milliseconds: number;
  queries: number;
  merged: number;
  calls: number;
  fields?: { path: string; cache: string; age: number }[];
}

export const exchanges = source<ReadonlyMap<string, Exchange>>(new Map());

export function note(tab: string, exchange: Exchange): void {
  exchanges.set(new Map(exchanges.get()).set(tab, exchange));
}

// useExchange is the last exchange of the tab that is open.
export function useExchange(): Exchange | undefined {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? '');
  return useSource(exchanges).get(tab);
}
