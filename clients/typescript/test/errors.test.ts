import { CombinedGraphQLErrors, gql } from '@apollo/client';
import { readFileSync } from 'node:fs';
import { buildSchema, isScalarType } from 'graphql';
import { fetchQuery } from 'relay-runtime';
import { expect, expectTypeOf, test } from 'vitest';

import { apollo } from './clients.js';
import { Count } from './documents.js';
import { codeOf, codesOf, errorCodes, type ErrorCode } from '../src/errors.js';
import { scalars, type Scalars } from '../src/schema.js';
import { relay } from './relay/environment.js';
import { ListQuery } from './relay/queries.js';
import { urql } from './clients.js';
import { url } from './gateway.js';

const where = { userMessageCount: {} }; // An empty filter is an error, never "everything".

test('the code of what Apollo answers', async () => {
  const { error } = await apollo(url).query({ query: Count, variables: { where } });
  if (!CombinedGraphQLErrors.is(error)) throw error;
  expect(codesOf(error)).toEqual(['BAD_USER_INPUT']);
  expectTypeOf(codeOf(error.errors[0]!)).toEqualTypeOf<ErrorCode>();
  expect(error.errors.map(codeOf)).toEqual(['BAD_USER_INPUT']);
  expect(error.errors[0]!.extensions).toMatchObject({ input: 'where.userMessageCount' });
});

test('the code of what urql answers', async () => {
  const { error } = await urql(url).query(Count, { where }).toPromise();
  expect(codesOf(error)).toEqual(['BAD_USER_INPUT']);
});

test('the code of what Relay throws', async () => {
  const error = await fetchQuery(relay(url), ListQuery, { where, first: 1 }).toPromise().catch((error: unknown) => error);
  expect(codesOf(error)).toEqual(['BAD_USER_INPUT']);
});

test('what failed is null beside its error, and the others stand', async () => {
  const query = gql`{ conversations { totals { count } list(after: "elsewhere") { totalCount } } }`;
  const { data, error } = await apollo(url).query({ query });
  if (!CombinedGraphQLErrors.is(error)) throw new Error('there is no error');
  expect(error.errors.map(codeOf)).toEqual(['BAD_USER_INPUT']);
  expect(error.errors[0]!.path).toEqual(['conversations', 'list']);
  expect(data).toMatchObject({ conversations: { totals: { count: 20_000 }, list: null } });
});

test('a code that is not known is an INTERNAL', () => {
  expect([{}, { extensions: {} }, { extensions: { code: 'NEW' } }].map(codeOf)).toEqual(Array(3).fill('INTERNAL'));
});

test('an error of the network has no codes', async () => {
  const { error } = await apollo('http://127.0.0.1:0/graphql').query({ query: Count, variables: {} });
  expect(error).toBeInstanceOf(Error);
  expect([error, undefined, null, 'no'].map((error) => codesOf(error))).toEqual([[], [], [], []]);
});

test('the codes are the documented ones', () => {
  const page = readFileSync('../../docs/errors.md', 'utf8');
  const codes = page.split('\n').flatMap((line) => [...(line.match(/^\| (`[A-Z_`, ]+`) \|/)?.[1] ?? '').matchAll(/[A-Z_]+/g)].map(String));
  expect(codes.length).toBeGreaterThan(5);
  expect(codes).toEqual(errorCodes);
});

test('the scalars are those of the schema, and have one type everywhere', () => {
  const types = Object.values(buildSchema(readFileSync('../../schema.graphqls', 'utf8')).getTypeMap());
  const custom = types.filter((type) => isScalarType(type) && !['Int', 'Float', 'String', 'Boolean'].includes(type.name)).map(({ name }) => name);
  expect(Object.keys(scalars).sort()).toEqual(custom.sort());
  expectTypeOf<Scalars>().toEqualTypeOf<{ -readonly [name in keyof typeof scalars]: (typeof scalars)[name] extends 'string' ? string : unknown }>();
  const ofRelay = JSON.parse(readFileSync('relay.config.json', 'utf8')) as { customScalarTypes: object };
  expect({ ID: 'string', ...ofRelay.customScalarTypes }).toEqual(scalars);
});
