/** Changes that come at once, or again: on one instance, where they share statements, and on several. */
import { describe, expect, it } from 'vitest';
import { anna, appointmentWriteFor, bert, staff } from '../../testing/appointments.ts';
import { changesOn } from '../../testing/change-appointment.ts';
import { silent, withDatabase } from '../../testing/with-database.ts';
import type { Database } from '../db/database.ts';
import { RequestError } from '../request-error.ts';
import type { Changes } from './change-appointment.ts';
import { createAppointments } from './create-appointment.ts';
import { insertAppointments } from './insert-appointments.ts';
import { createAppointmentInput } from './new-appointment.ts';
import { createWriteBatch } from './write-batch.ts';

type Kind = Parameters<Changes['change']>[0];

/** Books some appointments of anna, and resolves with their ids. */
async function bookedOn(db: Database, many = 1): Promise<string[]> {
  const writes = Array.from({ length: many }, () => appointmentWriteFor('anna'));
  await insertAppointments(db.fork(), writes);
  return writes.map(({ appointment }) => appointment.id);
}

/** What became of a change, in a word. */
async function outcomeOf(changes: Changes, kind: Kind, input: object, caller = anna): Promise<string> {
  try {
    const { outcome, appointment } = await changes.change(kind, input, caller);
    return `${outcome} ${appointment.sequence}`;
  } catch (error) {
    if (error instanceof RequestError) return error.reason ?? error.issues[0]?.code ?? error.code;
    throw error;
  }
}

const counts = `select (select count(*)::int from server.appointment_change) as changes,
  (select count(*)::int from server.delivery where kind <> 'confirmation') as deliveries,
  (select count(*)::int from server.outbox where topic = 'appointments.changed') as events,
  (select count(*)::int from server.change_key) as keys`;

describe('changes that come at once', () => {
  it('of two moves one wins, and the other is refused if it named a sequence, on one instance and on two', () =>
    withDatabase(async (db, database) => {
      const [one, two] = [changesOn(db), changesOn(db)];
      for (const other of [one, two]) {
        const [id] = await bookedOn(db);
        const moved = await Promise.all([
          outcomeOf(one, 'rescheduled', { id, title: 'one', expectedSequence: 0 }),
          outcomeOf(other, 'rescheduled', { id, title: 'two', expectedSequence: 0 }),
        ]);
        expect(moved.toSorted()).toEqual(['SEQUENCE_CHANGED', 'rescheduled 1']);
        const again = await Promise.all([
          outcomeOf(one, 'rescheduled', { id, title: 'three' }),
          outcomeOf(other, 'rescheduled', { id, title: 'four' }),
        ]);
        expect(again.toSorted()).toEqual(['rescheduled 2', 'rescheduled 3']);
      }
      expect(await database.query(counts)).toEqual([{ changes: 6, deliveries: 6, events: 6, keys: 0 }]);
    }));

  it('of a move and a cancellation, the appointment ends cancelled, whichever was first', () =>
    withDatabase(async (db, database) => {
      const [one, two] = [changesOn(db), changesOn(db)];
      const ids = await bookedOn(db, 40);
      const ended = await Promise.all(
        ids.map(async (id, n) => {
          const move = () => outcomeOf(one, 'rescheduled', { id, durationMinutes: 45 });
          const cancel = () => outcomeOf(two, 'cancelled', { id });
          if (n % 2 === 0) return await Promise.all([move(), cancel()]);
          return (await Promise.all([cancel(), move()])).toReversed();
        }),
      );
      for (const pair of ended) {
        expect(['rescheduled 1 cancelled 2', 'APPOINTMENT_CANCELLED cancelled 1']).toContain(pair.join(' '));
      }
      const rows = await database.query(`select from server.appointment a where cancelled_at is not null and sequence =
        (select count(*) from server.appointment_change c where c.appointment_id = a.id)`);
      expect(rows).toHaveLength(40);
    }));

  it('many changes of one appointment are all made, one after the other, and their past has no gap', () =>
    withDatabase(async (db, database) => {
      const instances = [changesOn(db), changesOn(db), changesOn(db)];
      const [id] = await bookedOn(db);
      const moves = Array.from({ length: 30 }, (_, n) =>
        outcomeOf(instances[n % 3] as Changes, 'rescheduled', { id, title: `number ${n}` }),
      );
      const outcomes = await Promise.all(moves);
      expect(outcomes.toSorted()).toEqual(Array.from({ length: 30 }, (_, n) => `rescheduled ${n + 1}`).toSorted());
      const titles = await database.query<{ title: string }>(
        `select title_before as title from server.appointment_change where sequence > 1 union select title from server.appointment`,
      );
      expect(new Set(titles.map(({ title }) => title)).size).toBe(30);
      const events = await database.query<{ value: string }>('select value from server.outbox order by id');
      const changed = events.map(({ value }) => JSON.parse(value).sequence).filter((one) => one !== undefined);
      expect(changed).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    }));

  it('changes of different appointments that arrive together share their statements and their commit', () =>
    withDatabase(async (db, database) => {
      const ids = await bookedOn(db, 20);
      const changes = changesOn(db);
      await Promise.all(ids.map((id) => changes.change('rescheduled', { id, title: 'x' }, anna)));
      const written = await database.query('select distinct xmin::text from server.appointment_change');
      expect(written).toHaveLength(1);
      expect(await database.query(counts)).toEqual([{ changes: 20, deliveries: 20, events: 20, keys: 0 }]);
    }));
});

