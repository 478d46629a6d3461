import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';

import { parts, possibleTypes, rows } from './cache.js';

export function urql(url: string) {
  let written = 0;
  const cache = cacheExchange({
    possibleTypes,
    keys: {
      ...Object.fromEntries(parts.map((type) => [type, () => null])),
      ...Object.fromEntries(rows.map((type) => [type, () => String(written++)])),
    },
  });
  return new Client({ url, preferGetMethod: false, exchanges: [cache, fetchExchange] });
}
