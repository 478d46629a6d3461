import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import type { DocumentNode } from 'graphql';

import { apolloOptions } from '../src/apollo.js';
import { graphcache } from '../src/urql.js';

export const apollo = (uri: string) => new ApolloClient({ link: new HttpLink({ uri }), ...apolloOptions() });

/** Sends the names of documents, by Code Generator's manifest, and never the documents. */
export const trustedApollo = (uri: string) => {
  const hashOf = (document: DocumentNode & { __meta__?: { hash: string } }) => document.__meta__!.hash.replace('sha256:', '');
  const names = new PersistedQueryLink({ generateHash: hashOf, retry: () => false });
  return new ApolloClient({ link: ApolloLink.from([names, new HttpLink({ uri })]), ...apolloOptions() });
};

export const urql = (url: string) => new Client({ url, preferGetMethod: false, exchanges: [cacheExchange(graphcache), fetchExchange] });
