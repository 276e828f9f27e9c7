/**
 * Promise: a connection that died, or was not given back in time, is no longer in use by the pool's count.
 *
 * pg's pool counts a connection as in use until it is given back, also when it is dead; and Kysely, which runs the
 * ORM's transactions, gives none back whose begin, commit or rollback failed (kysely-org/kysely#1990). Each database
 * restart would cost the pool some of its places, until none is left and everything waits for ever.
 */
import type { Pool, PoolClient } from 'pg';

/** How the pool is kept whole. */
export interface KeepWholeOptions {
  /** A connection that is in use for longer is closed, in milliseconds; null: never. */
  readonly longestUseMs: number | null;
}

/** Makes a watch over a pool, to be given the pool before its first connection is made. */
export function keepWhole({ longestUseMs }: KeepWholeOptions): (pool: Pool) => void {
  return (pool) => {
    const inUse = new WeakSet<PoolClient>();
    pool.on('release', (_error, client) => inUse.delete(client));
    pool.on('acquire', (client) => {
      inUse.add(client);
      // The pool sets `release` after this event; and where the caller has given up meanwhile, calls it at once.
      queueMicrotask(() => {
        if (inUse.has(client)) watchUse(client, longestUseMs);
      });
    });
  };
}

function watchUse(client: PoolClient, longestUseMs: number | null): void {
  const { release } = client;
  let given = false;

  function giveBack(destroy?: Error | boolean): void {
    if (given) return; // a second call must not reach the pool, which would throw
    given = true;
    client.off('end', drop);
    clearTimeout(limit);
    release(destroy);
  }
  const drop = () => giveBack(true);
  const limit = longestUseMs === null ? undefined : setTimeout(drop, longestUseMs).unref();
  client.once('end', drop);
  client.release = giveBack;
}
