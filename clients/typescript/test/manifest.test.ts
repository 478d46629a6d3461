import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse, print, type DocumentNode } from 'graphql';
import { afterEach, expect, test, vi } from 'vitest';

import { apollo } from './clients.js';
import { Chart, Count, Dashboard, Keys, One, Page } from './documents.js';
import { urql } from './clients.js';
import { url } from './gateway.js';

const read = (manifest: string) => JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
const ofCodeGenerator = read('test/gql/persisted-documents.json');
const documents = [Chart, Count, Dashboard, Keys, One, Page];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
// The manifest has its selections in alphabetical order.
const words = (text: string) => print(parse(text)).match(/\w+/g)!.toSorted().join(' ');

afterEach(() => void vi.restoreAllMocks());

test('manifests name each document by its hash', () => {
  const ofRelay = read('test/relay/persisted-documents.json');
  expect(Object.keys(ofCodeGenerator)).toHaveLength(documents.length);
  expect(Object.keys(ofRelay).length).toBeGreaterThan(5);
  for (const [id, text] of Object.entries(ofCodeGenerator)) expect(id).toBe(`sha256:${sha256(text)}`);
  for (const [id, text] of Object.entries(ofRelay)) expect(id).toBe(sha256(text));
});

test.each([
  { name: 'Apollo', ask: (query: DocumentNode, variables: object) => apollo(url).query({ query, variables }).catch(() => {}) },
  { name: 'urql', ask: (query: DocumentNode, variables: object) => urql(url).query(query, variables).toPromise() },
])("$name sends the documents of the manifest, with nothing added", async ({ ask }) => {
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({ errors: [{ message: 'no' }] }));
  const variables = { where: { type: { eq: 'OPENAI' } }, id: 'conv_1', first: 1 };
  for (const document of documents) await ask(document as unknown as DocumentNode, variables);
  const sent = spy.mock.calls.map(([, init]) => words(JSON.parse(String(init!.body)).query));
  expect(sent.toSorted()).toEqual(Object.values(ofCodeGenerator).map(words).toSorted());
});
