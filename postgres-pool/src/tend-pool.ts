import type { Pool } from 'pg';
import { type KeepWholeOptions, keepWhole } from './keep-whole.ts';
import { prepareStatements } from './statement.ts';

/** All that a pool of ours needs, to be given the pool before its first connection is made. */
export function tendPool(options: KeepWholeOptions): (pool: Pool) => void {
  return (pool) => {
    keepWhole(options)(pool);
    prepareStatements(pool);
  };
}
