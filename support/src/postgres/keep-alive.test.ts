import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepAlive } from './keep-alive.ts';
import { tendPool } from './tend-pool.ts';

let database: TestDatabase;
let orm: MikroORM;
beforeAll(async () => {
  database = await createTestDatabase();
  orm = new MikroORM({
    clientUrl: database.url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    driverOptions: { onPoolCreated: tendPool({ longestUseMs: null }) },
  });
});
afterAll(async () => {
  await orm.close(true);
  await database[Symbol.asyncDispose]();
});

const LOCK = 4_711;

/** Holds the lock in a transaction whose silence is not borne for longer than a second. */
function holdLock(work: () => Promise<unknown>): Promise<unknown> {
  return orm.em.fork().transactional(async (tx) => {
    await tx.execute(
      `select pg_advisory_xact_lock(${LOCK}), set_config('idle_in_transaction_session_timeout', '1s', true)`,
    );
    return await keepAlive(tx, 200, work);
  });
}

const isFree = async () =>
  (await database.query<{ free: boolean }>(`select pg_try_advisory_xact_lock(${LOCK}) as free`))[0]?.free;

it('keepAlive keeps a lock for as long as the work takes', async () => {
  const free: unknown[] = [];
  await holdLock(async () => {
    await sleep(2_500); // longer than its silence is borne
    free.push(await isFree());
  });
  free.push(await isFree());
  expect(free).toEqual([false, true]);
});

it('keepAlive loses a lock when the process hangs, and says so', async () => {
  let freed: Promise<unknown> | null = null;
  let over = false;
  const holding = holdLock(async () => {
    freed = database.query(`select pg_advisory_xact_lock(${LOCK})`).then(() => expect(over).toBe(false));
    await sleep(300); // until the other waits for the lock
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000); // as a process that is stopped
    await freed;
  }).finally(() => {
    over = true;
  });
  await expect(holding).rejects.toThrow();
  await freed;
});

it('keepAlive rejects with what the work rejects with', async () => {
  await expect(holdLock(() => Promise.reject(new Error('a fault of the work')))).rejects.toThrow('a fault of the work');
});
