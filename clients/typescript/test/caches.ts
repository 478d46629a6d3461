import type { DocumentNode } from 'graphql';
import { createOperationDescriptor, fetchQuery, getRequest, type GraphQLTaggedNode, type Variables } from 'relay-runtime';

import { apollo } from './clients.js';
import { relay } from './relay/environment.js';
import { urql } from './clients.js';
import { url } from './gateway.js';

/** A document, as the client takes it. */
export type Query = DocumentNode | GraphQLTaggedNode;

/** A client, with a cache of its own. */
export type Cached = {
  /** Asks the gateway, whatever the cache holds. */
  ask(query: Query, variables: Variables): Promise<unknown>;
  /** Asks the cache alone. An answer that it lacks a part of is undefined. */
  read(query: Query, variables: Variables): Promise<unknown>;
};

export const clients = {
  apollo: (): Cached => {
    const client = apollo(url);
    return {
      ask: (query, variables) => client.query({ query: query as DocumentNode, variables, fetchPolicy: 'network-only' }),
      read: async (query, variables) => client.readQuery({ query: query as DocumentNode, variables }) ?? undefined,
    };
  },
  urql: (): Cached => {
    const client = urql(url);
    const by = (requestPolicy: 'network-only' | 'cache-only') => async (query: Query, variables: Variables) => {
      const { data } = await client.query(query as DocumentNode, variables, { requestPolicy }).toPromise();
      return data ?? undefined;
    };
    return { ask: by('network-only'), read: by('cache-only') };
  },
  relay: (): Cached => {
    const environment = relay(url);
    const operation = (query: Query, variables: Variables) =>
      createOperationDescriptor(getRequest(query as GraphQLTaggedNode), variables);
    return {
      ask: (query, variables) => {
        environment.retain(operation(query, variables));
        return fetchQuery(environment, query as GraphQLTaggedNode, variables, { networkCacheConfig: { force: true } }).toPromise();
      },
      read: async (query, variables) => {
        const { data, isMissingData } = environment.lookup(operation(query, variables).fragment);
        return isMissingData ? undefined : data;
      },
    };
  },
};
