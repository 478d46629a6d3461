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
];
/** The code of one error of an answer. */
export function codeOf(error) {
    return errorCodes.find((code) => code === error.extensions?.['code']) ?? 'INTERNAL';
}
/**
 * The codes of what a client throws or gives: Apollo Client, urql, Relay and graphql-request wrap the errors of an answer, each in
 * its own way. Empty of what is none of the gateway's errors, such as one of the network.
 */
export function codesOf(error) {
    const wrapped = error;
    const errors = [wrapped?.errors, wrapped?.graphQLErrors, wrapped?.source?.errors, wrapped?.response?.errors].find(Array.isArray);
    return (errors ?? []).map(codeOf);
}
