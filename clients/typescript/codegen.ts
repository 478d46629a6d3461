import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

const config: CodegenConfig = {
  schema: '../../schema.graphqls',
  documents: ['src/documents.ts'],
  generates: {
    'src/gql/': {
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
        scalars: { ID: 'string', DateTime: 'string', Duration: 'string', TimeZone: 'string', JSON: 'unknown' },
        useTypeImports: true,
        importExtension: '.js',
      },
    },
  },
};

export default config;
