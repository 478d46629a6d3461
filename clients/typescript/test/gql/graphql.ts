/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The functions that make one value of many. Nulls are left out. */
export type AggregateFunction =
  /** The arithmetic mean. */
  | 'AVG'
  /** How many values, or, without a field, how many conversations. */
  | 'COUNT'
  /** How many different values. */
  | 'COUNT_DISTINCT'
  /** The greatest. */
  | 'MAX'
  /** The smallest. */
  | 'MIN'
  /** The value at `p` in the order of values. Only of `USER_MESSAGE_COUNT`. */
  | 'PERCENTILE'
  /** The sum. */
  | 'SUM';

/**
 * A period of the calendar, by the wall clock of a time zone, from its first instant to the first one behind it.
 *
 * `{ unit: MONTH }` is this month, `{ unit: QUARTER, offset: -1, timeZone: "Europe/Berlin" }` the last quarter in Berlin.
 */
export type CalendarPeriod = {
  /** How many units the period has: 1 to 10,000. */
  count?: number;
  /** How many units behind the present one the period begins: -1 is the one before. -10,000 to 10,000. */
  offset?: number;
  /** By whose wall clock. */
  timeZone?: string;
  /** The units that the period is made of. */
  unit: TimeUnit;
  /** The first day of a week. It counts for `WEEK` alone. */
  weekStart?: Weekday;
};

/**
 * A metric: `{ function: COUNT }`, `{ function: AVG, field: USER_MESSAGE_COUNT }`,
 * `{ function: COUNT_DISTINCT, field: USER_PROPERTIES, path: ["userId"] }`, `{ function: PERCENTILE, field: USER_MESSAGE_COUNT, p: 0.5 }`.
 */
export type ConversationAggregate = {
  /** What it is computed of. Only `COUNT` may go without: it then counts conversations. */
  field?: ConversationField | null | undefined;
  /** The function. */
  function: AggregateFunction;
  /** Where in the order of values, with `PERCENTILE` only, which wants it: from 0, the smallest, to 1, the greatest; 0.5 is the median. */
  p?: number | null | undefined;
  /** The way to a property, with `PROPERTIES` and `USER_PROPERTIES` only. */
  path?: Array<string> | null | undefined;
};

/** The fields of a conversation. */
export type ConversationField =
  /** When the first message was written. */
  | 'FIRST_MESSAGE_TIME'
  /** The identifier. */
  | 'ID'
  /** The integration. */
  | 'INTEGRATION_ID'
  /** The organization. */
  | 'ORGANIZATION_ID'
  /** The project. */
  | 'PROJECT_ID'
  /** What the integration recorded: JSON. */
  | 'PROPERTIES'
  /** The type. */
  | 'TYPE'
  /** How many messages the user wrote: a whole number. */
  | 'USER_MESSAGE_COUNT'
  /** What is known of the user: JSON. */
  | 'USER_PROPERTIES';

/** One way to group: exactly one of its fields. */
export type ConversationGroupBy =
  {   /** By a field's value: `{ field: INTEGRATION_ID }`. */
  field: ConversationField; part?: never; property?: never; time?: never; }
  |  { field?: never;   /** By a part of the time: `{ part: { part: DAY_OF_WEEK } }`. */
  part: TimePartBucket; property?: never; time?: never; }
  |  { field?: never; part?: never;   /** By a property's value: `{ property: { field: USER_PROPERTIES, path: ["plan"] } }`. */
  property: PropertyPath; time?: never; }
  |  { field?: never; part?: never; property?: never;   /** By a bucket of time: `{ time: { unit: DAY } }`. */
  time: TimeBucket; };

/** The kinds of conversation. */
export type ConversationType =
  /** A chat. */
  | 'OPENAI'
  /** A type that this schema does not know. It is only answered, never asked for. */
  | 'OTHER'
  /** A support agent's copilot. */
  | 'SUPPORT_COPILOT'
  /** A support ticket. */
  | 'SUPPORT_TICKET';

