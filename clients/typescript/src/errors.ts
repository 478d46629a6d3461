/** What `extensions.code` may be. Others may come: treat one that you do not know as `INTERNAL`. */
export const errorCodes = [
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'REQUEST_TOO_LARGE',
  'PERSISTED_QUERY_NOT_FOUND',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'INCOMPLETE_RESULT',
  'RATE_LIMITED',
  'UPSTREAM_REJECTED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID_RESPONSE',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

type GraphQLErrorLike = { readonly extensions?: { readonly [name: string]: unknown } | null | undefined };

/** The code of one error of an answer. */
export function codeOf(error: GraphQLErrorLike): ErrorCode {
  return errorCodes.find((code) => code === error.extensions?.['code']) ?? 'INTERNAL';
}

/**
 * The codes of what a client throws or gives: Apollo Client, urql, Relay and graphql-request wrap the errors of an answer, each in
 * its own way. Empty of what is none of the gateway's errors, such as one of the network.
 */
export function codesOf(error: unknown): ErrorCode[] {
  const wrapped = error as { errors?: unknown; graphQLErrors?: unknown; source?: { errors?: unknown }; response?: { errors?: unknown } } | null | undefined;
  const errors = [wrapped?.errors, wrapped?.graphQLErrors, wrapped?.source?.errors, wrapped?.response?.errors].find(Array.isArray);
  return (errors ?? []).map(codeOf);
}
