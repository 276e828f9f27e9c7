import type { Pool } from 'pg';
import { type KeepWholeOptions, keepWhole } from './keep-whole.ts';
import { prepareStatements } from './statement.ts';

/** How a pool is tended. */
export interface TendPoolOptions extends KeepWholeOptions {
  /** Called with the channel of each notification that comes to a connection that listens. */
  onNotification?(channel: string): void;
}

/** All that a pool of ours needs, to be given the pool before its first connection is made. */
export function tendPool({ onNotification, ...options }: TendPoolOptions): (pool: Pool) => void {
  return (pool) => {
    keepWhole(options)(pool);
    prepareStatements(pool);
    if (onNotification === undefined) return;
    pool.on('connect', (client) => {
      client.on('notification', ({ channel }) => onNotification(channel));
    });
  };
}
