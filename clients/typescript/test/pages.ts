import type { ApolloClient } from '@apollo/client';

import { Page } from './documents.js';
import type { ConversationWhere, PageQuery } from './gql/graphql.js';

type Slice = NonNullable<PageQuery['conversations']['list']>;

/** The slices of the conversations of `where`, to the end. */
export async function* pages(client: ApolloClient, where: ConversationWhere, first: number): AsyncGenerator<Slice> {
  for (let after: string | null = null; ; ) {
    const variables = { where, first, after };
    const page: ApolloClient.QueryResult<PageQuery> = await client.query({ query: Page, variables });
    const list: Slice | null | undefined = page.data?.conversations.list;
    if (!list) return;
    yield list;
    if (!list.pageInfo.hasNextPage) return;
    after = list.pageInfo.endCursor;
  }
}
