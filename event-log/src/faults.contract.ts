/** What every adapter of the port promises while the connection or the server fails: each runs all of this. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { follow, join, makeTopic, numbered, textOf, until } from './contract-readers.ts';
import type { EventLog, GroupRecord } from './event-log.ts';

/** A link that can be disturbed: what the suite needs of the TCP proxy. */
export interface Link {
  setFault(fault: {
    readonly kind: 'none' | 'refuse' | 'silent' | 'swallow-replies';
    matching?(reply: Buffer): boolean;
  }): void;
  /** Resets every open connection. */
  cut(): void;
  /** How many pieces of answers were lost. */
  readonly swallowed: number;
}

/** A real server of the suite's own, with a link that can be disturbed. */
export interface FaultyServer extends AsyncDisposable {
  readonly proxy: Link;
  /** Opens a log over the proxy; an answer times out after `timeoutMs`, a reader stalls after `stallMs`. @default a second, a minute */
  openProxied(stallMs?: number, timeoutMs?: number): EventLog;
  openDirect(): EventLog;
  /** Ends the server as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again with the data it had. */
  restart(): Promise<void>;
}

/** Runs the contract's part about faults. */
export function describeEventLogFaults(name: string, start: () => Promise<FaultyServer>): void {
  describe(name, () => {
    let server: FaultyServer;
    let log: EventLog;
    beforeAll(async () => {
      server = await start();
      log = server.openDirect();
    });
    afterEach(() => server.proxy.setFault({ kind: 'none' }));
    afterAll(async () => {
      await log?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    });
    const newGroup = () => `group-${randomUUID()}`;
    const valuesIn = async (topic: string, count: number) => {
      await using reader = follow(log, topic);
      await until(`${count} records in the log`, () => reader.records.length >= count);
      return reader.records.map(textOf);
    };

    it('a lost acknowledgement loses no batch, neither that one nor the next of the same size', async () => {
      const topic = await makeTopic(log);
      await using mine = server.openProxied();
      await mine.append(numbered(topic, 3));
      server.proxy.setFault({ kind: 'swallow-replies' });
      await expect(mine.append(numbered(topic, 3, 3))).rejects.toMatchObject({ code: 'UNREACHABLE', retryable: true });
      expect(server.proxy.swallowed).toBeGreaterThan(0);
      server.proxy.setFault({ kind: 'none' });
      server.proxy.cut();
      await until('the next batch to be taken', () =>
        mine.append(numbered(topic, 3, 6)).then(
          () => true,
          () => false,
        ),
      );
      const values = new Set(await valuesIn(topic, 9));
      expect([...values].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
    });

    it('an append rejects within its timeout when nothing arrives any more, and a later one succeeds', async () => {
      const topic = await makeTopic(log);
      await using mine = server.openProxied();
      await mine.append(numbered(topic, 1));
      server.proxy.setFault({ kind: 'silent' });
      const since = performance.now();
      await expect(mine.append(numbered(topic, 1, 1))).rejects.toMatchObject({ code: 'UNREACHABLE' });
      expect(performance.now() - since).toBeLessThan(8_000);
      server.proxy.setFault({ kind: 'none' });
      await until('the log to work again', () =>
        mine.append(numbered(topic, 1, 2)).then(
          () => true,
          () => false,
        ),
      );
      expect(new Set(await valuesIn(topic, 2))).toContain('2');
    });

    it('a member whose connection is cut, again and again, skips nothing and takes nothing twice', async () => {
      const topic = await makeTopic(log);
      const group = newGroup();
      await using mine = server.openProxied();
      const waiting: GroupRecord[] = [];
      await using member = join(mine, topic, {
        group,
        async take(records) {
          waiting.push(...records);
          // Half is finished at once, out of order; the rest stays in flight over the cut.
          for (const record of waiting.splice(0, waiting.length / 2)) record.finish();
        },
      });
      for (let round = 0; round < 4; round += 1) {
        await log.append(numbered(topic, 100, round * 100));
        await until('half of the records', () => member.taken.length > round * 100 + 50);
        server.proxy.cut();
      }
      await until('all records', () => member.taken.length >= 400);
      for (const record of waiting) record.finish();
      await until('everything committed', async () => (await log.positions(topic, group))[0]?.committed === 400);
      expect(member.taken.map(textOf)).toEqual(Array.from({ length: 400 }, (_, index) => String(index)));
    });

    it('a follower gets every record once, in order, over cuts, and requests where to resume after an interruption', async () => {
      const topic = await makeTopic(log, 2);
      await using mine = server.openProxied();
      await using reader = follow(mine, topic);
      for (let round = 0; round < 4; round += 1) {
        await log.append(numbered(topic, 100, round * 100, 20));
        await until('some of the records', () => reader.records.length > round * 100 + 20);
        server.proxy.cut();
      }
      server.proxy.setFault({ kind: 'refuse' });
      await until('the interruption to be noticed', () => !reader.reader.connected);
      await log.append(numbered(topic, 100, 400, 20));
      server.proxy.setFault({ kind: 'none' });
      await until('all records', () => reader.records.length >= 500);
      expect(reader.records).toHaveLength(500);
      for (const partition of [0, 1]) {
        const positions = reader.records.filter((record) => record.partition === partition).map((one) => one.position);
        expect(positions).toEqual(Array.from({ length: positions.length }, (_, index) => index));
      }
      expect(reader.resumeRequests.length).toBeGreaterThanOrEqual(2);
    });

    it('a log opens while the server is down, and a killed server loses nothing that was acknowledged', async () => {
      const topic = await makeTopic(log, 2);
      const group = newGroup();
      const acknowledged: string[] = [];
      const appendMore = async (from: number) => {
        await log.append(numbered(topic, 20, from));
        acknowledged.push(...numbered(topic, 20, from).map(({ value }) => String(value)));
      };
      await appendMore(0);
      const running = follow(log, topic);
      await until('what is there', () => running.records.length === 20);
      await server.kill();

      await using fresh = server.openDirect();
      await using member = join(fresh, topic, { group });
      await using reader = follow(fresh, topic);
      const calls = [fresh.append(numbered(topic, 1)), fresh.positions(topic), log.append(numbered(topic, 1))];
      for (const answer of await Promise.allSettled(calls)) {
        expect(answer).toMatchObject({ reason: { code: 'UNREACHABLE', retryable: true } });
      }
      await until('those who were reading to notice', () => !running.reader.connected);
      expect([member.reader.connected, reader.reader.connected]).toEqual([false, false]);
      expect(member.emitted('interrupted')).toHaveLength(1);
      expect(reader.notices.filter(({ kind }) => kind === 'interrupted')).toHaveLength(1);

      await server.restart();
      await until('appending to work again', () =>
        appendMore(20).then(
          () => true,
          () => false,
        ),
      );
      await until('everybody to have everything', () => {
        return [member.taken, reader.records, running.records].every((taken) => new Set(taken.map(textOf)).size >= 40);
      });
      for (const taken of [member.taken, reader.records, running.records]) {
        expect(new Set(taken.map(textOf))).toEqual(new Set(acknowledged));
      }
      expect(running.records).toHaveLength(40);
      expect(running.resumeRequests).toHaveLength(2);
      await running[Symbol.asyncDispose]();
    });

    it('a reader that reads nothing though it could is reported as stalled; one that waits, or is done, is not', async () => {
      const topic = await makeTopic(log);
      await using stuckLog = server.openProxied(1_500);
      await using patient = server.openProxied(1_500);
      const never = new Promise<never>(() => {});
      await using stuck = follow(stuckLog, topic);
      await using stuckMember = join(stuckLog, topic, { group: newGroup() });
      const given = Promise.withResolvers<void>();
      const neverFinish = () => {
        given.resolve();
        return never;
      };
      await using handling = follow(patient, topic, { onBatch: neverFinish });
      await using refusing = follow(patient, topic, { onBatch: () => Promise.reject(new Error('not this batch')) });
      await using undecided = follow(patient, topic, { resumeAt: () => never });
      await using unsure = follow(patient, topic, {
        resumeAt: () => Promise.reject(new Error('the database is away')),
      });
      await using done = follow(patient, topic);
      await log.append(numbered(topic, 3));
      await until('all to have read', () =>
        [stuck.records, stuckMember.taken, done.records].every(({ length }) => length === 3),
      );
      await given.promise; // from here on they wait for their caller, and not for the log
      await until('the batch to be refused', () => refusing.emitted('refused').length > 0);
      const value = Buffer.from('never seen');
      const isRecord = (reply: Buffer) => reply.includes(value) || reply.includes(value.toString('hex'));
      // Connections are open and requests are answered; records alone do not arrive.
      server.proxy.setFault({ kind: 'swallow-replies', matching: isRecord });
      await log.append([{ topic, key: 'k', value: 'never seen' }]);
      await until(
        'both to stall',
        () => stuck.emitted('stalled').length > 0 && stuckMember.emitted('stalled').length > 0,
      );
      expect(stuck.emitted('stalled')[0]).toMatchObject({ kind: 'stalled', topic });
      const waiting = [handling, refusing, undecided, unsure];
      expect(waiting.map((reader) => reader.emitted('stalled'))).toEqual(waiting.map(() => []));
      server.proxy.setFault({ kind: 'none' });
      await until('it to continue', () => stuck.records.length === 4 && done.records.length === 4);
      expect(refusing.emitted('refused')).toHaveLength(1);
    });

    it('no stall is reported while the log cannot be reached', async () => {
      const topic = await makeTopic(log);
      await using mine = server.openProxied(500);
      await using reader = follow(mine, topic);
      await log.append(numbered(topic, 1));
      await until('the record', () => reader.records.length === 1);
      server.proxy.setFault({ kind: 'silent' });
      await log.append(numbered(topic, 1, 1));
      await until('it to be interrupted', () => !reader.reader.connected);
      await sleep(2_000); // four times what would be a stall
      expect(reader.emitted('stalled')).toEqual([]);
      server.proxy.setFault({ kind: 'none' });
      server.proxy.cut();
      await until('it to continue', () => reader.records.length === 2);
    });

    it('a log is disposed within its limits while the server is silent', async () => {
      const topic = await makeTopic(log);
      const mine = server.openProxied();
      const member = join(mine, topic, { group: newGroup() });
      const reader = follow(mine, topic);
      await mine.append(numbered(topic, 1));
      await until('both to read', () => member.taken.length === 1 && reader.records.length === 1);
      server.proxy.setFault({ kind: 'silent' });
      const since = performance.now();
      await mine[Symbol.asyncDispose]();
      expect(performance.now() - since).toBeLessThan(8_000);
    });

    it('a log is disposed long before its answers time out while the server is silent', async () => {
      const topic = await makeTopic(log);
      const mine = server.openProxied(400, 60_000); // the readers are watched ten times a second: a request is under way
      const member = join(mine, topic, { group: newGroup(), drainMs: 500 });
      const reader = follow(mine, topic);
      await log.append(numbered(topic, 1));
      await until('both to read', () => member.taken.length === 1 && reader.records.length === 1);
      server.proxy.setFault({ kind: 'silent' });
      await log.append(numbered(topic, 1)); // so that the watch, too, has something to request
      await sleep(1_000);
      const since = performance.now();
      await mine[Symbol.asyncDispose]();
      expect(performance.now() - since).toBeLessThan(50_000);
    });
  });
}
