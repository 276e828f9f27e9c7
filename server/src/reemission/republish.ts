import type { EntityManager } from '@mikro-orm/postgresql';
import { Appointment, type AppointmentRow } from '../appointments/appointment.ts';
import { appointmentCreatedOf } from '../appointments/appointment-created.ts';
import { asRows } from '../db/row.ts';
import { type RefusedEvent, writeStoredEvents } from '../outbox/write-events.ts';

/** What is to be emitted again, and in what steps. */
export interface RepublishOptions {
  fork(): EntityManager;
  /** Appointments booked at or after this instant. */
  readonly since: Date;
  /** How many events are written in one transaction. @default 500 */
  readonly page?: number;
  /** Called with how many events are in the outbox so far, and of how many. */
  onPage?(written: number, of: number): void;
  /** Hears of an event that is left out, because its contract has become stricter since. */
  onRefused?(refused: RefusedEvent): void;
}

/**
 * Puts the created event of every appointment booked since an instant into the outbox again, oldest first: the very same
 * events, so readers that have them already do nothing. What is booked meanwhile writes its own event. Each page is
 * committed by itself: cut short, it may be begun again.
 *
 * @returns how many events were written
 */
export async function republish(options: RepublishOptions): Promise<number> {
  const { fork, since, page = 500, onPage = () => {}, onRefused = () => {} } = options;
  const [span] = await fork().execute<{ now: string; of: number }[]>(
    'select now(), count(*)::int as of from server.appointment where created_at >= ? and created_at <= now()',
    [since],
  );
  if (span === undefined) throw new Error('the appointments could not be counted');
  const until = new Date(span.now);
  let last: AppointmentRow | undefined;
  let written = 0;
  do {
    const rows = await pageAfter(fork(), last, { since, until, page });
    const refused = await fork().transactional((tx) => writeStoredEvents(tx, rows.map(appointmentCreatedOf)));
    for (const each of refused) onRefused(each);
    written += rows.length - refused.length;
    last = rows.length < page ? undefined : rows.at(-1);
    onPage(written, span.of);
  } while (last !== undefined);
  return written;
}

async function pageAfter(
  em: EntityManager,
  last: AppointmentRow | undefined,
  { since, until, page }: { readonly since: Date; readonly until: Date; readonly page: number },
): Promise<readonly AppointmentRow[]> {
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
