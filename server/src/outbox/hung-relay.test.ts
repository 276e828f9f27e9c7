/** A leader that hangs: another takes over, and nothing is lost or out of order when it wakes. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '@belltower/dev/test-database';
import { testKafkaBrokers } from '@belltower/dev/test-kafka';
import { type EventLog, type EventLogConfig, openEventLog } from '@belltower/event-log';
import { describe, expect, inject, it } from 'vitest';
import { silent, until, withDatabase } from '../../testing/with-database.ts';
import { startRelay } from './relay.ts';
import { LEASE_MS } from './session.ts';

const LOGS = ['postgres', 'kafka'] as const;
const KEYS = 7;

async function logConfig(kind: (typeof LOGS)[number], database: TestDatabase): Promise<EventLogConfig> {
  if (kind === 'postgres') return { kind, url: database.url };
  return { kind, brokers: await testKafkaBrokers(), ssl: false, sasl: null };
}

/** Makes a topic of the test's own, and entries for it whose values are numbers, in order. */
async function createEntries(log: EventLog, database: TestDatabase) {
  const topic = `relay-${randomUUID()}`;
  const specification = { partitions: 2, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 3_600_000 };
  await log.createTopics([{ topic, ...specification }]);
  let last = 0;
  return {
    topic,
    async insert(count: number): Promise<void> {
      await database.query(
        `insert into server.outbox (topic, key, value, headers, created_at)
         select '${topic}', 'k' || n % ${KEYS}, n::text, '{"ce_id":"e"}', now()
         from generate_series(${last + 1}, ${last + count}) n`,
      );
      last += count;
    },
    async waiting(): Promise<number> {
      return (await database.query<{ n: number }>('select count(*)::int as n from server.outbox'))[0]?.n ?? 0;
    },
    /** What readers make of the log: the values of each key in order, without repeats; and how many repeats there were. */
    async published() {
      const positions = await log.positions(topic);
      const end = positions.reduce((sum, { end }) => sum + end, 0);
      const byKey = new Map<string, Set<number>>();
      let read = 0;
      await using _reader = log.follow({
        topic,
        resumeAt: async () => new Map(),
        async onBatch({ records }) {
          for (const { key, value } of records) {
            const values = byKey.get(key ?? '') ?? new Set();
            byKey.set(key ?? '', values.add(Number(Buffer.from(value).toString())));
          }
          read += records.length;
        },
      });
      await until(() => read >= end);
      return { byKey, repeats: read - last };
    },
    /** What they must make of it. */
    expected() {
      const byKey = new Map<string, Set<number>>();
      for (let n = 1; n <= last; n++) byKey.set(`k${n % KEYS}`, (byKey.get(`k${n % KEYS}`) ?? new Set()).add(n));
      return byKey;
    },
  };
}

/** Sets in their order: two sets with the same members are equal whatever their order. */
const inOrder = (byKey: ReadonlyMap<string, ReadonlySet<number>>) =>
  [...byKey].map(([key, values]) => [key, [...values]] as const).sort();

class RelayProcess implements AsyncDisposable {
  state = '';
  readonly child: ChildProcess;
  constructor(database: TestDatabase, config: EventLogConfig) {
    const file = new URL('../../testing/relay-process.ts', import.meta.url);
    this.child = fork(file, [database.url, JSON.stringify(config)], { execArgv: [] });
    this.child.on('message', (state: string) => {
      this.state = state;
    });
  }
  async [Symbol.asyncDispose]() {
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL'); // ends a stopped process as well
    await exited;
  }
}

describe.each(LOGS)('a relay that hangs, with the log in %s', (kind) => {
  const lacks = kind === 'kafka' && inject('kafkaLacks') !== null;

  it.skipIf(lacks)(
    'is taken over, and when it wakes nothing is lost, and each key is in order',
    { concurrent: true },
    () =>
      withDatabase(async (_db, database) => {
        const config = await logConfig(kind, database);
        await using log = openEventLog(config);
        const entries = await createEntries(log, database);
        await using first = new RelayProcess(database, config);
        await until(() => first.state === 'leading');
        await using second = new RelayProcess(database, config);
        await until(() => second.state === 'standby');
        let [leader, other] = [first, second];
        for (let round = 0; round < 2; round++) {
          await entries.insert(3_000);
          await until(async () => (await entries.waiting()) < 2_900);
          leader.child.kill('SIGSTOP');
          await entries.insert(500);
          await until(() => other.state === 'leading');
          await until(async () => (await entries.waiting()) === 0);
          leader.child.kill('SIGCONT');
          await until(() => leader.state === 'standby');
          [leader, other] = [other, leader];
        }
        const { byKey, repeats } = await entries.published();
        expect(inOrder(byKey)).toEqual(inOrder(entries.expected()));
        expect(repeats).toBeLessThanOrEqual(2 * 2 * 100); // what was not deleted, and what was under way: a batch each
      }),
  );

  it.skipIf(lacks)('is left alone while an append takes longer than its lease', { concurrent: true }, () =>
    withDatabase(async (_db, database) => {
      const config = await logConfig(kind, database);
      await using log = openEventLog(config);
      const entries = await createEntries(log, database);
      let appends = 0;
      const slow: Pick<EventLog, 'append'> = {
        async append(records) {
          appends++;
          await new Promise((resolve) => setTimeout(resolve, LEASE_MS + 3_000));
          await log.append(records);
        },
      };
      const parts = { databaseUrl: database.url, statementTimeoutMs: 10_000, ready: Promise.resolve(), log: silent };
      await using relay = startRelay({ ...parts, eventLog: slow, pollMs: 60_000 });
      await until(() => relay.state === 'leading');
      await using other = new RelayProcess(database, config);
      await until(() => other.state === 'standby');
      await entries.insert(10);
      relay.wake();
      await until(async () => (await entries.waiting()) === 0);
      expect([relay.state, other.state, appends]).toEqual(['leading', 'standby', 1]);
    }),
  );

  // not beside the others: it stops this whole process
  it.skipIf(lacks)('appends nothing more on a lease that has run out', () =>
    withDatabase(async (_db, database) => {
      const config = await logConfig(kind, database);
      await using log = openEventLog(config);
      const entries = await createEntries(log, database);
      const appended: (readonly number[])[] = [];
      let hangs = false;
      const hanging: Pick<EventLog, 'append'> = {
        async append(records) {
          appended.push(records.map(({ value }) => Number(value)));
          await log.append(records);
          if (!hangs) return;
          hangs = false;
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LEASE_MS + 4_000); // as a process that is stopped
        },
      };
      const parts = { databaseUrl: database.url, statementTimeoutMs: 10_000, ready: Promise.resolve(), log: silent };
      await using relay = startRelay({ ...parts, eventLog: hanging, batch: 10, pollMs: 60_000 });
      await until(() => relay.state === 'leading');
      await using other = new RelayProcess(database, config);
      await until(() => other.state === 'standby');
      await entries.insert(50);
      hangs = true;
      relay.wake();
      await until(() => !hangs);
      await until(() => relay.state === 'standby');
      expect(appended).toEqual([Array.from({ length: 10 }, (_, n) => n + 1)]);
      await until(async () => (await entries.waiting()) === 0);
      const { byKey, repeats } = await entries.published();
      expect(inOrder(byKey)).toEqual(inOrder(entries.expected()));
      expect(repeats).toBe(10); // the batch that was appended and not deleted
    }),
  );
});
