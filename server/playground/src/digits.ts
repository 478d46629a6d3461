// JSON whose numbers keep their digits: a whole number beyond 2^53 stays what it was.
type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

interface Raw {
  rawJSON: string;
}

// Browsers since 2025 tell a reviver how a number was written, and write one as told.
const json = JSON as typeof JSON & { rawJSON?(text: string): Raw; isRawJSON?(value: unknown): boolean };

// parseDigits reads JSON. A number that a JavaScript number would change is kept as it was written, where the browser can.
export function parseDigits(text: string): unknown {
  const revive: Reviver = (_key, value, context) => {
    if (typeof value !== 'number' || !context?.source || !json.rawJSON) return value;
    return Number.isSafeInteger(value) || !/^-?\d{16,}$/.test(context.source) ? value : json.rawJSON(context.source);
  };
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}

// digits is the text of a number that was kept as it was written.
export function digits(value: unknown): string | undefined {
  return json.isRawJSON?.(value) ? (value as Raw).rawJSON : undefined;
}
