/** The part of the contract about groups. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join as joinPath } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  committed,
  join,
  type MemberOrder,
  type MemberReport,
  makeTopic,
  newGroup,
  numbered,
  textOf,
  until,
} from './contract-readers.ts';
import type { ContractServer } from './contract-server.ts';
import type { EventLog, GroupRecord } from './event-log.ts';

/** Runs it, on what is open when a test begins. */
export function describeGroups(opened: () => { readonly server: ContractServer; readonly log: EventLog }): void {
  describe('a group', () => {
    it('begins at the first record when it is new, and continues after its last commit', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      await log.append(numbered(topic, 20));
      const group = newGroup();
      expect(await committed(log, topic, group)).toEqual([null]);
      {
        await using first = join(log, topic, { group });
        await until('the records from before', () => first.taken.length === 20);
      }
      expect(await committed(log, topic, group)).toEqual([20]);
      await log.append(numbered(topic, 5, 20));
      await using second = join(log, topic, { group });
      await until('the new records', () => second.taken.length === 5);
      expect(second.taken.map(textOf)).toEqual(['20', '21', '22', '23', '24']);
    });

    it('ends when it is disposed at any moment of its start', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      const group = newGroup();
      for (const afterMs of [0, 1, 3, 10, 30, 100]) {
        await using _reader = join(log, topic, { group });
        await new Promise((resolve) => setTimeout(resolve, afterMs));
      }
      await log.append(numbered(topic, 1));
      await using reader = join(log, topic, { group });
      await until('the next one reads', () => reader.taken.length === 1);
    });

    it('commits only up to the contiguous finished prefix, and gives the rest again', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      await log.append(numbered(topic, 10));
      const group = newGroup();
      {
        await using first = join(log, topic, { group, take: async () => {} });
        await until('ten records', () => first.taken.length === 10);
        for (const position of [9, 5, 2, 0]) first.taken[position]?.finish();
        await until('the first commit', async () => (await committed(log, topic, group))[0] === 1);
        first.taken[1]?.finish();
        first.taken[1]?.finish();
        await until('the second commit', async () => (await committed(log, topic, group))[0] === 3);
      }
      expect(await committed(log, topic, group)).toEqual([3]);
      await using second = join(log, topic, { group });
      await until('the rest', () => second.taken.length >= 7);
      expect(second.taken.map(({ position }) => position)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    });

    it('shares several partitions between two members, and gives each record to one', async () => {
      const { log, server } = opened();
      const topic = await makeTopic(log, 4);
      const group = newGroup();
      await using other = server.open();
      await using first = join(log, topic, { group });
      await until('the first to have all', () => first.assigned().length === 4);
      const second = join(other, topic, { group });
      await until('equal shares', () => first.assigned().length === 2 && second.assigned().length === 2);
      expect(new Set([...first.assigned(), ...second.assigned()]).size).toBe(4);
      await log.append(numbered(topic, 200, 0, 50));
      await until('all records', () => first.taken.length + second.taken.length >= 200);
      expect(first.taken.length).toBeGreaterThan(0);
      expect(second.taken.length).toBeGreaterThan(0);

      await second[Symbol.asyncDispose]();
      await until('the first to have all again', () => first.assigned().length === 4);
      await log.append(numbered(topic, 100, 200, 50));
      await until('the other records', () => first.taken.length + second.taken.length >= 300);
      const values = [...first.taken, ...second.taken].map((record) => Number(textOf(record))).sort((a, b) => a - b);
      expect(values).toEqual(Array.from({ length: 300 }, (_, index) => index));
    });

    it('drains what is in flight before a partition moves, so that nothing is done twice', async () => {
      const { log, server } = opened();
      const topic = await makeTopic(log, 2);
      const group = newGroup();
      const inFlight = new Set<GroupRecord>();
      const done: string[] = [];
      let drains = 0;
      await using other = server.open();
      await using first = join(log, topic, {
        group,
        async take(records) {
          for (const record of records) inFlight.add(record);
        },
        async drain() {
          drains += 1;
          for (const record of inFlight) {
            done.push(textOf(record));
            record.finish();
            inFlight.delete(record);
          }
        },
      });
      await log.append(numbered(topic, 50, 0, 20));
      await until('all in flight', () => inFlight.size === 50);
      await using second = join(other, topic, { group });
      await until('a share each', () => first.assigned().length === 1 && second.assigned().length === 1);
      expect(drains).toBeGreaterThanOrEqual(1);
      await log.append(numbered(topic, 50, 50, 20));
      await until('the rest', () => inFlight.size + done.length + second.taken.length >= 100);
      expect([...done, ...[...inFlight].map(textOf), ...second.taken.map(textOf)].sort()).toEqual(
        Array.from({ length: 100 }, (_, index) => String(index)).sort(),
      );
    });

    it('gives a member nothing twice of a partition that it keeps while another joins', async () => {
      const { log, server } = opened();
      const topic = await makeTopic(log, 2);
      const group = newGroup();
      await using other = server.open();
      await using first = join(log, topic, { group, take: async () => {} });
      await log.append(numbered(topic, 50, 0, 20));
      await until('all in flight', () => first.taken.length === 50);
      await using second = join(other, topic, { group });
      await until('a share each', () => first.assigned().length === 1 && second.assigned().length === 1);
      await log.append(numbered(topic, 50, 50, 20));
      const kept = Number(first.assigned()[0]?.split('/')[1]);
      const end = (await log.positions(topic))[kept]?.end ?? 0;
      const mine = () => first.taken.filter(({ partition }) => partition === kept);
      await until('the rest of that partition', () => mine().some(({ position }) => position === end - 1));
      expect(mine().map(({ position }) => position)).toEqual(Array.from({ length: end }, (_, position) => position));
      for (const record of first.taken) record.finish();
      await until('a commit of all', async () => (await committed(log, topic, group))[kept] === end);
    });

    it('gives the work of a member that was killed to another, but for what it had finished', async () => {
      const { log, server } = opened();
      const topic = await makeTopic(log);
      const group = newGroup();
      await log.append(numbered(topic, 30));
      const child = fork(joinPath(import.meta.dirname, 'contract-member.ts'), { execArgv: [] });
      const taken: number[] = [];
      child.on('message', (report: MemberReport) => taken.push(...report.taken));
      const order: MemberOrder = { config: server.config, group, topic, finish: [0, 1, 2, 3, 4, 6, 8] };
      child.send(order);
      await until('the child to take all', () => taken.length === 30);
      await until('its commit', async () => (await committed(log, topic, group))[0] === 5);
      await using survivor = join(log, topic, { group });
      await until('the survivor to be ready', () => survivor.reader.connected);
      expect(survivor.taken).toHaveLength(0);
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      await until('the take-over', () => survivor.taken.length >= 25);
      expect(survivor.taken.map(({ position }) => position)).toEqual(Array.from({ length: 25 }, (_, n) => n + 5));
    });

    it('gives the work of a member that hangs to another, and accepts it as a member again when it continues', async () => {
      const { log, server } = opened();
      const topic = await makeTopic(log);
      const group = newGroup();
      await log.append(numbered(topic, 30));
      const child = fork(joinPath(import.meta.dirname, 'contract-member.ts'), { execArgv: [] });
      const exited = once(child, 'exit');
      const taken: number[] = [];
      child.on('message', (report: MemberReport) => taken.push(...report.taken));
      try {
        const late = Array.from({ length: 500 }, (_, n) => 30 + n);
        child.send({ config: server.config, group, topic, finish: [0, 1, 2, 3, 4, ...late] } satisfies MemberOrder);
        await until('the child to take all', () => taken.length === 30);
        await until('its commit', async () => (await committed(log, topic, group))[0] === 5);
        await using survivor = join(log, topic, { group });
        await until('the survivor to be ready', () => survivor.reader.connected);
        child.kill('SIGSTOP');
        await until('the take-over', () => survivor.taken.length >= 25);
        expect(survivor.taken.map(({ position }) => position)).toEqual(Array.from({ length: 25 }, (_, n) => n + 5));
        await until('the commit of all', async () => (await committed(log, topic, group))[0] === 30);
        child.kill('SIGCONT');
        await survivor[Symbol.asyncDispose]();
        await log.append(numbered(topic, 20, 30));
        await until('the child to continue', async () => (await committed(log, topic, group))[0] === 50);
        expect(new Set(taken)).toEqual(new Set(Array.from({ length: 50 }, (_, n) => n)));
      } finally {
        child.kill('SIGKILL'); // ends a stopped process as well
        await exited;
      }
    });

    it('reads several topics, also one that is created later', async () => {
      const { log } = opened();
      const early = await makeTopic(log);
      const late = `late-${randomUUID()}`;
      const group = newGroup();
      await using member = join(log, [early, late], { group });
      await log.append(numbered(early, 3));
      await until('the early topic', () => member.taken.length === 3);
      await log.createTopics([
        { topic: late, partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 60_000 },
      ]);
      await log.append(numbered(late, 3));
      await until('the late topic', () => member.taken.length >= 6);
      expect(member.taken.map((record) => record.topic).sort()).toEqual([early, early, early, late, late, late].sort());
    });

    it('reports the records that retention removed before the group read them', async () => {
      const { log, server } = opened();
      const topic = await makeTopic(log);
      const group = newGroup();
      await log.append(numbered(topic, 10));
      {
        await using _first = join(log, topic, { group, take: async (records) => records[0]?.finish() });
        await until('a commit', async () => ((await committed(log, topic, group))[0] ?? 0) > 0);
      }
      await server.removeBelow(topic, 7);
      expect(await log.positions(topic, group)).toMatchObject([{ start: 7, end: 10, committed: 1 }]);
      await using second = join(log, topic, { group });
      await until('what is left', () => second.taken.length >= 3);
      expect(second.taken.map(({ position }) => position)).toEqual([7, 8, 9]);
      expect(second.emitted('lost')).toEqual([{ kind: 'lost', topic, partition: 0, from: 1, to: 7 }]);
      await until('a commit after that', async () => (await committed(log, topic, group))[0] === 10);
    });

    it('reads again what was not finished when `take` rejects, which it must not, and reports that', async () => {
      const { log } = opened();
      const topic = await makeTopic(log);
      await log.append(numbered(topic, 4));
      let failures = 0;
      await using member = join(log, topic, {
        group: newGroup(),
        async take(records) {
          if (failures++ === 0) throw new Error('a fault of ours');
          for (const record of records) record.finish();
        },
      });
      await until('all again', () => member.taken.length >= 8);
      expect(member.taken.slice(4).map(textOf)).toEqual(['0', '1', '2', '3']);
      expect(member.emitted('interrupted')[0]).toMatchObject({ error: { code: 'UNEXPECTED' } });
    });
  });
}
