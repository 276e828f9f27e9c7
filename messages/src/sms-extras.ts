/** What an SMS says where there is room for it, beside what, when and where. Pure. */
import type { Booked } from './booked.ts';
import { replacedIn } from './changes.ts';
import { contactOf, plainContact } from './contact.ts';
import type { Language } from './language.ts';
import type { Brand } from './settings.ts';
import { cut } from './shorten.ts';
import { type SmsText, sentenceOf, toSmsText } from './sms-text.ts';
import { formatWhen } from './when.ts';

/** Sentences that an SMS can do without; empty where there is none. */
export interface Extras {
  /** What a change replaced. */
  readonly before: string;
  /** Why the appointment was cancelled. */
  readonly reason: string;
  /** Whom to ask. */
  readonly contact: string;
  /** The appointment's page. */
  readonly link: string;
  /** What is missing of the reason. */
  readonly reasonRest: string;
}

/** An SMS without any of them. */
export function noExtras(reason: SmsText): Extras {
  return { before: '', reason: '', contact: '', link: '', reasonRest: reason.text };
}

/** What may be added to an SMS, the most important first; of each what is tried, the longest first. */
export function extrasFor(
  booked: Booked,
  reason: SmsText,
  { brand, language }: { readonly brand: Brand; readonly language: Language },
): readonly (readonly Partial<Extras>[])[] {
  const contact = booked.isCancelled ? plainContact(contactOf(brand, language)) : '';
  const before = beforeOf(booked, language);
  return [
    contact === '' ? [] : [{ contact }],
    reason.text === '' ? [] : reasonsOf(reason.text, language),
    booked.shortUrl === null ? [] : [{ link: booked.shortUrl }],
    before === '' ? [] : [{ before }],
  ];
}

const REASON_CUTS = [500, 300, 200, 100, 50, 30] as const;

function reasonsOf(whole: string, { text }: Language): readonly Partial<Extras>[] {
  return REASON_CUTS.map((most) => {
    const { kept, rest } = cut(whole, most);
    return { reason: text('smsReason', { reason: sentenceOf(kept) }), reasonRest: rest };
  });
}

/** What was before, after the duration where that is new: an SMS says it only then. */
function beforeOf(booked: Booked, { locale, text }: Language): string {
  const { when, title, location, minutes } = replacedIn(booked);
  const durationOf = (count: number | null) => (count === null ? '' : text('minutes', { count }));
  const parts = [
    toSmsText(title ?? '').text,
    when === null ? '' : formatWhen(when.time, when.zone, locale).short,
    toSmsText(location ?? '').text,
    durationOf(minutes),
  ].filter((part) => part !== '');
  if (parts.length === 0) return '';
  const before = text('smsBefore', { before: parts.join(', ') });
  const now = minutes === null ? '' : durationOf(booked.minutes);
  return now === '' ? before : `${text('duration')}: ${now}. ${before}`;
}
