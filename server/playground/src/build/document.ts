// A composition as the text of a document.
import { type GraphQLSchema, parse, print, validate } from 'graphql';
import { list, literal, Problem, text, whole } from './literal';
import { camel, constant, fieldName, type Offer } from './offer';
import { type Build, type Condition, type Entry, type Metric, type Order, parsePath } from './state';

export interface Composed {
  document: string; // Empty while there are problems.
  problems: string[];
}

// compose writes the document that asks what was composed. It is valid by the schema, or there are problems.
export function compose(build: Build, offer: Offer, schema: GraphQLSchema): Composed {
  const problems: string[] = [];
  // attempt tells of a problem by the place where it is.
  const attempt = <T>(place: string, make: () => T): T[] => {
    try {
      return [make()];
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      problems.push(`${place}: ${e.message}.`);
      return [];
    }
  };
  const each = <R, T>(place: string, rows: R[], make: (row: R) => T) => rows.flatMap((row, i) => attempt(`${place} ${i + 1}`, () => make(row)));

  const [totals, groups, slice] = ['totals', 'groups', 'list'].map((view) => build.views.includes(view));
  const allKeys = groups ? each('Group by', build.groupBy, (entry) => key(entry, offer)) : [];
  const allMetrics = totals || groups ? each('Metric', build.metrics, (entry) => metric(entry, offer)) : [];
  const [keys, metrics] = [distinct(allKeys), distinct(allMetrics)];
  const where = filter(each('Filter', build.where, (row) => condition(row, offer)));
  const metricFields = selectMetrics(metrics);
  const views: string[] = [];
  if (totals) views.push(`totals { ${metricFields} }`);
  if (groups) {
    const by = [...allKeys, ...allMetrics].find((made) => String(made.id) === build.order.by);
    const limit = build.limit.trim() ? attempt('At most', () => whole(build.limit, 1, 1000)) : [];
    const selected = keys.length > 0 ? `key { ${named(keys)} } ` : '';
    const given = args({ orderBy: by && `{ ${by.order}, direction: ${build.order.direction} }`, limit: limit[0] });
    views.push(`groups${given} { complete nodes { ${selected}${metricFields} } }`);
  }
  if (slice) views.push(select(build, offer, attempt, each));
  if (views.length === 0) problems.push('Show: choose at least one.');
  if ((totals || (groups && keys.length === 0)) && metrics.length === 0) problems.push('Metrics: add at least one.');
  if (slice && build.columns.length + build.properties.length === 0) problems.push('List: choose at least one field.');
  if (problems.length > 0) return { document: '', problems };

  const name = groups || totals ? `${title(metrics, 'Groups')}${groups ? title(keys, '', 'By') : ''}` : 'List';
  const given = args({ where, groupBy: keys.length > 0 ? list(keys.map((k) => k.groupBy)) : '' });
  try {
    // The endpoint takes remarks of 80 characters, and the name is one.
    const ast = parse(`query ${name.slice(0, 80)} { conversations${given} { ${views.join(' ')} } }`);
    const errors = validate(schema, ast).map((error) => error.message);
    return { document: errors.length > 0 ? '' : print(ast), problems: errors };
  } catch (e) {
    // Such as half of a character in a text.
    return { document: '', problems: [e instanceof Error ? e.message : String(e)] };
  }
}

// Something selected: what it is called, how it is written, and how groups are ordered by it.
interface Made {
  id: number;
  alias: string;
  field: string;
  order: string;
}

interface Key extends Made {
  groupBy: string;
}

interface Computed extends Made {
  fn: string;
}

function key(entry: Entry, offer: Offer): Key {
  const [kind, value = ''] = entry.of.split(' ');
  const made = (alias: string, field: string, groupBy: string) => ({ id: entry.id, alias, field, groupBy, order: `key: ${groupBy}` });
  switch (kind) {
    case 'field':
      return made(fieldName(offer, value), fieldName(offer, value), `{ field: ${value} }`);
    case 'time':
      return made(camel(value), `time(unit: ${value})`, `{ time: { unit: ${value} } }`);
    case 'property': {
      const p = property(value, entry.path);
      return made(p.alias, p.field, `{ property: { ${p.given} } }`);
    }
    default:
      throw new Problem('choose what makes a group');
  }
}

function metric({ id, fn, of, path }: Metric, offer: Offer): Computed {
  if (!fn) throw new Problem('choose a function');
  const fields = offer.functions.find((f) => f.name === fn)?.of ?? [];
  if (fields.length === 0) return { id, fn, alias: '', field: '', order: `aggregate: { function: ${constant(fn)} }` };
  // Counting a field's values is COUNT of it in the enum, countOf among the fields.
  const aggregate = `aggregate: { function: ${fn === 'countOf' ? 'COUNT' : constant(fn)}, field: `;
  const [kind, value = ''] = of.split(' ');
  if (kind === 'property') {
    const p = property(value, path);
    return { id, fn, alias: p.alias, field: p.field, order: `${aggregate}${value}, path: ${p.path} }` };
  }
  const name = fieldName(offer, value);
  if (!fields.includes(name)) throw new Problem('choose a field');
  return { id, fn, alias: name, field: name, order: `${aggregate}${value} }` };
}

