/** What `retryDelivery` corrects of an appointment, beside the delivery that it sends again. */
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput, conflict } from '../request-error.ts';
import { AddressCorrection, type AddressCorrectionRow } from './address-correction.ts';
import type { DeliveryRow } from './delivery.ts';
import type { KnownDelivery } from './known-attempts.ts';
import type { RetryHistoryRow } from './retry-history.ts';

/** A correction that is written. */
export type AcceptedCorrection = AddressCorrectionRow;

/** How often an appointment's addresses may be corrected: each correction is a part of what is read with it. */
const MOST_CORRECTIONS = 100;

const LOCK = createStatement(
  'server lock corrected appointment',
  `select a.id from jsonb_array_elements_text($1::jsonb) w cross join lateral (
     select id from server.appointment where id = w.value::uuid limit 1 for update) a`,
);

const CORRECT = createStatement(
  'server correct address',
  `update server.appointment set corrections = $4::int, email = case when $2::text = 'email' then $3::text else email end,
     phone = case when $2::text = 'sms' then $3::text else phone end
   where id = $1::uuid`,
);

/** Locks the appointments of deliveries, where they are ours, until the transaction ends: none is moved meanwhile, and no reminder is emitted. */
export async function lockAppointments(tx: EntityManager, deliveries: readonly DeliveryRow[]): Promise<void> {
  const ids = deliveries.flatMap(({ userId, appointmentId }) => (userId === null ? [] : [appointmentId]));
  if (ids.length > 0) await runStatement(tx, LOCK, [JSON.stringify([...new Set(ids)].toSorted())]);
}

/**
 * Where the appointment's later messages go: where this retry goes. Null where they go there anyway.
 *
 * @throws {RequestError} BAD_USER_INPUT for another system's appointment, CONFLICT for one that was corrected too often
 */
export function decideCorrection(
  delivery: DeliveryRow,
  { recipient, requestedAt, requestedBy }: RetryHistoryRow,
  { appointment }: KnownDelivery,
): AcceptedCorrection | null {
  if (appointment === null) {
    const message = 'must not be true: another system booked the appointment, and knows where its messages go';
    throw badInput([{ path: ['input', 'keepForAppointment'], code: 'NOT_APPLICABLE', message }]);
  }
  if (recipient === null || recipient === appointment.address) return null;
  if (appointment.corrections >= MOST_CORRECTIONS) throw conflict('CHANGED_TOO_OFTEN');
  return {
    appointmentId: appointment.id,
    number: appointment.corrections + 1,
    channel: delivery.channel,
    addressBefore: appointment.address,
    address: recipient,
    deliveryId: delivery.id,
    at: requestedAt,
    correctedBy: requestedBy ?? '',
  };
}

/** Writes corrections, with their appointments; the transaction has locked those. */
export async function storeCorrections(tx: EntityManager, corrections: readonly AcceptedCorrection[]): Promise<void> {
  for (const correction of corrections) {
    const { appointmentId, number, channel, address } = correction;
    await runStatement(tx, CORRECT, [appointmentId, channel, address, number]);
    await tx.insert(AddressCorrection, correction);
  }
}
