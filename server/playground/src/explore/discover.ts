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

// What the answer has; a field that failed, or that the caller may not read, is null.
async function data(query: string, variables: Json): Promise<Json> {
  const { answer } = await ask(JSON.stringify({ query, variables }), {});
  return (answer as { data?: Json }).data ?? {};
}

export interface Offered {
  text: string | null;
  count?: number;
}

export interface Values {
  offered: Offered[];
  // Whether these are all that there are.
  complete: boolean;
}

// useFound is what was found for an id; undefined until it is, and of no id.
function useFound<T>(id: string | undefined, make: () => Promise<T>): T | undefined {
  const [found, setFound] = useState<{ id: string; value: T }>();
  useEffect(() => {
    if (!id || found?.id === id) return;
    let wanted = true;
    once(id, make).then((value) => wanted && setFound({ id, value }), () => {});
    return () => {
      wanted = false;
    };
  });
  return found && found.id === id ? found.value : undefined;
}

// As many as one would look through.
const mostValues = 200;

// useValues are the values of a field or property, the most frequent first.
export function useValues(of: Of | undefined, span: Span): Values {
  const filter = where(span, []);
  const found = useFound(of && JSON.stringify(['values', of, filter]), async () => {
    if (!of) return none;
    const filtered = filter ? ', where: $where' : '';
    // The values and their counts follow from one call of the endpoint.
    const values = of.path ? `propertyValues(field: ${of.field}, path: $path, first: ${mostValues}${filtered}) { nodes complete }` : '';
    const declared = [filter ? '$where: ConversationWhere!' : '', of.path ? '$path: [String!]!' : ''].filter(Boolean).join(', ');
    const document = `query Values${declared && `(${declared})`} { ${values} conversations(groupBy: [${groupByOf(of)}]${filtered}) {
  groups(orderBy: [{ aggregate: { function: COUNT }, direction: DESC }], limit: ${mostValues}) { complete totalCount nodes { key { entries { value } } count } } } }`;
    const { propertyValues, conversations } = await data(document, { ...(filter ? { where: filter } : {}), ...(of.path ? { path: of.path } : {}) });
    const groups = (conversations as { groups?: Groups | null } | null)?.groups;
    const counted = (groups?.nodes ?? []).map(({ key, count }): Offered => {
      const value = key.entries[0]?.value ?? null;
      return { text: value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value), count };
    });
    if (!of.path) return { offered: counted, complete: !!groups && groups.complete && groups.totalCount === counted.length };
    const listed = propertyValues as { nodes: string[]; complete: boolean } | null | undefined;
    const known = new Map(counted.map((one) => [one.text, one]));
    const named = (listed?.nodes ?? []).map((text): Offered => known.get(text) ?? { text });
    return { offered: [...counted.filter(({ text }) => text === null), ...named].sort((a, b) => (b.count ?? 0) - (a.count ?? 0)), complete: listed?.complete === true };
  });
  return found ?? none;
}

interface Groups {
  complete: boolean;
  totalCount: number;
  nodes: { key: { entries: { value: unknown }[] }; count: number }[];
}

const none: Values = { offered: [], complete: false };

// useNames are the names of properties: of the field, or within a property of it, whose values are looked into.
export function useNames(field: PropertyField, within: string[], span: Span): string[] {
  const filter = where(span, []);
  const found = useFound(JSON.stringify(['names', field, within, filter]), async () => {
    const [declared, given] = filter ? ['$where: ConversationWhere!', ', where: $where'] : ['', ''];
    const variables = filter ? { where: filter } : {};
    if (within.length === 0) {
      const { propertyKeys } = await data(`query Names${declared && `(${declared})`} { propertyKeys(field: ${field}${given}) { nodes } }`, variables);
      return (propertyKeys as { nodes: string[] } | null | undefined)?.nodes ?? [];
    }
    const document = `query NamesWithin($path: [String!]!${declared && `, ${declared}`}) { propertyValues(field: ${field}, path: $path${given}) { nodes } }`;
    const { propertyValues } = await data(document, { ...variables, path: within });
    const names = new Set<string>();
    for (const text of (propertyValues as { nodes: string[] } | null | undefined)?.nodes ?? []) for (const name of namesIn(text)) names.add(name);
    return [...names].sort();
  });
  return found ?? [];
}

// namesIn are the names of an object's properties, none of any other text.
function namesIn(text: string): string[] {
  if (!text.startsWith('{')) return [];
  try {
    return Object.keys(JSON.parse(text) as object);
  } catch {
    return [];
  }
}
