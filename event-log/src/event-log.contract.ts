/** What every adapter of the port promises: each runs all of this against a real server. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { committed, follow, join, makeTopic, newGroup, numbered, textOf, until } from './contract-readers.ts';
import type { ContractServer } from './contract-server.ts';
import type { EventLog } from './event-log.ts';
import { describeFollowers } from './followers.contract.ts';
import { describeGroupRoom } from './group-room.contract.ts';
import { describeGroups } from './groups.contract.ts';

/** Runs the contract. */
export function describeEventLog(name: string, start: () => Promise<ContractServer>): void {
  describe(name, () => {
    let server: ContractServer;
    let log: EventLog;
    beforeAll(async () => {
      server = await start();
      log = server.open();
    });
    afterAll(async () => {
      await log?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    });
    describe('append', () => {
      it('keeps the order of each key, over several partitions and concurrent calls', async () => {
        const topic = await makeTopic(log, 3);
        await Promise.all(Array.from({ length: 60 }, (_, call) => log.append(numbered(topic, 10, call * 10, 7))));
        await using reader = follow(log, topic);
        await until('all records', () => reader.records.length === 600);
        for (let key = 0; key < 7; key += 1) {
          const mine = reader.records.filter((record) => record.key === `key-${key}`);
          const values = mine.map((record) => Number(textOf(record)));
          expect(values).toEqual(values.toSorted((a, b) => a - b));
          expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1);
        }
        expect(new Set(reader.records.map(({ partition }) => partition)).size).toBe(3);
        const values = reader.records.map((record) => Number(textOf(record))).sort((a, b) => a - b);
        expect(values).toEqual(Array.from({ length: 600 }, (_, index) => index));
      });

      it('keeps key, value, headers and time as they were, also bytes that are no UTF-8', async () => {
        const topic = await makeTopic(log);
        const before = Date.now();
        const bytes = Uint8Array.from([0, 0xff, 0xc3, 0x28, 0x80, 10, 0]);
        const headers = { 'content-type': 'application/json', traceparent: '00-ünï-"quoted"\n-\u0000', empty: '' };
        await log.append([
          { topic, key: 'schlüssel ☂', value: bytes, headers },
          { topic, key: '', value: '' },
        ]);
        await using reader = follow(log, topic);
        await until('both records', () => reader.records.length === 2);
        const [first, second] = reader.records;
        expect(first).toMatchObject({ topic, partition: 0, position: 0, key: 'schlüssel ☂', headers });
        expect(Buffer.from(first?.value ?? []).equals(bytes)).toBe(true);
        expect(first?.appendedAt.getTime()).toBeGreaterThanOrEqual(before - 1_000);
        expect(first?.appendedAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
        expect(second).toMatchObject({ key: '', headers: {}, position: 1 });
        expect(second?.value).toHaveLength(0);
      });

      it('shares a topic with another producer, whose records may have no key or no value', async () => {
        const topic = await makeTopic(log);
        await server.appendForeign({ topic, key: null, value: Buffer.from([0xff]) });
        await server.appendForeign({ topic, key: Buffer.from('k'), value: null });
        await using reader = follow(log, topic);
        await until('both records', () => reader.records.length === 2);
        expect(reader.records).toMatchObject([{ key: null }, { key: 'k' }]);
        expect(reader.records.map(({ value }) => [...value])).toEqual([[0xff], []]);
      });

      it('rejects for a topic that does not exist, creates none, and lets concurrent calls pass', async () => {
        const topic = await makeTopic(log);
        const missing = `missing-${randomUUID()}`;
        const [refused, taken] = await Promise.allSettled([
          log.append(numbered(missing, 1)),
          log.append(numbered(topic, 1)),
        ]);
        expect(refused).toMatchObject({ reason: { code: 'UNKNOWN_TOPIC', retryable: false } });
        expect(taken.status).toBe('fulfilled');
        await expect(log.positions(missing)).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' });
      });

      it('rejects a record that is too large, and takes one just below that', async () => {
        const topic = await makeTopic(log);
        const large = { topic, key: 'k', value: Buffer.alloc(1_100_000) };
        await expect(log.append([large])).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE', retryable: false });
        await log.append([{ topic, key: 'k', value: Buffer.alloc(990_000) }]);
        await log.append(Array.from({ length: 5 }, () => ({ topic, key: 'k', value: Buffer.alloc(400_000) })));
        expect(await log.positions(topic)).toMatchObject([{ start: 0, end: 6 }]);
      });
    });

    describeGroups(() => ({ server, log }));
    describeGroupRoom(() => ({ server, log }));
    describeFollowers(() => ({ server, log }));

    describe('topics', () => {
      it('are created when missing, by two at once, and never altered: differences are returned', async () => {
        const topic = `topic-${randomUUID()}`;
        const spec = { topic, partitions: 3, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 3_600_000 };
        await using other = server.open();
        expect(await Promise.all([log.createTopics([spec]), other.createTopics([spec])])).toEqual([[], []]);
        expect(await log.createTopics([spec])).toEqual([]);
        expect(await log.positions(topic)).toEqual(
          [0, 1, 2].map((partition) => ({ partition, start: 0, end: 0, committed: null })),
        );
        const wanted = { topic, partitions: 6, replicationFactor: 3, minInsyncReplicas: 2, retentionMs: 7_200_000 };
        expect(await log.createTopics([wanted])).toEqual([
          { topic, setting: 'partitions', wanted: 6, found: 3 },
          { topic, setting: 'replicationFactor', wanted: 3, found: 1 },
          { topic, setting: 'minInsyncReplicas', wanted: 2, found: 1 },
          { topic, setting: 'retentionMs', wanted: 7_200_000, found: 3_600_000 },
        ]);
        expect(await log.positions(topic)).toHaveLength(3);
      });

      it('have positions, with those that a group has committed', async () => {
        const topic = await makeTopic(log);
        const group = newGroup();
        await log.append(numbered(topic, 8));
        {
          await using member = join(log, topic, { group });
          await until('all', () => member.taken.length === 8);
        }
        expect(await log.positions(topic)).toEqual([{ partition: 0, start: 0, end: 8, committed: null }]);
        expect(await log.positions(topic, group)).toEqual([{ partition: 0, start: 0, end: 8, committed: 8 }]);
        await expect(log.positions(`missing-${randomUUID()}`)).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' });
      });
    });

    describe('disposing the log', () => {
      it('finishes earlier appends, drains within its limit, and rejects later calls', async () => {
        const mine = server.open();
        const topic = await makeTopic(log);
        const group = newGroup();
        const member = join(mine, topic, {
          group,
          drainMs: 300,
          take: async () => {},
          drain: () => new Promise(() => {}),
        });
        await mine.append(numbered(topic, 5));
        await until('the records', () => member.taken.length === 5);
        member.taken[0]?.finish();
        const appends = Promise.all([mine.append(numbered(topic, 5, 5)), mine.append(numbered(topic, 5, 10))]);
        await Promise.all([appends, mine[Symbol.asyncDispose]()]);
        await mine[Symbol.asyncDispose]();
        expect(await committed(log, topic, group)).toEqual([1]);
        expect((await log.positions(topic))[0]?.end).toBe(15);
        expect(member.reader.connected).toBe(false);
        await expect(mine.append(numbered(topic, 1))).rejects.toMatchObject({ code: 'DISPOSED', retryable: false });
        await expect(mine.positions(topic)).rejects.toMatchObject({ code: 'DISPOSED' });
        await expect(mine.createTopics([])).rejects.toMatchObject({ code: 'DISPOSED' });
      });

      it('lets a drain append, and commits what it finished', async () => {
        const mine = server.open();
        const topic = await makeTopic(log);
        const reports = await makeTopic(log);
        const group = newGroup();
        const member = join(mine, topic, {
          group,
          take: async () => {},
          async drain() {
            for (const record of member.taken) {
              await mine.append([{ topic: reports, key: 'k', value: textOf(record) }]);
              record.finish();
            }
          },
        });
        await mine.append(numbered(topic, 3));
        await until('the records', () => member.taken.length === 3);
        await mine[Symbol.asyncDispose]();
        expect(await committed(log, topic, group)).toEqual([3]);
        expect((await log.positions(reports))[0]?.end).toBe(3);
      });

      it('waits for a batch that a follower’s caller is handling', async () => {
        const mine = server.open();
        const topic = await makeTopic(log);
        const entered = Promise.withResolvers<void>();
        const leave = Promise.withResolvers<void>();
        const reader = follow(mine, topic, {
          async onBatch() {
            entered.resolve();
            await leave.promise;
          },
        });
        await mine.append(numbered(topic, 1));
        await entered.promise;
        let gone = false;
        const disposing = mine[Symbol.asyncDispose]().then(() => {
          gone = true;
        });
        await log.append(numbered(topic, 1, 1));
        expect(gone).toBe(false);
        leave.resolve();
        await disposing;
        expect(reader.records.map(textOf)).toEqual(['0']);
      });
    });
  });
}
