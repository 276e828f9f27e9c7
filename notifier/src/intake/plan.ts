/** What an event requests: one delivery for each channel. Pure. */
import { type AppointmentEvent, channelNames, deliveryIdOf, kindOf, sequenceOf } from '@belltower/events';
import { addressIn } from '../delivery/address-in.ts';
import type { PlannedDelivery } from '../delivery/delivery-run.ts';

/** The deliveries of an event, one for each requested channel. */
export function planDeliveries(event: AppointmentEvent): readonly PlannedDelivery[] {
  return channelNames
    .filter((channel) => event.notify[channel])
    .map((channel) => ({
      eventId: event.event_id,
      channel,
      deliveryId: deliveryIdOf(event.event_id, channel),
      appointmentId: event.appointment.appointment_id,
      kind: kindOf(event),
      sequence: sequenceOf(event),
      address: addressIn(event, channel),
    }));
}

/** Whether an event is older than the ledger's memory: it could not be said any more whether it was sent before. */
export function isTooOld(occurredAt: string, appendedAt: Date, retentionMs: number, now: Date): boolean {
  return Math.min(Date.parse(occurredAt), appendedAt.getTime()) < now.getTime() - retentionMs;
}
