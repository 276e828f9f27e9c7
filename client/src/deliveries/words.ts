import type { Announcements } from '../announcing/announcer.ts';
import type { AppointmentPageQuery, Channel, DeliveryKind, DeliveryStatus } from '../generated/graphql.ts';
import { speech, type TextId, text } from '../language/text.ts';
import type { Step, Timelines } from './fold.ts';

/** Whom people ask. */
export type Contact = NonNullable<AppointmentPageQuery['installation']['contact']>;

/** What a channel is called. */
export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = worded({ EMAIL: 'channel.EMAIL', SMS: 'channel.SMS' });

/** How a channel is named within a sentence. */
export const BY_CHANNEL: Readonly<Record<Channel, string>> = worded({ EMAIL: 'by.EMAIL', SMS: 'by.SMS' });

/** What messages of a kind are called. */
export const KIND_NAMES: Readonly<Record<DeliveryKind, string>> = worded({
  CONFIRMATION: 'kind.CONFIRMATION',
  CHANGE: 'kind.CHANGE',
  CANCELLATION: 'kind.CANCELLATION',
  REMINDER: 'kind.REMINDER',
});

/** What a status is called. */
export const STATUS_NAMES: Readonly<Record<DeliveryStatus, string>> = worded({
  QUEUED: 'status.QUEUED',
  SENDING: 'status.SENDING',
  RETRYING: 'status.RETRYING',
  SENT: 'status.SENT',
  DELIVERED: 'status.DELIVERED',
  FAILED: 'status.FAILED',
  SKIPPED: 'status.SKIPPED',
});

/** Names that are those of the page's language whenever they are read. */
function worded<Name extends string>(ids: Readonly<Record<Name, TextId>>): Readonly<Record<Name, string>> {
  const names = {} as Record<Name, string>;
  for (const name in ids) Object.defineProperty(names, name, { enumerable: true, get: () => text(ids[name]) });
  return names;
}

/** What happened in a step, as a sentence. */
export function sentenceOf({ status, attempt, error }: Step): string {
  const code = error?.code;
  if (status === 'SKIPPED' && isOneOf(SKIPPED, code)) return text(`step.skipped.${code}`);
  const what = text(`step.${status}`, { attempt });
  const why = error === null ? '' : whyOf(error);
  return why === '' ? what : text('step.why', { what, why });
}

/** Why a message was left out. It is no failure: what it would have said does not hold any more. */
const SKIPPED = ['SUPERSEDED', 'CANCELLED', 'EXPIRED'] as const;

/** The codes that customers see, with words for each. */
const WHY = [
  'INVALID_RECIPIENT',
  'RECIPIENT_OPTED_OUT',
  'REJECTED',
  'RATE_LIMITED',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_MISCONFIGURED',
  'MAYBE_SENT',
  'EXPIRED',
  'UNDELIVERED',
] as const;

/** Why an attempt failed. The server says it in English, and to staff all that it knows: other languages have a sentence for its code. */
function whyOf(error: NonNullable<Step['error']>): string {
  if (speech()?.language === 'en') return error.message;
  const { code } = error;
  return text(isOneOf(WHY, code) ? `why.${code}` : 'why.OTHER');
}

/** The failures that a person can do something about. */
const ADVISED = ['INVALID_RECIPIENT', 'RECIPIENT_OPTED_OUT', 'REJECTED', 'UNDELIVERED', 'MAYBE_SENT'] as const;

/** What the person who booked can do about a failure. */
export interface Advice {
  /** What holds all the same, and what to look at. */
  readonly sentence: string;
  /** How to ask us; it has places for the contact and its kind. */
  readonly ask: `ask.${(typeof ADVISED)[number] | 'OTHER'}`;
}

/** Advice about a failed message of a kind, by its code; null is a failure that no code came with. */
export function customerAdviceFor(kind: DeliveryKind, code: string | null): Advice {
  const advised = isOneOf(ADVISED, code) ? code : 'OTHER';
  return { sentence: `${text(`stands.${kind}`)} ${text(`advice.${advised}`)}`, ask: `ask.${advised}` };
}

function isOneOf<Name extends string>(names: readonly Name[], name: string | null | undefined): name is Name {
  return names.some((one) => one === name);
}

/** What a message is about, as far as the page knows: nothing of one that only the feed has sent. */
export interface Subject {
  readonly kind: DeliveryKind;
  /** Whether the appointment was changed since: then its failure matters no more. */
  readonly isOutdated: boolean;
}

/**
 * What to read aloud when `before` became `after`: every delivery that was shown already and has another status now. What
 * is shown for the first time is not announced. `subjects` by delivery id.
 */
export function announcements(
  before: Timelines,
  after: Timelines,
  subjects: ReadonlyMap<string, Subject>,
): Announcements {
  const changed = [...after.values()].filter(({ deliveryId, current }) => {
    const earlier = before.get(deliveryId)?.current;
    return earlier !== undefined && earlier !== current;
  });
  return new Map(
    changed.map(({ deliveryId, channel, current }) => {
      const subject = subjects.get(deliveryId);
      const name = subject === undefined ? CHANNEL_NAMES[channel] : messageName(subject.kind, channel);
      const stands = subject === undefined || subject.isOutdated ? '' : ` ${text(`stands.${subject.kind}`)}`;
      return [deliveryId, `${name}: ${STATUS_NAMES[current.status]}.${current.status === 'FAILED' ? stands : ''}`];
    }),
  );
}

/** What a message is called: `Change by e-mail`. */
export function messageName(kind: DeliveryKind, channel: Channel): string {
  return text('kind.by', { kind: KIND_NAMES[kind], by: BY_CHANNEL[channel] });
}
