import graphql from '@graphql-eslint/eslint-plugin';

const described = ['FieldDefinition', 'InputValueDefinition', 'EnumValueDefinition', 'DirectiveDefinition'];

export default [
  {
    files: ['**/*.graphqls'],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema.graphqls' } } },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      '@graphql-eslint/require-description': ['error', { types: true, ...Object.fromEntries(described.map((kind) => [kind, true])) }],
      // One line of words needs no block; what quotes a query does.
      '@graphql-eslint/description-style': 'off',
      // Lists are read forward.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Keys and metrics are lists of values, and `nodes` is the shorter way to a connection's conversations.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false, withEdgeSuffix: true }],
      // Conversations alone have an identity. The tests of clients/typescript hold what caches do with every other type.
      '@graphql-eslint/strict-id-in-types': 'off',
    },
  },
];
