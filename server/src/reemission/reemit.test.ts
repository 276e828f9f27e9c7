import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { validInput } from '../../testing/appointments.ts';
import { cancel, move } from '../../testing/change-appointment.ts';
import { eventsIn, failedDelivery, failedForeignDelivery } from '../../testing/failed-delivery.ts';
import { statusRecord } from '../../testing/status-events.ts';
import { openTestDatabase, silent, until } from '../../testing/with-database.ts';
import { type TestServer, withServer } from '../../testing/with-server.ts';
import type { Database } from '../db/database.ts';
import { reemissionPolicy, reemit, startReemission } from './reemit.ts';

/** Runs a test with a server, and a database connection of the test's own. */
const withTables = (test: (server: TestServer, db: Database) => Promise<void>) =>
  withServer(async (server) => {
    await using db = openTestDatabase(server.database.url);
    await db.ready;
    await test(server, db);
  });

/** Books on both channels with every optional field of the event, and waits until it is published. */
async function book(server: TestServer, changes: Record<string, unknown> = {}): Promise<void> {
  const before = (await eventsIn(server, 'appointments.created')).length;
  const input = validInput({ title: 'Kontrolle „neu“', location: 'Graben 1', locale: 'de-AT', ...changes });
  const book = 'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor } }';
  expect((await server.query(await server.token('ann a/ü'), book, { input })).errors).toEqual([]);
  await until(async () => (await eventsIn(server, 'appointments.created')).length > before && (await drained(server)));
}

const drained = async ({ database }: TestServer) =>
  (await database.query('select from server.outbox limit 1')).length === 0;
const age = ({ database }: TestServer, minutes: number) =>
  database.query(`update server.delivery set created_at = created_at - interval '${minutes} minutes'`);
const count = async (db: Database) => (await reemit(db.fork(), reemissionPolicy)).emitted.length;

