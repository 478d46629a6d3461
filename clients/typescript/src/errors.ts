/** What `extensions.code` may be. Others may come: treat one that you do not know as `INTERNAL`. */
export const errorCodes = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'INCOMPLETE_RESULT',
  'QUERY_TOO_COMPLEX',
  'REQUEST_TOO_LARGE',
  'PERSISTED_QUERY_NOT_FOUND',
  'RATE_LIMITED',
  'UPSTREAM_REJECTED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID_RESPONSE',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The code of an error of Apollo's `CombinedGraphQLErrors.errors`, of urql's `error.graphQLErrors`, or of an answer. */
export function codeOf(error: { readonly extensions?: { readonly [name: string]: unknown } | undefined }): ErrorCode {
  return errorCodes.find((code) => code === error.extensions?.['code']) ?? 'INTERNAL';
}
