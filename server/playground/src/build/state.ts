// What a person has composed in the panel, before it is a document.

// Something that is grouped by, computed or shown: a kind and a name, as in "field TYPE", "time DAY", "property PROPERTIES".
// An entry that is new has none.
export interface Entry {
  id: number; // Tells rows apart, for the order and for the page.
  of: string;
  path: string; // Of a property, as parsePath reads it.
}

export interface Metric extends Entry {
  fn: string; // A field of ConversationMetrics.
}

// A row of the filter. Its of is a field of ConversationWhere.
export interface Condition extends Entry {
  operator: string;
  value: string;
}

export interface Order {
  by: string; // The id of a key or metric, or a field; empty for the default order.
  direction: string;
}

export interface Build {
  views: string[];
  groupBy: Entry[];
  metrics: Metric[];
  where: Condition[];
  order: Order;
  limit: string;
  columns: string[];
  properties: Entry[];
  listOrder: Order;
  first: string;
}

// What most charts are: how many a day.
export const initial: Build = {
  views: ['groups'],
  groupBy: [{ id: 1, of: 'time DAY', path: '' }],
  metrics: [{ id: 2, fn: 'count', of: '', path: '' }],
  where: [{ id: 3, of: 'firstMessageTime', path: '', operator: 'last', value: 'P30D' }],
  order: { by: '', direction: 'ASC' },
  limit: '',
  columns: ['id', 'type', 'firstMessageTime', 'userMessageCount'],
  properties: [],
  listOrder: { by: 'FIRST_MESSAGE_TIME', direction: 'DESC' },
  first: '20',
};

// fresh is an id that no row has.
export function fresh(build: Build): number {
  const rows = [build.groupBy, build.metrics, build.where, build.properties].flat();
  return Math.max(0, ...rows.map((row) => row.id)) + 1;
}

// parsePath reads "page.lang". A dot or a backslash inside a segment has a backslash before it: "a\.b.c" is a.b, then c.
// It gives undefined where a segment is empty.
export function parsePath(text: string): string[] | undefined {
  const path = [''];
  for (const [part] of text.trim().matchAll(/\\[.\\]|[^]/g)) {
    if (part === '.') path.push('');
    else path[path.length - 1] += part.length > 1 ? part.slice(1) : part;
  }
  return path.includes('') ? undefined : path;
}