describe('re-emission of events that no notifier has picked up', () => {
  it('puts the very same event into the log, after 15 minutes, at most once an hour', () =>
    withTables(async (server, db) => {
      await book(server);
      await age(server, 14);
      expect(await count(db)).toBe(0);
      await age(server, 1);
      expect(await count(db)).toBe(1);
      await until(async () => (await eventsIn(server, 'appointments.created')).length === 2);
      const [first, second] = await eventsIn(server, 'appointments.created');
      expect(second).toBe(first);
      await until(() => drained(server));
      expect(await count(db)).toBe(0);
      await server.database.query(`update server.reemission set at = at - interval '60 minutes'`);
      expect(await count(db)).toBe(1);
      expect(await eventsIn(server, 'notifications.status')).toEqual([]);
    }));

  it('puts the very same events of changes into the log again, also of what was changed once more since', () =>
    withTables(async (server, db) => {
      await book(server);
      const token = await server.token('ann a/ü');
      const [row] = await server.database.query<{ id: string }>('select id from server.appointment');
      const id = row?.id ?? '';
      const time = new Date(Date.now() + 3_600_000).toISOString();
      const changed = [
        await move(server, token, { id, time, timeZone: 'Europe/Vienna', location: null }),
        await move(server, token, {
          id,
          title: null,
          durationMinutes: 60,
          location: 'Graben 2',
          notify: { sms: true },
        }),
        await cancel(server, token, { id, reason: '„krank“' }),
      ];
      expect(changed.flatMap(({ errors }) => errors)).toEqual([]);
      const topics = ['appointments.created', 'appointments.changed'];
      const all = async () => (await Promise.all(topics.map((topic) => eventsIn(server, topic)))).flat();
      await until(async () => (await all()).length === 4 && (await drained(server)));
      const first = await all();
      await age(server, 15);
      expect(await count(db)).toBe(4);
      await until(async () => (await all()).length === 8);
      expect((await all()).toSorted()).toEqual([...first, ...first].toSorted());
    }));

  it('leaves alone what was picked up, what waits in the outbox, and everything while the log takes nothing', () =>
    withTables(async (server, db) => {
      const { appointmentId } = await failedDelivery(server);
      await age(server, 60);
      expect(await count(db)).toBe(0);

      await book(server);
      await age(server, 60);
      const waiting = (key: string, minutes: number) =>
        db.fork().transactional(async (tx) => {
          await tx.execute(
            `insert into server.outbox (topic, key, value, headers, created_at)
             select 'x', ?, '{}', '{}', now() - ? * interval '1 minute'`,
            [key, minutes],
          );
          const { emitted } = await reemit(tx, reemissionPolicy);
          await tx.execute('delete from server.outbox');
          await tx.execute('delete from server.reemission');
          return emitted.length;
        });
      const [own] = await server.database.query<{ id: string }>(
        `select id from server.appointment where id <> '${appointmentId}'`,
      );
      expect(await waiting(own?.id ?? '', 1)).toBe(0);
      expect(await waiting('another', 16)).toBe(0);
      expect(await waiting('another', 1)).toBe(1);
    }));

  it('emits a retry again that was never attempted, and not the appointment', () =>
    withTables(async (server, db) => {
      const desk = await server.token('desk', 'staff');
      const own = await failedDelivery(server);
      const foreign = await failedForeignDelivery(server);
      const retry = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }';
      for (const { id } of [own, foreign])
        expect((await server.query(desk, retry, { input: { id, phone: '+15555550177' } })).errors).toEqual([]);
      await until(async () => (await eventsIn(server, 'notifications.retry-requested')).length === 2);
      await until(() => drained(server));
      await age(server, 60);
      expect(await count(db)).toBe(0);
      await server.database.query(
        `update server.retry_request set requested_at = requested_at - interval '15 minutes'`,
      );
      const { emitted } = await reemit(db.fork(), { ...reemissionPolicy, most: 1 });
      expect(emitted).toHaveLength(1);
      expect(await count(db)).toBe(1);
      await until(async () => (await eventsIn(server, 'notifications.retry-requested')).length === 4);
      const events = (await eventsIn(server, 'notifications.retry-requested')).map((value) => JSON.parse(value));
      for (const at of [0, 1]) {
        const { occurred_at: _, ...same } = events[at];
        expect(events.slice(2)).toContainEqual(expect.objectContaining(same));
      }
      expect(await eventsIn(server, 'appointments.created')).toHaveLength(1);

      await server.log.append([statusRecord(own, 'sending', 2), statusRecord(foreign, 'sending', 2)]);
      await server.database.query('delete from server.reemission');
      await until(
        async () =>
          (await server.query(desk, '{ deliveries(filter: { statuses: [QUEUED] }) { nodes { id } } }')).data.deliveries
            .nodes.length === 0,
      );
      expect(await count(db)).toBe(0);
    }));

  it('passes by a stored event that its contract refuses, logs and counts it, and emits the others', () =>
    withTables(async (server, db) => {
      await book(server);
      await book(server);
      await age(server, 60);
      const [refused] = await server.database.query<{ id: string }>(
        `update server.appointment set time = '2300-01-01T00:00:00Z' where id in (select id from server.appointment order by created_at limit 1)
         returning event_id as id`,
      );
      const lines: Record<string, unknown>[] = [];
      const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
      const counted: [string, number][] = [];
      await using _reemission = startReemission({
        db,
        log,
        leads: () => true,
        policy: { ...reemissionPolicy, everyMs: 5 },
        onReemitted: (events) => counted.push(['emitted', events]),
        onRefused: (events) => counted.push(['refused', events]),
      });
      await until(() => counted.length === 2);
      expect(counted).toEqual([
        ['emitted', 1],
        ['refused', 1],
      ]);
      expect(lines.filter(({ alarm }) => alarm === true)).toMatchObject([
        { event_id: refused?.id, err: { message: expect.stringContaining('appointment.time') } },
      ]);
      await until(async () => (await eventsIn(server, 'appointments.created')).length === 3);
    }));

  it('is done by the instance that moves the outbox, and by one at a time', () =>
    withTables(async (server, db) => {
      await book(server, { notify: { sms: true } });
      await age(server, 60);
      const policy = { ...reemissionPolicy, everyMs: 5 };
      let looked = 0;
      let leading = false;
      const found: number[] = [];
      const leads = () => {
        looked++;
        return leading;
      };
      const start = () =>
        startReemission({ db, log: silent, leads, policy, onReemitted: (events) => found.push(events) });
      await using _one = start();
      await using _other = start();
      await until(() => looked > 10);
      expect(found).toEqual([]);
      leading = true;
      const from = looked;
      await until(() => looked > from + 20);
      expect(found).toEqual([1]);
    }));
});
