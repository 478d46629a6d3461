import { gql } from '@apollo/client';

import type { ChartQueryVariables, ConversationWhere } from './gql/graphql.js';
import { lastMonthOfPro } from './gateway.js';

const sets: { where?: ConversationWhere }[] = [
  {},
  { where: lastMonthOfPro },
  { where: { type: { eq: 'OPENAI' } } },
  { where: { not: { properties: [{ path: ['page', 'lang'], eq: 'en' }] }, userMessageCount: { gte: 3 } } },
  { where: { id: { in: [] } } },
];

const groupings: ChartQueryVariables[] = [
  {},
  { groupBy: [{ field: 'TYPE' }], aggregate: [{ function: 'COUNT' }] },
  { groupBy: [{ field: 'TYPE' }], aggregate: [{ function: 'MAX', field: 'FIRST_MESSAGE_TIME' }] },
  { groupBy: [{ time: { unit: 'MONTH' } }, { field: 'INTEGRATION_ID' }] },
  { groupBy: [{ property: { field: 'USER_PROPERTIES', path: ['plan'] } }], aggregate: [{ function: 'AVG', field: 'USER_MESSAGE_COUNT' }] },
];

/** Every set in every grouping. */
export const charts = sets.flatMap((set) => groupings.map((grouping) => ({ ...set, ...grouping })));

const pages = sets.flatMap((set) => [3, 5].map((first) => ({ ...set, first })));

const metrics = gql`
  fragment Metrics on ConversationMetrics {
    count
    countOf { type integrationId }
    countDistinct { userId: property(field: USER_PROPERTIES, path: ["userId"]) plans: property(field: USER_PROPERTIES, path: ["plan"]) }
    avg { userMessageCount property(field: PROPERTIES, path: ["score"]) }
    max { firstMessageTime userMessageCount }
    values { function field path value }
  }
`;

/**
 * Documents, some of which select fewer or other fields of the same objects than others, each with its variables. Those
 * that are `outdated` have a list that a later document asks for again with fewer fields.
 */
export const requests = [
  ...charts.flatMap((variables) =>
    [
      gql`
        query Everything($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {
          conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {
            totals { ...Metrics }
            groups { nodes { key { entries { name value } } ...Metrics } totalCount complete }
          }
        }
        ${metrics}
      `,
      gql`
        query Less($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {
          conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {
            totals { min { userMessageCount } }
            top: groups(limit: 1, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { count } totalCount }
            least: groups(limit: 1, orderBy: [{ aggregate: { function: COUNT } }]) { nodes { count sum { userMessageCount } } }
            many: groups(having: [{ aggregate: { function: COUNT }, gte: 100 }]) { totalCount }
          }
        }
      `,
    ].map((query) => ({ query, variables, outdated: false })),
  ),
  ...sets.map((variables) => ({
    query: gql`
      query Aliases($where: ConversationWhere) {
        types: conversations(where: $where, groupBy: [{ field: TYPE }]) {
          groups { nodes { key { type } ... on ConversationMetrics { count } ... on ConversationGroup { avg { userMessageCount } } } }
        }
        months: conversations(where: $where, groupBy: [{ time: { unit: MONTH } }]) {
          groups { nodes { key { time start: time(unit: MONTH) } count } }
        }
        other: conversations(where: { type: { eq: SUPPORT_TICKET } }) { totals { count } list(first: 2) { nodes { id type } } }
        another: conversations(where: { type: { eq: SUPPORT_COPILOT } }) { totals { count } list(first: 2) { nodes { id type } } }
      }
    `,
    variables,
    outdated: false,
  })),
  ...pages.flatMap((variables) =>
    [
      gql`
        query Slice($where: ConversationWhere, $first: Int) {
          conversations(where: $where) {
            list(first: $first) {
              edges { cursor node { id type userMessageCount plan: property(field: USER_PROPERTIES, path: ["plan"]) } }
              nodes { id properties lang: property(field: PROPERTIES, path: ["page", "lang"]) }
              pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              totalCount
            }
          }
        }
      `,
      gql`
        query Latest($where: ConversationWhere, $first: Int) {
          conversations(where: $where) {
            list(first: $first, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) {
              edges { node { id firstMessageTime userProperties { identifier userId } } }
              pageInfo { endCursor }
            }
            ids: list(first: $first) { edges { node { id userProperties { all } } } }
          }
        }
      `,
    ].map((query, i) => ({ query, variables, outdated: i === 0 })),
  ),
];

export const one = gql`
  query ById($id: ID!) {
    conversation(id: $id) { id organizationId projectId integrationId firstMessageTime userProperties { userType all } }
  }
`;

export const after = gql`
  query Behind($where: ConversationWhere, $first: Int!, $after: String) {
    conversations(where: $where) { list(first: $first, after: $after) { nodes { id type } pageInfo { hasPreviousPage endCursor } } }
  }
`;

export const types = gql`
  query Types($groupBy: [ConversationGroupBy!]) {
    conversations(groupBy: $groupBy) { groups { nodes { key { entries { name value } } count values { function value } } totalCount complete } }
  }
`;

export const counts = gql`
  query Counts($groupBy: [ConversationGroupBy!]) {
    conversations(groupBy: $groupBy) { groups { nodes { count } } }
  }
`;
