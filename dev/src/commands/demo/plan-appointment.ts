import { type MagicDomain, magicDomains } from '../../inboxes/magic-addresses.ts';
import { type MagicNumber, magicRecipients } from '../../inboxes/sms-simulator/magic-numbers.ts';

/** One appointment of the demo. `expect` says what is meant to come of it. */
export interface PlannedAppointment {
  readonly title: string;
  readonly time: Date;
  readonly email: string;
  readonly phone: string;
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

/**
 * The demo's appointment of one number, counted from 1. Of every ten, three go to an address or number that nobody has, two to
 * providers that refuse twice, one to a handset that is off, and one has an e-mail address that the server refuses.
 */
export function planAppointment(number: number, now: number): PlannedAppointment {
  const place = number % 10;
  const mail = MAIL_TROUBLE[place];
  const sms = SMS_TROUBLE[place];
  const person = PEOPLE[number % PEOPLE.length] ?? 'ada';
  return {
    title: WISHES[number % WISHES.length] ?? 'Appointment',
    time: new Date(now + (1 + (number % 14)) * DAY_MS),
    email: place === REFUSED_PLACE ? NO_ADDRESS : `${person}.${number}@${mail?.domain ?? 'example.com'}`,
    phone: sms?.number ?? `+1555555${String(1_000 + (number % 9_000))}`,
    expect: place === REFUSED_PLACE ? 'no e-mail address: to be refused' : (expected(mail, sms) ?? 'goes well'),
  };
}

function expected(mail: MagicDomain | undefined, sms: MagicNumber | undefined): string | undefined {
  return (mail && `e-mail: ${mail.meaning}`) ?? (sms && `SMS: ${sms.meaning}`);
}
