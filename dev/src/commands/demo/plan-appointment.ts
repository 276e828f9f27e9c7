import type { NewAppointment } from '@belltower/sdk';
import { type MagicDomain, magicDomains } from '../../inboxes/magic-addresses.ts';
import { type MagicNumber, magicRecipients } from '../../inboxes/sms-simulator/magic-numbers.ts';

/** One appointment of the demo. `expect` says what is meant to come of it. */
export interface PlannedAppointment {
  readonly title: string;
  readonly time: Date;
  readonly email: string;
  readonly phone: string;
  /** Shortly before, so that the reminder comes while the demo is still being watched; none where it is left to the installation. */
  readonly reminders?: NewAppointment['reminders'] & {};
  /** What becomes of it once it is booked. */
  readonly fate: 'stays' | 'is moved' | 'is moved, then cancelled';
  readonly expect: string;
}

const WISHES = ['Dental check-up', 'Eye test', 'Haircut', 'Bicycle repair', 'Piano lesson', 'Tax advice', 'Massage'];
const PEOPLE = ['ada', 'grace', 'edsger', 'barbara', 'alan', 'radia', 'donald'];
const NO_ADDRESS = 'ada at example.com';
const DAY_MS = 24 * 3_600_000;

/** What goes wrong in every ten bookings, by place; the others go well. */
const MAIL_TROUBLE: Readonly<Record<number, MagicDomain>> = { 3: magicDomains.busy, 8: magicDomains.unknown };
const SMS_TROUBLE: Readonly<Record<number, MagicNumber>> = {
  2: magicRecipients.tooManyTwice,
  4: magicRecipients.invalid,
  6: magicRecipients.handsetOff,
  9: magicRecipients.notMobile,
};
const REFUSED_PLACE = 7;
/** What becomes of every ten, by place: the one with a handset that is off is moved; one that goes well is moved and cancelled. */
const FATES: Readonly<Record<number, PlannedAppointment['fate']>> = { 5: 'is moved, then cancelled', 6: 'is moved' };
/** It begins in 20 minutes, with a reminder 8 minutes before. */
const SOON_PLACE = 1;
const SOON = { inMs: 20 * 60_000, reminders: [{ before: 'PT8M', email: true, sms: true }] };

/**
 * The demo's appointment of one number, counted from 1. Of every ten, three go to an address or number that nobody has, two to
 * providers that refuse twice, one to a handset that is off, and one has an e-mail address that the server refuses. Two are moved, one
 * of them cancelled then, and one begins so soon that its reminder comes in twelve minutes.
 */
export function planAppointment(number: number, now: number): PlannedAppointment {
  const place = number % 10;
  const mail = MAIL_TROUBLE[place];
  const sms = SMS_TROUBLE[place];
  const person = PEOPLE[number % PEOPLE.length] ?? 'ada';
  return {
    title: WISHES[number % WISHES.length] ?? 'Appointment',
    time: new Date(place === SOON_PLACE ? now + SOON.inMs : now + (1 + (number % 14)) * DAY_MS),
    email: place === REFUSED_PLACE ? NO_ADDRESS : `${person}.${number}@${mail?.domain ?? 'example.com'}`,
    phone: sms?.number ?? `+1555555${String(1_000 + (number % 9_000))}`,
    ...(place === SOON_PLACE && { reminders: SOON.reminders }),
    fate: FATES[place] ?? 'stays',
    expect: place === REFUSED_PLACE ? 'no e-mail address: to be refused' : (expected(mail, sms) ?? 'goes well'),
  };
}

function expected(mail: MagicDomain | undefined, sms: MagicNumber | undefined): string | undefined {
  return (mail && `e-mail: ${mail.meaning}`) ?? (sms && `SMS: ${sms.meaning}`);
}
