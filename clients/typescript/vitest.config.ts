import { transformAsync } from '@babel/core';
import { defineConfig, type Plugin } from 'vitest/config';

/** Puts what relay-compiler has written in the place of the `graphql` tags. */
const relayTags: Plugin = {
  name: 'relay-tags',
  enforce: 'pre',
  async transform(code, id) {
    if (!id.includes('/test/relay/') || !code.includes('graphql`')) return null;
    const compiled = await transformAsync(code, {
      filename: id,
      babelrc: false,
      configFile: false,
      sourceMaps: true,
      parserOpts: { plugins: ['typescript', 'jsx'] },
      plugins: ['relay'],
    });
    return { code: compiled!.code!, map: compiled!.map! };
  },
};

export default defineConfig({
  plugins: [relayTags],
  // A browser asks without more ado what its page came from.
  test: { environmentOptions: { happyDOM: { url: process.env['GATEWAY_URL']! } }, include: ['test/**/*.test.{ts,tsx}'], testTimeout: 30_000 },
});