/** Conditions on the type. At least one; several are all required. `OTHER` cannot be asked for. */
export type ConversationTypeFilter = {
  /** Equal to. */
  eq?: ConversationType | null | undefined;
  /** One of these. An empty list matches nothing. */
  in?: Array<ConversationType> | null | undefined;
  /** True: has no value. False: has one. */
  isNull?: boolean | null | undefined;
  /** Not equal to. As in SQL, null is not found. */
  neq?: ConversationType | null | undefined;
  /** None of these. As in SQL, null is not found. An empty list excludes nothing. */
  notIn?: Array<ConversationType> | null | undefined;
};

/**
 * Which conversations. Everything given is required (and). An empty object is an error, and so is a null inside, so that neither is ever
 * taken for "everything": leave out what you do not filter by.
 */
export type ConversationWhere = {
  /** All of these. At least one. */
  and?: Array<ConversationWhere> | null | undefined;
  /** By the time of the first message. */
  firstMessageTime?: TimeFilter | null | undefined;
  /** By identifier. */
  id?: IdFilter | null | undefined;
  /** By integration. */
  integrationId?: IdFilter | null | undefined;
  /**
   * Not this. As in SQL, a comparison with a null value is neither true nor false, so `not: { type: { eq: OPENAI } }` does
   * not find conversations without a type. `contains`, `containedBy`, `hasKey`, `hasAnyKey`, `hasAllKeys`, `arrayContains`
   * and `arrayContainsObject` cannot be negated.
   */
  not?: ConversationWhere | null | undefined;
  /** Any of these. At least one. */
  or?: Array<ConversationWhere> | null | undefined;
  /** By organization. */
  organizationId?: IdFilter | null | undefined;
  /** By project. */
  projectId?: IdFilter | null | undefined;
  /** By properties; every entry is required: `{ path: ["page", "lang"], eq: "en" }`. */
  properties?: Array<PropertyFilter> | null | undefined;
  /** By type. */
  type?: ConversationTypeFilter | null | undefined;
  /** By the number of messages the user wrote. */
  userMessageCount?: IntFilter | null | undefined;
  /** By the user's properties; every entry is required: `[{ path: ["plan"], in: ["pro", "enterprise"] }]`. */
  userProperties?: Array<PropertyFilter> | null | undefined;
};

/** Conditions on an identifier. At least one; several are all required. */
export type IdFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Greater than, in the endpoint's order of strings. */
  gt?: string | null | undefined;
  /** Greater than or equal to, in the endpoint's order of strings. */
  gte?: string | null | undefined;
  /** One of these. An empty list matches nothing. */
  in?: Array<string> | null | undefined;
  /** True: has no value. False: has one. */
  isNull?: boolean | null | undefined;
  /** Less than, in the endpoint's order of strings. */
  lt?: string | null | undefined;
  /** Less than or equal to, in the endpoint's order of strings. */
  lte?: string | null | undefined;
  /** Not equal to. As in SQL, null is not found. */
  neq?: string | null | undefined;
  /** None of these. As in SQL, null is not found. An empty list excludes nothing. */
  notIn?: Array<string> | null | undefined;
};

/** Conditions on a whole number. At least one; several are all required. */
export type IntFilter = {
  /** Equal to. */
  eq?: number | null | undefined;
  /** Greater than. */
  gt?: number | null | undefined;
  /** Greater than or equal to. */
  gte?: number | null | undefined;
  /** One of these. An empty list matches nothing. */
  in?: Array<number> | null | undefined;
  /** True: has no value. False: has one. */
  isNull?: boolean | null | undefined;
  /** Less than. */
  lt?: number | null | undefined;
  /** Less than or equal to. */
  lte?: number | null | undefined;
  /** Not equal to. */
  neq?: number | null | undefined;
  /** None of these. An empty list excludes nothing. */
  notIn?: Array<number> | null | undefined;
};

/** The fields that hold properties. */
export type PropertyField =
  /** What the integration recorded of the conversation. */
  | 'PROPERTIES'
  /** What is known of the user. */
  | 'USER_PROPERTIES';

/**
 * Conditions on a property, or, without `path`, on the whole JSON field. At least one; several are all required.
 *
 * `{ path: ["plan"], eq: "pro" }`, `{ path: ["score"], gte: 3 }`, `{ hasKey: "plan" }`, `{ contains: { plan: "pro" } }`
 */
