import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';

import type { ConversationList_query$key } from './__generated__/ConversationList_query.graphql.js';
import type { ConversationListPage } from './__generated__/ConversationListPage.graphql.js';
import type { ConversationListQuery } from './__generated__/ConversationListQuery.graphql.js';
import type { ConversationWhere } from '../gql/graphql.js';

/** The conversations of `where`, latest first, `count` at a time. */
export function ConversationList({ where, count }: { where: ConversationWhere; count: number }) {
  const query = useLazyLoadQuery<ConversationListQuery>(
    graphql`
      query ConversationListQuery($where: ConversationWhere, $count: Int!) {
        ...ConversationList_query @arguments(where: $where, count: $count)
      }
    `,
    { where, count },
  );
  return <Pages query={query} count={count} />;
}

function Pages({ query, count }: { query: ConversationList_query$key; count: number }) {
  // The fragment is on Query: what Relay can ask for again is Query and what has a `node(id)`, and a set has no id.
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ConversationListPage, ConversationList_query$key>(
    graphql`
      fragment ConversationList_query on Query
      @refetchable(queryName: "ConversationListPage")
      @argumentDefinitions(where: { type: "ConversationWhere" }, count: { type: "Int!" }, cursor: { type: "String" }) {
        conversations(where: $where) {
          list(first: $count, after: $cursor, orderBy: [{ field: FIRST_MESSAGE_TIME, direction: DESC }])
            @connection(key: "ConversationList_list") {
            edges { node { id firstMessageTime } }
            totalCount
          }
        }
      }
    `,
    query,
  );
  const list = data.conversations.list;
  return (
    <>
      <p>{list?.totalCount}</p>
      <ol>{list?.edges.map(({ node }) => <li key={node.id} id={node.id}>{node.firstMessageTime}</li>)}</ol>
      <button disabled={!hasNext || isLoadingNext} onClick={() => loadNext(count)}>more</button>
    </>
  );
}
