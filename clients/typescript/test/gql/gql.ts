/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Dashboard($where: ConversationWhere!) {\n    conversations(where: $where) {\n      totals { count countDistinct { property(field: USER_PROPERTIES, path: [\"userId\"]) } avg { userMessageCount } }\n      list(first: 5, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { nodes { id type userMessageCount } }\n    }\n    perDay: conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) {\n      groups { nodes { key { time } ...Volume } }\n    }\n    topIntegrations: conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {\n      groups(limit: 5, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } ...Volume } }\n    }\n  }\n  fragment Volume on ConversationMetrics { count avg { userMessageCount } }\n": typeof types.DashboardDocument,
    "\n  query Chart($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {\n    conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {\n      groups { nodes { key { entries { name value } } values { function field path value } } totalCount complete }\n    }\n  }\n": typeof types.ChartDocument,
    "\n  query Keys($where: ConversationWhere) {\n    conversations(where: $where, groupBy: [{ field: TYPE }, { time: { unit: MONTH } }, { property: { field: USER_PROPERTIES, path: [\"plan\"] } }]) {\n      groups { nodes { key { type time property(field: USER_PROPERTIES, path: [\"plan\"]) } count } }\n    }\n  }\n": typeof types.KeysDocument,
    "\n  query Page($where: ConversationWhere, $first: Int!, $after: String) {\n    conversations(where: $where) {\n      list(first: $first, after: $after, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) {\n        nodes { id firstMessageTime userProperties { userId all } }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n": typeof types.PageDocument,
    "\n  query One($id: ID!) {\n    conversation(id: $id) { id type firstMessageTime properties property(field: USER_PROPERTIES, path: [\"plan\"]) }\n  }\n": typeof types.OneDocument,
    "\n  query Count($where: ConversationWhere) {\n    conversations(where: $where) { totals { count } }\n  }\n": typeof types.CountDocument,
};
const documents: Documents = {
    "\n  query Dashboard($where: ConversationWhere!) {\n    conversations(where: $where) {\n      totals { count countDistinct { property(field: USER_PROPERTIES, path: [\"userId\"]) } avg { userMessageCount } }\n      list(first: 5, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { nodes { id type userMessageCount } }\n    }\n    perDay: conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) {\n      groups { nodes { key { time } ...Volume } }\n    }\n    topIntegrations: conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {\n      groups(limit: 5, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } ...Volume } }\n    }\n  }\n  fragment Volume on ConversationMetrics { count avg { userMessageCount } }\n": types.DashboardDocument,
    "\n  query Chart($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {\n    conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {\n      groups { nodes { key { entries { name value } } values { function field path value } } totalCount complete }\n    }\n  }\n": types.ChartDocument,
    "\n  query Keys($where: ConversationWhere) {\n    conversations(where: $where, groupBy: [{ field: TYPE }, { time: { unit: MONTH } }, { property: { field: USER_PROPERTIES, path: [\"plan\"] } }]) {\n      groups { nodes { key { type time property(field: USER_PROPERTIES, path: [\"plan\"]) } count } }\n    }\n  }\n": types.KeysDocument,
    "\n  query Page($where: ConversationWhere, $first: Int!, $after: String) {\n    conversations(where: $where) {\n      list(first: $first, after: $after, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) {\n        nodes { id firstMessageTime userProperties { userId all } }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n": types.PageDocument,
    "\n  query One($id: ID!) {\n    conversation(id: $id) { id type firstMessageTime properties property(field: USER_PROPERTIES, path: [\"plan\"]) }\n  }\n": types.OneDocument,
    "\n  query Count($where: ConversationWhere) {\n    conversations(where: $where) { totals { count } }\n  }\n": types.CountDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Dashboard($where: ConversationWhere!) {\n    conversations(where: $where) {\n      totals { count countDistinct { property(field: USER_PROPERTIES, path: [\"userId\"]) } avg { userMessageCount } }\n      list(first: 5, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { nodes { id type userMessageCount } }\n    }\n    perDay: conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) {\n      groups { nodes { key { time } ...Volume } }\n    }\n    topIntegrations: conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {\n      groups(limit: 5, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } ...Volume } }\n    }\n  }\n  fragment Volume on ConversationMetrics { count avg { userMessageCount } }\n"): (typeof documents)["\n  query Dashboard($where: ConversationWhere!) {\n    conversations(where: $where) {\n      totals { count countDistinct { property(field: USER_PROPERTIES, path: [\"userId\"]) } avg { userMessageCount } }\n      list(first: 5, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { nodes { id type userMessageCount } }\n    }\n    perDay: conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) {\n      groups { nodes { key { time } ...Volume } }\n    }\n    topIntegrations: conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {\n      groups(limit: 5, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } ...Volume } }\n    }\n  }\n  fragment Volume on ConversationMetrics { count avg { userMessageCount } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Chart($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {\n    conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {\n      groups { nodes { key { entries { name value } } values { function field path value } } totalCount complete }\n    }\n  }\n"): (typeof documents)["\n  query Chart($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {\n    conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {\n      groups { nodes { key { entries { name value } } values { function field path value } } totalCount complete }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Keys($where: ConversationWhere) {\n    conversations(where: $where, groupBy: [{ field: TYPE }, { time: { unit: MONTH } }, { property: { field: USER_PROPERTIES, path: [\"plan\"] } }]) {\n      groups { nodes { key { type time property(field: USER_PROPERTIES, path: [\"plan\"]) } count } }\n    }\n  }\n"): (typeof documents)["\n  query Keys($where: ConversationWhere) {\n    conversations(where: $where, groupBy: [{ field: TYPE }, { time: { unit: MONTH } }, { property: { field: USER_PROPERTIES, path: [\"plan\"] } }]) {\n      groups { nodes { key { type time property(field: USER_PROPERTIES, path: [\"plan\"]) } count } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Page($where: ConversationWhere, $first: Int!, $after: String) {\n    conversations(where: $where) {\n      list(first: $first, after: $after, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) {\n        nodes { id firstMessageTime userProperties { userId all } }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n"): (typeof documents)["\n  query Page($where: ConversationWhere, $first: Int!, $after: String) {\n    conversations(where: $where) {\n      list(first: $first, after: $after, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) {\n        nodes { id firstMessageTime userProperties { userId all } }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query One($id: ID!) {\n    conversation(id: $id) { id type firstMessageTime properties property(field: USER_PROPERTIES, path: [\"plan\"]) }\n  }\n"): (typeof documents)["\n  query One($id: ID!) {\n    conversation(id: $id) { id type firstMessageTime properties property(field: USER_PROPERTIES, path: [\"plan\"]) }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Count($where: ConversationWhere) {\n    conversations(where: $where) { totals { count } }\n  }\n"): (typeof documents)["\n  query Count($where: ConversationWhere) {\n    conversations(where: $where) { totals { count } }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;