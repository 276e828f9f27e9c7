import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import type { AddressCorrectionRow } from './address-correction.ts';
import { type Addresses, addressesAt, addressOn, type CorrectedMoment } from './addresses.ts';
import type { DeliveryRow } from './delivery.ts';
import { loadCorrections } from './load-corrections.ts';
import { type KnownAttempts, RetryHistory, type RetryHistoryRow } from './retry-history.ts';

/** What of a delivery says when it was requested. */
type Requested = Pick<DeliveryRow, 'kind' | 'sourceEventId' | 'createdAt'>;

/** What is stored of events, by their ids. */
interface EventRecord {
  readonly eventId: string;
  readonly corrections: number | null;
}

/** When a delivery was requested, by the event that requested it. */
export function momentOf(
  { kind, sourceEventId, createdAt }: Requested,
  events: readonly EventRecord[],
): CorrectedMoment {
  if (kind === 'confirmation') return { at: createdAt, corrections: 0 };
  const event = events.find(({ eventId }) => eventId === sourceEventId);
  return { at: createdAt, corrections: event?.corrections ?? null };
}

/** Retries by the ids of their events. */
export function byEventId(retries: readonly RetryHistoryRow[]): KnownAttempts['retries'] {
  return new Map(retries.map((retry) => [retry.eventId, retry]));
}

/** What is known of a delivery's attempts, of its appointment, and whether its message still holds. */
export interface KnownDelivery extends KnownAttempts {
  /** Whether the appointment was moved or cancelled since. */
  readonly superseded: boolean;
  /** Of our appointments: the address that holds now; how often any was corrected, and this one last. */
  readonly appointment: {
    readonly id: string;
    readonly address: string | null;
    readonly corrections: number;
    readonly corrected: AddressCorrectionRow | null;
  } | null;
}

interface BookedRow extends Addresses {
  readonly id: string;
  readonly appointmentId: string;
  readonly corrections: number;
  /** Of them, those before the delivery's event; null where that is not stored. */
  readonly known: number | null;
  readonly superseded: boolean;
}

/** Reads what is known of deliveries. Does not check who may see it. */
export async function loadKnownAttempts(
  em: EntityManager,
  deliveries: readonly DeliveryRow[],
): Promise<(delivery: DeliveryRow) => KnownDelivery> {
  const ids = deliveries.map(({ id }) => id);
  const addresses = await em.execute<BookedRow[]>(BOOKED, [JSON.stringify(ids)]);
  const booked = new Map(addresses.map((row) => [row.id, row]));
  const retries = asRows(await em.find(RetryHistory, { deliveryId: { $in: ids } }, { disableIdentityMap: true }));
  const retriesOf = Map.groupBy(retries, ({ deliveryId }) => deliveryId);
  const corrected = addresses.flatMap((row) => (row.corrections > 0 ? [row.appointmentId] : []));
  const correctionsOf = await loadCorrections(em, [...new Set(corrected)]);
  return (delivery) => {
    const row = booked.get(delivery.id);
    const known = { retries: byEventId(retriesOf.get(delivery.id) ?? []), superseded: row?.superseded ?? false };
    if (row === undefined) return { ...known, booked: null, appointment: null };
    const corrections = correctionsOf.get(row.appointmentId) ?? [];
    const first = addressesAt(row, corrections, { at: delivery.createdAt, corrections: row.known });
    const appointment = {
      id: row.appointmentId,
      address: addressOn(row, delivery.channel),
      corrections: row.corrections,
      corrected: corrections.findLast(({ channel }) => channel === delivery.channel) ?? null,
    };
    return { ...known, booked: addressOn(first, delivery.channel), appointment };
  };
}

/** The address that an appointment was given since a delivery's attempts went elsewhere; null where they go where it says. */
export function correctedSince(
  { retryEventId }: DeliveryRow,
  { booked, retries, appointment }: KnownDelivery,
): string | null {
  const corrected = appointment?.corrected ?? null;
  if (corrected === null) return null;
  const last = retryEventId === null ? undefined : retries.get(retryEventId);
  if (last !== undefined && last.requestedAt >= corrected.at) return null;
  return corrected.address === (last === undefined ? booked : last.recipient) ? null : corrected.address;
}

/** Another system's deliveries have no user, and name their appointments as that system does. */
const BOOKED = `
select d.id, a.id::text as "appointmentId", a.email, a.phone, a.corrections,
  case when d.kind = 'confirmation' then 0 when a.corrections > 0 then coalesce(
    (select c.corrections from server.appointment_change c
      where c.appointment_id = a.id and c.sequence = d.sequence and c.event_id = d.source_event_id),
    (select r.emitted_corrections from server.reminder r
      where r.appointment_id = a.id and r.event_id = d.source_event_id)) end as known,
  d.sequence < a.sequence or (a.cancelled_at is not null and d.kind <> 'cancellation') as superseded
from jsonb_array_elements_text(?::jsonb) w
join server.delivery d on d.id = w.value::uuid
join server.appointment a on a.id = case when d.user_id is not null then d.appointment_id::uuid end`;
