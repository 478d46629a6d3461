import { CombinedGraphQLErrors, gql } from '@apollo/client';
import { readFileSync } from 'node:fs';
import { fetchQuery } from 'relay-runtime';
import { expect, expectTypeOf, test } from 'vitest';

import { apollo } from '../src/apollo.js';
import { Count } from '../src/documents.js';
import { codeOf, errorCodes, type ErrorCode } from '../src/errors.js';
import { relay } from '../src/relay/environment.js';
import { ListQuery } from '../src/relay/queries.js';
import { urql } from '../src/urql.js';
import { url } from './gateway.js';

const where = { userMessageCount: {} }; // An empty filter is an error, never "everything".

test('the code of what Apollo throws', async () => {
  const error = await apollo(url).query({ query: Count, variables: { where } }).catch((error: unknown) => error);
  if (!CombinedGraphQLErrors.is(error)) throw error;
  expectTypeOf(codeOf(error.errors[0]!)).toEqualTypeOf<ErrorCode>();
  expect(error.errors.map(codeOf)).toEqual(['BAD_USER_INPUT']);
  expect(error.errors[0]!.extensions).toMatchObject({ input: 'where.userMessageCount' });
});

test('the code of what urql answers', async () => {
  const { error } = await urql(url).query(Count, { where }).toPromise();
  expect(error!.graphQLErrors.map(codeOf)).toEqual(['BAD_USER_INPUT']);
});

test('the code of what Relay throws', async () => {
  const error = await fetchQuery(relay(url), ListQuery, { where, first: 1 }).toPromise().catch((error: unknown) => error);
  expect((error as { source: { errors: object[] } }).source.errors.map(codeOf)).toEqual(['BAD_USER_INPUT']);
});

test('what failed is null beside its error, and the others stand', async () => {
  const query = gql`{ conversations { totals { count } list(after: "elsewhere") { totalCount } } }`;
  const { data, error } = await apollo(url).query({ query, errorPolicy: 'all' });
  if (!CombinedGraphQLErrors.is(error)) throw new Error('there is no error');
  expect(error.errors.map(codeOf)).toEqual(['BAD_USER_INPUT']);
  expect(error.errors[0]!.path).toEqual(['conversations', 'list']);
  expect(data).toMatchObject({ conversations: { totals: { count: 20_000 }, list: null } });
});

test('a code that is not known is an INTERNAL', () => {
  expect([{}, { extensions: {} }, { extensions: { code: 'NEW' } }].map(codeOf)).toEqual(Array(3).fill('INTERNAL'));
});

test('every documented code is known', () => {
  const page = readFileSync('../../docs/errors.md', 'utf8');
  const codes = page.split('\n').flatMap((line) => [...(line.match(/^\| (`[A-Z_`, ]+`) \|/)?.[1] ?? '').matchAll(/[A-Z_]+/g)].map(String));
  expect(codes.length).toBeGreaterThan(5);
  expect(codes.filter((code) => !errorCodes.some((known) => known === code))).toEqual([]);
});
