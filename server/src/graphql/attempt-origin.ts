import { maskedRecipient } from '@belltower/events';
import type { AppointmentRow } from '../appointments/appointment.ts';
import { type Addresses, addressesAt, addressOn } from '../deliveries/addresses.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import { momentOf } from '../deliveries/known-attempts.ts';
import { type AttemptOrigin, type KnownAttempts, originOf } from '../deliveries/retry-history.ts';
import { callerOf, type GraphQLContext } from './context.ts';
import { recordsOf } from './loaders.ts';

/**
 * The origin of an attempt as this caller may see it. Customers see the address that was booked, a corrected one masked, and
 * not who corrected it.
 */
export async function attemptOriginFor(
  context: GraphQLContext,
  delivery: DeliveryRow,
  attempt: number,
): Promise<AttemptOrigin> {
  const { id, appointmentId, userId, channel, retryEventId } = delivery;
  const loaders = context.loaders();
  const [appointment, retries] = await Promise.all([
    userId === null ? null : loaders.appointment.load(appointmentId),
    retryEventId === null ? NONE : loaders.retriesOf.load(id),
  ]);
  const booked = appointment === null ? null : addressOn(await addressesThen(appointment), channel);
  const origin = originOf(attempt, retryEventId, { booked, retries });
  if (callerOf(context).role === 'staff') return origin;
  const { recipient } = origin;
  const isOwn = recipient === null || recipient === booked;
  return { recipient: isOwn ? recipient : maskedRecipient(channel, recipient), requestedBy: null };

  async function addressesThen(row: AppointmentRow): Promise<Addresses> {
    if (row.corrections === 0) return row;
    const { changes, reminders, corrections } = await recordsOf(loaders, row, { reminders: true });
    const reminded = reminders.map(({ eventId, emittedCorrections }) => ({ eventId, corrections: emittedCorrections }));
    return addressesAt(row, corrections, momentOf(delivery, [...changes, ...reminded]));
  }
}

const NONE: KnownAttempts['retries'] = new Map();
