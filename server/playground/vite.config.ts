import { gzipSync } from 'fflate';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  base: './',
  plugins: [preloaded(), compressed()],
  worker: { format: 'es' },
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
    // React libraries mark every file "use client", which means nothing to a bundle.
    rolldownOptions: { checks: { moduleLevelDirective: false }, input: ['index.html', 'explore.html'] },
  },
});

// Has a page load beside its script what that is about to import.
function preloaded(): Plugin {
  return {
    name: 'preloaded',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, chunk }) {
        const wanted = new Set<string>();
        const add = (name: string) => {
          const found = bundle[name];
          if (found?.type !== 'chunk' || wanted.has(name)) return;
          wanted.add(name);
          found.imports.forEach(add);
        };
        if (chunk?.name === 'explore') chunk.dynamicImports.forEach(add);
        return [...wanted].filter((name) => !html.includes(name)).map((name) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `./${name}` }, injectTo: 'head' as const }));
      },
    },
  };
}

// Keeps only the gzip form of each asset. Written in JavaScript, fflate gives the same bytes on every
// machine, which zlib does not promise.
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          if (!name.startsWith('assets/')) continue;
          const source = file.type === 'chunk' ? file.code : file.source;
          const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
          this.emitFile({
            type: 'asset',
            fileName: `${name}.gz`,
            source: gzipSync(bytes, { level: 9, mtime: 0 }),
          });
          delete bundle[name];
        }
      },
    },
  };
}
