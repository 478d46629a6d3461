// What a query is to go without, where the gateway refuses it with that: so that a choice never ends in an error which a smaller answer
// would have spared.
import type { Extra } from './query';

export interface Told {
  message: string;
  extensions?: { code?: string; input?: string };
}

export interface Refusal {
  extra: Extra;
  message: string;
}

const inputs: Record<Extra, RegExp> = { fill: /\bfill\b/, top: /\btop\b/, compare: /\b(ago|wholePeriod|previous)\b/ };

// refusal is undefined where the errors have other causes. A part of all groups, and work beyond a bound, may come of any of what is asked
// for beyond the groups; the first is tried.
export function refusal(errors: readonly Told[], asked: readonly Extra[]): Refusal | undefined {
  for (const { message, extensions: { code = '', input = '' } = {} } of errors) {
    const named = asked.find((extra) => inputs[extra].test(input));
    const extra = named ?? (['INCOMPLETE_RESULT', 'QUERY_TOO_COMPLEX'].includes(code) ? asked[0] : undefined);
    if (extra) return { extra, message };
  }
  return undefined;
}
