/** The part of the contract about followers. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { follow, makeTopic, numbered, textOf, until } from './contract-readers.ts';
import type { ContractServer } from './contract-server.ts';
import type { EventLog } from './event-log.ts';

/** Runs it, on what is open when a test begins. */
export function describeFollowers(opened: () => { readonly server: ContractServer; readonly log: EventLog }): void {
  describe('a follower', () => {
    it('reads each partition from its caller’s position, and one that is not named from its start', async () => {
      const { log } = opened();
      const topic = await makeTopic(log, 2);
      await log.append(numbered(topic, 100, 0, 20));
      const before = await log.positions(topic);
      await using reader = follow(log, topic, { from: new Map([[0, 4]]) });
      const expected = (before[0]?.end ?? 0) - 4 + (before[1]?.end ?? 0);
      await until('everything from there', () => reader.records.length >= expected);
      for (const [partition, from] of [
        [0, 4],
        [1, 0],
      ] as const) {
        const positions = reader.records
          .filter((record) => record.partition === partition)
          .map((record) => record.position);
        expect(positions).toEqual(Array.from({ length: positions.length }, (_, index) => from + index));
      }
      expect(reader.resumeRequests[0]).toEqual(before);
      const last = reader.batches.findLast(({ partition }) => partition === 0);
      expect(last?.end).toBe(before[0]?.end);
      await log.append(numbered(topic, 10, 100, 20));
      await until('what comes', () => reader.records.length >= expected + 10);
      expect(reader.records).toHaveLength(expected + 10);
    });

    it('ends when it is disposed at any moment of its start', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      for (const afterMs of [0, 1, 3, 10, 30, 100]) {
        await using _reader = follow(log, topic);
        await new Promise((resolve) => setTimeout(resolve, afterMs));
      }
      await log.append(numbered(topic, 1));
      await using reader = follow(log, topic);
      await until('the next one reads', () => reader.records.length === 1);
    });

    it('delivers a rejected batch again, and nothing else of its partition before that', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      await log.append(numbered(topic, 5));
      let refusals = 0;
      await using reader = follow(log, topic, {
        async onBatch() {
          if (refusals++ < 2) throw new Error('not now');
        },
      });
      await log.append(numbered(topic, 5, 5));
      await until('all records', () => reader.records.length >= 10);
      expect(reader.records.map(textOf)).toEqual(Array.from({ length: 10 }, (_, index) => String(index)));
      expect(refusals).toBeGreaterThanOrEqual(3);
      expect(reader.emitted('interrupted')).toEqual([]);
      expect(reader.emitted('refused')).toMatchObject([
        { topic, partition: 0, position: 0, error: { message: 'not now' } },
      ]);
    });

    it('reports a batch that its caller always rejects once, with the caller’s error, and not at every retry', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      await log.append(numbered(topic, 5));
      let tries = 0;
      await using reader = follow(log, topic, {
        async onBatch() {
          tries += 1;
          throw new Error(`not at try ${tries}`);
        },
      });
      await until('some tries', () => tries >= 5);
      expect(reader.notices).toMatchObject([
        { kind: 'refused', partition: 0, position: 0, error: { message: 'not at try 1' } },
      ]);
      expect(reader.reader.connected).toBe(true);
    });

    it('requests again where to resume after its caller rejected', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      await log.append(numbered(topic, 3));
      let requests = 0;
      await using reader = follow(log, topic, {
        async resumeAt() {
          requests += 1;
          if (requests === 1) throw new Error('the database is away');
          return new Map([[0, 1]]);
        },
      });
      await until('the records', () => reader.records.length === 2);
      expect(reader.records.map(textOf)).toEqual(['1', '2']);
      expect(requests).toBe(2);
    });

    it('reports what is missing when its caller wants positions that are gone or never existed', async () => {
      const { log, server } = opened();
      const topic = await makeTopic(log);
      await log.append(numbered(topic, 10));
      await server.removeBelow(topic, 5);
      await using behind = follow(log, topic, { from: new Map([[0, 2]]) });
      await using beyond = follow(log, topic, { from: new Map([[0, 50]]) });
      await until('what is left', () => behind.records.length === 5 && beyond.records.length === 5);
      expect(behind.notices).toContainEqual({ kind: 'lost', topic, partition: 0, from: 2, to: 5 });
      expect(beyond.notices).toContainEqual({ kind: 'lost', topic, partition: 0, from: 50, to: 5 });
    });

    it('waits for its topic to be created', async () => {
      const { log } = opened();
      const topic = `late-${randomUUID()}`;
      await using reader = follow(log, topic);
      await log.createTopics([
        { topic, partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 60_000 },
      ]);
      await log.append(numbered(topic, 2));
      await until('the records', () => reader.records.length === 2);
    });
  });
}
