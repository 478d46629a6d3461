import { useSyncExternalStore } from 'react';
import type { Source } from './source';

export function useSource<T>(from: Source<T>): T {
  return useSyncExternalStore(from.subscribe, from.get);
}
