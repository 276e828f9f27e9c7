import { createSecretKey } from 'node:crypto';
import type { Database } from '../db/database.ts';
import type { CursorKeys } from './cursor.ts';

/** How long keys are cached before they are read again, in milliseconds. */
const FRESH_MS = 60_000;

/** Reads the keys that cursors are signed with and caches them: the newest first, then the one before it. */
export function createCursorKeys(db: Pick<Database, 'fork'>, now: () => number = Date.now): () => Promise<CursorKeys> {
  let known: { readonly keys: Promise<CursorKeys>; readonly atMs: number } | null = null;

  async function read(): Promise<CursorKeys> {
    const rows = await db
      .fork()
      .execute<{ secret: string }[]>('select secret from server.feed_key order by id desc limit 2');
    const [newest, ...others] = rows.map(({ secret }) => createSecretKey(secret, 'hex'));
    if (newest === undefined) throw new Error('there is no key to sign cursors with');
    return [newest, ...others];
  }

  return () => {
    if (known === null || now() - known.atMs > FRESH_MS) {
      const keys = read();
      known = { keys, atMs: now() };
      keys.catch(() => {
        known = null;
      });
    }
    return known.keys;
  };
}
