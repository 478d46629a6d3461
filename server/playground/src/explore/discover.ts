// Names of properties and values of keys, asked of the conversations of the range as somebody needs them, and kept while the
// page is open.
import { useEffect, useState } from 'react';
import { ask } from '../ask';
import { groupByOf } from './query';
import type { Span } from './range';
import type { Of, PropertyField } from './state';
import { where } from './where';

const kept = new Map<string, Promise<unknown>>();

function once<T>(id: string, make: () => Promise<T>): Promise<T> {
  const found = kept.get(id) as Promise<T> | undefined;
  if (found) return found;
  if (kept.size > 200) kept.clear();
  const made = make();
  kept.set(id, made);
  made.catch(() => kept.delete(id));
  return made;
}

type Json = Record<string, unknown>;

async function data(query: string, variables: Json): Promise<Json> {
  const { answer } = await ask(JSON.stringify({ query, variables }), {});
  return ((answer as { data?: Json }).data?.conversations ?? {}) as Json;
}

export interface Offered {
  text: string | null;
  count?: number;
}

function useOffered(id: string | undefined, make: () => Promise<Offered[]>): Offered[] {
  const [found, setFound] = useState<{ id: string; offered: Offered[] }>();
  useEffect(() => {
    if (!id || found?.id === id) return;
    let wanted = true;
    once(id, make).then((offered) => wanted && setFound({ id, offered }), () => {});
    return () => {
      wanted = false;
    };
  });
  return found && found.id === id ? found.offered : [];
}

// useValues are the values of a field or property, the most frequent first.
export function useValues(of: Of | undefined, span: Span): Offered[] {
  const filter = where(span, []);
  const id = of && JSON.stringify([of, filter]);
  return useOffered(id, async () => {
    if (!of) return [];
    const document = `query Values($where: ConversationWhere) { conversations(where: $where, groupBy: [${groupByOf(of)}]) {
  groups(orderBy: [{ aggregate: { function: COUNT }, direction: DESC }], limit: 200) { complete nodes { key { entries { value } } count } } } }`;
    const { groups } = await data(document, filter ? { where: filter } : {});
    const nodes = (groups as { nodes?: { key: { entries: { value: unknown }[] }; count: number }[] } | null)?.nodes ?? [];
    return nodes.map(({ key, count }) => {
      const value = key.entries[0]?.value ?? null;
      return { text: value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value), count };
    });
  });
}

// useNames are the names of properties that the latest conversations have: of a sample, for there may be any.
export function useNames(field: PropertyField, span: Span): string[][] {
  const filter = where(span, []);
  const offered = useOffered(JSON.stringify(['names', field, filter]), async () => {
    const selection = field === 'PROPERTIES' ? 'properties' : 'userProperties { all }';
    const document = `query Names($where: ConversationWhere) { conversations(where: $where) {
  list(first: 300, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { nodes { ${selection} } } } }`;
    const { list } = await data(document, filter ? { where: filter } : {});
    const nodes = (list as { nodes?: { properties?: unknown; userProperties?: { all?: unknown } }[] } | null)?.nodes ?? [];
    const names = new Map<string, number>();
    const collect = (value: unknown, path: string[]) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value) || path.length > 3) return;
      for (const [name, inner] of Object.entries(value)) {
        const own = [...path, name];
        if (typeof inner !== 'object' || inner === null) names.set(JSON.stringify(own), (names.get(JSON.stringify(own)) ?? 0) + 1);
        else collect(inner, own);
      }
    };
    for (const node of nodes) collect(field === 'PROPERTIES' ? node.properties : node.userProperties?.all, []);
    return [...names].sort(([, a], [, b]) => b - a).slice(0, 200).map(([text, count]) => ({ text, count }));
  });
  return offered.map(({ text }) => JSON.parse(text ?? '[]') as string[]);
}