export type PropertyFilter = {
  /** A list that holds this value: `{ path: ["tags"], arrayContains: "billing" }`. */
  arrayContains?: unknown;
  /** A list that holds an object with these members: `{ path: ["pages"], arrayContainsObject: { lang: "en" } }`. */
  arrayContainsObject?: unknown;
  /** Is held inside this JSON. */
  containedBy?: unknown;
  /** Holds this JSON inside: `{ contains: { plan: "pro" } }`. */
  contains?: unknown;
  /** Equal to. */
  eq?: unknown;
  /** Greater than. */
  gt?: unknown;
  /** Greater than or equal to. */
  gte?: unknown;
  /** An object with all of these keys. */
  hasAllKeys?: Array<string> | null | undefined;
  /** An object with at least one of these keys. */
  hasAnyKey?: Array<string> | null | undefined;
  /** An object with this key. */
  hasKey?: string | null | undefined;
  /** One of these. An empty list matches nothing. */
  in?: Array<unknown> | null | undefined;
  /** True: has no value. False: has one. */
  isNull?: boolean | null | undefined;
  /** Less than. */
  lt?: unknown;
  /** Less than or equal to. */
  lte?: unknown;
  /** Not equal to. As in SQL, a missing property is not found. */
  neq?: unknown;
  /** None of these. As in SQL, a missing property is not found. An empty list excludes nothing. */
  notIn?: Array<unknown> | null | undefined;
  /** The way to the property: `["plan"]`, or `["page", "lang"]` for a nested one. Without it the whole field is meant. */
  path?: Array<string> | null | undefined;
};

/** A property inside a JSON field. */
export type PropertyPath = {
  /** The field that holds the property. */
  field: PropertyField;
  /** The way to the property: `["plan"]`, or `["page", "lang"]` for a nested one. */
  path: Array<string>;
};

/** A bucket of time, by the wall clock of a time zone. */
export type TimeBucket = {
  /** The time that is put into buckets. */
  field?: ConversationField;
  /**
   * By whose wall clock. Of a zone that is not whole hours from UTC, `where` has to say when the range begins, and its buckets are 1,500 at
   * most. Sums and averages of properties are added up, equal to 12 digits. What cannot be added is asked of each bucket, of 40 at most.
   */
  timeZone?: string;
  /** The bucket's length. */
  unit: TimeUnit;
  /** The first day of a week. It counts for `WEEK` alone. */
  weekStart?: Weekday;
};

/** Conditions on a time. At least one; several are all required. */
export type TimeFilter = {
  /**
   * With `last`: the time of that length that ended so long ago. `{ last: "P7D", ago: "P7D" }` is the week before the last one. Both
   * ends are aligned down as `last` says, by the length of `last`, so that neighbouring periods touch.
   */
  ago?: string | null | undefined;
  /** In a period of the calendar: `{ unit: MONTH, offset: -1 }` is last month, `{ unit: DAY, offset: -30, count: 30 }` are the last 30 whole days. */
  during?: CalendarPeriod | null | undefined;
  /** At. */
  eq?: string | null | undefined;
  /** After. */
  gt?: string | null | undefined;
  /** At or after. */
  gte?: string | null | undefined;
  /** One of these. An empty list matches nothing. */
  in?: Array<string> | null | undefined;
  /** True: has no value. False: has one. */
  isNull?: boolean | null | undefined;
  /**
   * Since this long before now: `P30D`. The bound is aligned down, in UTC, so that equal dashboards ask equal questions: to
   * the second for spans under an hour, to the minute under a day, to the hour up to 31 days, and to the day beyond.
   */
  last?: string | null | undefined;
  /** Before. */
  lt?: string | null | undefined;
  /** At or before. */
  lte?: string | null | undefined;
  /** Not at. */
  neq?: string | null | undefined;
  /** None of these. An empty list excludes nothing. */
  notIn?: Array<string> | null | undefined;
};

/** The parts of a time. */
export type TimePart =
  /** 1 to 31. */
  | 'DAY_OF_MONTH'
  /** 1 to 7, from Monday, as in ISO 8601. */
  | 'DAY_OF_WEEK'
  /** 0 to 23. */
  | 'HOUR_OF_DAY'
  /** 1 to 12. */
  | 'MONTH_OF_YEAR';

