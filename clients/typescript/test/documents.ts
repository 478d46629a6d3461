import { graphql } from './gql/gql.js';

export const Dashboard = graphql(`
  query Dashboard($where: ConversationWhere!) {
    conversations(where: $where) {
      totals { count countDistinct { property(field: USER_PROPERTIES, path: ["userId"]) } avg { userMessageCount } }
      list(first: 5, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { nodes { id type userMessageCount } }
    }
    perDay: conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) {
      groups { nodes { key { time } ...Volume } }
    }
    topIntegrations: conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {
      groups(limit: 5, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) { nodes { key { integrationId } ...Volume } }
    }
  }
  fragment Volume on ConversationMetrics { count avg { userMessageCount } }
`);

// One document for every chart: what groups and what is computed are variables.
export const Chart = graphql(`
  query Chart($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {
    conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {
      groups { nodes { key { entries { name value } } values { function field path value } } totalCount complete }
    }
  }
`);

export const Keys = graphql(`
  query Keys($where: ConversationWhere) {
    conversations(where: $where, groupBy: [{ field: TYPE }, { time: { unit: MONTH } }, { property: { field: USER_PROPERTIES, path: ["plan"] } }]) {
      groups { nodes { key { type time property(field: USER_PROPERTIES, path: ["plan"]) } count } }
    }
  }
`);

export const Page = graphql(`
  query Page($where: ConversationWhere, $first: Int!, $after: String) {
    conversations(where: $where) {
      list(first: $first, after: $after, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) {
        nodes { id firstMessageTime userProperties { userId all } }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
`);

export const One = graphql(`
  query One($id: ID!) {
    conversation(id: $id) { id type firstMessageTime properties property(field: USER_PROPERTIES, path: ["plan"]) }
  }
`);

export const Count = graphql(`
  query Count($where: ConversationWhere) {
    conversations(where: $where) { totals { count } }
  }
`);
