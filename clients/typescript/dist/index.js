export { codeOf, codesOf, errorCodes } from './errors.js';
export { filter, FilterError } from './filter.js';
export { possibleTypes, scalars } from './schema.js';
