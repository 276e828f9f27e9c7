import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { deliveriesOf, emittedEvents, eventsOf, plan, statuses } from '../../testing/reminders.ts';
import { silent, until, withDatabase } from '../../testing/with-database.ts';
import { reminderDueEvents } from '../appointments/reminder-due.ts';
import type { Database } from '../db/database.ts';
import type { Emitted } from './emit-due.ts';
import { type SchedulerOptions, startScheduler } from './scheduler.ts';

const start = (db: Database, changes: Partial<SchedulerOptions> = {}) =>
  startScheduler({ db, log: silent, leads: () => true, eventsOf, pollMs: 20, ...changes });

const overdue = (count: number) => Array.from({ length: count }, () => ({ dueIn: -0.1, beginsIn: 60, sms: true }));

describe('the scheduler', () => {
  it('emits what is due with its deliveries, and leaves what is planned', () =>
    withDatabase(async (db, database) => {
      const [first, second] = await plan(db, [
        { dueIn: -0.2, beginsIn: 120, beforeMinutes: 120, sms: true },
        { dueIn: -0.1, beginsIn: 60, email: false, sms: true },
        { dueIn: 5, beginsIn: 60 },
      ]);
      await database.query('update server.appointment set sequence = 3 where id = $1', [first?.id]);
      await using _scheduler = start(db);
      await until(async () => (await statuses(database)).due === 2);
      expect(await statuses(database)).toEqual({ due: 2, planned: 1 });
      const events = await emittedEvents(database);
      expect(events).toMatchObject([
        {
          notify: { email: true, sms: true },
          appointment: { appointment_id: first?.id, email: 'user@example.com' },
          sequence: 3,
          reminder: { before: 'PT2H' },
        },
        {
          notify: { email: false, sms: true },
          appointment: { appointment_id: second?.id },
          sequence: 0,
          reminder: { before: 'PT1H' },
        },
      ]);
      const rows = await database.query(
        `select d.source_event_id as event, d.channel, d.status, d.attempts, d.sequence, d.user_id, r.emitted_sequence,
           to_char(r.emitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') = $1 as "isThen"
         from server.delivery d join server.reminder r on r.event_id = d.source_event_id where d.kind = 'reminder'
         order by d.sequence desc, d.channel`,
        [events[0] && new Date(events[0].occurred_at).toISOString()],
      );
      const of = (index: number, channel: string, sequence: number) => ({
        ...{ event: events[index]?.event_id, channel, sequence, emitted_sequence: sequence },
        ...{ status: 'queued', attempts: 1, user_id: 'anna', isThen: true },
      });
      expect(rows).toEqual([of(0, 'email', 3), of(0, 'sms', 3), of(1, 'sms', 0)]);
      const { found, wanted } = await deliveriesOf(database);
      expect(found).toEqual(wanted);
    }));

  it('sleeps until the next one is due, and emits it then', () =>
    withDatabase(async (db, database) => {
      await plan(db, [{ dueIn: 0.02, beginsIn: 60 }]);
      const emitted: number[] = [];
      await using _scheduler = start(db, { pollMs: 3_600_000, onEmitted: ({ due }) => emitted.push(due) });
      await until(() => emitted.length > 0);
      const [row] = await database.query<{ early: boolean }>(
        'select emitted_at < due_at as early from server.reminder',
      );
      expect(row?.early).toBe(false);
    }));

  it('a reminder that was missed goes out if its appointment is more than thirty minutes ahead, else it is skipped', () =>
    withDatabase(async (db, database) => {
      await plan(db, [
        { dueIn: -600, beginsIn: 31 },
        { dueIn: -600, beginsIn: 29 },
        { dueIn: -600, beginsIn: -1 },
        { dueIn: -0.5, beginsIn: 4, beforeMinutes: 5 }, // late by no more than a scheduler may be
        { dueIn: -0.5, beginsIn: -0.1, beforeMinutes: 5 },
      ]);
      const emitted: Emitted[] = [];
      await using _scheduler = start(db, { onEmitted: (one) => emitted.push(one) });
      await until(async () => (await statuses(database)).planned === undefined);
      expect(emitted).toEqual([{ due: 2, skipped: 3, refused: [] }]);
      expect(
        await database.query(
          `select before_minutes as before, status, emitted_at is null as never from server.reminder r
           join server.appointment a on a.id = r.appointment_id order by a.time desc`,
        ),
      ).toEqual([
        { before: 60, status: 'due', never: false },
        { before: 60, status: 'skipped', never: true },
        { before: 5, status: 'due', never: false },
        { before: 5, status: 'skipped', never: true },
        { before: 60, status: 'skipped', never: true },
      ]);
      expect(await emittedEvents(database)).toHaveLength(2);
    }));

  it('emits each once, also where several instances take themselves for the leader', () =>
    withDatabase(async (db, database) => {
      await plan(db, overdue(300));
      await using _one = start(db, { batch: 7 });
      await using _other = start(db, { batch: 11 });
      await until(async () => (await statuses(database)).planned === undefined);
      const events = await emittedEvents(database);
      expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(300);
      expect(events).toHaveLength(300);
      const { found, wanted } = await deliveriesOf(database);
      expect(found).toHaveLength(600);
      expect(found).toEqual(wanted);
    }));

  it('emits each once when its process is killed in the midst of it', { timeout: 120_000 }, () =>
    withDatabase(async (db, database) => {
      await plan(db, overdue(800));
      for (let round = 0; round < 4; round++) {
        const planned = (await statuses(database)).planned ?? 0;
        const process = fork(new URL('../../testing/scheduler-process.ts', import.meta.url), [database.url, '3']);
        await until(async () => ((await statuses(database)).planned ?? 0) < planned - 10);
        process.kill('SIGKILL');
        await once(process, 'exit');
      }
      expect((await statuses(database)).planned).toBeGreaterThan(0);
      await using _scheduler = start(db);
      await until(async () => (await statuses(database)).planned === undefined);
      const events = await emittedEvents(database);
      expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(800);
      expect(events).toHaveLength(800);
      const { found, wanted } = await deliveriesOf(database);
      expect(found).toEqual(wanted);
    }),
  );

  it('leaves an appointment that a change has locked until the change is committed', () =>
    withDatabase(async (db, database) => {
      const [moved] = await plan(db, [{ dueIn: -0.1, beginsIn: 60 }]);
      const change = db.fork();
      await change.begin();
      await change.execute('update server.appointment set sequence = 1 where id = ?', [moved?.id ?? '']);
      await plan(db, [{ dueIn: -0.05, beginsIn: 60 }]);
      await using _scheduler = start(db);
      await until(async () => (await statuses(database)).due === 1);
      expect(await statuses(database)).toEqual({ due: 1, planned: 1 });
      await change.execute(`delete from server.reminder where appointment_id = ? and status = 'planned'`, [
        moved?.id ?? '',
      ]);
      await change.commit();
      expect(await statuses(database)).toEqual({ due: 1 });
    }));

  it('retries while the database takes no writes, logs that once, and is behind meanwhile', () =>
    withDatabase(async (db, database) => {
      await plan(db, overdue(3));
      const lines: { level: number; msg: string }[] = [];
      const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
      let failures = 0;
      await database.query(`alter table server.outbox add constraint closed check (false) not valid`);
      await using scheduler = start(db, { log, onFailure: () => failures++ });
      await until(() => failures > 2);
      expect(lines).toMatchObject([{ level: 40, msg: 'reminders that are due cannot be emitted: retrying' }]);
      expect(scheduler.behindMs).toBeGreaterThan(0);
      expect(await statuses(database)).toEqual({ planned: 3 });
      expect(await deliveriesOf(database)).toEqual({ found: [], wanted: [] });
      await database.query('alter table server.outbox drop constraint closed');
      await until(async () => (await statuses(database)).due === 3);
      await until(() => scheduler.behindMs < 1_000);
    }));

  it('skips what its contract refuses, with an alarm, and emits the others', () =>
    withDatabase(async (db, database) => {
      const [refused] = await plan(db, [{ dueIn: -0.2, beginsIn: 60 }, ...overdue(2)]);
      await database.query(`update server.appointment set email = null where id = $1`, [refused?.id]);
      const lines: Record<string, unknown>[] = [];
      const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
      await using _scheduler = start(db, { log });
      await until(async () => (await statuses(database)).planned === undefined);
      expect(await statuses(database)).toEqual({ due: 2, skipped: 1 });
      expect(lines.filter(({ alarm }) => alarm === true)).toHaveLength(1);
    }));

  it('emits no more to one recipient in a day than may be, of what customers booked, and all that staff did', () =>
    withDatabase(async (db, database) => {
      await plan(db, overdue(5));
      await database.query(
        `update server.appointment set caller_sub = 'desk', caller_role = 'staff' where id in (select id from server.appointment limit 2)`,
      );
      const quotas = { messagesPerDay: 2 };
      await using _scheduler = start(db, {
        batch: 1,
        eventsOf: (tx, reminders) => reminderDueEvents(tx, reminders, { quotas }),
      });
      await until(async () => (await statuses(database)).planned === undefined);
      expect(await statuses(database)).toEqual({ due: 4, skipped: 1 });
      await database.query(
        `update server.quota_use set times = array(select t - interval '1 day' from unnest(times) t)`,
      );
      await database.query('delete from server.reminder');
      await plan(db, overdue(1));
      await until(async () => (await statuses(database)).due === 1);
    }));

  it('drops what has lost its appointment, and reads nothing where it does not lead', () =>
    withDatabase(async (db, database) => {
      const [erased] = await plan(db, [{ dueIn: -0.2, beginsIn: 60 }]);
      let looked = 0;
      let leading = false;
      const leads = () => {
        looked++;
        return leading;
      };
      await using scheduler = start(db, { leads });
      await until(() => looked > 1);
      expect(await statuses(database)).toEqual({ planned: 1 });
      expect(scheduler.behindMs).toBe(0);
      await database.query('delete from server.appointment where id = $1', [erased?.id]);
      leading = true;
      await until(async () => (await statuses(database)).planned === undefined);
      expect(await statuses(database)).toEqual({});
    }));
});
