/** The SMS about an appointment, and what of the appointment it leaves out. Pure. */
import type { AppointmentEvent } from '@belltower/events';
import { bookedIn } from './booked.ts';
import type { Envelope } from './envelope.ts';
import { languageFor } from './language.ts';
import type { RenderedSms } from './message.ts';
import { fitsSegments } from './segments.ts';
import { domainOf } from './sender.ts';
import { cut, shorten } from './shorten.ts';
import { type Extras, extrasFor, noExtras } from './sms-extras.ts';
import { sentenceOf, toSmsText } from './sms-text.ts';
import { formatWhen } from './when.ts';
import { wordingOf } from './wording.ts';

/** What an SMS does not say of its appointment, for staff. */
export interface LeftOut {
  readonly of: 'title' | 'location' | 'reason';
  /** `picture`: it was no text; `cut`: there was no room. */
  readonly why: 'picture' | 'cut';
  readonly text: string;
}

/** An SMS, and what was left out of it. */
export interface SmsContent extends RenderedSms {
  readonly leftOut: readonly LeftOut[];
}

/** Three segments of text in another script than Latin hold what, when and where in nearly all cases; more costs as another message. */
const MOST_SEGMENTS = 3;
/** How much of title and place is kept where they do not fit, in the order of what is tried. */
const CUTS: readonly (readonly [title: number, place: number])[] = [
  [150, 200],
  [120, 200],
  [100, 200],
  [80, 200],
  [60, 200],
  [40, 200],
  [40, 120],
  [40, 80],
  [40, 40],
  [20, 40],
  [20, 20],
];
const WHOLE: (typeof CUTS)[number] = [200, 200];
const LONGEST_BRAND = 30;

/** The SMS: the brand, what, when and where, the reference, and the link to the appointment's page. */
export function renderSms(event: AppointmentEvent, envelope: Envelope): RenderedSms {
  const { to, reference, body } = smsOf(event, envelope);
  return { to, reference, body };
}

/**
 * The SMS, with what is left out of it: pictures, and what does not fit. When and where are worth another segment; of what
 * does not fit into three, the title is cut first, and the time never. What an SMS can do without is added where three
 * segments hold it beside all of that: the reason, what was before, whom to ask, the link.
 */
export function smsOf(event: AppointmentEvent, { to, settings }: Envelope): SmsContent {
  const language = languageFor(event.appointment.locale, settings.locale);
  const { locale, text } = language;
  const booked = bookedIn(event, settings);
  const { reference } = booked;
  const when = formatWhen(booked.time, booked.zone, locale).short;
  const names = [settings.brand.name, settings.sender.name, domainOf(settings.sender.address)];
  const brand = shorten(names.map((name) => toSmsText(name).text).find((name) => name !== '') ?? '', LONGEST_BRAND);
  const title = toSmsText(booked.title ?? '');
  // nobody has to find the way to what is cancelled
  const place = toSmsText((!booked.isCancelled && booked.location) || '');
  const reason = toSmsText(booked.cancelReason ?? '');

  const write = ([mostOfTitle, mostOfPlace]: readonly [number, number], extras: Extras) => {
    const [what, where] = [cut(title.text, mostOfTitle), cut(place.text, mostOfPlace)];
    const sentence = text(wordingOf(event).sms, { brand, what: what.kept || text('smsAppointment'), when });
    const said = [
      sentence,
      where.kept && sentenceOf(where.kept),
      extras.before,
      extras.reason,
      extras.contact,
      reference,
    ];
    // a URL stays as it is: the likeness of a character would lead elsewhere
    return { body: joined([toSmsText(joined(said)).text, extras.link]), what, where, extras };
  };
  const fits = ({ body }: { readonly body: string }) => fitsSegments(body, MOST_SEGMENTS);
  const none = noExtras(reason);
  let bounds = WHOLE;
  let written = write(bounds, none);
  for (const shorter of CUTS) {
    if (fits(written)) break;
    bounds = shorter;
    written = write(bounds, none);
  }
  for (const variants of extrasFor(booked, reason, { brand: settings.brand, language })) {
    written = variants.map((extra) => write(bounds, { ...written.extras, ...extra })).find(fits) ?? written;
  }
  const leftOut: LeftOut[] = [
    { of: 'title', why: 'picture', text: title.pictures.join(' ') },
    { of: 'title', why: 'cut', text: written.what.rest },
    { of: 'location', why: 'picture', text: place.pictures.join(' ') },
    { of: 'location', why: 'cut', text: written.where.rest },
    { of: 'reason', why: 'picture', text: reason.pictures.join(' ') },
    { of: 'reason', why: 'cut', text: written.extras.reasonRest },
  ];
  return { to, reference, body: written.body, leftOut: leftOut.filter((part) => part.text !== '') };
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
