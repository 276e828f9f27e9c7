/** The mail and the SMS that confirm an appointment. Pure. Texts of the event are data, never markup or a header. */
import type { AppointmentCreated } from '@belltower/events';
import { calendarOf } from './calendar.ts';
import { renderHtml } from './html.ts';
import type { RenderedEmail, RenderedSms } from './message.ts';
import { phrasesFor } from './phrases.ts';
import { referenceOf } from './reference.ts';
import { domainOf, type Sender } from './sender.ts';
import { shorten } from './shorten.ts';
import { segmentsOf, toSmsText } from './sms-text.ts';
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
    subject: shorten(subject.join(' – '), 200),
    text: [phrases.booked, '', ...lines, '', phrases.attached, '', sender.name, ''].join('\n'),
    html: renderHtml({ lang: locale, from: sender.name, heading: phrases.booked, details, note: phrases.attached }),
    calendar: calendarOf(event, to, { sender, summary: title ?? phrases.appointment, description: lines.join('\n') }),
  };
}

/** Three segments of text in another script than Latin hold what, when and where in nearly all cases; more costs as another message. */
const MOST_SEGMENTS = 3;
/** How much of title and place is kept where they do not fit, in the order of what is tried. */
const CUTS = [
  [200, 200],
  [80, 200],
  [40, 200],
  [40, 80],
  [40, 40],
  [20, 40],
  [20, 20],
] as const;

/**
 * The SMS: the sender, what, when and where, and the reference. When and where are worth another segment; what does not fit
 * into three is cut, the title first.
 */
export function renderSms({ appointment }: AppointmentCreated, { deliveryId, to, sender }: Envelope): RenderedSms {
  const { phrases, locale } = phrasesFor(appointment.locale);
  const when = formatWhen(appointment.time, appointment.time_zone ?? 'UTC', locale);
  const reference = referenceOf(deliveryId);
  const from = shorten(toSmsText(sender.name), 30);
  const title = toSmsText(appointment.title ?? '') || phrases.appointment;
  const where = toSmsText(appointment.location ?? '');
  const write = ([mostOfTitle, mostOfPlace]: (typeof CUTS)[number]) => {
    const what = phrases.sms(from, shorten(title, mostOfTitle), `${when.short} ${when.zoneShort}`);
    return toSmsText(`${what}${where === '' ? '' : ` ${shorten(where, mostOfPlace)}.`} ${reference}`);
  };
  let body = '';
  for (const cut of CUTS) {
    body = write(cut);
    if (segmentsOf(body) <= MOST_SEGMENTS) break;
  }
  return { to, reference, body };
}

/** A text on one line: a line break in a title must not start a header, or another line of a message. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
