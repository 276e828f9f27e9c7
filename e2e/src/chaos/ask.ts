/** Asks servers to book and to change, again and again until they answer. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ChannelName, DeliveryKind } from '@belltower/events';
import { callWith } from '../testbed/caller.ts';
import type { BookedDelivery } from './observed.ts';
import type { Random } from './random.ts';

/** How long an attempt may take, and how long a request is repeated. */
const ATTEMPT_MS = 5_000;
const GIVE_UP_MS = 180_000;
/** Hundreds may ask again and again while a part is away: the longest wait of each. */
const MOST_PATIENT_MS = 10_000;

/** What can be asked for. */
export type MutationName = 'createAppointment' | 'rescheduleAppointment' | 'cancelAppointment';

/** An appointment as it was answered. */
export interface AnsweredAppointment {
  readonly id: string;
  readonly sequence: number;
  readonly deliveries: readonly {
    readonly id: string;
    readonly channel: 'EMAIL' | 'SMS';
    readonly kind: Uppercase<DeliveryKind>;
    readonly sequence: number;
  }[];
}

/** `unanswered`: it is not known whether it was done. */
export type Answered =
  | { readonly kind: 'done'; readonly appointment: AnsweredAppointment }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unanswered' };

/** How to ask. */
export interface AskOptions {
  /** Where the servers are: each attempt goes to any of them. */
  readonly urls: readonly [string, ...string[]];
  readonly token: string;
  readonly random: Random;
}

const mutationOf = (what: MutationName) => `mutation ($input: ${what[0]?.toUpperCase()}${what.slice(1)}Input!) {
  ${what}(input: $input) { appointment { id sequence deliveries { id channel kind sequence } } }
}`;

/** Asks until there is an answer. `input` has an idempotency key, so that it is done once. */
export async function askUntilAnswered(
  { urls, token, random }: AskOptions,
  what: MutationName,
  input: Readonly<Record<string, unknown>>,
): Promise<Answered> {
  const end = Date.now() + GIVE_UP_MS;
  for (let tries = 1; Date.now() < end; tries += 1) {
    const answer = await ask(random.pick(urls), token, what, input);
    if (answer.kind !== 'unanswered') return answer;
    await wait(random.between(50, Math.min(500 * tries, MOST_PATIENT_MS)));
  }
  return { kind: 'unanswered' };
}

/** One attempt. Only an answer that surely says "no" is a refusal: after any other error it may have been done. */
async function ask(
  url: string,
  token: string,
  what: MutationName,
  input: Readonly<Record<string, unknown>>,
): Promise<Answered> {
  const answer = await callWith(url, token)
    .query(mutationOf(what), { input }, AbortSignal.timeout(ATTEMPT_MS))
    .catch(() => null);
  const code = answer?.errors?.[0]?.extensions?.code;
  if (code === 'BAD_USER_INPUT' || code === 'CONFLICT') return { kind: 'refused', code };
  const done = answer?.data?.[what] as { readonly appointment: AnsweredAppointment } | null | undefined;
  return done ? { kind: 'done', appointment: done.appointment } : { kind: 'unanswered' };
}

/** The deliveries of the booking or the change that made a sequence; its reminders are not among them. */
export function deliveriesAt({ deliveries }: AnsweredAppointment, sequence: number): readonly BookedDelivery[] {
  return deliveries
    .filter((delivery) => delivery.sequence === sequence && delivery.kind !== 'REMINDER')
    .map(({ id, channel }) => ({ id, channel: CHANNELS[channel] }))
    .sort((one, other) => one.channel.localeCompare(other.channel));
}

const CHANNELS: Readonly<Record<'EMAIL' | 'SMS', ChannelName>> = { EMAIL: 'email', SMS: 'sms' };
