/** A restored backup, of each kind: cursors that were given after the backup are refused, those from before it stay valid. */
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@belltower/dev/postgres';
import { createTestDatabase } from '@belltower/dev/test-database';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { staff } from '../../testing/appointments.ts';
import { readFeed } from '../../testing/feed-reader.ts';
import { type Instance, startInstance } from '../../testing/feed-world.ts';
import { dumpRows, restoreRows } from '../../testing/sql-dump.ts';
import { foreignDelivery, openTestLog, type Reported, statusRecord } from '../../testing/status-events.ts';
import { openTestDatabase, until } from '../../testing/with-database.ts';

const STEPS = ['queued', 'sending', 'sent'] as const;

/** A server's part of the feed and its log on a database, from its start to its end: as it is before or after a restore. */
async function withRunning<Result>(url: string, work: (running: Running) => Promise<Result>): Promise<Result> {
  await using db = openTestDatabase(url);
  await db.ready;
  await using log = await openTestLog(url);
  await using instance = await startInstance(db, log);
  return await work({
    ...instance,
    async report(count) {
      const deliveries = Array.from({ length: count }, () => foreignDelivery());
      const end = (await log.positions('notifications.status'))[0]?.end ?? 0;
      for (const delivery of deliveries) await log.append(STEPS.map((status) => statusRecord(delivery, status)));
      await until(() => (instance.hub.positions[0] ?? -1) >= end + count * STEPS.length - 1);
      return deliveries;
    },
    async cursor() {
      return await instance.feed.cursorNow(await instance.feed.streamOf(staff, null));
    },
    async resume(cursor, count) {
      const read = readFeed(instance.feed, await instance.feed.streamOf(staff, null), cursor);
      await until(() => read.failed !== null || read.changes.length >= count);
      read.stop();
      return read.failed ?? read.changes.map(({ deliveryId, status }) => `${deliveryId} ${status}`);
    },
  });
}

interface Running extends Instance {
  /** Reports three statuses for each of so many deliveries, and waits until they are projected. */
  report(count: number): Promise<Reported[]>;
  cursor(): Promise<string>;
  /** What a stream from this cursor has, waiting for so many, or the code that it is refused with. */
  resume(cursor: string, count: number): Promise<string[] | string>;
}

/** Cursors from before a backup, at it, and after it: the last ones within and beyond what is written after the restore. */
async function writeAndBackUp(url: string, backUp: () => Promise<void>): Promise<Record<string, string>> {
  return await withRunning(url, async (running) => {
    await running.report(1);
    const before = await running.cursor();
    await running.report(1);
    const at = await running.cursor();
    await backUp();
    await running.report(1);
    const soon = await running.cursor();
    await running.report(1);
    const after = await running.cursor();
    await running.report(4);
    return { before, at, soon, after, beyond: await running.cursor() };
  });
}

/** After the restore, and three deliveries more: nine changes. */
async function expectNoSilentGap(url: string, cursors: Record<string, string>): Promise<void> {
  await withRunning(url, async (running) => {
    await running.report(3);
    expect(await running.resume(cursors.at ?? '', 9)).toHaveLength(9);
    expect(await running.resume(cursors.before ?? '', 12)).toHaveLength(12);
    for (const name of ['soon', 'after', 'beyond']) {
      expect(await running.resume(cursors[name] ?? '', 1), name).toBe('CURSOR_EXPIRED');
    }
    await running.report(1);
    const own = await running.cursor();
    await running.report(1);
    expect(await running.resume(own, 3)).toHaveLength(3);
  });
}

