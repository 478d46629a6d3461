// A value that components follow, by use-source. It needs nothing, so that what is loaded first can have one.
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
