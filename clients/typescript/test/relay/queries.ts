import { graphql } from 'relay-runtime';

export const DashboardQuery = graphql`
  query queriesDashboardQuery($where: ConversationWhere!) {
    conversations(where: $where) {
      totals { count countDistinct { property(field: USER_PROPERTIES, path: ["userId"]) } avg { userMessageCount } }
      list(first: 5, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }]) { nodes { id type userMessageCount } }
    }
    perDay: conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) {
      groups { nodes { key { time } ...queries_volume @relay(mask: false) } }
    }
    topIntegrations: conversations(where: $where, groupBy: [{ field: INTEGRATION_ID }]) {
      groups(limit: 5, orderBy: [{ aggregate: { function: COUNT }, direction: DESC }]) {
        nodes { key { integrationId } ...queries_volume @relay(mask: false) }
      }
    }
  }
`;

export const VolumeFragment = graphql`
  fragment queries_volume on ConversationMetrics { count avg { userMessageCount } }
`;

export const ChartQuery = graphql`
  query queriesChartQuery($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {
    conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {
      groups { nodes { key { entries { name value } } count values { function field path value } } totalCount complete }
    }
  }
`;

export const CountsQuery = graphql`
  query queriesCountsQuery($where: ConversationWhere, $groupBy: [ConversationGroupBy!], $aggregate: [ConversationAggregate!]) {
    conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) { groups { nodes { count } } }
  }
`;

export const ListQuery = graphql`
  query queriesListQuery($where: ConversationWhere, $first: Int!, $after: String) {
    conversations(where: $where) {
      list(first: $first, after: $after) {
        edges { cursor node { id type firstMessageTime userProperties { userId all } } }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
`;

export const OneQuery = graphql`
  query queriesOneQuery($id: ID!) {
    conversation(id: $id) { id type properties property(field: USER_PROPERTIES, path: ["plan"]) }
  }
`;

export const DeferredQuery = graphql`
  query queriesDeferredQuery($where: ConversationWhere) {
    conversations(where: $where) {
      totals { count }
      ...queries_slow @defer(label: "slow")
    }
  }
`;

export const SlowFragment = graphql`
  fragment queries_slow on Conversations { list(first: 3) { nodes { id } totalCount } }
`;

export const LiveSubscription = graphql`
  subscription queriesLiveSubscription($where: ConversationWhere) {
    live(every: "PT5S") { conversations(where: $where) { totals { count } } }
  }
`;
