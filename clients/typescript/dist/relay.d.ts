/** For `Environment`. Relay joins lists by index, unless the rows of each answer have identifiers of their own. */
export declare const getDataID: (value: {
    readonly [field: string]: unknown;
}, type: string) => unknown;
