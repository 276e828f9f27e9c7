/** The PostgreSQL of `npm start`, as its supervisor starts it. */
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort, isFree } from '../network/ports.ts';
import { databaseUrl, postgresPart } from './part.ts';
import { startPostgres } from './postgres.ts';
import { createQuery } from './query.ts';

const root = mkdtempSync(join(tmpdir(), 'belltower-part-'));
chmodSync(root, 0o711); // as root, PostgreSQL runs as another user, who must get through
afterAll(() => rmSync(root, { recursive: true }));

const whoami = (url: string) =>
  createQuery(url)<{ at: string; over: string | null }>('select current_database() as at, inet_server_addr() as over');

describe.each([
  ['beside the data', join(root, 'near', 'postgres')],
  ['in a short folder where the data is too deep for it', join(root, 'far/'.repeat(30), 'postgres')],
])("npm start's PostgreSQL, with its socket %s,", (_where, folder) => {
  it('is reached by its URL, and by no other user of the machine', async () => {
    const port = await freePort();
    const running = await postgresPart(folder, port).start(new AbortController().signal);
    try {
      const url = databaseUrl(folder, port);
      expect(await whoami(url)).toEqual([{ at: 'belltower', over: null }]);
      expect(await isFree(port)).toBe(true);
      const socket = join(decodeURIComponent(new URL(url).hostname), `.s.PGSQL.${port}`);
      expect(Buffer.byteLength(socket)).toBeLessThan(104);
      expect(statSync(socket).isSocket()).toBe(true);
      expect(statSync(dirname(socket)).mode & 0o077).toBe(0);
    } finally {
      await running.stop();
    }
  });

  it('is reached again after it was killed', async () => {
    const port = await freePort();
    const killed = await startPostgres({ folder, port, listens: 'socket' });
    await killed.kill();
    const running = await postgresPart(folder, port).start(new AbortController().signal);
    try {
      expect(await whoami(databaseUrl(folder, port))).toHaveLength(1);
    } finally {
      await running.stop();
    }
  });
});
