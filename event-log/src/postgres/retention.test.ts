import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTopic, numbered, until } from '../contract-readers.ts';
import type { EventLog, LogNotice } from '../event-log.ts';
import { openEventLog } from '../open-event-log.ts';
import { startRetention } from './retention.ts';

let database: TestDatabase;
let log: EventLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = openEventLog({ kind: 'postgres', url: database.url, retentionSweepMs: 20 });
});
afterAll(async () => {
  await log[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Makes the records below a position older than a week. */
async function age(topic: string, below: number): Promise<void> {
  await database.query(
    `UPDATE event_log.record r SET appended_at = now() - interval '8 days'
     FROM event_log.partition p JOIN event_log.topic t ON t.id = p.topic_id
     WHERE r.partition_id = p.id AND t.name = $1 AND r.position < $2`,
    [topic, below],
  );
}

async function startOf(topic: string): Promise<number | undefined> {
  return (await log.positions(topic))[0]?.start;
}

/** Waits until what was appended to another topic, and aged, is swept: by then every topic was. */
async function sweep(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    const witness = await makeTopic(log);
    await log.append(numbered(witness, 1));
    await age(witness, 1);
    await until('a sweep', async () => (await startOf(witness)) === 1);
  }
}

describe('retention in PostgreSQL', () => {
  it('removes what is older than the topic keeps, and nothing else', async () => {
    const topic = await makeTopic(log);
    await log.append(numbered(topic, 20));
    await age(topic, 12);
    await until('the old records to be gone', async () => (await startOf(topic)) === 12);
    await sweep();
    expect(await log.positions(topic)).toEqual([{ partition: 0, start: 12, end: 20, committed: null }]);
    const [left] = await database.query<{ count: string }>(
      `SELECT count(*) FROM event_log.record r JOIN event_log.partition p ON p.id = r.partition_id
       JOIN event_log.topic t ON t.id = p.topic_id WHERE t.name = $1`,
      [topic],
    );
    expect(Number(left?.count)).toBe(8);
  });

  it('never removes what a group has not committed, not even of a group that committed nothing yet', async () => {
    const topic = await makeTopic(log);
    await log.append(numbered(topic, 10));
    await using slow = join(log, topic, { group: 'slow', take: async () => {} });
    await using fast = join(log, topic, { group: 'fast' });
    await until('both to have read', () => slow.taken.length === 10 && fast.taken.length === 10);
    await age(topic, 10);
    await sweep();
    expect(await startOf(topic)).toBe(0);
    for (const record of slow.taken.slice(0, 4)) record.finish();
    await until('what both are past to be gone', async () => (await startOf(topic)) === 4);
    await sweep();
    expect(await startOf(topic)).toBe(4);
  });

  it('keeps for ever what has a negative retention', async () => {
    const topic = 'kept-for-ever';
    await log.createTopics([{ topic, partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: -1 }]);
    await log.append(numbered(topic, 3));
    await age(topic, 3);
    await sweep();
    expect(await startOf(topic)).toBe(0);
  });
});

describe('a failure to remove old records in PostgreSQL', () => {
  it('is reported by the log, with what PostgreSQL says', async () => {
    await using broken = await createTestDatabase();
    const notices: LogNotice[] = [];
    const config = { kind: 'postgres', url: broken.url, retentionSweepMs: 20 } as const;
    await using watched = openEventLog(config, (notice) => void notices.push(notice));
    await makeTopic(watched);
    await broken.query('ALTER TABLE event_log.group_position RENAME TO absent');
    await until('the notice', () => notices.length > 0);
    expect(notices).toMatchObject([
      { kind: 'retention-failed', error: { message: expect.stringContaining('group_position') } },
    ]);
  });

  it('is reported once, however long it lasts, and again after it worked', async () => {
    let sweeps = 0;
    let fails = true;
    const reported: unknown[] = [];
    const rows = async () => {
      sweeps += 1;
      if (fails) throw new Error('no space left');
      return [];
    };
    await using _retention = startRetention(rows, 1, (error) => void reported.push(error));
    const sweptAgain = async () => {
      const from = sweeps;
      await until('some sweeps', () => sweeps > from + 3);
      return reported.length;
    };
    expect(await sweptAgain()).toBe(1);
    fails = false;
    expect(await sweptAgain()).toBe(1);
    fails = true;
    expect(await sweptAgain()).toBe(2);
  });
});
