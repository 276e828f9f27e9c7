/** Where an appointment's messages went before its address was corrected. Corrections say what was before them, so it is read backwards. Pure. */
import type { ChannelName } from '@belltower/events';
import type { AddressCorrectionRow } from './address-correction.ts';

/** The addresses of an appointment. */
export interface Addresses {
  readonly email: string | null;
  readonly phone: string | null;
}

/** Something in an appointment's past: when, and after how many corrections; null: written by a version that did not count them. */
export interface CorrectedMoment {
  readonly at: Date;
  readonly corrections: number | null;
}

/** The addresses of an appointment after so many of its corrections. `corrections`: all of them, in order. */
export function addressesAfter(
  { email, phone }: Addresses,
  corrections: readonly AddressCorrectionRow[],
  number: number,
): Addresses {
  const before = (channel: ChannelName, now: string | null) => {
    const next = corrections.find((one) => one.channel === channel && one.number > number);
    return next === undefined ? now : next.addressBefore;
  };
  return { email: before('email', email), phone: before('sms', phone) };
}

/** The addresses at a moment. `corrections`: as above. */
export function addressesAt(
  addresses: Addresses,
  corrections: readonly AddressCorrectionRow[],
  { at, corrections: counted }: CorrectedMoment,
): Addresses {
  return addressesAfter(addresses, corrections, counted ?? corrections.filter((one) => one.at <= at).length);
}

/** The address of a channel. */
export function addressOn({ email, phone }: Addresses, channel: ChannelName): string | null {
  return channel === 'email' ? email : phone;
}
