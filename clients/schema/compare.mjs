// Compares a schema with the one that clients were last released with.
// node compare.mjs [SCHEMA]    Fails if a change breaks clients; changes that may surprise them are printed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** The changes from one schema to another, by what they do to clients. */
export async function compare(from, to) {
  const changes = await diff(buildSchema(from), buildSchema(to));
  const of = (level) => changes.filter(({ criticality }) => criticality.level === level);
  return { breaking: of(CriticalityLevel.Breaking), dangerous: of(CriticalityLevel.Dangerous), safe: of(CriticalityLevel.NonBreaking) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const released = readFileSync(new URL('released.graphqls', import.meta.url), 'utf8');
  const current = readFileSync(process.argv[2] ?? new URL('../../schema.graphqls', import.meta.url), 'utf8');
  const { breaking, dangerous, safe } = await compare(released, current);
  for (const { message, criticality } of breaking) console.error(`breaking: ${message}. ${criticality.reason ?? ''}`);
  for (const { message, criticality } of dangerous) console.log(`dangerous: ${message}. ${criticality.reason ?? ''}`);
  console.log(`against the release: ${breaking.length} breaking, ${dangerous.length} dangerous, ${safe.length} other changes`);
  process.exitCode = breaking.length > 0 ? 1 : 0;
}
