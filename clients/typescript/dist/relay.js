import { rows } from './schema.js';
let written = 0;
/** For `Environment`. Relay joins lists by index, unless the rows of each answer have identifiers of their own. */
export const getDataID = (value, type) => rows.some((row) => row === type) ? `${type}:${written++}` : value['id'];