/** A part of the time, by the wall clock of a time zone: the hour of the day, say, of whatever day. */
export type TimePartBucket = {
  /** The time of which it is a part. */
  field?: ConversationField;
  /** The part. */
  part: TimePart;
  /** By whose wall clock. Of a zone that is not whole hours from UTC, `where` has to say when the range begins. */
  timeZone?: string;
};

/** The lengths of time buckets and periods. */
export type TimeUnit =
  /** From midnight. */
  | 'DAY'
  /** From the full hour. Where the offset of a time zone changes an hour ends, and another one begins. */
  | 'HOUR'
  /** From the first of the month, midnight. */
  | 'MONTH'
  /** From the first of January, April, July or October, midnight. */
  | 'QUARTER'
  /** From the midnight of the first day of the week. */
  | 'WEEK'
  /** From the first of January, midnight. */
  | 'YEAR';

/** The days of the week. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

export type DashboardQueryVariables = Exact<{
  where: ConversationWhere;
}>;


export type DashboardQuery = { __typename: 'Query', conversations: { __typename: 'Conversations', totals: { __typename: 'ConversationTotals', count: number, countDistinct: { __typename: 'ConversationCounts', property: number }, avg: { __typename: 'ConversationNumbers', userMessageCount: number | null } } | null, list: { __typename: 'ConversationConnection', nodes: Array<{ __typename: 'Conversation', id: string, type: ConversationType | null, userMessageCount: number }> } | null }, perDay: { __typename: 'Conversations', groups: { __typename: 'ConversationGroups', nodes: Array<{ __typename: 'ConversationGroup', count: number, key: { __typename: 'ConversationKey', time: string | null }, avg: { __typename: 'ConversationNumbers', userMessageCount: number | null } }> } | null }, topIntegrations: { __typename: 'Conversations', groups: { __typename: 'ConversationGroups', nodes: Array<{ __typename: 'ConversationGroup', count: number, key: { __typename: 'ConversationKey', integrationId: string | null }, avg: { __typename: 'ConversationNumbers', userMessageCount: number | null } }> } | null } };

type Volume_ConversationGroup_Fragment = { __typename: 'ConversationGroup', count: number, avg: { __typename: 'ConversationNumbers', userMessageCount: number | null } };

type Volume_ConversationPrevious_Fragment = { __typename: 'ConversationPrevious', count: number, avg: { __typename: 'ConversationNumbers', userMessageCount: number | null } };

type Volume_ConversationRest_Fragment = { __typename: 'ConversationRest', count: number, avg: { __typename: 'ConversationNumbers', userMessageCount: number | null } };

type Volume_ConversationTotals_Fragment = { __typename: 'ConversationTotals', count: number, avg: { __typename: 'ConversationNumbers', userMessageCount: number | null } };

export type VolumeFragment =
  | Volume_ConversationGroup_Fragment
  | Volume_ConversationPrevious_Fragment
  | Volume_ConversationRest_Fragment
  | Volume_ConversationTotals_Fragment
;

export type ChartQueryVariables = Exact<{
  where?: ConversationWhere | null | undefined;
  groupBy?: Array<ConversationGroupBy> | ConversationGroupBy | null | undefined;
  aggregate?: Array<ConversationAggregate> | ConversationAggregate | null | undefined;
}>;


export type ChartQuery = { __typename: 'Query', conversations: { __typename: 'Conversations', groups: { __typename: 'ConversationGroups', totalCount: number, complete: boolean, nodes: Array<{ __typename: 'ConversationGroup', key: { __typename: 'ConversationKey', entries: Array<{ __typename: 'KeyEntry', name: string, value: unknown }> }, values: Array<{ __typename: 'AggregateValue', function: AggregateFunction, field: ConversationField | null, path: Array<string> | null, value: unknown }> }> } | null } };

export type KeysQueryVariables = Exact<{
  where?: ConversationWhere | null | undefined;
}>;


export type KeysQuery = { __typename: 'Query', conversations: { __typename: 'Conversations', groups: { __typename: 'ConversationGroups', nodes: Array<{ __typename: 'ConversationGroup', count: number, key: { __typename: 'ConversationKey', type: ConversationType | null, time: string | null, property: unknown } }> } | null } };

export type PageQueryVariables = Exact<{
  where?: ConversationWhere | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type PageQuery = { __typename: 'Query', conversations: { __typename: 'Conversations', list: { __typename: 'ConversationConnection', totalCount: number, nodes: Array<{ __typename: 'Conversation', id: string, firstMessageTime: string, userProperties: { __typename: 'UserProperties', userId: string | null, all: unknown } | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } | null } };

export type OneQueryVariables = Exact<{
  id: string;
}>;


export type OneQuery = { __typename: 'Query', conversation: { __typename: 'Conversation', id: string, type: ConversationType | null, firstMessageTime: string, properties: unknown, property: unknown } | null };

export type CountQueryVariables = Exact<{
  where?: ConversationWhere | null | undefined;
}>;


export type CountQuery = { __typename: 'Query', conversations: { __typename: 'Conversations', totals: { __typename: 'ConversationTotals', count: number } | null } };

export const VolumeFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Volume"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationMetrics"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avg"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"userMessageCount"}}]}}]}}]} as unknown as DocumentNode<VolumeFragment, unknown>;
export const DashboardDocument = {"__meta__":{"hash":"sha256:9556a3957ab0f1f064317ecf4c81cc741173377202ad442d000c08725d5f109b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Dashboard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationWhere"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"countDistinct"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"property"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"USER_PROPERTIES"}},{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"userId","block":false}]}}]}]}},{"kind":"Field","name":{"kind":"Name","value":"avg"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"userMessageCount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"list"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"FIRST_MESSAGE_TIME"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"userMessageCount"}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"perDay"},"name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"time"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"unit"},"value":{"kind":"EnumValue","value":"DAY"}}]}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"time"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Volume"}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"topIntegrations"},"name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"INTEGRATION_ID"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"limit"},"value":{"kind":"IntValue","value":"5"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"aggregate"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"function"},"value":{"kind":"EnumValue","value":"COUNT"}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"integrationId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Volume"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Volume"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationMetrics"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avg"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"userMessageCount"}}]}}]}}]} as unknown as DocumentNode<DashboardQuery, DashboardQueryVariables>;
export const ChartDocument = {"__meta__":{"hash":"sha256:110007f90db4104203d174bcaa9d1d45953d643885e65b9eed9a1e2b009d4b78"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Chart"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationWhere"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationGroupBy"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"aggregate"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationAggregate"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"aggregate"},"value":{"kind":"Variable","name":{"kind":"Name","value":"aggregate"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"entries"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"values"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"function"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}}]}}]}}]} as unknown as DocumentNode<ChartQuery, ChartQueryVariables>;
export const KeysDocument = {"__meta__":{"hash":"sha256:8a82b1172d4d17d25fcc0df6200156706c938ffae57a3c3d41134a25eff5b291"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Keys"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationWhere"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"TYPE"}}]},{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"time"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"unit"},"value":{"kind":"EnumValue","value":"MONTH"}}]}}]},{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"property"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"USER_PROPERTIES"}},{"kind":"ObjectField","name":{"kind":"Name","value":"path"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"plan","block":false}]}}]}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"property"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"USER_PROPERTIES"}},{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"plan","block":false}]}}]}]}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<KeysQuery, KeysQueryVariables>;
export const PageDocument = {"__meta__":{"hash":"sha256:63707be42f09999efbba2601bcabf71eaa808261c471f514a791cebd3804f18e"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Page"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationWhere"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"list"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"FIRST_MESSAGE_TIME"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"firstMessageTime"}},{"kind":"Field","name":{"kind":"Name","value":"userProperties"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"all"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}}]} as unknown as DocumentNode<PageQuery, PageQueryVariables>;
export const OneDocument = {"__meta__":{"hash":"sha256:e38e0e5b13020ecbfa7aca330883bed8d5e87eb4826ee883a9766a8fc73a4b1d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"One"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"firstMessageTime"}},{"kind":"Field","name":{"kind":"Name","value":"properties"}},{"kind":"Field","name":{"kind":"Name","value":"property"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"USER_PROPERTIES"}},{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"plan","block":false}]}}]}]}}]}}]} as unknown as DocumentNode<OneQuery, OneQueryVariables>;
export const CountDocument = {"__meta__":{"hash":"sha256:6cf2e4801bc08db5352dac936054d9910814933ab8a0b60e108dc84a0194f6c7"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Count"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationWhere"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]} as unknown as DocumentNode<CountQuery, CountQueryVariables>;