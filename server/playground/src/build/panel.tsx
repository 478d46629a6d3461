import { useGraphiQL } from '@graphiql/react';
import type { GraphQLSchema } from 'graphql';
import { useMemo } from 'react';
import { source, useSource } from '../exchange';
import { compose } from './document';
import { type Choice, fieldName, type Offer, offer, type Operator, words } from './offer';
import { Path, Rows, Select, Text } from './rows';
import { type Build, type Condition, type Entry, fresh, initial, type Metric, type Order } from './state';
import { useTarget } from './tab';
import { Spans, Value } from './value';

// Kept while another panel is open, and until the page is left.
const built = source(initial);

// BuildPanel composes a query by clicks, of what the schema offers.
export function BuildPanel() {
  const schema = useGraphiQL((state) => state.schema);
  const asking = useGraphiQL((state) => state.isIntrospecting);
  const offered = useMemo(() => (schema ? offer(schema) : undefined), [schema]);
  return (
    <section className="panel build" aria-label="Build">
      <h2>Build</h2>
      {schema && offered ? (
        <Composer schema={schema} offered={offered} />
      ) : (
        <p role="status">
          {asking
            ? 'Asking for the schema…'
            : schema
              ? 'The schema has no conversations.'
              : 'The gateway does not tell its schema, so there is nothing to choose from. With introspection there is.'}
        </p>
      )}
    </section>
  );
}

