/* eslint-disable */
/* prettier-ignore */
export {};
