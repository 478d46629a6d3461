import { type ConversationWhere } from './inputs.js';
/** What the gateway would refuse of a filter, and where it is: `where.and[0].id`, as in `extensions.input` of the gateway's error. */
export declare class FilterError extends Error {
    name: string;
    readonly input: string;
    constructor(message: string, input: string);
}
/** A type without the members that are undefined. */
export type Defined<T> = T extends object ? {
    [name in keyof T]: Defined<Exclude<T[name], undefined>>;
} : T;
/**
 * A filter without the members that are undefined, for a variable of the type `ConversationWhere`. A condition whose value is
 * undefined is left out; undefined comes back, which is no filter, where every condition is.
 *
 * It throws a `FilterError` for what the gateway would refuse: an empty object, a null, a field or an operator that the schema lacks,
 * a value of another type; and for an alternative of `or` of which nothing is left. Time zones and what depends on the gateway's
 * settings are left to the gateway.
 */
export declare function filter(where: ConversationWhere | undefined): Defined<ConversationWhere> | undefined;
