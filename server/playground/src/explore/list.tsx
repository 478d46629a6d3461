import { Fragment, useCallback, useEffect, useRef, useState } from 'react';
import { bucket } from '../chart/moment';
import { visible } from '../chart/table';
import { written } from '../chart/zone';
import { ask, Failure } from '../ask';
import { token } from '../session';
import { useSource } from '../use-source';
import type { Span } from './range';
import type { State } from './state';
import { where } from './where';
import { nameOfFilter } from './words';

interface Conversation {
  id: string;
  firstMessageTime: string;
  type: string | null;
  typeName: string | null;
  userMessageCount: number;
  integrationId: string | null;
  projectId: string | null;
  organizationId: string | null;
  properties: unknown;
  userProperties: { all: unknown } | null;
}

interface Slice {
  totalCount: number;
  nodes: Conversation[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const document = `query Conversations($where: ConversationWhere, $after: String) {
  conversations(where: $where) {
    list(first: 50, after: $after, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) {
      totalCount
      nodes { id firstMessageTime type typeName userMessageCount integrationId projectId organizationId properties userProperties { all } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
`;

// List is the conversations behind a place of a chart, the latest first. It loads on as one scrolls; each opens by itself.
export function List({ state, within, close }: { state: State; within: Span; close: () => void }) {
  const { list, filters, zone } = state;
  const [from, to] = [Math.max(within.from ?? Number.NEGATIVE_INFINITY, Date.parse(list?.from ?? '') || Number.NEGATIVE_INFINITY), Math.min(within.to ?? Number.POSITIVE_INFINITY, Date.parse(list?.to ?? '') || Number.POSITIVE_INFINITY)];
  // A bucket is a part of the range; without one the range itself is asked for.
  const bounded: Span = list?.from ? { from: Number.isFinite(from) ? from : undefined, to: Number.isFinite(to) ? to : undefined, zone } : within;
  const all = [...filters, ...(list?.filters ?? [])];
  const filter = JSON.stringify(where(bounded, all) ?? null);
  const held = useSource(token);
  const [found, setFound] = useState<{ of: string; nodes: Conversation[]; total: number; cursor: string | null; more: boolean }>();
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState('');
  const [open, setOpen] = useState('');
  const end = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const abort = useRef<AbortController>(undefined);

  const load = useCallback(
    async (before: typeof found) => {
      abort.current?.abort();
      const own = new AbortController();
      abort.current = own;
      setAsking(true);
      setFailure('');
      try {
        const given = JSON.parse(filter) as unknown;
        const variables = { ...(given ? { where: given } : {}), ...(before?.cursor ? { after: before.cursor } : {}) };
        const { answer } = await ask(JSON.stringify({ query: document, operationName: 'Conversations', variables }), {}, own.signal);
        const { data, errors } = answer as { data?: { conversations?: { list: Slice | null } }; errors?: { message: string }[] };
        const slice = data?.conversations?.list;
        if (!slice) throw new Failure(errors?.[0]?.message ?? 'The gateway gave no list.');
        setFound({ of: filter, nodes: [...(before?.nodes ?? []), ...slice.nodes], total: slice.totalCount, cursor: slice.pageInfo.endCursor, more: slice.pageInfo.hasNextPage });
      } catch (error) {
        if (!own.signal.aborted) setFailure(error instanceof Failure ? error.message : 'The page failed to ask. Reload it.');
      }
      if (abort.current === own) setAsking(false);
    },
    [filter],
  );
  useEffect(() => {
    void load(undefined);
    return () => abort.current?.abort();
  }, [load, held]);
  useEffect(() => head.current?.focus(), []);
  useEffect(() => {
    if (!end.current || asking || failure || !found?.more) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void load(found), { root: end.current.parentElement, rootMargin: '100px' });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [found, asking, failure, load]);
  const moment = (at: string) => written(Date.parse(at), zone).slice(0, 16).replace('T', ' ');
  const which = [...(list?.filters ?? []).map(nameOfFilter), list?.from && list.to && `${moment(list.from)} to ${moment(list.to)}`].filter(Boolean).join(', ');
  return (
    <section className="card list" aria-label="Conversations" aria-busy={asking}>
      <div className="head">
        <h2 tabIndex={-1} ref={head}>
          Conversations{which && `: ${visible(which)}`}
        </h2>
        <p className="range" role="status">
          {found && `${found.nodes.length.toLocaleString()} of ${found.total.toLocaleString()}, the latest first`} {asking && 'asking…'}
        </p>
        <div className="tools">
          <button type="button" onClick={close}>
            Close the list
          </button>
        </div>
      </div>
      {failure && (
        <div className="errors" role="alert">
          {failure}{' '}
          <button type="button" onClick={() => load(found)}>
            Try again
          </button>
        </div>
      )}
      <div className="scroll tall" role="region" aria-label="Rows of conversations" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {['First message', 'Type', 'User messages', 'Integration', 'Conversation'].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found?.nodes.map((node) => (
              <Fragment key={node.id}>
                <tr>
                  <th scope="row">
                    <button type="button" className="link" aria-expanded={open === node.id} onClick={() => setOpen(open === node.id ? '' : node.id)}>
                      {bucket(Date.parse(node.firstMessageTime), 'HOUR', zone)}
                    </button>
                  </th>
                  <td>{node.type === 'OTHER' ? node.typeName : (node.type ?? '–')}</td>
                  <td className="number">{node.userMessageCount.toLocaleString()}</td>
                  <td>{node.integrationId ?? '–'}</td>
                  <td>{node.id}</td>
                </tr>
                {open === node.id && (
                  <tr>
                    <td colSpan={5}>
                      <pre role="region" aria-label={`Properties of ${node.id}`} tabIndex={0}>{JSON.stringify({ projectId: node.projectId, organizationId: node.organizationId, properties: node.properties, userProperties: node.userProperties?.all ?? null }, null, 2)}</pre>
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
        {found?.nodes.length === 0 && <p className="nothing">There are none.</p>}
        <div ref={end} className="end" />
        {found?.more && (
          <button type="button" disabled={asking} onClick={() => load(found)}>
            Load more
          </button>
        )}
      </div>
    </section>
  );
}
