/** How much one customer may have us send: what a booking counts for, and which bookings there is room for. Pure. */
import { hash } from 'node:crypto';
import { type ChannelName, channelNames, recipientOf } from '@belltower/events';
import type { Caller } from '../auth/caller.ts';
import { RequestError } from '../request-error.ts';

/** The bounds; 0: none. Staff are not counted. */
export interface QuotaLimits {
  /** Of one customer, in an hour. */
  readonly bookingsPerHour: number;
  /** To one recipient on one channel, in a day, by all customers. */
  readonly messagesPerDay: number;
}

/** What a booking can be too many of. */
export const quotaKinds = ['customer', ...channelNames] as const;
export type QuotaKind = (typeof quotaKinds)[number];

/** One count that a booking adds to. */
export interface QuotaUse {
  readonly kind: QuotaKind;
  /** A uuid made of whom it counts for: the same on all instances, and no address. */
  readonly key: string;
  /** How many there may be in the last `seconds`. */
  readonly most: number;
  readonly seconds: number;
}

/** A booking that there is no room for. */
export interface Refusal {
  readonly kind: QuotaKind;
  readonly key: string;
  readonly retryAfterMs: number;
}

const SENTENCES: Readonly<Record<QuotaKind, string>> = {
  customer: 'You have booked too often in the last hour',
  email: 'This e-mail address was sent too many messages in the last day',
  sms: 'This number was sent too many messages in the last day',
};

/** The refusal as the caller learns of it. */
export class BeyondQuota extends RequestError {
  readonly kind: QuotaKind;

  constructor({ kind, retryAfterMs }: Refusal) {
    super('RATE_LIMITED', SENTENCES[kind], { retryAfterMs: Math.ceil(retryAfterMs) });
    this.kind = kind;
  }
}

const HOUR = 3_600;
const DAY = 86_400;

/** What a booking by this caller counts for. */
export function quotaUsesOf(
  caller: Pick<Caller, 'sub' | 'role'>,
  addresses: Readonly<Partial<Record<ChannelName, string | null>>>,
  { bookingsPerHour, messagesPerDay }: QuotaLimits,
): readonly QuotaUse[] {
  if (caller.role === 'staff') return [];
  const uses: QuotaUse[] = [];
  if (bookingsPerHour > 0) {
    uses.push({ kind: 'customer', key: keyOf('customer', caller.sub), most: bookingsPerHour, seconds: HOUR });
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

/** The first half of a SHA-256: a uuid is the shortest key that nobody finds a second text for. */
function keyOf(kind: QuotaKind, whom: string): string {
  return hash('sha256', `${kind}|${whom}`).slice(0, 32);
}

/** What is decided about: a booking that was not made before. Of two with one `repeatOf` only the first counts. */
export interface Candidate {
  readonly uses: readonly QuotaUse[];
  readonly repeatOf: string | null;
}

/**
 * Which bookings there is no room for, in their order: each that there is room for takes it from those after it.
 *
 * @param ages how many milliseconds ago each booking was that counts for a key
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
