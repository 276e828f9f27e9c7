/** Why a delivery fails without an attempt. Pure. */
import {
  type ChannelName,
  type DeliveryError,
  isAllowedNumber,
  isPhoneNumber,
  readEmailAddress,
} from '@belltower/events';
import { failure } from './delivery-errors.ts';
import { addressOf, type DeliveryRun } from './delivery-run.ts';

/** What of other producers' events is sent. */
export interface RecipientBounds {
  /** The countries that SMS may go to, for every producer; undefined: all. */
  readonly smsCountries: readonly string[] | undefined;
  /** Messages to one recipient on one channel in a day; 0: no bound. The server bounds what its customers book. */
  readonly messagesPerDay: number;
}

/** Why a delivery fails. */
export interface Refusal {
  readonly error: DeliveryError;
  /** The bound that it exceeds, as the metrics name it; null where it is another reason. */
  readonly limit: ChannelName | 'country' | null;
}

/** What a refusal depends on, beside the delivery. */
export interface RefusalContext {
  /** The channels that are configured. */
  readonly channels: ReadonlySet<ChannelName>;
  readonly smsCountries: readonly string[] | undefined;
  readonly now: Date;
}

/** Why this delivery fails without an attempt; null if it may be sent. */
export function refusalOf(run: DeliveryRun, context: RefusalContext): Refusal | null {
  const refused = (error: DeliveryError): Refusal => ({ error, limit: null });
  if (run.isSuppressed && !run.hasEntry) {
    return refused(
      failure('INVALID_RECIPIENT', 'The provider refused this address as unknown lately; it was not tried.'),
    );
  }
  if (run.unreadable !== null) {
    return refused(failure('REJECTED', `The event that is kept can no longer be read: ${run.unreadable}`));
  }
  if (run.appointmentTime === null) {
    return refused(failure('EXPIRED', 'The booking was so long ago that its content is no longer kept.'));
  }
  return addressRefusal(run.planned.channel, addressOf(run), run.appointmentTime, context);
}

/**
 * Why nothing is sent to an address: the channel is not configured, the appointment is past, the address is malformed,
 * or the number is of a country that is not allowed. Null if it may be sent.
 */
export function addressRefusal(
  channel: ChannelName,
  address: string,
  appointmentTime: string,
  { channels, smsCountries, now }: RefusalContext,
): Refusal | null {
  const refused = (error: DeliveryError): Refusal => ({ error, limit: null });
  if (!channels.has(channel)) return refused(failure('REJECTED', `The channel ${channel} is not in CHANNELS here.`));
  if (new Date(appointmentTime) <= now) {
    return refused(failure('EXPIRED', 'The appointment was past before anything was sent.'));
  }
  if (!isAddress(channel, address)) {
    const expected = channel === 'email' ? 'an e-mail address' : 'a phone number in E.164';
    return refused(failure('INVALID_RECIPIENT', `Not ${expected}.`));
  }
  if (channel === 'sms' && !isAllowedNumber(address, smsCountries)) {
    const error = failure('REJECTED', 'SMS may not go to the country of this number (SMS_COUNTRIES).');
    return { error, limit: 'country' };
  }
  return null;
}

const isAddress = (channel: ChannelName, address: string) =>
  channel === 'email' ? readEmailAddress(address).address !== null : isPhoneNumber(address);
