import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

import { scalars } from './dist/index.js';

const config: CodegenConfig = {
  schema: './schema.graphql',
  documents: ['test/documents.ts'],
  generates: {
    'test/gql/': {
      preset: 'client',
      // What clients send is what the manifest holds: they add `__typename` for their caches, and so does this.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: 'sha256' },
      },
      config: {
        // A scalar that is not named here is refused, rather than taken for `any`.
        strictScalars: true,
        scalars,
        useTypeImports: true,
        importExtension: '.js',
      },
    },
  },
};

export default config;
