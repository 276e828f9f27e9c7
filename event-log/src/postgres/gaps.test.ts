import { getEventListeners } from 'node:events';
import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { follow, join, makeTopic, newGroup, numbered, textOf, until } from '../contract-readers.ts';
import type { EventLog } from '../event-log.ts';
import { openEventLog } from '../open-event-log.ts';
import { missingIn } from './read.ts';

let database: TestDatabase;
let log: EventLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = openEventLog({ kind: 'postgres', url: database.url, pollMs: 50 });
});
afterAll(async () => {
  await log?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});
afterEach(() => vi.restoreAllMocks());

const PARTITION = `(SELECT p.id FROM event_log.partition p JOIN event_log.topic t ON t.id = p.topic_id WHERE t.name = $1)`;
const remove = (topic: string, ...positions: number[]) =>
  database.query(`DELETE FROM event_log.record WHERE partition_id = ${PARTITION} AND position = ANY ($2)`, [
    topic,
    positions,
  ]);

describe('positions that are missing from the log in PostgreSQL', () => {
  it.each([
    ['before what is read first', [0, 1], [{ from: 0, to: 2 }], ['2', '3', '4', '5']],
    [
      'in the middle of a page',
      [1, 3, 4],
      [
        { from: 1, to: 2 },
        { from: 3, to: 5 },
      ],
      ['0', '2', '5'],
    ],
    ['at the end', [4, 5], [{ from: 4, to: 6 }], ['0', '1', '2', '3']],
    ['everywhere', [0, 1, 2, 3, 4, 5], [{ from: 0, to: 6 }], []],
  ])('are reported and skipped: %s', async (_where, removed, gaps, left) => {
    const topic = await makeTopic(log);
    await log.append(numbered(topic, 6));
    await remove(topic, ...removed);
    const lost = gaps.map((gap) => ({ kind: 'lost', topic, partition: 0, ...gap }));
    await using follower = follow(log, topic);
    await using member = join(log, topic, { group: newGroup() });
    await until('both to report it', () =>
      [follower.emitted('lost'), member.emitted('lost')].every(({ length }) => length > 0),
    );
    await log.append(numbered(topic, 1, 6));
    await until('both to have read what comes', () =>
      [follower.records, member.taken].every((records) => records.some((record) => textOf(record) === '6')),
    );
    expect(follower.records.map(textOf)).toEqual([...left, '6']);
    expect(member.taken.map(textOf)).toEqual([...left, '6']);
    expect(follower.emitted('lost')).toEqual(lost);
    expect(member.emitted('lost')).toEqual(lost);
  });

  it('are none while a transaction that appends is still open, or after one that failed', async () => {
    const topic = await makeTopic(log);
    await using follower = follow(log, topic);
    await using member = join(log, topic, { group: newGroup() });
    await database.query(
      `DO $$ BEGIN
         UPDATE event_log.partition SET next_position = next_position + 3 WHERE id IN (SELECT max(id) FROM event_log.partition);
         RAISE EXCEPTION 'undone';
       EXCEPTION WHEN OTHERS THEN NULL; END $$`,
    );
    await Promise.all(Array.from({ length: 20 }, (_, call) => log.append(numbered(topic, 20, call * 20))));
    await until('both to have all', () => follower.records.length === 400 && member.taken.length === 400);
    expect([follower.emitted('lost'), member.emitted('lost')]).toEqual([[], []]);
  });

  it('are what retention took before a reader that runs had read it', async () => {
    const topic = await makeTopic(log);
    await log.append(numbered(topic, 5));
    await using follower = follow(log, topic);
    await using member = join(log, topic, { group: newGroup() });
    await until('both to have read', () => follower.records.length === 5 && member.taken.length === 5);
    await database.query(
      `UPDATE event_log.partition SET start_position = 15, next_position = 15 WHERE id = ${PARTITION}`,
      [topic],
    );
    await log.append(numbered(topic, 1, 100));
    await until('both to read on', () => follower.records.length === 6 && member.taken.length === 6);
    const taken = { kind: 'lost', topic, partition: 0, from: 5, to: 15 };
    expect([follower.emitted('lost'), member.emitted('lost')]).toEqual([[taken], [taken]]);
  });

  it('are counted from the start of what retention left', () => {
    const record = (position: number) => ({
      ...{ topic: 't', partition: 0, position, key: null, value: Buffer.of(), headers: {}, appendedAt: new Date(0) },
    });
    expect(missingIn(3, { start: 5, end: 9, records: [record(5), record(8)] })).toEqual([{ from: 6, to: 8 }]);
    expect(missingIn(9, { start: 5, end: 9, records: [] })).toEqual([]);
  });
});

describe('a log in PostgreSQL that is another one', () => {
  it('is noticed by readers beyond its end: a follower requests where to resume, a group begins again', async () => {
    const topic = await makeTopic(log);
    await log.append(numbered(topic, 5));
    const group = newGroup();
    await using follower = follow(log, topic);
    await using member = join(log, topic, { group });
    await until('both to have read', () => follower.records.length === 5 && member.taken.length === 5);
    await database.query(
      `WITH gone AS (DELETE FROM event_log.record WHERE partition_id = ${PARTITION} AND position >= 2)
       UPDATE event_log.partition SET next_position = 2 WHERE id = ${PARTITION}`,
      [topic],
    );
    await until('both to notice', () => follower.resumeRequests.length > 1 && member.emitted('lost').length > 0);
    await log.append(numbered(topic, 1, 100));
    await until('both to read it', () =>
      [follower.records, member.taken].every((all) => all.map(textOf).includes('100')),
    );
    expect(follower.emitted('lost')).toEqual([{ kind: 'lost', topic, partition: 0, from: 5, to: 0 }]);
    expect(member.taken.map(textOf)).toEqual(['0', '1', '2', '3', '4', '0', '1', '100']);
  });
});

describe('a reader of the log in PostgreSQL', () => {
  it('leaves no abort listener behind when it connects again', async () => {
    const added = vi.spyOn(EventTarget.prototype, 'addEventListener');
    await using mine = openEventLog({ kind: 'postgres', url: database.url, pollMs: 50 });
    const topic = await makeTopic(mine);
    await using follower = follow(mine, topic);
    await using member = join(mine, topic, { group: newGroup() });
    for (let round = 0; round < 15; round += 1) {
      await until('both to read', () => follower.reader.connected && member.reader.connected);
      const { length } = follower.resumeRequests;
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
           AND (application_name LIKE 'event-log following%' OR application_name = 'event-log wake-ups')`,
      );
      await until('the follower to be back', () => follower.resumeRequests.length > length);
    }
    const signals = new Set(added.mock.contexts.filter((target) => target instanceof AbortSignal));
    const most = Math.max(...[...signals].map((signal) => getEventListeners(signal, 'abort').length));
    expect(signals.size).toBeGreaterThan(0);
    expect(most).toBeLessThan(8);
  });
});
