export { codeOf, codesOf, errorCodes, type ErrorCode } from './errors.js';
export { filter, FilterError, type Defined } from './filter.js';
export type * from './inputs.js';
export { possibleTypes, scalars, type Scalars } from './schema.js';
