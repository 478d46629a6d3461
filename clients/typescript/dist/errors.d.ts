/** What `extensions.code` may be. Others may come: treat one that you do not know as `INTERNAL`. */
export declare const errorCodes: readonly ['BAD_USER_INPUT', 'QUERY_TOO_COMPLEX', 'REQUEST_TOO_LARGE', 'PERSISTED_QUERY_NOT_FOUND', 'UNAUTHENTICATED', 'FORBIDDEN', 'INCOMPLETE_RESULT', 'RATE_LIMITED', 'UPSTREAM_REJECTED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UPSTREAM_INVALID_RESPONSE', 'INTERNAL'];
export type ErrorCode = (typeof errorCodes)[number];
type GraphQLErrorLike = {
    readonly extensions?: {
        readonly [name: string]: unknown;
    } | null | undefined;
};
/** The code of one error of an answer. */
export declare function codeOf(error: GraphQLErrorLike): ErrorCode;
/**
 * The codes of what a client throws or gives: Apollo Client, urql, Relay and graphql-request wrap the errors of an answer, each in
 * its own way. Empty of what is none of the gateway's errors, such as one of the network.
 */
export declare function codesOf(error: unknown): ErrorCode[];
export {};
