/**
 * Promise: an event that was published and never picked up does not stay so for ever. Should the log have lost it (its
 * retention passed, or it was replaced), the same event, with the same `event_id`, goes out again; a reader that has it already
 * recognises it and does nothing.
 */

import type { Event } from '@belltower/events';
import { startPeriodicTask } from '@belltower/support/process';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { EventSettings } from '../appointments/appointment-created.ts';
import { loadStoredEvents } from '../appointments/stored-events.ts';
import type { Database } from '../db/database.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { Delivery } from '../deliveries/delivery.ts';
import { RetryRequest, retryRequestedOf } from '../deliveries/retry-request.ts';
import { type RefusedEvent, writeStoredEvents } from '../outbox/write-events.ts';

/** When, and how many. */
export interface ReemissionPolicy {
  /** How often it searches, in milliseconds. */
  readonly everyMs: number;
  /** A delivery that has been queued for this long was not picked up, in milliseconds. */
  readonly afterMs: number;
  /** Each event goes out again at most once in this time, in milliseconds. */
  readonly againMs: number;
  /** How many events go out again each time, at most. */
  readonly most: number;
}

/** Each minute, what was queued for 15 minutes, at most 500 events, each at most once an hour. */
export const reemissionPolicy: ReemissionPolicy = {
  everyMs: 60_000,
  afterMs: 15 * 60_000,
  againMs: 60 * 60_000,
  most: 500,
};

/** What emitting again needs. */
export interface ReemissionOptions {
  readonly db: Pick<Database, 'fork' | 'migrated'>;
  readonly log: Logger;
  /** Whether this instance moves the outbox: only that one emits again, and only while the log takes events. */
  leads(): boolean;
  onReemitted?(events: number): void;
  /** Called with how many stored events could not be emitted again, because their contract has become stricter. */
  onRefused?(events: number): void;
  /** @default reemissionPolicy */
  readonly policy?: ReemissionPolicy;
  /** Resolves with what of the installation events have. @default nothing */
  eventSettings?(): Promise<EventSettings>;
}

/** Searches regularly for events that no notifier has picked up, in the background. */
export function startReemission(options: ReemissionOptions): AsyncDisposable {
  const { db, log, leads, onReemitted = () => {}, onRefused = () => {}, policy = reemissionPolicy } = options;
  const { eventSettings = async () => ({}) } = options;
  return startPeriodicTask({
    everyMs: policy.everyMs,
    async run() {
      if (!db.migrated || !leads()) return;
      const { emitted, refused } = await reemit(db.fork(), policy, await eventSettings());
      for (const { event_id, event_type } of emitted) {
        log.warn({ event_id, topic: event_type }, 'an event was not picked up: it is emitted again');
      }
      for (const { event, error } of refused) {
        const fields = { event_id: event.event_id, topic: event.event_type, alarm: true, err: error };
        log.error(fields, 'an event was not picked up, and its contract refuses it now: it cannot be emitted again');
      }
      if (emitted.length > 0) onReemitted(emitted.length);
      if (refused.length > 0) onRefused(refused.length);
    },
    onFailure: (error) => log.warn({ err: error }, 'events that were not picked up could not be searched for'),
  });
}

/** What is due: what was emitted again, and what could not be. Both are left alone for `againMs`. */
export interface Reemitted {
  readonly emitted: readonly Event[];
  readonly refused: readonly RefusedEvent[];
}

/** Emits again what is due, through the outbox, and resolves with it. Of two that do it at once, one finds nothing. */
export async function reemit(
  em: EntityManager,
  policy: ReemissionPolicy,
  settings: EventSettings = {},
): Promise<Reemitted> {
  return await em.transactional(async (tx) => {
    const [lock] = await tx.execute<{ mine: boolean }[]>(
      `select pg_try_advisory_xact_lock(hashtextextended('belltower.server.reemission', 0)) as mine`,
    );
    if (lock?.mine !== true) return { emitted: [], refused: [] };
    const due = await tx.execute<DueRow[]>(DUE, [
      policy.afterMs,
      policy.afterMs,
      policy.afterMs,
      policy.againMs,
      policy.most,
    ]);
    if (due.length === 0) return { emitted: [], refused: [] };
    const events = [...(await appointmentEvents(tx, due, settings)), ...(await retryEvents(tx, due))];
    await tx.execute(`delete from server.reemission where at < now() - ? * interval '1 ms'`, [policy.againMs]);
    await tx.execute(
      `insert into server.reemission (event_id, at) select value::uuid, now() from jsonb_array_elements_text(?::jsonb)
       on conflict (event_id) do update set at = excluded.at`,
      [JSON.stringify(due.map(({ eventId }) => eventId))],
    );
    const refused = await writeStoredEvents(tx, events);
    const left = new Set(refused.map(({ event }) => event));
    return { emitted: events.filter((event) => !left.has(event)), refused };
  });
}

/** An event that is due; `retryOf` is the delivery that it requests a retry of, where it does. */
interface DueRow {
  readonly eventId: string;
  readonly appointmentId: string;
  readonly retryOf: string | null;
}

/**
 * While the oldest outbox entry is old, the log takes nothing, and more would not help. What is in the outbox has not been
 * published, so it cannot have been lost.
 */
const DUE = `
select coalesce(r.event_id, d.source_event_id) as "eventId", d.appointment_id as "appointmentId",
  r.delivery_id as "retryOf"
from server.delivery d
left join server.retry_request r on r.delivery_id = d.id
left join server.reemission e on e.event_id = coalesce(r.event_id, d.source_event_id)
where d.status = 'queued' and d.created_at < now() - ? * interval '1 ms'
  and coalesce(r.requested_at, d.created_at) < now() - ? * interval '1 ms'
  and not exists (select from (select created_at from server.outbox order by id limit 1) o
    where o.created_at < now() - ? * interval '1 ms')
  and (e.at is null or e.at < now() - ? * interval '1 ms')
  and not exists (select from server.outbox o where o.key = d.appointment_id)
group by 1, 2, 3 order by min(d.created_at) limit ?`;

async function appointmentEvents(tx: EntityManager, due: readonly DueRow[], settings: EventSettings): Promise<Event[]> {
  const wanted = due.filter(({ retryOf }) => retryOf === null);
  const ids = wanted.map(({ appointmentId }) => appointmentId).filter(isUuid);
  const eventIds = new Set(wanted.map(({ eventId }) => eventId));
  const events = await loadStoredEvents(tx, ids, settings);
  return events.filter((event) => eventIds.has(event.event_id));
}

async function retryEvents(tx: EntityManager, due: readonly DueRow[]): Promise<Event[]> {
  const ids = due.flatMap(({ retryOf }) => (retryOf === null ? [] : [retryOf]));
  if (ids.length === 0) return [];
  const plain = { disableIdentityMap: true } as const;
  const requests = asRows(await tx.find(RetryRequest, { deliveryId: { $in: ids } }, plain));
  const deliveries = new Map(asRows(await tx.find(Delivery, { id: { $in: ids } }, plain)).map((row) => [row.id, row]));
  return requests.flatMap((request) => {
    const delivery = deliveries.get(request.deliveryId);
    return delivery === undefined ? [] : [retryRequestedOf(request, delivery)];
  });
}
