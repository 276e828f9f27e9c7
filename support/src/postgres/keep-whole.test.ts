import { setTimeout as wait } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { keepWhole } from './keep-whole.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** A pool with room for one connection: who keeps it keeps it from all others. */
function openPool(longestUseMs: number | null, options: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: database.url, max: 1, ...options });
  pool.on('error', () => {});
  keepWhole({ longestUseMs })(pool);
  onTestFinished(() => pool.end());
  return pool;
}

async function pidOf(client: Pool | PoolClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

it('the pool takes back a connection that died in use', async () => {
  const pool = openPool(null);
  const client = await pool.connect();
  client.on('error', () => {});
  const pid = await pidOf(client);
  await database.query('SELECT pg_terminate_backend($1)', [pid]);
  expect(await pidOf(pool)).not.toBe(pid);
  await expect(client.query('COMMIT')).rejects.toThrow();
  client.release(); // too late, and without effect
  expect(pool.totalCount).toBe(1);
});

it('the pool takes back a connection that is in use for too long', async () => {
  const pool = openPool(3_000); // long enough to query its pid, also on a busy machine
  const pid = await pidOf(await pool.connect());
  expect(await pidOf(pool)).not.toBe(pid);
});

it('the pool leaves in use what is in use, and reuses what was released', async () => {
  const pool = openPool(60_000);
  const first = await pool.connect();
  const pid = await pidOf(first);
  const waiting = pool.connect();
  expect(pool.waitingCount).toBe(1);
  first.release();
  const second = await waiting;
  expect(await pidOf(second)).toBe(pid);
  second.release();
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
});

it('the pool keeps a connection that came too late for its waiter', async () => {
  const slowly = { connectionTimeoutMillis: 1_500, onConnect: () => wait(2_500) };
  const pool = openPool(60_000, slowly);
  const first = await pool.connect();
  const impatient = pool.connect();
  first.release(true);
  await expect(impatient).rejects.toThrow('timeout');
  await expect.poll(() => pool.idleCount).toBe(1);
  const third = await pool.connect();
  third.release();
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
});
