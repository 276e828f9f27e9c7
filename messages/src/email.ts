/** The mails about an appointment: that it is booked, changed, cancelled, or coming up. Pure. Texts of the event are data, never markup or a header. */
import type { AppointmentEvent } from '@belltower/events';
import { bookedIn } from './booked.ts';
import { calendarOf } from './calendar.ts';
import { contactOf } from './contact.ts';
import { detailsOf, lineOf } from './details.ts';
import type { Envelope } from './envelope.ts';
import { renderHtml } from './html.ts';
import { languageFor } from './language.ts';
import type { MailContent } from './mail-content.ts';
import type { RenderedEmail } from './message.ts';
import { domainOf } from './sender.ts';
import { shorten } from './shorten.ts';
import { renderText } from './text.ts';
import { formatWhen } from './when.ts';
import { wordingOf } from './wording.ts';

const LONGEST_SUBJECT = 200;

/** The mail: plain text, HTML and, but for a reminder, a calendar entry that say the same. */
export function renderEmail(event: AppointmentEvent, { deliveryId, to, settings }: Envelope): RenderedEmail {
  const { brand, sender, timeZone } = settings;
  const language = languageFor(event.appointment.locale, settings.locale);
  const { locale, direction, text } = language;
  const booked = bookedIn(event, settings);
  const wording = wordingOf(event);
  const { title, location, customerName, manageUrl } = booked;
  const domain = domainOf(sender.address);
  const when = formatWhen(booked.time, booked.zone, locale);
  const content: MailContent = {
    lang: locale,
    direction,
    preheader: [when.long, location].filter((part) => part !== null).join(' · '),
    heading: text(wording.heading),
    greeting: customerName && text('greeting', { name: customerName }),
    details: detailsOf(booked, language, timeZone),
    button: manageUrl === null ? null : { text: text('manage'), href: manageUrl },
    note: wording.attached && text(wording.attached),
    contact: contactOf(brand, language),
    reason: text('automatic'),
  };
  const subject = [text(wording.subject, { when: when.short }), title].filter((part) => part !== null).join(' – ');
  return {
    to,
    messageId: `${deliveryId}@${domain}`,
    thread: `appointment.${event.appointment.appointment_id}@${domain}`,
    subject: shorten(subject, LONGEST_SUBJECT),
    text: renderText(content, brand.name),
    html: renderHtml(content, brand),
    ...(event.event_type !== 'appointments.reminder-due' && {
      calendar: calendarOf(event, {
        attendee: to,
        organizer: { name: brand.name, address: sender.address },
        summary: title ?? text('calendarTitle', { brand: brand.name }),
        description: content.details.map(lineOf).join('\n'),
        location,
        url: manageUrl,
      }),
    }),
  };
}
