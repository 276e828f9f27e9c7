export { createStatement, runStatement, type Statement } from './statement.ts';
export { tendPool } from './tend-pool.ts';
