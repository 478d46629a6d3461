import { parts, possibleTypes, rows } from './schema.js';

export { possibleTypes };

let written = 0;

/** For `cacheExchange`: the keys of the types. Graphcache joins lists by index, unless the rows of each answer have keys of their own. */
export const keys: Record<string, () => string | null> = {
  ...Object.fromEntries(parts.map((type) => [type, () => null])),
  ...Object.fromEntries(rows.map((type) => [type, () => String(written++)])),
};

/** What `cacheExchange({ ...graphcache })` needs. */
export const graphcache = { possibleTypes, keys };
