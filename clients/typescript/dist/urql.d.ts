import { possibleTypes } from './schema.js';
export { possibleTypes };
/** For `cacheExchange`: the keys of the types. Graphcache joins lists by index, unless the rows of each answer have keys of their own. */
export declare const keys: Record<string, () => string | null>;
/** What `cacheExchange({ ...graphcache })` needs. */
export declare const graphcache: {
    possibleTypes: {
        ConversationMetrics: string[];
    };
    keys: Record<string, () => string | null>;
};
