import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import type { DocumentNode } from 'graphql';

import { parts, possibleTypes, rows } from './cache.js';

export const apolloCache = () =>
  new InMemoryCache({
    possibleTypes,
    // Fields of one set that are asked for at different times stand side by side; lists are replaced.
    typePolicies: Object.fromEntries([...parts, ...rows].map((type) => [type, { keyFields: false, merge: true }])),
  });

export const apollo = (uri: string) => new ApolloClient({ link: new HttpLink({ uri }), cache: apolloCache() });

/** Sends the names of documents, by Code Generator's manifest, and never the documents. */
export const trustedApollo = (uri: string) => {
  const hashOf = (document: DocumentNode & { __meta__?: { hash: string } }) => document.__meta__!.hash.replace('sha256:', '');
  const names = new PersistedQueryLink({ generateHash: hashOf, retry: () => false });
  return new ApolloClient({ link: ApolloLink.from([names, new HttpLink({ uri })]), cache: apolloCache() });
};