function property(field: string, written: string) {
  const segments = parsePath(written);
  if (!segments) throw new Problem('write the path of a property, such as plan or page.lang');
  const path = list(segments.map(text));
  const given = `field: ${field}, path: ${path}`;
  const alias = (segments.at(-1) ?? '').replace(/\W+/g, '_').replace(/^[\d_]+|_+$/g, '');
  return { alias: alias || 'property', path, given, field: `property(${given})` };
}

interface Term {
  of: string;
  operator: string;
  value: string;
  entry: string; // Of a list of filters, where properties are.
}

function condition(row: Condition, offer: Offer): Term {
  const of = offer.filters.find((f) => f.name === row.of);
  if (!of) throw new Problem('choose a field');
  const operator = of.operators.find((o) => o.name === row.operator);
  if (!operator) throw new Problem('choose a comparison');
  const value = `${operator.name}: ${literal(row.value, operator)}`;
  if (!of.path) return { of: of.name, operator: operator.name, value, entry: '' };
  // Without a path the whole field is meant.
  const path = row.path.trim() ? parsePath(row.path) : [];
  if (!path) throw new Problem('write the path of a property, such as plan or page.lang');
  const entry = path.length > 0 ? `{ path: ${list(path.map(text))}, ${value} }` : `{ ${value} }`;
  return { of: of.name, operator: operator.name, value, entry };
}

// filter requires all terms. One that says the same comparison of the same field again goes beneath "and".
function filter(terms: Term[]): string {
  const objects: Term[][] = [];
  for (const term of terms) {
    const free = objects.find((o) => term.entry || !o.some((t) => t.of === term.of && t.operator === term.operator));
    if (free) free.push(term);
    else objects.push([term]);
  }
  const members = objects.map((object) =>
    together(object, (term) => term.of).map(([of, same]) => {
      const entries = same.map((t) => t.entry).filter(Boolean);
      return `${of}: ${entries.length > 0 ? list(entries) : `{ ${same.map((t) => t.value).join(', ')} }`}`;
    }),
  );
  const [first, ...others] = members;
  if (!first) return '';
  if (others.length > 0) first.push(`and: ${list(others.map((o) => `{ ${o.join(', ')} }`))}`);
  return `{ ${first.join(', ')} }`;
}

function selectMetrics(metrics: Computed[]): string {
  return together(metrics, (m) => m.fn).map(([fn, of]) => (of[0]?.field ? `${fn} { ${named(of)} }` : fn)).join(' ');
}

function select(
  build: Build,
  offer: Offer,
  attempt: <T>(place: string, make: () => T) => T[],
  each: <R, T>(place: string, rows: R[], make: (row: R) => T) => T[],
): string {
  const columns = offer.columns.filter((c) => build.columns.includes(c.name));
  const plain = columns.map((c) => (c.fields ? `${c.name} { ${c.fields.join(' ')} }` : c.name));
  const properties = each('Property', build.properties, ({ of, path }) => {
    const [, field] = of.split(' ');
    if (!field) throw new Problem('choose a field');
    return { ...property(field, path), order: '' };
  });
  const nodes = [...plain, named(distinct(properties), columns.map((c) => c.name))].join(' ');
  const given = args({ first: attempt('List, at most', () => whole(build.first, 0, 1000))[0], orderBy: ordered(build.listOrder) });
  return `list${given} { totalCount pageInfo { hasNextPage } nodes { ${nodes} } }`;
}

function ordered({ by, direction }: Order): string {
  return by && `{ field: ${by}, direction: ${direction} }`;
}

// args are those that are not empty, in parentheses.
function args(values: Record<string, string | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value);
  return given.length > 0 ? `(${given.map(([name, value]) => `${name}: ${value}`).join(', ')})` : '';
}

// together are the rows of one name each, in the order of their first.
function together<T>(rows: T[], name: (row: T) => string): [string, T[]][] {
  return [...new Set(rows.map(name))].map((n) => [n, rows.filter((row) => name(row) === n)]);
}

function distinct<T extends { field: string; fn?: string }>(made: T[]): T[] {
  return made.filter((one, i) => made.findIndex((other) => other.field === one.field && other.fn === one.fn) === i);
}

// named selects fields under names of which no two are equal.
function named(made: { alias: string; field: string }[], taken: string[] = []): string {
  // A field that goes by its own name keeps it.
  const used = new Set([...taken, ...made.filter((m) => m.alias === m.field).map((m) => m.field)]);
  return made
    .map(({ alias, field }) => {
      if (alias === field) return field;
      let name = alias;
      for (let n = 2; used.has(name); n++) name = `${alias}${n}`;
      used.add(name);
      return `${name}: ${field}`;
    })
    .join(' ');
}

// title is "CountAndAvgScore": what a name says of keys or metrics, or of many of them.
function title(made: (Made & { fn?: string })[], many: string, before = ''): string {
  const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  const names = made.map((m) => pascal(m.fn ?? '') + pascal(m.alias));
  if (names.length === 0) return before ? '' : many;
  return before + (names.length > 3 ? `${names[0]}AndMore` : names.join('And'));
}
