/** The mail and the SMS that confirm an appointment. Pure. Texts of the event are data, never markup or a header. */
import type { AppointmentCreated } from '@belltower/events';
import { calendarOf } from './calendar.ts';
import { segmentsOf, toGsm7 } from './gsm7.ts';
import { renderHtml } from './html.ts';
import type { RenderedEmail, RenderedSms } from './message.ts';
import { phrasesFor } from './phrases.ts';
import { referenceOf } from './reference.ts';
import { domainOf, type Sender } from './sender.ts';
import { formatWhen } from './when.ts';

/** What a message needs beside its event. */
export interface Envelope {
  readonly deliveryId: string;
  /** The recipient. */
  readonly to: string;
  readonly sender: Sender;
}

/** The mail: plain text, HTML and a calendar entry that say the same. */
export function renderEmail(event: AppointmentCreated, { deliveryId, to, sender }: Envelope): RenderedEmail {
  const { appointment } = event;
  const { phrases, locale } = phrasesFor(appointment.locale);
  const when = formatWhen(appointment.time, appointment.time_zone ?? 'UTC', locale);
  const reference = referenceOf(deliveryId);
  const zone = [when.zoneShort, when.zoneLong].filter((name) => name !== '').join(', ');
  const title = appointment.title === undefined ? undefined : oneLine(appointment.title);
  const details: (readonly [string, string])[] = [[phrases.when, `${when.long} (${zone})`]];
  if (title !== undefined) details.unshift([phrases.what, title]);
  if (appointment.location !== undefined) details.push([phrases.where, oneLine(appointment.location)]);
  if (appointment.duration_minutes !== undefined) {
    details.push([phrases.duration, phrases.minutes(appointment.duration_minutes)]);
  }
  details.push([phrases.reference, reference]);

  const lines = details.map(([name, value]) => `${name}: ${value}`);
  const subject = [phrases.subject(`${when.short} ${when.zoneShort}`), title].filter((part) => part !== undefined);
  return {
    to,
    reference,
    messageId: `${deliveryId}@${domainOf(sender.address)}`,
    subject: [...subject.join(' – ')].slice(0, 200).join(''),
    text: [phrases.booked, '', ...lines, '', phrases.attached, '', sender.name, ''].join('\n'),
    html: renderHtml({ lang: locale, from: sender.name, heading: phrases.booked, details, note: phrases.attached }),
    calendar: calendarOf(event, to, { sender, summary: title ?? phrases.appointment }),
  };
}

/** The SMS: the sender, what and when, and the reference, in as few segments as possible. */
export function renderSms({ appointment }: AppointmentCreated, { deliveryId, to, sender }: Envelope): RenderedSms {
  const { phrases, locale } = phrasesFor(appointment.locale);
  const when = formatWhen(appointment.time, appointment.time_zone ?? 'UTC', locale);
  const reference = referenceOf(deliveryId);
  const from = shorten(oneLine(sender.name), 30);
  const write = (what: string, where: string) =>
    toGsm7(`${phrases.sms(from, what, `${when.short} ${when.zoneShort}`)}${where} ${reference}`);
  const title = appointment.title === undefined ? phrases.appointment : oneLine(appointment.title);
  const where = appointment.location === undefined ? '' : ` ${oneLine(appointment.location)}.`;
  const candidates = [
    write(title, where),
    write(title, ''),
    write(shorten(title, 40), ''),
    write(shorten(title, 20), ''),
    write(phrases.appointment, ''),
  ];
  const fewest = Math.min(...candidates.map(segmentsOf));
  const body = candidates.find((candidate) => segmentsOf(candidate) === fewest) ?? write(phrases.appointment, '');
  return { to, reference, body };
}

/** A text on one line: a line break in a title must not start a header, or another line of a message. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}
