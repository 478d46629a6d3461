import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './introspection.js';
import type { Scalars } from './schema.js';
/** Types a document by itself, without a step that generates: `graphql('{ conversations { totals { count } } }')`. */
export declare const graphql: initGraphQLTada<{
    introspection: introspection;
    scalars: Scalars;
}>;
export { readFragment, type FragmentOf, type ResultOf, type VariablesOf } from 'gql.tada';
