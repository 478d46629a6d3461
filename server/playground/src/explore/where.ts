// Filters as the gateway takes them.
import { written } from '../chart/zone';
import type { Span } from './range';
import type { Filter, Of } from './state';

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Where = { [name: string]: Json };

const inputs: Record<string, string> = {
  ID: 'id',
  INTEGRATION_ID: 'integrationId',
  TYPE: 'type',
  PROJECT_ID: 'projectId',
  ORGANIZATION_ID: 'organizationId',
  USER_MESSAGE_COUNT: 'userMessageCount',
  PROPERTIES: 'properties',
  USER_PROPERTIES: 'userProperties',
};

export const types = ['OPENAI', 'SUPPORT_TICKET', 'SUPPORT_COPILOT'];

// where is undefined where nothing is asked for: then all conversations are meant.
export function where({ from, to, during, zone }: Span, filters: Filter[]): Where | undefined {
  const time: Where = {};
  if (during) time.during = { unit: during.unit, ...(during.offset === 0 ? {} : { offset: during.offset }), ...(during.count === 1 ? {} : { count: during.count }), ...(zone === 'UTC' ? {} : { timeZone: zone }) };
  else if (from !== undefined) time.gte = written(from, zone);
  if (to !== undefined && !during) time.lt = written(to, zone);
  const conditions = filters.flatMap((filter) => condition(filter) ?? []);
  const found: Where = {};
  if (Object.keys(time).length > 0) found.firstMessageTime = time;
  if (conditions.length > 0) found.and = conditions;
  return Object.keys(found).length > 0 ? found : undefined;
}

// condition is undefined for a filter that says nothing yet: without a value, or with one that its field cannot have.
export function condition({ of, is, values }: Filter): Where | undefined {
  const one = (test: Where): Where => ({ [inputs[of.field] ?? '']: of.path ? [{ path: of.path, ...test }] : test });
  if (is === 'known' || is === 'unknown') return one({ isNull: is === 'unknown' });
  const texts = values.filter((value) => value !== null).flatMap((value) => typed(of, value) ?? []);
  const none = values.includes(null);
  if (is === 'atLeast' || is === 'atMost') {
    if (!comparable(of)) return undefined;
    const [least] = texts;
    const value = typeof least === 'string' && of.path && least.trim() !== '' && Number.isFinite(Number(least)) ? Number(least) : least;
    return value === undefined ? undefined : one({ [is === 'atLeast' ? 'gte' : 'lte']: value });
  }
  if (is === 'is') {
    if (texts.length === 0) return none ? one({ isNull: true }) : undefined;
    const among = one(texts.length === 1 ? { eq: texts[0] as Json } : { in: texts });
    return none ? { or: [among, one({ isNull: true })] } : among;
  }
  if (texts.length === 0) return none ? one({ isNull: false }) : undefined;
  const others = one(texts.length === 1 ? { neq: texts[0] as Json } : { notIn: texts });
  // In SQL null is not unequal to anything; to a person it is.
  return none ? others : { or: [others, one({ isNull: true })] };
}

// comparable says whether a field's values are more and less than one another for a person.
export function comparable(of: Of): boolean {
  return of.field === 'USER_MESSAGE_COUNT' || !!of.path;
}

// typed is a value as its field has it, or undefined.
function typed(of: Of, value: string): Json | undefined {
  if (of.field === 'USER_MESSAGE_COUNT') {
    const number = Number(value);
    return /^\s*-?\d+\s*$/.test(value) && Math.abs(number) < 2 ** 31 ? number : undefined;
  }
  if (of.field === 'TYPE') return types.includes(value) ? value : undefined;
  return value;
}
