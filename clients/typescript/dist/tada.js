import { initGraphQLTada } from 'gql.tada';
/** Types a document by itself, without a step that generates: `graphql('{ conversations { totals { count } } }')`. */
export const graphql = initGraphQLTada();
export { readFragment } from 'gql.tada';
