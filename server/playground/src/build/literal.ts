// Texts that a person writes, as values in a document.
import type { Operator } from './offer';

// A Problem is what a person has to mend before there is a document.
export class Problem extends Error {}

export const text = (value: string): string => JSON.stringify(value);
export const list = (values: string[]): string => `[${values.join(', ')}]`;

// literal is the value of a condition. It throws a Problem.
export function literal(value: string, operator: Operator): string {
  if (!value.trim()) throw new Problem('give a value');
  if (!operator.list) return single(value.trim(), operator);
  const parsed = json(value);
  if (Array.isArray(parsed)) {
    const written = operator.type === 'JSON' ? parsed.map(jsonLiteral) : parsed.map((v) => single(typeof v === 'string' ? v : text(v), operator));
    return list(written);
  }
  const parts = value.split(',').map((part) => part.trim());
  return list(parts.filter(Boolean).map((part) => single(part, operator)));
}

function single(value: string, { type, values }: Operator): string {
  if (values) {
    if (!values.includes(value)) throw new Problem('choose a value');
    return value;
  }
  switch (type) {
    case 'Boolean':
      if (!['true', 'false'].includes(value)) throw new Problem('choose yes or no');
      return value;
    case 'Int':
      return whole(value, -(2 ** 31), 2 ** 31 - 1);
    case 'DateTime':
      return text(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value);
    case 'JSON': {
      const parsed = json(value);
      if (parsed === null) throw new Problem('null compares with nothing; choose “is null”');
      // A number as it is written, for reading it may lose digits.
      if (typeof parsed === 'number') return value;
      return parsed === undefined ? text(value) : jsonLiteral(parsed);
    }
    default:
      return text(value);
  }
}

// whole is a whole number within bounds. It throws a Problem.
export function whole(value: string, least: number, most: number): string {
  const number = /^-?\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) throw new Problem(`give a whole number from ${least} to ${most}`);
  return String(number);
}

function json(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function jsonLiteral(value: unknown): string {
  if (Array.isArray(value)) return list(value.map(jsonLiteral));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new Problem(`a document cannot hold the name ${text(name)}; give the JSON in a variable`);
    return `${name}: ${jsonLiteral(member)}`;
  });
  return `{ ${members.join(', ')} }`;
}
