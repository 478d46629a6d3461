// The last exchange of each tab with the gateway, for the panels that show it. In memory only.
import { useGraphiQL } from '@graphiql/react';
import { useSyncExternalStore } from 'react';

export interface Exchange {
  query: string;
  operationName: string | null;
  variables: unknown;
  status: number;
  milliseconds: number;
  answer: { data?: unknown; errors?: unknown; extensions?: { gateway?: Trace } };
}

// What the gateway tells of an answer that was asked for with X-Gateway-Trace.
export interface Trace {
  milliseconds: number;
  queries: number;
  merged: number;
  calls: number;
  fields?: { path: string; cache: string; age: number }[];
}

export interface Source<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

export function source<T>(value: T): Source<T> {
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useSource<T>(from: Source<T>): T {
  return useSyncExternalStore(from.subscribe, from.get);
}

export const activeTab = source('');
export const exchanges = source<ReadonlyMap<string, Exchange>>(new Map());

// useExchange is the last exchange of the tab that is open.
export function useExchange(): Exchange | undefined {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? '');
  return useSource(exchanges).get(tab);
}
