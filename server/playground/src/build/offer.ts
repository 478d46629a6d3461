// What the schema offers to compose of, so that the panel follows it.
import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

export interface Choice {
  name: string;
  hint: string; // The schema's description.
}

export interface Operator extends Choice {
  type: string;
  list: boolean;
  values?: string[]; // Of an enum.
}

export interface Offer {
  views: Choice[];
  fields: Choice[];
  propertyFields: Choice[];
  units: Choice[];
  directions: Choice[];
  keys: string[]; // The fields of a group's key.
  functions: (Choice & { of: string[] })[]; // Of nothing, of fields, of "property".
  filters: (Choice & { path: boolean; operators: Operator[] })[];
  columns: (Choice & { fields?: string[] })[]; // With the fields beneath an object.
}

// offer reads a schema. It gives undefined if that is not one of conversations.
export function offer(schema: GraphQLSchema): Offer | undefined {
  const values = (name: string) => {
    const type = schema.getType(name);
    return isEnumType(type) ? type.getValues().map(choice) : [];
  };
  const fields = (name: string) => {
    const type = schema.getType(name);
    return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  };
  const beneath = (field: GraphQLField<unknown, unknown>) => fields(getNamedType(field.type).name);
  if (!schema.getQueryType()?.getFields().conversations) return undefined;
  return {
    views: fields('Conversations').map(choice),
    fields: values('ConversationField'),
    propertyFields: values('PropertyField'),
    units: values('TimeUnit'),
    directions: values('Direction'),
    keys: fields('ConversationKey').map((f) => f.name),
    functions: fields('ConversationMetrics')
      .filter((f) => !isListType(getNullableType(f.type)))
      .map((f) => ({ ...choice(f), of: beneath(f).map((b) => b.name) })),
    filters: filters(schema),
    columns: fields('Conversation')
      .filter((f) => !f.args.some(isRequiredArgument))
      .map((f) => (isLeafType(getNamedType(f.type)) ? choice(f) : { ...choice(f), fields: beneath(f).map((b) => b.name) })),
  };
}

function filters(schema: GraphQLSchema): Offer['filters'] {
  const where = schema.getType('ConversationWhere');
  if (!isInputObjectType(where)) return [];
  return Object.values(where.getFields()).flatMap((field) => {
    const type = getNamedType(field.type);
    if (!isInputObjectType(type) || type === where) return [];
    const operators = Object.values(type.getFields()).filter((f) => f.name !== 'path');
    return {
      ...choice(field),
      path: 'path' in type.getFields(),
      operators: operators.map((operator) => {
        const of = getNamedType(operator.type);
        return {
          ...choice(operator),
          type: of.name,
          list: isListType(getNullableType(operator.type)),
          values: isEnumType(of) ? of.getValues().map((v) => v.name) : undefined,
        };
      }),
    };
  });
}

function choice({ name, description }: { name: string; description?: string | null }): Choice {
  return { name, hint: description ?? '' };
}

// camel is the name of a field after that of an enum's value: userMessageCount after USER_MESSAGE_COUNT.
export function camel(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

// constant is the way back.
export function constant(name: string): string {
  return name.replace(/[A-Z]/g, '_$&').toUpperCase();
}

// fieldName is what the schema's types call a field of the enum ConversationField. The identifier has a longer name there.
export function fieldName(offer: Offer, value: string): string {
  const name = camel(value);
  return offer.keys.includes(name) ? name : camel(`CONVERSATION_${value}`);
}

// words is a name as people read it: "user message count".
export function words(name: string): string {
  const text = (name === name.toUpperCase() ? name : constant(name)).replaceAll('_', ' ').toLowerCase();
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace(/\bid\b/i, 'ID');
}
