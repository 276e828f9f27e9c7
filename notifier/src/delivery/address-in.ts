import { type AppointmentEvent, type ChannelName, readE164, readEmailAddress } from '@belltower/events';

/** The address that an event names for a channel, in its normal form where it has one; empty when there is none. */
export function addressIn(event: AppointmentEvent, channel: ChannelName): string {
  const { email, phone_e164 } = event.appointment;
  const written = (channel === 'email' ? email : phone_e164) ?? '';
  return (channel === 'email' ? readEmailAddress(written).address : readE164(written).phone) ?? written;
}
