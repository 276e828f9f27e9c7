/** How much one customer may have us send: the quotas an appointment counts against, and which ones exceed them. Pure. */
import { hash } from 'node:crypto';
import { type ChannelName, channelNames, recipientOf } from '@belltower/events';
import type { Viewer } from '../auth/caller.ts';
import { type InputIssue, RequestError } from '../request-error.ts';

/** The limits; 0: none. Staff are not counted. */
export interface QuotaLimits {
  /** Of one customer, in an hour. */
  readonly appointmentsPerHour: number;
  /** To one recipient on one channel, in a day, by all customers. */
  readonly messagesPerDay: number;
}

/** The kinds of quotas: of the customer, and of the recipient on each channel. */
export const quotaKinds = ['customer', ...channelNames] as const;
export type QuotaKind = (typeof quotaKinds)[number];

/** One count that an appointment adds to. */
export interface QuotaUse {
  readonly kind: QuotaKind;
  /** A uuid derived from the customer or the recipient: the same on all instances, and no address. */
  readonly key: string;
  /** How many there may be in the last `seconds`. */
  readonly most: number;
  readonly seconds: number;
}

/** Why an appointment exceeds a quota, and when there is room again. */
export interface Refusal {
  readonly kind: QuotaKind;
  readonly key: string;
  readonly retryAfterMs: number;
}

const SENTENCES: Readonly<Record<QuotaKind, string>> = {
  customer: 'You have booked or changed too often in the last hour',
  email: 'This e-mail address was sent too many messages in the last day',
  sms: 'This number was sent too many messages in the last day',
};

const CODES = { customer: 'BOOKED_TOO_OFTEN', email: 'SENT_TOO_OFTEN', sms: 'SENT_TOO_OFTEN' } as const;

/** Where in the input of a booking, or of a change, a refusal is shown. */
const PATHS: Readonly<Record<'appointment' | 'change', Readonly<Record<QuotaKind, InputIssue['path']>>>> = {
  appointment: { customer: ['input'], email: ['input', 'email'], sms: ['input', 'phone'] },
  change: { customer: ['input'], email: ['input', 'notify', 'email'], sms: ['input', 'notify', 'sms'] },
};

/** The error that the caller gets for a refusal. */
export class BeyondQuota extends RequestError {
  readonly kind: QuotaKind;

  constructor({ kind, retryAfterMs }: Refusal, of: keyof typeof PATHS = 'appointment') {
    const issue = { path: PATHS[of][kind], code: CODES[kind], message: SENTENCES[kind] };
    super('RATE_LIMITED', SENTENCES[kind], { issues: [issue], retryAfterMs: Math.ceil(retryAfterMs) });
    this.kind = kind;
  }
}

const HOUR = 3_600;
const DAY = 86_400;

/** The quotas that an appointment booked by this caller counts against. */
export function quotaUsesOf(
  caller: Viewer,
  addresses: Readonly<Partial<Record<ChannelName, string | null>>>,
  { appointmentsPerHour, messagesPerDay }: QuotaLimits,
): readonly QuotaUse[] {
  if (caller.role === 'staff') return [];
  const uses: QuotaUse[] = [];
  if (appointmentsPerHour > 0) {
    uses.push({ kind: 'customer', key: keyOf('customer', caller.sub), most: appointmentsPerHour, seconds: HOUR });
  }
  if (messagesPerDay === 0) return uses;
  for (const channel of channelNames) {
    const address = addresses[channel];
    if (!address) continue;
    const key = keyOf(channel, recipientOf(channel, address));
    uses.push({ kind: channel, key, most: messagesPerDay, seconds: DAY });
  }
  return uses;
}

/** What reminders of customers' appointments count against: as many as other messages, and apart from them, so that they refuse no booking. */
export function reminderUsesOf(
  addresses: Readonly<Partial<Record<ChannelName, string | null>>>,
  { messagesPerDay: most }: Pick<QuotaLimits, 'messagesPerDay'>,
): readonly QuotaUse[] {
  if (most === 0) return [];
  return channelNames.flatMap((kind) => {
    const address = addresses[kind];
    if (!address) return [];
    return { kind, key: keyOf(kind, `reminder|${recipientOf(kind, address)}`), most, seconds: DAY };
  });
}

/** The first half of a SHA-256: a uuid is the shortest key that nobody finds a second text for. */
function keyOf(kind: QuotaKind, identity: string): string {
  return hash('sha256', `${kind}|${identity}`).slice(0, 32);
}

/** An appointment to decide about, which was not written before. Of two with the same `repeatOf` only the first counts. */
export interface Candidate {
  readonly uses: readonly QuotaUse[];
  readonly repeatOf: string | null;
}

/**
 * Decides which appointments exceed a quota, in their order: each that does not leaves less room to those after it.
 *
 * @param ages how many milliseconds ago each appointment was booked that counts for a key
 * @returns a refusal, or null, for each
 */
export function refuseBeyond(
  candidates: readonly Candidate[],
  ages: ReadonlyMap<string, readonly number[]>,
): readonly (Refusal | null)[] {
  const taken = new Map<string, number>();
  const decided = new Map<string, Refusal | null>();
  return candidates.map(({ uses, repeatOf }) => {
    const before = repeatOf === null ? undefined : decided.get(repeatOf);
    if (before !== undefined) return before;
    const refusals = uses.map((use) => refusalOf(use, ages.get(use.key) ?? [], taken.get(use.key) ?? 0));
    const refusal = refusals.filter((one) => one !== null).sort((a, b) => b.retryAfterMs - a.retryAfterMs)[0] ?? null;
    if (refusal === null) for (const { key } of uses) taken.set(key, (taken.get(key) ?? 0) + 1);
    if (repeatOf !== null) decided.set(repeatOf, refusal);
    return refusal;
  });
}

/** There is room again once so many have become older than the period that one more fits. */
function refusalOf({ kind, key, most, seconds }: QuotaUse, ages: readonly number[], taken: number): Refusal | null {
  const periodMs = seconds * 1_000;
  const counted = ages.filter((ageMs) => ageMs < periodMs).sort((a, b) => b - a);
  const over = counted.length + taken - most;
  if (over < 0) return null;
  return { kind, key, retryAfterMs: Math.max(1, Math.ceil(periodMs - (counted[over] ?? 0))) };
}
