export { bisect, isDataFailure } from './bisect.ts';
export { createStatement, runStatement, type Statement } from './statement.ts';
export { tendPool } from './tend-pool.ts';
