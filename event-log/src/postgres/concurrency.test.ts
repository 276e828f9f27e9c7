import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { createTestDatabase } from '@belltower/dev/test-database';
import { describe, expect, it } from 'vitest';
import { follow, join, makeTopic, newGroup, numbered, textOf, until } from '../contract-readers.ts';
import type { EventLog } from '../event-log.ts';
import { openEventLog } from '../open-event-log.ts';

/** Several logs over one empty database, as several processes have them. */
async function withLogs(
  count: number,
  test: (logs: readonly EventLog[], query: (sql: string) => Promise<unknown[]>) => Promise<void>,
): Promise<void> {
  await using database = await createTestDatabase();
  await using opened = new AsyncDisposableStack();
  const logs = Array.from({ length: count }, () => opened.use(openEventLog({ kind: 'postgres', url: database.url })));
  await test(logs, (sql) => database.query(sql));
}

describe('several processes on one PostgreSQL log', () => {
  it('create its schema once when they start at the same moment', async () => {
    await withLogs(6, async (logs, query) => {
      const topics = await Promise.all(logs.map((log) => makeTopic(log)));
      expect(new Set(topics).size).toBe(6);
      expect(await query('SELECT version FROM event_log.migration')).toEqual([{ version: 1 }]);
    });
  });

  it('append to the same partitions in batches of any order without a deadlock', async () => {
    await withLogs(4, async (logs) => {
      const [log] = logs;
      if (log === undefined) throw new Error('unreachable');
      const topics = await Promise.all([makeTopic(log, 3), makeTopic(log, 3), makeTopic(log, 3)]);
      await Promise.all(
        logs.map(async (one, index) => {
          for (let round = 0; round < 100; round += 1) {
            const order = [...topics.slice(index), ...topics.slice(0, index)];
            if (round % 2 === 1) order.reverse();
            await one.append(order.flatMap((topic) => numbered(topic, 12, round * 48 + index * 12, 12)));
          }
        }),
      );
      for (const topic of topics) {
        await using reader = follow(log, topic);
        await until('all records', () => reader.records.length >= 4 * 100 * 12);
        expect(new Set(reader.records.map(textOf)).size).toBe(4 * 100 * 12);
        for (const partition of [0, 1, 2]) {
          const positions = reader.records.filter((record) => record.partition === partition).map((r) => r.position);
          expect(positions).toEqual(positions.map((_, position) => position));
        }
      }
    });
  });

  it('wake each other’s readers long before these poll', async () => {
    await using database = await createTestDatabase();
    const config = { kind: 'postgres', url: database.url, pollMs: 60_000 } as const;
    await using writer = openEventLog(config);
    await using readerLog = openEventLog(config);
    const topic = await makeTopic(writer);
    await using reader = follow(readerLog, topic);
    await until('the reader to read', () => reader.reader.connected);
    await until('the reader to listen', async () => {
      const rows = await database.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
      );
      return rows.length > 0;
    });
    const since = performance.now();
    await writer.append(numbered(topic, 1));
    await until('the record', () => reader.records.length === 1);
    expect(performance.now() - since).toBeLessThan(30_000); // half of what they wait by themselves
  });

  it('wake readers of more partitions than a notification has room to name', async () => {
    await withLogs(2, async ([writer, readerLog]) => {
      if (writer === undefined || readerLog === undefined) throw new Error('unreachable');
      const topic = await makeTopic(writer, 1_500);
      await using reader = follow(readerLog, topic);
      await until('the reader to read', () => reader.reader.connected);
      for (const round of [0, 1]) {
        await writer.append(numbered(topic, 2_000, round * 2_000, 2_000));
        await until('all records', () => reader.records.length === (round + 1) * 2_000);
      }
      await writer.append(numbered(topic, 1, 4_000));
      await until('the last record', () => reader.records.length === 4_001);
    });
  });

  it('read what was appended without a notification, at their next poll', async () => {
    await withLogs(1, async ([log], query) => {
      if (log === undefined) throw new Error('unreachable');
      const topic = await makeTopic(log);
      await using reader = follow(log, topic);
      await using member = join(log, topic, { group: newGroup() });
      await log.append(numbered(topic, 1));
      const both = (count: number) => reader.records.length === count && member.taken.length === count;
      await until('what was notified', () => both(1));
      await query(`WITH p AS (UPDATE event_log.partition SET next_position = 2 RETURNING id)
        INSERT INTO event_log.record (partition_id, position, key, value) SELECT id, 1, 'key', '1' FROM p`);
      await until('what was not', () => both(2));
    });
  });

  it('leave a member its partitions while it drains for longer than its session, or has none to read', async () => {
    await using database = await createTestDatabase();
    const config = { kind: 'postgres', url: database.url, sessionMs: 2_000, pollMs: 1_000 } as const;
    await using first = openEventLog(config);
    await using second = openEventLog(config);
    const topic = await makeTopic(first, 2);
    const group = 'slow to drain';
    await using draining = join(first, topic, {
      group,
      drain: () => new Promise((resolve) => setTimeout(resolve, 6_000)), // three sessions
    });
    await until('the first to have both', () => draining.assigned().length === 2);
    await using other = join(second, topic, { group });
    await until('a share each', () => draining.assigned().length === 1 && other.assigned().length === 1);
    await using third = join(second, topic, { group });
    await until('the third to wait', () => third.reader.connected);
    await first.append(numbered(topic, 20));
    await until('all', () => draining.taken.length + other.taken.length === 20);
    expect([draining, other, third].flatMap((member) => member.emitted('interrupted'))).toEqual([]);
  });

  it('cannot commit for a partition whose lock they lost without noticing', async () => {
    await using database = await createTestDatabase();
    const url = new URL(database.url);
    await using proxy = await startTcpProxy({ target: { port: Number(url.port) } });
    url.port = String(proxy.port);
    await using first = openEventLog({ kind: 'postgres', url: url.href, timeoutMs: 1_000 });
    await using second = openEventLog({ kind: 'postgres', url: database.url });
    const topic = await makeTopic(second);
    const group = 'guarded';
    const committed = async () => (await second.positions(topic, group))[0]?.committed;
    await second.append(numbered(topic, 10));
    await using loser = join(first, topic, { group, take: async () => {} });
    await until('the first to have read', () => loser.taken.length === 10);
    await using winner = join(second, topic, { group, take: async () => {} });
    await until('the second to wait', () => winner.reader.connected);

    proxy.setFault({ kind: 'silent' });
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await until('the second to take over', () => winner.taken.length === 10);
    for (const record of winner.taken.slice(0, 5)) record.finish();
    await until('the second to commit', async () => (await committed()) === 5);
    for (const record of loser.taken) record.finish();
    await until('the first to hear of it', () => !loser.reader.connected);
    proxy.setFault({ kind: 'none' });
    await until('the first to be back', () => loser.reader.connected);
    winner.taken[5]?.finish();
    await until('the next commit', async () => (await committed()) !== 5);
    expect(await committed()).toBe(6);
  });
});
