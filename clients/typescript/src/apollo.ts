import { InMemoryCache, type FieldPolicy, type TypePolicies } from '@apollo/client';
import { GraphQL17Alpha9Handler, type Incremental } from '@apollo/client/incremental';

import { parts, possibleTypes, rows } from './schema.js';

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface Query {
        errorPolicy?: 'all';
      }
      interface WatchQuery {
        errorPolicy?: 'all';
      }
    }
  }
}

/** A slice of a list, with the fields that were selected. */
type Slice = {
  nodes?: readonly unknown[];
  edges?: readonly { cursor?: string }[];
  pageInfo?: { endCursor?: string | null; hasNextPage?: boolean };
};

/**
 * The slices of one list, each under the cursor that it continues behind, the first one under ''. The latest stands last. One that
 * failed is null.
 */
type Slices = Readonly<Record<string, Slice | null>>;

const endOf = (slice: Slice | null) => slice?.pageInfo?.endCursor ?? slice?.edges?.at(-1)?.cursor;

/** The slices that follow one another from the first. They have the same fields: a slice that lacks what another has ends them. */
function followed(slices: Slices): Slice[] {
  const first = slices[''];
  const followed: Slice[] = [];
  for (let next = first; first && next && !followed.includes(next); ) {
    if (!next.nodes !== !first.nodes || !next.edges !== !first.edges) break;
    followed.push(next);
    const end = endOf(next);
    next = end ? slices[end] : undefined;
  }
  return followed;
}

/** Some slices as one: of `pageInfo` the beginning of the first and the end of the last, of the rest what was written last. */
function join(slices: Slice[], written: (Slice | null)[]): Slice {
  const first = slices[0]!;
  const pageInfo = { ...first.pageInfo };
  for (const name of ['hasNextPage', 'endCursor'] as const) {
    if (name in pageInfo) Object.assign(pageInfo, { [name]: slices.at(-1)!.pageInfo?.[name] });
  }
  return {
    ...Object.assign({}, ...written),
    ...(first.nodes && { nodes: slices.flatMap(({ nodes = [] }) => nodes) }),
    ...(first.edges && { edges: slices.flatMap(({ edges = [] }) => edges) }),
    ...(first.pageInfo && { pageInfo }),
  };
}

/**
 * Joins the slices that `fetchMore({ variables: { after } })` asks for. A query without `after` reads all that follow one another
 * from the first; one with `after` reads its own. Lists of another `where`, `orderBy` or `first` are other lists.
 */
const list: FieldPolicy<Slices, Slice | null> = {
  keyArgs: ['orderBy', 'first'],
  merge(known = {}, incoming, { args }) {
    const after: string = args?.['after'] ?? '';
    const { [after]: before = null, ...others } = known;
    if (!incoming) return { ...others, [after]: null };
    const slice = { ...before, ...incoming };
    if (incoming.pageInfo) slice.pageInfo = { ...before?.pageInfo, ...incoming.pageInfo };
    // What followed a first slice does not follow one that ends elsewhere.
    const moved = after === '' && before && endOf(before) !== endOf(slice);
    return { ...(moved ? {} : others), [after]: slice };
  },
  read(known, { args }) {
    const after: string = args?.['after'] ?? '';
    const slices = known && after === '' ? followed(known) : [];
    if (slices.length < 2) return known?.[after];
    return join(slices, Object.values(known!).filter((slice) => slice !== null && slices.includes(slice)));
  },
};

/** For `InMemoryCache`, with its own `possibleTypes`. Fields of one set that are asked for at different times stand side by side. */
export const typePolicies: TypePolicies = {
  ...Object.fromEntries([...parts, ...rows].map((type) => [type, { keyFields: false as const, merge: true }])),
  Conversations: { keyFields: false, merge: true, fields: { list } },
};

/** For `ApolloClient`: parts that stand are given beside the errors of those that failed. */
export const defaultOptions = { query: { errorPolicy: 'all' }, watchQuery: { errorPolicy: 'all' } } as const;

/** What `new ApolloClient({ link, ...apolloOptions() })` needs besides a link: a cache of its own, the error policy, and `@defer`. */
export const apolloOptions = () => ({
  cache: new InMemoryCache({ possibleTypes, typePolicies }),
  defaultOptions,
  // Apollo's own types differ where `exactOptionalPropertyTypes` is set.
  incrementalHandler: new GraphQL17Alpha9Handler() as Incremental.Handler<any>,
});

export { possibleTypes };
