// Asks a running gateway all that graphql-http asks of a server, what a server MAY do included:
//   node audits.mjs http://127.0.0.1:4000/graphql
import { serverAudits } from 'graphql-http';

// As many as the pinned version has: an audit that were skipped must not look like one that passed.
const expected = 61;

const [url] = process.argv.slice(2);
if (!url) {
  console.error('usage: node audits.mjs URL');
  process.exit(2);
}
const fetchFn = (address, init) => fetch(address, { ...init, signal: AbortSignal.timeout(60_000) });

let passed = 0;
let failed = 0;
for (const { id, name, fn } of serverAudits({ url, fetchFn })) {
  // An audit returns what it does not like, and throws what keeps it from asking.
  const result = await fn().catch((error) => ({ status: 'error', reason: String(error.cause ?? error) }));
  if (result.status === 'ok') {
    passed++;
    continue;
  }
  failed++;
  const answered = result.response ? ` (answered ${result.response.status})` : '';
  console.log(`${result.status} ${id} ${name}: ${result.reason}${answered}`);
}
console.log(`${passed} passed, ${failed} failed`);
if (passed !== expected) process.exitCode = 1;
