// A value that components follow.
import { useSyncExternalStore } from 'react';

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
