/** Which conversations. Everything given is required (and). An empty object is an error, and so is a null inside, so that neither is ever
 * taken for "everything": leave out what you do not filter by. */
export type ConversationWhere = {
    /** All of these. At least one. */
    and?: Array<ConversationWhere> | undefined;
    /** Any of these. At least one. */
    or?: Array<ConversationWhere> | undefined;
    /** Not this. As in SQL, a comparison with a null value is neither true nor false, so `not: { type: { eq: OPENAI } }` does
     * not find conversations without a type. `contains`, `containedBy`, `hasKey`, `hasAnyKey`, `hasAllKeys`, `arrayContains`
     * and `arrayContainsObject` cannot be negated. */
    not?: ConversationWhere | undefined;
    /** By identifier. */
    id?: IDFilter | undefined;
    /** By the number of messages the user wrote. */
    userMessageCount?: IntFilter | undefined;
    /** By organization. */
    organizationId?: IDFilter | undefined;
    /** By project. */
    projectId?: IDFilter | undefined;
    /** By integration. */
    integrationId?: IDFilter | undefined;
    /** By the time of the first message. */
    firstMessageTime?: TimeFilter | undefined;
    /** By type. */
    type?: ConversationTypeFilter | undefined;
    /** By properties; every entry is required: `{ path: ["page", "lang"], eq: "en" }`. */
    properties?: Array<PropertyFilter> | undefined;
    /** By the user's properties; every entry is required: `[{ path: ["plan"], in: ["pro", "enterprise"] }]`. */
    userProperties?: Array<PropertyFilter> | undefined;
};
/** Conditions on an identifier. At least one; several are all required. */
export type IDFilter = {
    /** Equal to. */
    eq?: string | undefined;
    /** Not equal to. As in SQL, null is not found. */
    neq?: string | undefined;
    /** Greater than, in the endpoint's order of strings. */
    gt?: string | undefined;
    /** Greater than or equal to, in the endpoint's order of strings. */
    gte?: string | undefined;
    /** Less than, in the endpoint's order of strings. */
    lt?: string | undefined;
    /** Less than or equal to, in the endpoint's order of strings. */
    lte?: string | undefined;
    /** One of these. An empty list matches nothing. */
    in?: Array<string> | undefined;
    /** None of these. As in SQL, null is not found. An empty list excludes nothing. */
    notIn?: Array<string> | undefined;
    /** True: has no value. False: has one. */
    isNull?: boolean | undefined;
};
/** Conditions on a whole number. At least one; several are all required. */
export type IntFilter = {
    /** Equal to. */
    eq?: number | undefined;
    /** Not equal to. */
    neq?: number | undefined;
    /** Greater than. */
    gt?: number | undefined;
    /** Greater than or equal to. */
    gte?: number | undefined;
    /** Less than. */
    lt?: number | undefined;
    /** Less than or equal to. */
    lte?: number | undefined;
    /** One of these. An empty list matches nothing. */
    in?: Array<number> | undefined;
    /** None of these. An empty list excludes nothing. */
    notIn?: Array<number> | undefined;
    /** True: has no value. False: has one. */
    isNull?: boolean | undefined;
};
/** Conditions on a time. At least one; several are all required. */
export type TimeFilter = {
    /** At. */
    eq?: string | undefined;
    /** Not at. */
    neq?: string | undefined;
    /** After. */
    gt?: string | undefined;
    /** At or after. */
    gte?: string | undefined;
    /** Before. */
    lt?: string | undefined;
    /** At or before. */
    lte?: string | undefined;
    /** One of these. An empty list matches nothing. */
    in?: Array<string> | undefined;
    /** None of these. An empty list excludes nothing. */
    notIn?: Array<string> | undefined;
    /** Since this long before now: `P30D`. The bound is aligned down, in UTC, so that equal dashboards ask equal questions: to
     * the second for spans under an hour, to the minute under a day, to the hour up to 31 days, and to the day beyond. */
    last?: string | undefined;
    /** With `last`: the time of that length that ended so long ago. `{ last: "P7D", ago: "P7D" }` is the week before the last one. Both
     * ends are aligned down as `last` says, by the length of `last`, so that neighbouring periods touch. */
    ago?: string | undefined;
    /** In a period of the calendar: `{ unit: MONTH, offset: -1 }` is last month, `{ unit: DAY, offset: -30, count: 30 }` are the last 30 whole days. */
    during?: CalendarPeriod | undefined;
    /** True: has no value. False: has one. */
    isNull?: boolean | undefined;
};
/** Conditions on the type. At least one; several are all required. `OTHER` cannot be asked for. */
export type ConversationTypeFilter = {
    /** Equal to. */
    eq?: ConversationType | undefined;
    /** Not equal to. As in SQL, null is not found. */
    neq?: ConversationType | undefined;
    /** One of these. An empty list matches nothing. */
    in?: Array<ConversationType> | undefined;
    /** None of these. As in SQL, null is not found. An empty list excludes nothing. */
    notIn?: Array<ConversationType> | undefined;
    /** True: has no value. False: has one. */
    isNull?: boolean | undefined;
};
/** Conditions on a property, or, without `path`, on the whole JSON field. At least one; several are all required.
 *
 * `{ path: ["plan"], eq: "pro" }`, `{ path: ["score"], gte: 3 }`, `{ hasKey: "plan" }`, `{ contains: { plan: "pro" } }` */
