import { describe, expect, it } from 'vitest';
import { anna, staff } from '../../testing/appointments.ts';
import { readFeed } from '../../testing/feed-reader.ts';
import { startInstance, stepsOf, withWorld } from '../../testing/feed-world.ts';
import { foreignDelivery, openTestLog, statusRecord } from '../../testing/status-events.ts';
import { openTestDatabase, silent, until } from '../../testing/with-database.ts';
import { createServerKeys } from '../auth/server-keys.ts';
import type { Database } from '../db/database.ts';
import { startProjection } from '../projection/projection.ts';
import { createCursorKeys } from './cursor-keys.ts';
import { createFeed } from './feed.ts';
import { createHub, type Hub } from './hub.ts';

/** How many reads were delayed. */
let paused = 0;

async function late<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const found = await answer;
  paused++;
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
  return found;
}

/**
 * A database whose answers arrive late, at random: whatever can happen between two steps of a stream, does. Streams read
 * with prepared statements, which run in Kysely's `executeQuery`; `isVisible` counts.
 */
function withPauses(db: Database): Pick<Database, 'fork'> {
  return {
    fork: () =>
      new Proxy(db.fork(), {
        get(em, name) {
          const member: unknown = Reflect.get(em, name);
          if (typeof member !== 'function') return member;
          if (name === 'count') return (...args: readonly unknown[]) => late(member.apply(em, args));
          if (name !== 'getKysely') return member.bind(em);
          return () => {
            const kysely = em.getKysely();
            const executeQuery: typeof kysely.executeQuery = (...args) => late(kysely.executeQuery(...args));
            return { executeQuery };
          };
        },
      }),
  };
}

describe('a stream', () => {
  it('a stream reads from the tables what did not fit into its buffer while it delivered the past', () =>
    withWorld(async ({ db, log }) => {
      await using one = await startInstance(db, log, 3);
      const deliveries = Array.from({ length: 40 }, () => foreignDelivery());
      await log.append(deliveries.map((delivery) => statusRecord(delivery, 'sending')));
      await until(() => one.hub.positions[0] === 39);
      const read = readFeed(one.feed, await one.feed.streamOf(staff, null), null, 4);
      for (const delivery of deliveries) await log.append([statusRecord(delivery, 'sent')]);
      await until(() => read.changes.length >= 80);
      const sent = read.changes.filter(({ status }) => status === 'sent').map(({ deliveryId }) => deliveryId);
      expect(new Set(sent).size).toBe(40);
      expect(sent).toHaveLength(40);
    }));

  it('a stream misses nothing that another instance stored before this one began to read the log', () =>
    withWorld(async ({ db, log, book }) => {
      await using other = await startInstance(db, log);
      const hub = createHub();
      const feed = createFeed({ db, eventLog: log, hub, keys: createCursorKeys(createServerKeys(db)) });
      const delivery = await book(anna);
      const stream = await feed.streamOf(anna, null);
      const begun = readFeed(feed, stream, null);
      const resumed = readFeed(feed, stream, await feed.cursorNow(stream));
      await log.append([statusRecord(delivery, 'queued')]);
      await until(() => other.hub.positions[0] === 0);
      const later = readFeed(feed, stream, await feed.cursorNow(stream));
      await until(() => begun.changes.length === 1);
      await log.append([statusRecord(delivery, 'sending')]);
      await until(() => other.hub.positions[0] === 1);

      await using _projection = startProjection({ db, eventLog: log, hub, log: silent });
      await until(() => later.changes.length === 1);
      await log.append([statusRecord(delivery, 'sent')]);
      await until(() => later.changes.length === 2);
      await until(() => begun.changes.length === 3 && resumed.changes.length === 3);
      expect(stepsOf(later.changes)).toEqual(['1 sending', '1 sent']);
      expect(stepsOf(begun.changes)).toEqual(['1 queued', '1 sending', '1 sent']);
      expect(stepsOf(resumed.changes)).toEqual(['1 queued', '1 sending', '1 sent']);
      for (const { stop } of [begun, resumed, later]) stop();
    }));

  it.each([1, 3])(
    'a stream has no gap and no repeat wherever it begins or is cut, on two instances, over %i partitions',
    (partitions) =>
      withWorld(async ({ db, database, log, book }) => {
        await using otherDb = openTestDatabase(database.url);
        await using otherLog = await openTestLog(database.url, partitions);
        await using one = await startInstance(db, log, 1_000, withPauses(db));
        await using other = await startInstance(otherDb, otherLog, 8, withPauses(otherDb));
        const instances = [one, other];
        const before = paused;
        const deliveries = await Promise.all(Array.from({ length: 6 }, () => book(anna)));
        const rounds = 200;
        let written = false;
        const order = Array.from({ length: rounds }, (_, n) => [
          `${n + 1} sending`,
          `${n + 1} ${n + 1 === rounds ? 'sent' : 'retrying'}`,
        ]);
        const following = new Map(['1 queued', ...order.flat()].map((step, n, all) => [step, all[n + 1]]));
        const writing = (async () => {
          for (let attempt = 1; attempt <= rounds; attempt++) {
            const statuses = attempt === rounds ? (['sending', 'sent'] as const) : (['sending', 'retrying'] as const);
            await log.append(
              statuses.flatMap((status) => deliveries.map((delivery) => statusRecord(delivery, status, attempt))),
            );
          }
          await until(() => instances.every(({ hub }) => total(hub) === rounds * 2 * deliveries.length));
          written = true;
        })();

        let streams = 0;
        /** One client: begins with a snapshot, is cut again and again, and comes back to either instance. */
        async function client(appointmentId: string | null): Promise<void> {
          const seen = new Map<string, string>();
          const wanted = appointmentId === null ? deliveries.length : 1;
          const last = `${rounds} sent`;
          let finished = 0;
          let cursor: string | null = null;
          while (finished < wanted) {
            const instance = instances[streams++ % 2] ?? one;
            const stream = await instance.feed.streamOf(anna, appointmentId);
            const states = cursor === null || stream.cursors.read(cursor)?.kind === 'start-over';
            const read = readFeed(instance.feed, stream, cursor, 1);
            const cutAt = Math.random() * 12;
            const cutAtMs = performance.now() + 500;
            const ended = () => read.changes.filter(({ attempt, status }) => `${attempt} ${status}` === last).length;
            const isCut = () => !written && (read.changes.length > cutAt || performance.now() > cutAtMs);
            await until(() => isCut() || finished + ended() >= wanted || read.failed !== null);
            read.stop();
            expect(read.failed).toBeNull();
            for (const { deliveryId, attempt, status, replayed, cursor: next } of read.changes) {
              const step = `${attempt} ${status}`;
              if (!(states && replayed)) expect(step).toBe(following.get(seen.get(deliveryId) ?? ''));
              seen.set(deliveryId, step);
              cursor = next;
            }
            finished = [...seen.values()].filter((step) => step === last).length;
          }
        }
        await Promise.all([
          ...deliveries.map(({ appointmentId }) => client(appointmentId)),
          client(null),
          client(null),
          writing,
        ]);
        expect(streams).toBeGreaterThan(50);
        expect(paused - before).toBeGreaterThan(streams * 2); // where streams read now, and not where they once did
        expect(one.hub.subscribers + other.hub.subscribers).toBe(0);
      }, partitions),
    120_000,
  );
});

/** How many records a hub has gone past. */
const total = ({ positions }: Hub) => positions.reduce((sum, position) => sum + position + 1, 0);
