import { source } from './source';

// In memory only: a reload forgets it, and no storage, history or link holds it.
export const token = source('');

// Whether the gateway answered the last request with 401.
export const refused = source(false);
