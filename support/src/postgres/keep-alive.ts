import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Does work during which a transaction, which holds a lock, has nothing to do, and runs a statement in it every `everyMs`
 * meanwhile. So its `idle_in_transaction_session_timeout` ends it only when this process hangs, and the lock is free for
 * others then. The transaction is not to be used by the work itself.
 *
 * @throws what the work throws, or that the transaction was lost
 */
export async function keepAlive<Result>(
  tx: EntityManager,
  everyMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const done = new AbortController();
  const pinging = (async () => {
    for (;;) {
      await sleep(everyMs, undefined, { signal: done.signal }).catch(() => {});
      if (done.signal.aborted) return;
      await tx.execute('select 1');
    }
  })();
  pinging.catch(() => {}); // reported below, when the work is over
  try {
    return await work();
  } finally {
    done.abort();
    await pinging;
  }
}
