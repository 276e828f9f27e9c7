/** What every adapter of the port promises: each runs all of this against a real server. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  follow,
  join,
  type MemberOrder,
  type MemberReport,
  makeTopic,
  numbered,
  textOf,
  until,
} from './contract-readers.ts';
import type { EventLog, GroupRecord } from './event-log.ts';
import type { EventLogConfig } from './open-event-log.ts';

/** A record as another program writes it, past our adapter. */
export interface ForeignRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** A real server that an adapter is run against. */
export interface ContractServer extends AsyncDisposable {
  readonly config: EventLogConfig;
  /** Opens a log with the configuration. */
  open(): EventLog;
  /** Writes to partition 0. */
  appendForeign(record: ForeignRecord): Promise<void>;
  /** Removes what lies below a position in partition 0, as retention does. */
  removeBelow(topic: string, position: number): Promise<void>;
  /** How long a member that keeps silent stays a member, in milliseconds. */
  readonly sessionMs: number;
}

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
    const newGroup = () => `group-${randomUUID()}`;
    const committed = async (topic: string, group: string) => {
      return (await log.positions(topic, group)).map((partition) => partition.committed);
    };

    describe('appending', () => {
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

      it('reads what another producer wrote without a key or a value', async () => {
        const topic = await makeTopic(log);
        await server.appendForeign({ topic, key: null, value: Buffer.from([0xff]) });
        await server.appendForeign({ topic, key: Buffer.from('k'), value: null });
        await using reader = follow(log, topic);
        await until('both records', () => reader.records.length === 2);
        expect(reader.records).toMatchObject([{ key: null }, { key: 'k' }]);
        expect(reader.records.map(({ value }) => [...value])).toEqual([[0xff], []]);
      });

      it('refuses a topic that does not exist, makes none, and lets the calls beside it pass', async () => {
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

      it('refuses a record that is too large, and takes one just below that', async () => {
        const topic = await makeTopic(log);
        const large = { topic, key: 'k', value: Buffer.alloc(1_100_000) };
        await expect(log.append([large])).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE', retryable: false });
        await log.append([{ topic, key: 'k', value: Buffer.alloc(990_000) }]);
        await log.append(Array.from({ length: 5 }, () => ({ topic, key: 'k', value: Buffer.alloc(400_000) })));
        expect(await log.positions(topic)).toMatchObject([{ start: 0, end: 6 }]);
      });
    });

    describe('a group', () => {
      it('begins at the first record when it is new, and goes on after its last commit', async () => {
        const topic = await makeTopic(log);
        await log.append(numbered(topic, 20));
        const group = newGroup();
        expect(await committed(topic, group)).toEqual([null]);
        {
          await using first = join(log, topic, { group });
          await until('the records from before', () => first.taken.length === 20);
        }
        expect(await committed(topic, group)).toEqual([20]);
        await log.append(numbered(topic, 5, 20));
        await using second = join(log, topic, { group });
        await until('the new records', () => second.taken.length === 5);
        expect(second.taken.map(textOf)).toEqual(['20', '21', '22', '23', '24']);
      });

      it('commits only up to the contiguous finished prefix, and gives the rest again', async () => {
        const topic = await makeTopic(log);
        await log.append(numbered(topic, 10));
        const group = newGroup();
        {
          await using first = join(log, topic, { group, take: async () => {} });
          await until('ten records', () => first.taken.length === 10);
          for (const position of [9, 5, 2, 0]) first.taken[position]?.finish();
          await until('the first commit', async () => (await committed(topic, group))[0] === 1);
          first.taken[1]?.finish();
          first.taken[1]?.finish();
          await until('the second commit', async () => (await committed(topic, group))[0] === 3);
        }
        expect(await committed(topic, group)).toEqual([3]);
        await using second = join(log, topic, { group });
        await until('the rest', () => second.taken.length >= 7);
        expect(second.taken.map(({ position }) => position)).toEqual([3, 4, 5, 6, 7, 8, 9]);
      });

      it('shares several partitions between two members, and gives each record to one', async () => {
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
        await until('a commit of all', async () => (await committed(topic, group))[kept] === end);
      });

      it('gives the work of a member that was killed to another, but for what it had finished', async () => {
        const topic = await makeTopic(log);
        const group = newGroup();
        await log.append(numbered(topic, 30));
        const child = fork(joinPath(import.meta.dirname, 'contract-member.ts'), { execArgv: [] });
        const taken: number[] = [];
        child.on('message', (report: MemberReport) => taken.push(...report.taken));
        const order: MemberOrder = { config: server.config, group, topic, finish: [0, 1, 2, 3, 4, 6, 8] };
        child.send(order);
        await until('the child to take all', () => taken.length === 30);
        await until('its commit', async () => (await committed(topic, group))[0] === 5);
        await using survivor = join(log, topic, { group });
        await until('the survivor to be ready', () => survivor.reader.connected);
        expect(survivor.taken).toHaveLength(0);
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
        await until('the take-over', () => survivor.taken.length >= 25);
        expect(survivor.taken.map(({ position }) => position)).toEqual(Array.from({ length: 25 }, (_, n) => n + 5));
      });

      it('reads nothing more of a partition while its records are not taken, and stays a member', async () => {
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
        expect(member.told('assigned')).toHaveLength(1);
        expect(member.told('interrupted')).toHaveLength(0);
      });

      it('bounds the span above the watermark: it says so and waits, until there is room', async () => {
        const topic = await makeTopic(log);
        await log.append(numbered(topic, 100));
        await using member = join(log, topic, { group: newGroup(), maxSpan: 10, take: async () => {} });
        await until('the notice', () => member.told('span-full').length === 1);
        expect(member.taken).toHaveLength(10);
        for (const record of member.taken.slice(1)) record.finish();
        expect(member.told('span-full')).toEqual([{ kind: 'span-full', topic, partition: 0, watermark: 0 }]);
        expect(member.taken).toHaveLength(10);
        member.taken[0]?.finish();
        await until('ten more', () => member.taken.length >= 20);
        await until('the second notice', () => member.told('span-full').length === 2);
        expect(member.taken).toHaveLength(20);
      });

      it('reads several topics, also one that is made later', async () => {
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
        expect(member.taken.map((record) => record.topic).sort()).toEqual(
          [early, early, early, late, late, late].sort(),
        );
      });

      it('tells what retention took before the group came to it', async () => {
        const topic = await makeTopic(log);
        const group = newGroup();
        await log.append(numbered(topic, 10));
        {
          await using _first = join(log, topic, { group, take: async (records) => records[0]?.finish() });
          await until('a commit', async () => ((await committed(topic, group))[0] ?? 0) > 0);
        }
        await server.removeBelow(topic, 7);
        expect(await log.positions(topic, group)).toMatchObject([{ start: 7, end: 10, committed: 1 }]);
        await using second = join(log, topic, { group });
        await until('what is left', () => second.taken.length >= 3);
        expect(second.taken.map(({ position }) => position)).toEqual([7, 8, 9]);
        expect(second.told('lost')).toEqual([{ kind: 'lost', topic, partition: 0, from: 1, to: 7 }]);
        await until('a commit after that', async () => (await committed(topic, group))[0] === 10);
      });

      it('reads again what was not finished when taking it failed, though it must not', async () => {
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
        expect(member.told('interrupted').length).toBeGreaterThanOrEqual(1);
      });
    });

    describe('a follower', () => {
      it('reads each partition from the position of its caller, and one that is not named from its start', async () => {
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
        expect(reader.asked[0]).toEqual(before);
        const last = reader.batches.findLast(({ partition }) => partition === 0);
        expect(last?.end).toBe(before[0]?.end);
        await log.append(numbered(topic, 10, 100, 20));
        await until('what comes', () => reader.records.length >= expected + 10);
        expect(reader.records).toHaveLength(expected + 10);
      });

      it('gives a batch that was refused again, and nothing else of its partition before', async () => {
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
      });

      it('asks again where to resume when asking failed', async () => {
        const topic = await makeTopic(log);
        await log.append(numbered(topic, 3));
        let asked = 0;
        await using reader = follow(log, topic, {
          async resumeAt() {
            asked += 1;
            if (asked === 1) throw new Error('the database is away');
            return new Map([[0, 1]]);
          },
        });
        await until('the records', () => reader.records.length === 2);
        expect(reader.records.map(textOf)).toEqual(['1', '2']);
        expect(asked).toBe(2);
      });

      it('says what is missing when it asks for what is gone or never was', async () => {
        const topic = await makeTopic(log);
        await log.append(numbered(topic, 10));
        await server.removeBelow(topic, 5);
        await using behind = follow(log, topic, { from: new Map([[0, 2]]) });
        await using beyond = follow(log, topic, { from: new Map([[0, 50]]) });
        await until('what is left', () => behind.records.length === 5 && beyond.records.length === 5);
        expect(behind.notices).toContainEqual({ kind: 'lost', topic, partition: 0, from: 2, to: 5 });
        expect(beyond.notices).toContainEqual({ kind: 'lost', topic, partition: 0, from: 50, to: 5 });
      });

      it('waits for its topic to be made', async () => {
        const topic = `late-${randomUUID()}`;
        await using reader = follow(log, topic);
        await log.createTopics([
          { topic, partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 60_000 },
        ]);
        await log.append(numbered(topic, 2));
        await until('the records', () => reader.records.length === 2);
      });
    });

    describe('topics', () => {
      it('are made when missing, by two at once, and never altered: differences are told', async () => {
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

      it('are asked for where they stand, with how far a group has come', async () => {
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

    describe('disposing', () => {
      it('finishes what was appended, drains within its limit, and refuses what comes after', async () => {
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
        expect(await committed(topic, group)).toEqual([1]);
        expect((await log.positions(topic))[0]?.end).toBe(15);
        expect(member.reader.connected).toBe(false);
        await expect(mine.append(numbered(topic, 1))).rejects.toMatchObject({ code: 'DISPOSED', retryable: false });
        await expect(mine.positions(topic)).rejects.toMatchObject({ code: 'DISPOSED' });
        await expect(mine.createTopics([])).rejects.toMatchObject({ code: 'DISPOSED' });
      });

      it('lets what drains append still, and commits what it finished', async () => {
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
        expect(await committed(topic, group)).toEqual([3]);
        expect((await log.positions(reports))[0]?.end).toBe(3);
      });

      it('waits for a batch that is in a follower’s hands', async () => {
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