function Composer({ schema, offered }: { schema: GraphQLSchema; offered: Offer }) {
  const build = useSource(built);
  const { document, problems } = useMemo(() => compose(build, offered, schema), [build, offered, schema]);
  const target = useTarget(document);
  const set = (part: Partial<Build>) => built.set({ ...built.get(), ...part });
  const blank = (): Entry => ({ id: fresh(build), of: '', path: '' });
  const [totals, groups, list] = ['totals', 'groups', 'list'].map((view) => build.views.includes(view));
  const properties = { label: 'Property', prefix: 'property', choices: within(offered.propertyFields) };
  const orders = offered.fields.filter((f) => !offered.propertyFields.some((p) => p.name === f.name));
  const keyLabel = (entry: Entry) => (entry.path && `“${entry.path}”`) || words(entry.of.replace(/^\w+ /, ''));
  const byKeys = build.groupBy.filter((k) => k.of).map((k) => ({ name: String(k.id), hint: '', label: keyLabel(k) }));
  const byMetrics = build.metrics.filter((m) => m.fn).map((m) => ({ name: String(m.id), hint: '', label: [words(m.fn), m.of && keyLabel(m)].filter(Boolean).join(' ') }));
  return (
    <>
      <Checks legend="Show" choices={offered.views} chosen={build.views} set={(views) => set({ views })} />
      {groups && (
        <Rows legend="Group by" noun="grouping" rows={build.groupBy} blank={blank} change={(groupBy) => set({ groupBy })}>
          {(row, name, change) => (
            <>
              <Select
                name={`What makes ${name}`}
                none="Choose…"
                value={row.of}
                groups={[{ label: 'Time, by', prefix: 'time', choices: offered.units }, { label: 'Field', prefix: 'field', choices: offered.fields }, properties]}
                set={(of) => change({ of })}
              />
              {row.of.startsWith('property') && <Path name={name} value={row.path} set={(path) => change({ path })} />}
            </>
          )}
        </Rows>
      )}
      {(totals || groups) && (
        <Rows<Metric> legend="Metrics" noun="metric" rows={build.metrics} blank={() => ({ ...blank(), fn: '' })} change={(metrics) => set({ metrics })}>
          {(row, name, change) => {
            const of = offered.functions.find((f) => f.name === row.fn)?.of ?? [];
            const fields = offered.fields.filter((f) => of.includes(fieldName(offered, f.name)));
            return (
              <>
                <Select name={`Function of ${name}`} none="Choose…" value={row.fn} groups={[{ choices: offered.functions }]} set={(fn) => change({ fn })} />
                {of.length > 0 && (
                  <Select
                    name={`Field of ${name}`}
                    none="Choose…"
                    value={row.of}
                    groups={[{ label: 'Field', prefix: 'field', choices: fields }, ...(of.includes('property') ? [properties] : [])]}
                    set={(chosen) => change({ of: chosen })}
                  />
                )}
                {of.length > 0 && row.of.startsWith('property') && <Path name={name} value={row.path} set={(path) => change({ path })} />}
              </>
            );
          }}
        </Rows>
      )}
      <Filter rows={build.where} offered={offered} blank={() => ({ ...blank(), operator: '', value: '' })} change={(where) => set({ where })} />
      {groups && (
        <fieldset>
          <legend>Order of groups</legend>
          <div className="row">
            <Select
              name="Order groups by"
              none="Keys"
              value={[...byKeys, ...byMetrics].some((c) => c.name === build.order.by) ? build.order.by : ''}
              groups={[{ label: 'Key', choices: byKeys }, { label: 'Metric', choices: byMetrics }]}
              set={(by) => set({ order: { ...build.order, by } })}
            />
            <Direction name="Direction of groups" offered={offered} order={build.order} set={(order) => set({ order })} />
            <label>
              At most <Text name="At most, groups" hint="all" value={build.limit} set={(limit) => set({ limit })} />
            </label>
          </div>
        </fieldset>
      )}
      {list && (
        <>
          <Checks legend="List" choices={offered.columns} chosen={build.columns} set={(columns) => set({ columns })} />
          <Rows legend="Properties in the list" noun="property" rows={build.properties} blank={blank} change={(rows) => set({ properties: rows })}>
            {(row, name, change) => (
              <>
                <Select name={`Field of ${name}`} none="Choose…" value={row.of} groups={[properties]} set={(of) => change({ of })} />
                <Path name={name} value={row.path} set={(path) => change({ path })} />
              </>
            )}
          </Rows>
          <fieldset>
            <legend>Order of the list</legend>
            <div className="row">
              <Select name="Order list by" none="ID" value={build.listOrder.by} groups={[{ choices: orders }]} set={(by) => set({ listOrder: { ...build.listOrder, by } })} />
              <Direction name="Direction of the list" offered={offered} order={build.listOrder} set={(listOrder) => set({ listOrder })} />
              <label>
                At most <Text name="At most, conversations" hint="20" value={build.first} set={(first) => set({ first })} />
              </label>
            </div>
          </fieldset>
        </>
      )}
      <p className="hint">In a path, dots lead inside: page.lang. A dot that belongs to a name is written <code>\.</code></p>
      <div className="act">
        <div role="status">
          {problems.length > 0 ? (
            <ul className="notes">
              {[...new Set(problems)].map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          ) : target.follows ? (
            'The open tab holds this query and follows.'
          ) : target.free ? (
            'The open tab is empty.'
          ) : (
            'The open tab holds something else, which is left alone. Run opens a new tab.'
          )}
        </div>
        <div className="choices">
          <button type="button" className="run" disabled={!document} onClick={target.run}>
            Run
          </button>
          <button type="button" disabled={!document || !target.free || target.follows} onClick={target.write}>
            Write to this tab
          </button>
          <button type="button" disabled={!document} onClick={target.open}>
            Open in a new tab
          </button>
        </div>
      </div>
    </>
  );
}

function Filter({ rows, offered, blank, change: all }: { rows: Condition[]; offered: Offer; blank: () => Condition; change: (rows: Condition[]) => void }) {
  return (
    <>
      <Spans />
      <Rows<Condition> legend="Filter (all of these)" noun="condition" rows={rows} blank={blank} change={all}>
        {(row, name, change) => {
          const of = offered.filters.find((f) => f.name === row.of);
          const operator = of?.operators.find((o) => o.name === row.operator);
          const operators = of?.operators.map((o) => ({ ...o, label: operatorLabel(o) })) ?? [];
          return (
            <>
              <Select
                name={`Field of ${name}`}
                none="Choose…"
                value={row.of}
                groups={[{ label: 'Field', choices: offered.filters.filter((f) => !f.path) }, { label: 'Property', choices: within(offered.filters.filter((f) => f.path)) }]}
                // Another field has other values.
                set={(chosen) => change({ of: chosen, operator: '', value: '' })}
              />
              {of?.path && <Path name={name} value={row.path} set={(path) => change({ path })} />}
              {of && <Select name={`Comparison of ${name}`} none="Choose…" value={row.operator} groups={[{ choices: operators }]} set={(chosen) => change({ operator: chosen, value: '' })} />}
              {operator && <Value name={`Value of ${name}`} operator={operator} value={row.value} set={(value) => change({ value })} />}
            </>
          );
        }}
      </Rows>
    </>
  );
}

// A property is not to be taken for the whole field that holds it.
function within(fields: Choice[]): (Choice & { label: string })[] {
  return fields.map((f) => ({ ...f, label: `In ${words(f.name).toLowerCase()}` }));
}

// An operator's description says more than its name, up to the first stop: "Greater than or equal to".
function operatorLabel({ name, hint, type }: Operator): string {
  return (type !== 'Boolean' && hint.split(/[.:]/)[0]) || words(name);
}

function Direction({ name, offered, order, set }: { name: string; offered: Offer; order: Order; set: (order: Order) => void }) {
  const choices = offered.directions.map((d) => ({ ...d, label: d.hint.replace('.', '') || undefined }));
  return <Select name={name} value={order.direction} groups={[{ choices }]} set={(direction) => set({ ...order, direction })} />;
}

function Checks({ legend, choices, chosen, set }: { legend: string; choices: { name: string; hint: string }[]; chosen: string[]; set: (chosen: string[]) => void }) {
  const toggle = (name: string) => set(chosen.includes(name) ? chosen.filter((c) => c !== name) : [...chosen, name]);
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className="row">
        {choices.map(({ name, hint }) => (
          <label key={name} title={hint}>
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} /> {words(name)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