export type PropertyFilter = {
    /** The way to the property: `["plan"]`, or `["page", "lang"]` for a nested one. Without it the whole field is meant. */
    path?: Array<string> | undefined;
    /** Equal to. */
    eq?: unknown | undefined;
    /** Not equal to. As in SQL, a missing property is not found. */
    neq?: unknown | undefined;
    /** Greater than. */
    gt?: unknown | undefined;
    /** Greater than or equal to. */
    gte?: unknown | undefined;
    /** Less than. */
    lt?: unknown | undefined;
    /** Less than or equal to. */
    lte?: unknown | undefined;
    /** One of these. An empty list matches nothing. */
    in?: Array<unknown> | undefined;
    /** None of these. As in SQL, a missing property is not found. An empty list excludes nothing. */
    notIn?: Array<unknown> | undefined;
    /** Holds this JSON inside: `{ contains: { plan: "pro" } }`. */
    contains?: unknown | undefined;
    /** Is held inside this JSON. */
    containedBy?: unknown | undefined;
    /** An object with this key. */
    hasKey?: string | undefined;
    /** An object with at least one of these keys. */
    hasAnyKey?: Array<string> | undefined;
    /** An object with all of these keys. */
    hasAllKeys?: Array<string> | undefined;
    /** A list that holds this value: `{ path: ["tags"], arrayContains: "billing" }`. */
    arrayContains?: unknown | undefined;
    /** A list that holds an object with these members: `{ path: ["pages"], arrayContainsObject: { lang: "en" } }`. */
    arrayContainsObject?: unknown | undefined;
    /** True: has no value. False: has one. */
    isNull?: boolean | undefined;
};
/** A period of the calendar, by the wall clock of a time zone, from its first instant to the first one behind it.
 *
 * `{ unit: MONTH }` is this month, `{ unit: QUARTER, offset: -1, timeZone: "Europe/Berlin" }` the last quarter in Berlin. */
export type CalendarPeriod = {
    /** The units that the period is made of. */
    unit: TimeUnit;
    /** How many units behind the present one the period begins: -1 is the one before. -10,000 to 10,000. */
    offset?: number | undefined;
    /** How many units the period has: 1 to 10,000. */
    count?: number | undefined;
    /** By whose wall clock. */
    timeZone?: string | undefined;
    /** The first day of a week. It counts for `WEEK` alone. */
    weekStart?: Weekday | undefined;
};
/** The kinds of conversation. */
export type ConversationType = 'OPENAI' | 'SUPPORT_TICKET' | 'SUPPORT_COPILOT' | 'OTHER';
/** The lengths of time buckets and periods. */
export type TimeUnit = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
/** The days of the week. */
export type Weekday = 'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY';
/** The members of each input type, with their types. */
export declare const inputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
/** The values of each enum. */
export declare const enums: Readonly<Record<string, readonly string[]>>;
