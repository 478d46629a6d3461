// What can be read of a query as choices: the first set of conversations in it.
import { type FieldNode, Kind, parse, type SelectionSetNode, valueFromASTUntyped } from 'graphql';
import { units } from '../chart/table';
import { since } from '../chart/bounds';
import { dayOf, named } from '../chart/zone';
import { day, periods, spanOf } from './range';
import { blank, type Chart, fields, type Filter, functions, type Measure, type Of, read, type State, write } from './state';

type Json = Record<string, unknown>;

// understand is undefined where the query has no set of conversations, or does not parse.
export function understand(query: string, variables: string, operationName: string | undefined, now = Date.now()): State | undefined {
  try {
    const operations = parse(query).definitions.flatMap((d) => (d.kind === Kind.OPERATION_DEFINITION ? [d] : []));
    const operation = operations.find((o) => o.name?.value === operationName) ?? operations[0];
    const given = { ...Object.fromEntries((operation?.variableDefinitions ?? []).flatMap((v) => (v.defaultValue ? [[v.variable.name.value, valueFromASTUntyped(v.defaultValue)]] : []))), ...(variables.trim() ? (JSON.parse(variables) as Json) : {}) };
    const sets = selected(operation?.selectionSet, 'conversations');
    const set = sets.find((one) => argument(one, 'groupBy', given)) ?? sets[0];
    if (!set) return undefined;
    const groupBy = [argument(set, 'groupBy', given)].flat().filter(isObject);
    const over = groupBy.flatMap(({ time }) => (isObject(time) ? (units.find((unit) => unit === time.unit) ?? []) : []))[0] ?? 'none';
    const by = groupBy.flatMap((entry): Of[] => {
      if (isObject(entry.property)) return [entry.property as unknown as Of];
      const field = fields.find((one) => one === entry.field);
      return field ? [{ field }] : [];
    });
    const groups = selected(set.selectionSet, 'groups');
    const nodes = [...groups.flatMap((field) => selected(field.selectionSet, 'nodes')), ...selected(set.selectionSet, 'totals')];
    const measure = nodes.map(measureOf).find((one) => one) ?? blank.measure;
    const [top] = groups.map((field) => argument(field, 'top', given)).filter(isObject);
    const [previous] = nodes.flatMap((field) => selected(field.selectionSet, 'previous'));
    const compare = !previous ? 'none' : argument(previous, 'wholePeriod', given) === true ? 'whole' : 'before';
    const chart: Chart = { ...blank, measure, over, by, compare, ...(top ? { top: Number(top.count) } : {}) };
    const where = argument(set, 'where', given);
    // What stands in a state of somebody's making is read as strictly as an address.
    const zone = zoneOf(groupBy, where);
    return read(write({ range: rangeOf(where, zone, now), zone, filters: filtersOf(where), charts: [chart], at: 0 }));
  } catch {
    return undefined;
  }
}

function selected(set: SelectionSetNode | undefined, name: string): FieldNode[] {
  return (set?.selections ?? []).flatMap((s) => (s.kind === Kind.FIELD ? (s.name.value === name ? [s] : []) : s.kind === Kind.INLINE_FRAGMENT ? selected(s.selectionSet, name) : []));
}

function argument(field: FieldNode, name: string, variables: Json): unknown {
  const value = field.arguments?.find((a) => a.name.value === name)?.value;
  return value && valueFromASTUntyped(value, variables);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function measureOf(node: FieldNode): Measure | undefined {
  for (const selection of node.selectionSet?.selections ?? []) {
    if (selection.kind !== Kind.FIELD) continue;
    const show = functions.find((fn) => fn === selection.name.value);
    if (show === 'count') return { show };
    const [inner] = selection.selectionSet?.selections ?? [];
    if (!show || inner?.kind !== Kind.FIELD) continue;
    if (inner.name.value === 'property') return { show, of: { field: argument(inner, 'field', {}) as Of['field'], path: argument(inner, 'path', {}) as string[] } };
    const field = fields.find((one) => camel(one) === inner.name.value || (one === 'ID' && inner.name.value === 'conversationId'));
    if (field) return { show, of: { field } };
  }
  return undefined;
}

function camel(name: string): string {
  return name.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

// zoneOf is the zone of the buckets, or of the period.
function zoneOf(groupBy: Json[], where: unknown): string {
  const { during } = timeOf(where);
  const said = [...groupBy.map(({ time }) => isObject(time) && time.timeZone), isObject(during) && during.timeZone];
  return said.map(named).find((zone) => zone) ?? 'UTC';
}

function timeOf(where: unknown): Json {
  return isObject(where) && isObject(where.firstMessageTime) ? where.firstMessageTime : {};
}

function rangeOf(where: unknown, zone: string, now: number): State['range'] {
  const time = timeOf(where);
  const date = (at: number) => dayOf(at, zone);
  const last = /^P(?:(\d+)D|(\d+)W|(\d+)M|(\d+)Y)$/.exec(String(time.last ?? ''));
  if (last) {
    const [, days, weeks] = last;
    const span = days ? Number(days) : weeks ? Number(weeks) * 7 : 0;
    if ([7, 30, 90].includes(span)) return { preset: `last${span}` };
    const from = span ? now - (span - 1) * day : (since(last[0], now) ?? now);
    return { from: date(from), to: date(now) };
  }
  if (isObject(time.during)) {
    const { unit, offset = 0, count = 1 } = time.during;
    const during = { unit: units.find((one) => one === unit) ?? 'DAY', offset: Number(offset) || 0, count: Number(count) || 1 };
    const preset = Object.keys(periods).find((name) => JSON.stringify(periods[name]) === JSON.stringify(during));
    if (preset) return { preset };
    const span = spanOf(during, zone, now);
    return { from: date(span.from), to: date(span.to - 1) };
  }
  const [from, to] = [Date.parse(String(time.gte ?? time.gt)), Date.parse(String(time.lt ?? time.lte))];
  if (Number.isNaN(from)) return { preset: 'all' };
  return { from: date(from), to: date(Number.isNaN(to) ? now : to - 1) };
}

// filtersOf reads what is required: equality of fields and of properties.
function filtersOf(where: unknown): Filter[] {
  if (!isObject(where)) return [];
  const own = Object.entries(where).flatMap(([name, tests]): Filter[] => {
    const field = [...fields, 'PROPERTIES' as const, 'USER_PROPERTIES' as const].find((one) => camel(one) === name);
    if (!field) return [];
    return [tests].flat().filter(isObject).flatMap((test): Filter[] => {
      const of = Array.isArray(test.path) ? { field, path: test.path as string[] } : { field };
      const values = [test.eq ?? test.in ?? []].flat().map(String);
      const not = [test.neq ?? test.notIn ?? []].flat().map(String);
      return [...(values.length > 0 ? [{ of, is: 'is' as const, values }] : []), ...(not.length > 0 ? [{ of, is: 'isNot' as const, values: not }] : [])];
    });
  });
  return [...own, ...[where.and].flat().flatMap(filtersOf)];
}
