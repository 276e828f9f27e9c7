export { bisect, isDataFailure } from './bisect.ts';
export { keepAlive } from './keep-alive.ts';
export { createStatement, runStatement, type Statement } from './statement.ts';
export { tendPool } from './tend-pool.ts';
