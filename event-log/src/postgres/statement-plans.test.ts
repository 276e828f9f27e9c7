import { recordStatements } from '@belltower/dev/record-statements';
import { sequentialReads } from '@belltower/dev/statement-plans';
import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { expect, it } from 'vitest';
import { committed, follow, join, makeTopic, newGroup, numbered, until } from '../contract-readers.ts';
import { openEventLog } from '../open-event-log.ts';

const RECORDS = 20;

it('no statement of the log reads its records from start to end, at any size', { timeout: 300_000 }, async () => {
  await using database = await createTestDatabase();
  const statements = await recordStatements(() => useLog(database));
  expect(statements.length).toBeGreaterThan(10);
  const found = await sequentialReads(database.url, statements, {
    schemas: ['event_log'],
    rows: [0, 1_000, 10_000, 200_000],
    fixed: ['topic', 'partition', 'group_position', 'incarnation', 'migration'],
    values: { 'record.partition_id': 'g % 4 + 1', 'record.position': 'g' },
  });
  expect(found).toEqual([]);
});

/** Appends, follows, reads as a member of a group, commits, and removes what is old. */
async function useLog(database: TestDatabase): Promise<void> {
  await using log = openEventLog({ kind: 'postgres', url: database.url, retentionSweepMs: 20 });
  const topic = await makeTopic(log, 2);
  const group = newGroup();
  await using member = join(log, topic, { group });
  await using follower = follow(log, topic);
  await log.append(numbered(topic, RECORDS));
  await until('the records', () => member.taken.length === RECORDS && follower.records.length === RECORDS);
  await until('the commit', async () => {
    const positions = await committed(log, topic, group);
    return positions.reduce<number>((sum, position) => sum + (position ?? 0), 0) === RECORDS;
  });
  await database.query("update event_log.record set appended_at = now() - interval '8 days'");
  await until('the sweep', async () => (await log.positions(topic)).every(({ start, end }) => start === end));
}
