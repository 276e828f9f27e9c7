/** What an event requests: one delivery for each channel. Pure. */
import {
  type AppointmentCreated,
  type ChannelName,
  channelNames,
  deliveryIdOf,
  readEmailAddress,
} from '@belltower/events';
import type { PlannedDelivery } from '../delivery/delivery-run.ts';

/** The deliveries of an event, one for each requested channel. */
export function planDeliveries(event: AppointmentCreated): readonly PlannedDelivery[] {
  return channelNames
    .filter((channel) => event.notify[channel])
    .map((channel) => ({
      eventId: event.event_id,
      channel,
      deliveryId: deliveryIdOf(event.event_id, channel),
      appointmentId: event.appointment.appointment_id,
      address: addressIn(event, channel),
    }));
}

/** The address that an event names for a channel, in its normal form where it has one; empty when there is none. */
export function addressIn(event: AppointmentCreated, channel: ChannelName): string {
  const address = (channel === 'email' ? event.appointment.email : event.appointment.phone_e164) ?? '';
  return channel === 'email' ? (readEmailAddress(address).address ?? address) : address;
}

/** Whether an event is older than the ledger's memory: it could not be said any more whether it was sent before. */
export function isTooOld(occurredAt: string, appendedAt: Date, retentionMs: number, now: Date): boolean {
  return Math.min(Date.parse(occurredAt), appendedAt.getTime()) < now.getTime() - retentionMs;
}
