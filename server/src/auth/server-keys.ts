import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../db/database.ts';

/** A key of the server's own, of 32 bytes, and its number. */
export interface ServerKey {
  readonly id: number;
  readonly key: KeyObject;
}

/** How many keys are kept. */
export const MOST_KEYS = 10;
/** How long keys are cached before they are read again, in milliseconds. */
const FRESH_MS = 60_000;
/** A key signs when it is so old, in seconds: every server has read it by then, and accepts what it signs. Until one is, the oldest does. */
export const SIGNS_AFTER_S = (2 * FRESH_MS) / 1_000;

/**
 * Reads the keys that the server signs cursors and links with, and caches them: the one that signs first, then the others,
 * which are accepted.
 */
export function createServerKeys(db: Pick<Database, 'fork'>): () => Promise<readonly ServerKey[]> {
  let known: { readonly keys: Promise<readonly ServerKey[]>; readonly atMs: number } | null = null;

  async function read(): Promise<readonly ServerKey[]> {
    const rows = await db.fork().execute<{ id: number; secret: string }[]>(
      `select id, secret from
       (select *, created_at > now() - interval '${SIGNS_AFTER_S} seconds' as young from server.feed_key) as key
       order by young, case when young then id else -id end limit ${MOST_KEYS}`,
    );
    return rows.map(({ id, secret }) => ({ id, key: createSecretKey(secret, 'hex') }));
  }

  return () => {
    if (known === null || Date.now() - known.atMs > FRESH_MS) {
      const keys = read();
      known = { keys, atMs: Date.now() };
      keys.catch(() => {
        known = null;
      });
    }
    return known.keys;
  };
}

/** Adds a key. @returns its number */
export async function addServerKey(em: EntityManager): Promise<number> {
  const [added] = await em.execute<{ id: number }[]>(
    'insert into server.feed_key (secret, created_at) values (?, now()) returning id',
    [randomBytes(32).toString('hex')],
  );
  if (added === undefined) throw new Error('the key was not stored');
  return added.id;
}

/** Deletes all keys but the newest ones. @returns the numbers of those that are gone */
export async function dropOldServerKeys(em: EntityManager, kept: number): Promise<readonly number[]> {
  const dropped = await em.execute<{ id: number }[]>(
    'delete from server.feed_key where id not in (select id from server.feed_key order by id desc limit ?) returning id',
    [kept],
  );
  return dropped.map(({ id }) => id).toSorted((a, b) => a - b);
}
