/** What an event asks for: one delivery for each channel, and whether any of them can be refused without trying. Pure. */
import {
  type AppointmentCreated,
  type ChannelName,
  channelNames,
  type DeliveryError,
  type DeliveryErrorCode,
  deliveryIdOf,
  isAllowedNumber,
} from '@belltower/events';
import { z } from 'zod';
import type { DeliveryIdentity } from '../ledger/entry.ts';

/** What the plan goes by. */
export interface PlanContext {
  /** The channels that are configured. */
  readonly channels: ReadonlySet<ChannelName>;
  /** The countries that SMS may go to; undefined: all. */
  readonly smsCountries: readonly string[] | undefined;
  readonly now: Date;
}

/** One delivery that an event asks for. */
export interface PlannedDelivery extends DeliveryIdentity {
  readonly address: string;
}

/** The deliveries of an event, one for each requested channel. */
export function planDeliveries(event: AppointmentCreated): readonly PlannedDelivery[] {
  return channelNames
    .filter((channel) => event.notify[channel])
    .map((channel) => ({
      eventId: event.event_id,
      channel,
      deliveryId: deliveryIdOf(event.event_id, channel),
      appointmentId: event.appointment.appointment_id,
      address: addressOf(event, channel),
    }));
}

/** The address that an event names for a channel; empty when there is none. */
export function addressOf(event: AppointmentCreated, channel: ChannelName): string {
  return (channel === 'email' ? event.appointment.email : event.appointment.phone_e164) ?? '';
}

/** Why a delivery fails without being tried, if it does: the channel is not ours, it is too late, the
 * address is malformed, or the number is of a country that is not allowed. */
export function refusalOf(
  channel: ChannelName,
  address: string,
  appointmentTime: string,
  { channels, smsCountries, now }: PlanContext,
): DeliveryError | null {
  if (!channels.has(channel)) return failure('REJECTED', `The channel ${channel} is not in CHANNELS here.`);
  if (new Date(appointmentTime) <= now) return failure('EXPIRED', 'The appointment was past before anything was sent.');
  if (!isAddress(channel, address))
    return failure(
      'INVALID_RECIPIENT',
      `Not ${channel === 'email' ? 'an e-mail address' : 'a phone number in E.164'}.`,
    );
  if (channel === 'sms' && !isAllowedNumber(address, smsCountries)) return failure('REJECTED', COUNTRY_REFUSED);
  return null;
}

/** Said of a number that SMS may not go to. */
export const COUNTRY_REFUSED = 'SMS may not go to the country of this number (SMS_COUNTRIES).';

/** An error that no further attempt cures. */
export function failure(code: DeliveryErrorCode, message: string): DeliveryError {
  return { code, message, retryable: false };
}

const email = z.email().max(254);
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/);

function isAddress(channel: ChannelName, address: string): boolean {
  return (channel === 'email' ? email : phone).safeParse(address).success;
}

/** Whether an event is older than the ledger's memory: whether it was sent before could not be told any more. */
export function isTooOld(occurredAt: string, appendedAt: Date, retentionMs: number, now: Date): boolean {
  return Math.min(Date.parse(occurredAt), appendedAt.getTime()) < now.getTime() - retentionMs;
}
