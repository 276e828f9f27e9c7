/** The part of the contract about groups whose members have no room for more records. */
import { describe, expect, it } from 'vitest';
import { join, makeTopic, newGroup, numbered, textOf, until } from './contract-readers.ts';
import type { ContractServer } from './contract-server.ts';
import type { EventLog } from './event-log.ts';
import { partitionOf } from './murmur2.ts';

/** A key whose records are in the given one of a topic's two partitions. */
function keyOf(topic: string, partition: number): string {
  const keys = Array.from({ length: 20 }, (_, index) => `${topic} ${index}`);
  return keys.find((key) => partitionOf(Buffer.from(key), 2) === partition) ?? '';
}

/** Runs it, on what is open when a test begins. */
export function describeGroupRoom(opened: () => { readonly server: ContractServer; readonly log: EventLog }): void {
  describe('a group without room', () => {
    it('reads nothing more of a partition while its records are not taken, and keeps its membership', async () => {
      const { log, server } = opened();
      const topic = await makeTopic(log);
      const group = newGroup();
      const room = Promise.withResolvers<void>();
      await using member = join(log, topic, { group, take: () => room.promise });
      await log.append(numbered(topic, 3));
      await until('the first records', () => member.taken.length > 0);
      const before = member.taken.length;
      const since = performance.now();
      await log.append(numbered(topic, 50, 3));
      await until('twice the session', () => performance.now() - since > 2 * server.sessionMs);
      expect(member.taken).toHaveLength(before);
      room.resolve();
      await until('the rest', () => member.taken.length >= 53);
      expect(member.taken.map(textOf)).toEqual(Array.from({ length: 53 }, (_, index) => String(index)));
      expect(member.emitted('assigned')).toHaveLength(1);
      expect(member.emitted('interrupted')).toHaveLength(0);
    });

    it.each([
      ['its records are not taken', { take: () => new Promise<void>(() => {}), maxSpan: 200_000 }],
      ['its span is full', { take: async () => {}, maxSpan: 10 }],
    ])('reads the other partitions and topics on while, of one partition, %s', async (_why, { take, maxSpan }) => {
      const { log, server } = opened();
      const topic = await makeTopic(log, 2);
      const other = await makeTopic(log);
      const [full, free] = [0, 1].map((partition) => keyOf(topic, partition));
      const append = (where: string, key: string, count: number) =>
        log.append(Array.from({ length: count }, (_, index) => ({ topic: where, key, value: `${index}` })));
      await using member = join(log, [topic, other], {
        group: newGroup(),
        maxSpan,
        async take(records) {
          if (records[0]?.topic === topic && records[0].partition === 0) await take();
          else for (const record of records) record.finish();
        },
      });
      const taken = (where: string, partition: number) =>
        member.taken.filter((record) => record.topic === where && record.partition === partition).length;
      await until('all partitions', () => member.assigned().length === 3);
      const assigned = member.emitted('assigned').length;
      await append(topic, full ?? '', 50);
      await until('the full one', () => taken(topic, 0) > 0);
      const before = taken(topic, 0);
      const since = performance.now();
      for (let round = 1; round <= 3 || performance.now() - since < 2 * server.sessionMs; round += 1) {
        await append(topic, full ?? '', 50);
        await append(topic, free ?? '', 5);
        await append(other, 'k', 5);
        await until('the others', () => taken(topic, 1) === 5 * round && taken(other, 0) === 5 * round);
      }
      expect(taken(topic, 0)).toBe(before);
      expect(member.emitted('assigned')).toHaveLength(assigned); // it stayed a member
      expect(member.emitted('interrupted')).toHaveLength(0);
    });

    it('continues with a partition that was full, in order, without a gap or a repeat', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      const value = 'x'.repeat(2_000);
      const room = Promise.withResolvers<void>();
      await using member = join(log, topic, {
        group: newGroup(),
        async take(records) {
          await room.promise;
          for (const record of records) record.finish();
        },
      });
      const append = () => log.append(Array.from({ length: 2_000 }, () => ({ topic, key: 'k', value })));
      await append();
      await until('the first', () => member.taken.length > 0);
      await append();
      expect(member.taken.length).toBeLessThan(2_000);
      room.resolve();
      await until('all of them', () => member.taken.length >= 4_000);
      expect(member.taken.map(({ position }) => position)).toEqual(Array.from({ length: 4_000 }, (_, index) => index));
    });

    it('bounds the span above the watermark: it reports so and waits until there is room', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      await log.append(numbered(topic, 100));
      await using member = join(log, topic, { group: newGroup(), maxSpan: 10, take: async () => {} });
      await until('the notice', () => member.emitted('span-full').length === 1);
      expect(member.taken).toHaveLength(10);
      for (const record of member.taken.slice(1)) record.finish();
      expect(member.emitted('span-full')).toEqual([{ kind: 'span-full', topic, partition: 0, watermark: 0 }]);
      expect(member.taken).toHaveLength(10);
      member.taken[0]?.finish();
      await until('ten more', () => member.taken.length >= 20);
      await until('the second notice', () => member.emitted('span-full').length === 2);
      expect(member.taken).toHaveLength(20);
    });
  });
}