describe('the feed after a restore', () => {
  it.each(['truncate', 'delete'] as const)(
    'the feed refuses newer cursors after a restore of rows alone, after a %s, in the same database',
    async (empty) => {
      await using database = await createTestDatabase();
      let dump = { tables: [], sequences: [] } as Awaited<ReturnType<typeof dumpRows>>;
      const cursors = await writeAndBackUp(database.url, async () => {
        dump = await dumpRows(database.url);
      });
      await restoreRows(database.url, dump, empty);
      await expectNoSilentGap(database.url, cursors);
    },
  );

  it('the feed refuses newer cursors after a restore of whole tables, in the same database and in a new one', async () => {
    await using database = await createTestDatabase();
    await using fresh = await createTestDatabase();
    let dump = { tables: [], sequences: [] } as Awaited<ReturnType<typeof dumpRows>>;
    const cursors = await writeAndBackUp(database.url, async () => {
      dump = await dumpRows(database.url);
    });
    await database.query('drop schema server cascade; drop schema event_log cascade');
    for (const { url } of [database, fresh]) {
      {
        await using db = openTestDatabase(url);
        await db.ready;
        await using _log = await openTestLog(url);
      }
      await restoreRows(url, dump, 'truncate');
      await expectNoSilentGap(url, cursors);
    }
  });

  it('the feed refuses newer cursors after a restore of a copy that PostgreSQL made', async () => {
    await using database = await createTestDatabase();
    const cursors = await withRunning(database.url, async (running) => {
      await running.report(2);
      return { before: await running.cursor() };
    });
    const admin = new URL(database.url);
    admin.pathname = '/postgres';
    const copy = `${database.name}_copy`;
    const run = async (sql: string) => {
      const client = new Client({ connectionString: admin.href });
      await client.connect();
      await client.query(sql).finally(() => client.end());
    };
    await run(`create database ${copy} template ${database.name}`);
    try {
      const after = await withRunning(database.url, async (running) => {
        await running.report(1);
        return await running.cursor();
      });
      const url = database.url.replace(database.name, copy);
      await withRunning(url, async (running) => {
        await running.report(3);
        expect(await running.resume(cursors.before, 9)).toHaveLength(9);
        expect(await running.resume(after, 1)).toBe('CURSOR_EXPIRED');
      });
    } finally {
      await run(`drop database ${copy} with (force)`);
    }
  });

  it('the feed refuses newer cursors after a restore of files, copied from a stopped and from a running PostgreSQL', async () => {
    for (const running of [false, true]) {
      const parent = openFolder();
      const [folder, copy] = [join(parent, 'data'), join(parent, 'copy')];
      try {
        let before = '';
        let cursors: Record<string, string> = {};
        {
          await using postgres = await startPostgres({ folder });
          before = await withRunning(postgres.url, async (one) => {
            await one.report(1);
            return await one.cursor();
          });
        }
        if (!running) copyFolder(folder, copy);
        {
          await using postgres = await startPostgres({ folder });
          cursors = await withRunning(postgres.url, async (one) => {
            if (running) copyFolder(folder, copy); // nothing is written now: what a snapshot of the disk would hold
            await one.report(1);
            const soon = await one.cursor();
            await one.report(5);
            return { soon, beyond: await one.cursor() };
          });
        }
        rmSync(folder, { recursive: true });
        copyFolder(copy, folder);
        rmSync(join(folder, 'postmaster.pid'), { force: true });
        await using postgres = await startPostgres({ folder });
        await withRunning(postgres.url, async (one) => {
          await one.report(3);
          expect(await one.resume(before, 9)).toHaveLength(9);
          for (const name of ['soon', 'beyond'])
            expect(await one.resume(cursors[name] ?? '', 1)).toBe('CURSOR_EXPIRED');
        });
      } finally {
        rmSync(parent, { recursive: true, force: true });
      }
    }
  });
});

describe('the feed after a restart of PostgreSQL', () => {
  it('the feed accepts every cursor from before a restart of PostgreSQL, and open streams miss nothing', async () => {
    const parent = openFolder();
    const folder = join(parent, 'data');
    try {
      let postgres = await startPostgres({ folder });
      const { url, port } = postgres;
      await withRunning(url, async (running) => {
        await running.report(1);
        const cursors = [await running.cursor()];
        const stream = readFeed(running.feed, await running.feed.streamOf(staff, null), cursors[0] ?? null);
        await running.report(1);
        await until(() => stream.changes.length === 3); // it is live
        for (let round = 1; round <= 3; round += 1) {
          await postgres.kill();
          postgres = await startPostgres({ folder, port });
          await until(() =>
            running.report(1).then(
              () => true,
              () => false,
            ),
          );
          cursors.push(await running.cursor());
        }
        const missed = (running.hub.positions[0] ?? 0) + 1 - 3;
        await until(() => stream.changes.length === missed);
        expect(stream.failed).toBeNull();
        stream.stop();
        await running.report(1);
        for (const cursor of cursors) expect(await running.resume(cursor, 1)).not.toBe('CURSOR_EXPIRED');
        expect(await running.resume(cursors[0] ?? '', missed + 3)).toHaveLength(missed + 3);
      });
      await postgres[Symbol.asyncDispose]();
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
  });
});

/** A folder that the account of PostgreSQL can reach. */
function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-restore-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** With its owners: PostgreSQL starts on files of its own alone. */
function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  const { uid, gid, mode } = statSync(from);
  chmodSync(to, mode);
  for (const name of ['', ...(readdirSync(to, { recursive: true }) as string[])]) chownSync(join(to, name), uid, gid);
}
