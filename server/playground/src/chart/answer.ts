// Reads the tables out of an answer. Aliases and fragments hide what a response name means, so the document is walked
// beside the data. Field names decide, which are the schema's own: a query can only reach groups by
// conversations { groups { nodes { key … } } }, hence no schema is needed, and a gateway may keep it to itself.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind as Node,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { digits } from '../digits';
import { bounds } from './bounds';
import { unitOf } from './buckets';
import { type Cell, type Key, type Kind, type Metric, type Row, type Table, type Unit, units } from './table';
import { named } from './zone';

export interface Asked {
  query: string;
  operationName?: string | null;
  variables?: unknown;
}

type Json = Record<string, unknown>;
type Fields = [name: string, fields: FieldNode[]][];

// tables gives what can be drawn of an answer's data, in the order of the document. A document that cannot be read has none.
// Now is when it was answered.
export function tables({ query, operationName, variables }: Asked, data: unknown, now = Date.now()): Table[] {
  let operation: OperationDefinitionNode | undefined;
  const fragments = new Map<string, FragmentDefinitionNode>();
  try {
    for (const definition of parse(query).definitions) {
      if (definition.kind === Node.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
      if (definition.kind !== Node.OPERATION_DEFINITION) continue;
      if (!operation || definition.name?.value === operationName) operation = definition;
    }
  } catch {
    return [];
  }
  if (!operation || !isObject(data)) return [];
  const given: Json = {};
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue) given[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  const reader = new Reader(fragments, { ...given, ...(isObject(variables) ? variables : {}) }, now);
  return reader.tables(reader.fields([operation.selectionSet]), data);
}

class Reader {
  constructor(
    private readonly fragments: Map<string, FragmentDefinitionNode>,
    private readonly variables: Json,
    private readonly now: number,
  ) {}

  // fields merges selections as execution does: what has one response name is one field, and what is skipped is none.
  fields(selections: (SelectionSetNode | undefined)[]): Fields {
    const merged = new Map<string, FieldNode[]>();
    const collect = (set: SelectionSetNode | undefined) => {
      for (const selection of set?.selections ?? []) {
        if (this.skipped(selection)) continue;
        if (selection.kind === Node.FIELD) {
          const name = selection.alias?.value ?? selection.name.value;
          merged.set(name, [...(merged.get(name) ?? []), selection]);
        } else if (selection.kind === Node.INLINE_FRAGMENT) collect(selection.selectionSet);
        else collect(this.fragments.get(selection.name.value)?.selectionSet);
      }
    };
    selections.forEach(collect);
    return [...merged];
  }

  private skipped({ directives = [] }: SelectionNode): boolean {
    return directives.some(({ name, arguments: given = [] }) => {
      const condition = given.find((a) => a.name.value === 'if')?.value;
      const value = condition && valueFromASTUntyped(condition, this.variables);
      return (name.value === 'skip' && value === true) || (name.value === 'include' && value === false);
    });
  }

  under(fields: FieldNode[]): Fields {
    return this.fields(fields.map((field) => field.selectionSet));
  }

  tables(root: Fields, data: Json): Table[] {
    return root.flatMap(([alias, fields]) => {
      const set = data[alias];
      if (fieldName(fields) !== 'conversations' || !isObject(set)) return [];
      return this.under(fields).flatMap(([name, inner]) => {
        const value = set[name];
        if (!isObject(value)) return [];
        const path = `${alias}.${name}`;
        if (fieldName(inner) === 'totals') return [this.totals(path, inner, value)];
        if (fieldName(inner) === 'groups') return this.groups(path, fields, inner, value);
        return [];
      });
    });
  }

  private totals(path: string, fields: FieldNode[], value: Json): Table {
    const { metrics, row } = this.columns(this.under(fields), [value], []);
    return { path, keys: [], metrics, rows: [row(value)], cut: false };
  }

  private groups(path: string, set: FieldNode[], fields: FieldNode[], value: Json): Table[] {
    const selected = this.under(fields);
    const named = (name: string) => selected.find(([, inner]) => fieldName(inner) === name);
    const nodes = named('nodes');
    const list = nodes && value[nodes[0]];
    if (!nodes || !Array.isArray(list)) return [];
    const found = list.filter(isObject);
    const { keys, metrics, row } = this.columns(this.under(nodes[1]), found, this.units(set));
    const read = (name: string) => value[named(name)?.[0] ?? ''];
    const [complete, totalCount] = [read('complete'), read('totalCount')];
    return [
      {
        path,
        keys,
        metrics,
        rows: found.map(row),
        complete: typeof complete === 'boolean' ? complete : undefined,
        totalCount: typeof totalCount === 'number' ? totalCount : undefined,
        cut: ['limit', 'having'].some((name) => this.argument(fields, name) != null),
        order: this.order(fields),
        bounds: bounds(this.argument(set, 'where'), this.now),
        ...this.zone(set),
        ...(this.argument(fields, 'fill') === true ? { filled: true } : {}),
      },
    ];
  }

  // order is by what the groups are ordered first.
  private order(fields: FieldNode[]): 'key' | 'metric' {
    const [first] = [this.argument(fields, 'orderBy')].flat();
    return isObject(first) && isObject(first.aggregate) ? 'metric' : 'key';
  }

  // columns turns the selection of a group into columns, and the groups into their rows.
  private columns(selection: Fields, nodes: Json[], units: Unit[]) {
    const keys: (Key & { read: (node: Json) => Cell })[] = [];
    const metrics: (Metric & { read: (node: Json) => Cell })[] = [];
    for (const [name, fields] of selection) {
      const at = (node: Json): Json => (isObject(node[name]) ? node[name] : {});
      const kind = fieldName(fields);
      if (kind === 'count') metrics.push({ name, kind: 'amount', read: (node) => cell(node[name]) });
      else if (kind === 'key') keys.push(...this.keys(this.under(fields), nodes.map(at), units).map((k) => lift(k, at)));
      else if (kind === 'values') metrics.push(...this.values(name, this.under(fields), nodes));
      else if (kind in kinds) {
        for (const [inner, innerFields] of this.under(fields)) {
          if (fieldName(innerFields) === '__typename') continue;
          const read = (node: Json) => cell(at(node)[inner]);
          metrics.push({ name: `${name} ${inner}`, kind: kinds[kind] ?? 'level', read });
        }
      }
    }
    const named = (fields: Fields, name: string) => fields.find(([, inner]) => fieldName(inner) === name)?.[0] ?? '';
    const keyFields = selection.filter(([, fields]) => fieldName(fields) === 'key');
    const row = (node: Json): Row => {
      const own: Row = { keys: keys.map((key) => key.read(node)), metrics: metrics.map((metric) => metric.read(node)) };
      for (const [name, fields] of keyFields) {
        const key = node[name];
        const partial = isObject(key) ? key[named(this.under(fields), 'partial')] : undefined;
        if (typeof partial === 'boolean') own.partial = partial;
      }
      if (node[named(selection, 'isOthers')] === true) own.others = true;
      return own;
    };
    return {
      keys: distinct(keys).map(({ name, unit }): Key => (unit ? { name, unit } : { name })),
      metrics: distinct(metrics).map(({ name, kind }): Metric => ({ name, kind })),
      row,
    };
  }

  // keys are the columns of a key. What `entries` repeats of the fields beside it is left out.
  private keys(selection: Fields, found: Json[], units: Unit[]) {
    const columns: (Key & { read: (key: Json) => Cell })[] = [];
    for (const [name, fields] of selection) {
      if (['entries', 'partial', '__typename'].includes(fieldName(fields))) continue;
      const asked = this.argument(fields, 'unit');
      const unit = [asked, units[0]].find(isUnit) ?? unitOf(found.map((key) => key[name]));
      columns.push({ name, unit: fieldName(fields) === 'time' ? unit : undefined, read: (key) => cell(key[name]) });
    }
    const entries = selection.find(([, fields]) => fieldName(fields) === 'entries');
    if (!entries || columns.length > 0) return columns;
    const inner = this.under(entries[1]);
    const nameAt = inner.find(([, fields]) => fieldName(fields) === 'name')?.[0];
    const valueAt = inner.find(([, fields]) => fieldName(fields) === 'value')?.[0];
    if (!valueAt) return columns;
    const list = (key: Json): unknown[] => (Array.isArray(key[entries[0]]) ? (key[entries[0]] as unknown[]) : []);
    return list(found[0] ?? {}).map((entry, i) => {
      const given = nameAt && isObject(entry) ? String(entry[nameAt]) : `key ${i + 1}`;
      const unit = /_(hour|day|week|month|quarter|year)(@|$)/.exec(given)?.[1]?.toUpperCase();
      const read = (key: Json) => {
        const item = list(key)[i];
        return isObject(item) ? cell(item[valueAt]) : null;
      };
      return { name: given, unit: isUnit(unit) ? unit : undefined, read };
    });
  }

  // values are the columns of what the argument `aggregate` asked for.
  private values(name: string, selection: Fields, nodes: Json[]) {
    const at = (field: string) => selection.find(([, fields]) => fieldName(fields) === field)?.[0] ?? '';
    const list = (node: Json): unknown[] => (Array.isArray(node[name]) ? (node[name] as unknown[]) : []);
    return list(nodes[0] ?? {}).map((item, i) => {
      const value: Json = isObject(item) ? item : {};
      const said = [value[at('function')], value[at('field')], value[at('path')]].flat().filter((word) => word != null);
      const kind = kinds[functions[String(value[at('function')])] ?? ''] ?? 'level';
      const read = (node: Json) => {
        const found = list(node)[i];
        return isObject(found) ? cell(found[at('value')]) : null;
      };
      return { name: said.join(' ') || `${name} ${i + 1}`, kind, read };
    });
  }

  // units are those of the buckets in `groupBy`, which key { time } need not repeat.
  private units(set: FieldNode[]): Unit[] {
    const groupBy = [this.argument(set, 'groupBy')].flat();
    return groupBy.flatMap((entry) => {
      const unit = isObject(entry) && isObject(entry.time) ? entry.time.unit : undefined;
      return isUnit(unit) ? [unit] : [];
    });
  }

  // zone is that of the buckets in `groupBy`, if it is not UTC.
  private zone(set: FieldNode[]): { zone?: string } {
    const given = [this.argument(set, 'groupBy')].flat().map((entry) => isObject(entry) && isObject(entry.time) && named(entry.time.timeZone));
    const zone = given.find((one) => one && one !== 'UTC');
    return zone ? { zone } : {};
  }

  private argument(fields: FieldNode[], name: string): unknown {
    const value = fields[0]?.arguments?.find((a) => a.name.value === name)?.value;
    return value && valueFromASTUntyped(value, this.variables);
  }
}

const kinds: Partial<Record<string, Kind>> = {
  count: 'amount',
  countOf: 'amount',
  sum: 'amount',
  countDistinct: 'distinct',
  avg: 'level',
  min: 'level',
  max: 'level',
  percentile: 'level',
};

const functions: Partial<Record<string, string>> = {
  COUNT: 'count',
  SUM: 'sum',
  COUNT_DISTINCT: 'countDistinct',
  AVG: 'avg',
  MIN: 'min',
  MAX: 'max',
  PERCENTILE: 'percentile',
};

function fieldName(fields: FieldNode[]): string {
  return fields[0]?.name.value ?? '';
}

function lift(key: Key & { read: (key: Json) => Cell }, at: (node: Json) => Json) {
  return { ...key, read: (node: Json) => key.read(at(node)) };
}

// distinct tells columns apart that would have one name.
function distinct<T extends { name: string }>(columns: T[]): T[] {
  const seen = new Map<string, number>();
  return columns.map((column) => {
    const times = (seen.get(column.name) ?? 0) + 1;
    seen.set(column.name, times);
    return times === 1 ? column : { ...column, name: `${column.name} (${times})` };
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUnit(value: unknown): value is Unit {
  return units.some((unit) => unit === value);
}

function cell(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  const kept = digits(value);
  if (kept !== undefined) return BigInt(kept);
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
}
