// Writes what the package has of the schema: the types of a filter, a table of them, and the types for gql.tada.
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, getNamedType, getNullableType, introspectionFromSchema, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { readFileSync, writeFileSync } from 'node:fs';

const schema = buildSchema(readFileSync('../../schema.graphqls', 'utf8'));

/** The types that a filter is made of, each after those that it was met in. */
const types = [schema.getType('ConversationWhere')];
for (const type of types) {
  if (!isInputObjectType(type)) continue;
  for (const field of Object.values(type.getFields())) {
    const member = getNamedType(field.type);
    if ((isInputObjectType(member) || isEnumType(member)) && !types.includes(member)) types.push(member);
  }
}

const scalars = { ID: 'string', Int: 'number', String: 'string', Boolean: 'boolean', DateTime: 'string', Duration: 'string', TimeZone: 'string', JSON: 'unknown' };
const comment = (text, indent = '') => `${indent}/** ${text.replaceAll('\n', `\n${indent} * `)} */\n`;
const isWanted = (field) => isNonNullType(field.type) && field.defaultValue === undefined;

function typeScript(type) {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `Array<${typeScript(nullable.ofType)}>`;
  return scalars[nullable.name] ?? nullable.name;
}

function declaration(type) {
  const head = comment(type.description) + `export type ${type.name} =`;
  if (isEnumType(type)) return `${head} ${type.getValues().map(({ name }) => `'${name}'`).join(' | ')};\n`;
  const members = Object.values(type.getFields()).map((field) => {
    const mark = isWanted(field) ? '' : '?';
    return `${comment(field.description, '  ')}  ${field.name}${mark}: ${typeScript(field.type)}${mark && ' | undefined'};\n`;
  });
  return `${head} {\n${members.join('')}};\n`;
}

const inputs = types.filter(isInputObjectType).map((type) => [
  type.name,
  Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, String(isWanted(field) ? field.type : getNullableType(field.type))])),
]);
const enums = types.filter(isEnumType).map((type) => [type.name, type.getValues().map(({ name }) => name)]);
const table = (name, entries, type) => `export const ${name}: ${type} = ${JSON.stringify(Object.fromEntries(entries), null, 2)};\n`;

writeFileSync(
  'src/inputs.ts',
  [
    '// Written by generate.mjs.\n',
    ...types.map(declaration),
    comment('The members of each input type, with their types.') + table('inputs', inputs, 'Readonly<Record<string, Readonly<Record<string, string>>>>'),
    comment('The values of each enum.') + table('enums', enums, 'Readonly<Record<string, readonly string[]>>'),
  ].join('\n'),
);

const introspection = minifyIntrospection(introspectionFromSchema(schema, { descriptions: false }));
const text = outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true });
writeFileSync('src/introspection.ts', text.slice(0, text.indexOf("import * as gqlTada")));