describe('the idempotency key of a change', () => {
  it('changes once, however often and wherever it comes at once, and also after a cancellation', () =>
    withDatabase(async (db, database) => {
      const [one, two] = [changesOn(db), changesOn(db)];
      const [id, other] = await bookedOn(db, 2);
      const input = { id, title: 'x', idempotencyKey: 'k' };
      const outcomes = await Promise.all([one, two, one, two].map((each) => outcomeOf(each, 'rescheduled', input)));
      expect(outcomes.toSorted()).toEqual(['repeated 1', 'repeated 1', 'repeated 1', 'rescheduled 1']);
      expect(await outcomeOf(one, 'cancelled', { id, idempotencyKey: 'c' })).toBe('cancelled 2');
      expect(await outcomeOf(two, 'rescheduled', { ...input, id: id?.toUpperCase() })).toBe('repeated 2');
      expect(await outcomeOf(two, 'cancelled', { id, idempotencyKey: 'c' })).toBe('repeated 2');
      expect(await outcomeOf(two, 'rescheduled', { ...input, title: 'y' })).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await outcomeOf(two, 'rescheduled', { ...input, id: other })).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await outcomeOf(two, 'cancelled', { id: other, idempotencyKey: 'k' })).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await outcomeOf(two, 'cancelled', { id: other, idempotencyKey: 'k' }, staff)).toBe('cancelled 1');
      expect(await database.query(counts)).toEqual([{ changes: 3, deliveries: 3, events: 3, keys: 3 }]);
    }));

  it('answers a repeat whose new time has passed since', () =>
    withDatabase(async (db) => {
      let now = new Date();
      const changes = changesOn(db, { now: () => now });
      const [id] = await bookedOn(db);
      const time = new Date(now.getTime() + 60_000).toISOString();
      const input = { id, time, idempotencyKey: 'k' };
      expect(await outcomeOf(changes, 'rescheduled', input)).toBe('rescheduled 1');
      now = new Date(now.getTime() + 61_000);
      expect(await outcomeOf(changes, 'rescheduled', input)).toBe('repeated 1');
      expect(await outcomeOf(changes, 'rescheduled', { id, time })).toBe('IN_THE_PAST');
    }));

  it('is one key for bookings and changes', () =>
    withDatabase(async (db) => {
      const changes = changesOn(db);
      const appointments = createAppointments({
        writes: createWriteBatch({ fork: db.fork, onCommitted() {} }),
        findBooked: async () => null,
        input: createAppointmentInput({ channels: ['email'], now: () => new Date() }),
        quotas: { appointmentsPerHour: 0, messagesPerDay: 0 },
        reminders: { rules: [], hours: { firstMinute: 0, lastMinute: 1_439 } },
        log: silent,
      });
      const time = new Date(Date.now() + 3_600_000).toISOString();
      const book = async (idempotencyKey: string) => {
        const input = { time, email: 'ann@example.com', notify: { email: true }, idempotencyKey };
        return await appointments.create(input, anna).then(
          ({ id }) => id,
          (error: RequestError) => error.reason ?? error.code,
        );
      };
      const id = await book('booking');
      const move = (idempotencyKey: string) => outcomeOf(changes, 'rescheduled', { id, title: 'x', idempotencyKey });
      expect(await move('booking')).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await move('move')).toBe('rescheduled 1');
      expect(await book('move')).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await book('booking')).toBe(id);
    }));
});

describe('changes beyond a quota', () => {
  it('count with bookings for their customer, and by their messages for the recipient; staff are not counted', () =>
    withDatabase(async (db, database) => {
      const quotas = { appointmentsPerHour: 5, messagesPerDay: 3 };
      const instances = [changesOn(db, { quotas }), changesOn(db, { quotas })];
      const [id] = await bookedOn(db);
      const move = (title: string, more: object = {}, caller = anna) =>
        outcomeOf(instances[title.length % 2] as Changes, 'rescheduled', { id, title, ...more }, caller);
      expect(await Promise.all(['a', 'bb', 'ccc', 'dddd'].map((title) => move(title)))).toContain('SENT_TOO_OFTEN');
      expect(await move('quiet', { notify: {} })).toBe('rescheduled 4');
      expect(await move('quiet', { notify: {} })).toBe('unchanged 4');
      expect(await move('loud!')).toBe('SENT_TOO_OFTEN');
      expect(await move('quiet too', { notify: {}, idempotencyKey: 'k' })).toBe('rescheduled 5');
      expect(await move('not any more', { notify: {} })).toBe('BOOKED_TOO_OFTEN');
      expect(await move('quiet too', { notify: {}, idempotencyKey: 'k' })).toBe('repeated 5');
      expect(await move('by the desk', {}, staff)).toBe('rescheduled 6');
      expect(await move('x', {}, bert)).toBe('NOT_FOUND');
      expect(await database.query(counts)).toMatchObject([{ changes: 6, events: 6 }]);
    }));
});
