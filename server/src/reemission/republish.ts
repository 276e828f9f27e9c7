import type { EntityManager } from '@mikro-orm/postgresql';
import { Appointment, type AppointmentRow } from '../appointments/appointment.ts';
import { AppointmentChange, type AppointmentChangeRow } from '../appointments/appointment-change.ts';
import type { EventSettings } from '../appointments/appointment-created.ts';
import { loadStoredEvents, type StoredEvent, storedEventsOf } from '../appointments/stored-events.ts';
import { asRows } from '../db/row.ts';
import { type RefusedEvent, writeStoredEvents } from '../outbox/write-events.ts';

/** What is to be emitted again, and in what steps. */
export interface RepublishOptions {
  fork(): EntityManager;
  /** Appointments booked, changes made, and reminders emitted, at or after this instant. */
  readonly since: Date;
  /** How many events are written in one transaction. @default 500 */
  readonly page?: number;
  /** What of the installation events have. @default nothing */
  readonly settings?: EventSettings;
  /** Called with how many events are in the outbox so far, and of how many. */
  onPage?(written: number, of: number): void;
  /** Hears of an event that is left out, because its contract has become stricter since. */
  onRefused?(refused: RefusedEvent): void;
}

/** The span of time, and how many rows a page has. */
interface Span {
  readonly since: Date;
  readonly until: Date;
  readonly page: number;
}

/**
 * Puts the event of every booking, of every change and of every reminder since an instant into the outbox again, oldest first,
 * bookings before changes before reminders: the very same events, so readers that have them already do nothing. What is booked or changed meanwhile writes its own
 * event. Each page is committed by itself: cut short, it may be begun again.
 *
 * @returns how many events were written
 */
export async function republish(options: RepublishOptions): Promise<number> {
  const { fork, since, page = 500, settings = {}, onPage = () => {}, onRefused = () => {} } = options;
  const [found] = await fork().execute<{ now: string; of: number }[]>(
    `select now(), (select count(*) from server.appointment where created_at >= ? and created_at <= now())::int
       + (select count(*) from server.appointment_change where at >= ? and at <= now())::int
       + (select count(*) from (${REMINDED}) r)::int as of`,
    [since, since, since, since],
  );
  if (found === undefined) throw new Error('the appointments could not be counted');
  const span = { since, until: new Date(found.now), page };
  let written = 0;

  async function write(events: readonly StoredEvent[]): Promise<void> {
    const refused = await fork().transactional((tx) => writeStoredEvents(tx, events));
    for (const each of refused) onRefused(each);
    written += events.length - refused.length;
    onPage(written, found?.of ?? 0);
  }

  let booked: AppointmentRow | undefined;
  do {
    const rows = await bookedAfter(fork(), booked, span);
    const ids = new Set(rows.map(({ eventId }) => eventId));
    const events = await storedEventsOf(fork(), rows, settings);
    await write(events.filter((event) => ids.has(event.event_id)));
    booked = rows.length < page ? undefined : rows.at(-1);
  } while (booked !== undefined);

  let changed: AppointmentChangeRow | undefined;
  do {
    const rows = await changedAfter(fork(), changed, span);
    const events = await loadStoredEvents(fork(), [...new Set(rows.map(appointmentOf))], settings);
    const byId = new Map(events.map((event) => [event.event_id, event]));
    if (rows.length > 0) await write(rows.flatMap(({ eventId }) => byId.get(eventId) ?? []));
    changed = rows.length < page ? undefined : rows.at(-1);
  } while (changed !== undefined);

  const reminded = await fork().execute<{ appointmentId: string; eventId: string }[]>(
    `${REMINDED} order by r.emitted_at, r.event_id`,
    [since, since],
  );
  for (let from = 0; from < reminded.length; from += page) {
    const rows = reminded.slice(from, from + page);
    const events = await loadStoredEvents(fork(), [...new Set(rows.map(appointmentOf))], settings);
    const byId = new Map(events.map((event) => [event.event_id, event]));
    await write(rows.flatMap(({ eventId }) => byId.get(eventId) ?? []));
  }
  return written;
}

/** A reminder is emitted before its appointment begins, so the index of that leads to it. */
const REMINDED = `select r.appointment_id as "appointmentId", r.event_id as "eventId"
from server.appointment a join server.reminder r on r.appointment_id = a.id
where a.time >= ? and r.status = 'due' and r.emitted_at >= ? and r.emitted_at <= now()`;

const appointmentOf = ({ appointmentId }: Pick<AppointmentChangeRow, 'appointmentId'>) => appointmentId;

async function bookedAfter(em: EntityManager, last: AppointmentRow | undefined, { since, until, page }: Span) {
  const after =
    last === undefined
      ? {}
      : { $or: [{ createdAt: { $gt: last.createdAt } }, { createdAt: last.createdAt, id: { $gt: last.id } }] };
  const from = last?.createdAt ?? since;
  const found = await em.find(
    Appointment,
    { createdAt: { $gte: from, $lte: until }, ...after },
    { orderBy: { createdAt: 'asc', id: 'asc' }, limit: page, disableIdentityMap: true },
  );
  return asRows(found);
}

async function changedAfter(em: EntityManager, last: AppointmentChangeRow | undefined, { since, until, page }: Span) {
  const after = last === undefined ? [] : [beyond(last)];
  const found = await em.find(
    AppointmentChange,
    { at: { $gte: last?.at ?? since, $lte: until }, $and: after },
    { orderBy: { at: 'asc', appointmentId: 'asc', sequence: 'asc' }, limit: page, disableIdentityMap: true },
  );
  return asRows(found);
}

function beyond({ at, appointmentId, sequence }: AppointmentChangeRow) {
  return {
    $or: [
      { at: { $gt: at } },
      { at, appointmentId: { $gt: appointmentId } },
      { at, appointmentId, sequence: { $gt: sequence } },
    ],
  };
}
