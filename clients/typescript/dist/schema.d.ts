/**
 * The types whose objects are parts of the field that holds them. `Conversation` alone has an identity: a cache that gave
 * the others one would show one set's totals as another's.
 */
export declare const parts: readonly ['Conversations', 'ConversationTotals', 'ConversationGroups', 'ConversationKey', 'KeyEntry', 'AggregateValue', 'ConversationCounts', 'ConversationNumbers', 'ConversationExtremes', 'ConversationPercentiles', 'ConversationPrevious', 'ConversationRest', 'ConversationConnection', 'PageInfo', 'UserProperties', 'PropertyKeys', 'PropertyValues'];
/**
 * Parts that stand in lists whose order may be another the next time. A cache that takes the third of one answer for the
 * third of the next shows a group's count beside another group's key, so they are new ones in each answer.
 */
export declare const rows: readonly ['ConversationGroup', 'ConversationEdge'];
/** Which types a fragment on the interface matches. */
export declare const possibleTypes: {
    ConversationMetrics: string[];
};
/** The types of the scalars, for the configuration of GraphQL Code Generator and of the Relay compiler. */
export declare const scalars: {
    readonly ID: 'string';
    readonly DateTime: 'string';
    readonly Duration: 'string';
    readonly TimeZone: 'string';
    readonly JSON: 'unknown';
};
/** The types of the scalars, for gql.tada. */
export type Scalars = {
    ID: string;
    DateTime: string;
    Duration: string;
    TimeZone: string;
    JSON: unknown;
};
