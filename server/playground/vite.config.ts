import { gzipSync } from 'fflate';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  base: './',
  plugins: [compressed()],
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
