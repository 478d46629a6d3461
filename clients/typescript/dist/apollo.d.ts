import { InMemoryCache, type TypePolicies } from '@apollo/client';
import { type Incremental } from '@apollo/client/incremental';
import { possibleTypes } from './schema.js';
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
/** For `InMemoryCache`, with its own `possibleTypes`. Fields of one set that are asked for at different times stand side by side. */
export declare const typePolicies: TypePolicies;
/** For `ApolloClient`: parts that stand are given beside the errors of those that failed. */
export declare const defaultOptions: {
    readonly query: {
        readonly errorPolicy: 'all';
    };
    readonly watchQuery: {
        readonly errorPolicy: 'all';
    };
};
/** What `new ApolloClient({ link, ...apolloOptions() })` needs besides a link: a cache of its own, the error policy, and `@defer`. */
export declare const apolloOptions: () => {
    cache: InMemoryCache;
    defaultOptions: {
        readonly query: {
            readonly errorPolicy: 'all';
        };
        readonly watchQuery: {
            readonly errorPolicy: 'all';
        };
    };
    incrementalHandler: Incremental.Handler<any>;
};
export { possibleTypes };
