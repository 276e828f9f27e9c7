/** Books appointments at a rate, whatever is being killed, and remembers the answers. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ChannelName } from '@belltower/events';
import { BOOK, type Booked } from '../testbed/book.ts';
import { callWith } from '../testbed/caller.ts';
import type { RequestedAppointment, RequestOutcome } from './observed.ts';
import type { Random } from './random.ts';

/** Who books: each has a subscriber of their own. */
export const users = ['anna', 'bela', 'carl'] as const;

/** How to drive. */
export interface DriverOptions {
  /** Where the servers are: each attempt goes to any of them. */
  readonly urls: readonly [string, ...string[]];
  readonly tokens: Readonly<Record<(typeof users)[number], string>>;
  readonly random: Random;
  readonly count: number;
  readonly perSecond: number;
  /** Aborted when no more bookings are to be begun: those that are left out have no outcome. */
  readonly enough?: AbortSignal;
  /** Called for each booking as soon as its outcome is known. */
  onOutcome(appointment: RequestedAppointment): void;
}

/** How long an attempt may take, and how long a booking is asked for again and again. */
const ATTEMPT_MS = 5_000;
const GIVE_UP_MS = 180_000;
/** Hundreds may ask again and again while a part is away: the longest wait of each. */
const MOST_PATIENT_MS = 10_000;

/** A booking to be asked for. `input` is what the mutation takes. */
interface Wish extends Omit<RequestedAppointment, 'outcome'> {
  readonly user: (typeof users)[number];
  readonly mayBeRefusedWith: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Books, and resolves when every booking has an outcome. A lost answer is asked for again with the same idempotency
 * key. Of a hundred bookings about three are invalid, three use the key of another booking, and six are asked for
 * twice at once.
 */
export async function drive(options: DriverOptions): Promise<RequestedAppointment[]> {
  const { random, count, perSecond, enough, onOutcome } = options;
  const wishes = makeWishes(random.fork('wishes'), count);
  const start = Date.now();

  async function fulfil(wish: Wish, route: Random): Promise<RequestedAppointment | null> {
    const dueInMs = Math.max(0, start + (wish.index * 1000) / perSecond - Date.now());
    await wait(dueInMs, undefined, { signal: enough }).catch(() => {});
    if (enough?.aborted) return null;
    const twice = route.chance(0.06) ? [askUntilAnswered(options, wish, route.fork('second'))] : [];
    const [outcome, other] = await Promise.all([askUntilAnswered(options, wish, route), ...twice]);
    if (
      other !== undefined &&
      JSON.stringify(other) !== JSON.stringify(outcome) &&
      ![outcome.kind, other.kind].includes('unanswered')
    ) {
      throw new Error(
        `booking ${wish.index}, asked for twice at once, was answered ${JSON.stringify([outcome, other])}`,
      );
    }
    if (outcome.kind === 'refused' && !wish.mayBeRefusedWith.includes(outcome.code)) {
      throw new Error(`booking ${wish.index} was refused with ${outcome.code}, and nothing is wrong with it`);
    }
    const { index, user, email, phone, channels } = wish;
    const appointment: RequestedAppointment = { index, user, email, phone, channels, outcome };
    onOutcome(appointment);
    return appointment;
  }

  const appointments = await Promise.all(wishes.map((wish) => fulfil(wish, random.fork(`route ${wish.index}`))));
  return appointments.filter((appointment) => appointment !== null);
}

function makeWishes(random: Random, count: number): Wish[] {
  const wishes: Omit<Wish, 'mayBeRefusedWith'>[] = [];
  for (let index = 0; index < count; index += 1) {
    const both = ['email', 'sms'] as const;
    const channels = random.pick<readonly ChannelName[]>([both, both, both, ['email'], ['sms']]);
    const user = random.pick(users);
    const [email, phone] = [`guest-${index}@example.com`, `+1555${String(index).padStart(7, '0')}`];
    const isPast = random.chance(0.03);
    const borrowed = random.chance(0.03)
      ? wishes.findLast((wish) => wish.user === user && wish.input.time !== PAST)
      : undefined;
    wishes.push({
      index,
      user,
      email,
      phone,
      channels,
      input: {
        time: isPast ? PAST : new Date(Date.now() + 48 * 3_600_000).toISOString(),
        timeZone: 'Europe/Vienna',
        title: `Check-up ${index}`,
        email,
        phone,
        notify: { email: channels.includes('email'), sms: channels.includes('sms') },
        idempotencyKey: borrowed?.input.idempotencyKey ?? `booking ${index}`,
      },
    });
  }
  const sharers = Map.groupBy(wishes, ({ input }) => input.idempotencyKey);
  return wishes.map((wish) => {
    const sharesKey = (sharers.get(wish.input.idempotencyKey)?.length ?? 0) > 1;
    const isPast = wish.input.time === PAST;
    return { ...wish, mayBeRefusedWith: [...(sharesKey ? ['CONFLICT'] : []), ...(isPast ? ['BAD_USER_INPUT'] : [])] };
  });
}

const PAST = '2020-01-01T00:00:00Z';

async function askUntilAnswered(
  { urls, tokens }: DriverOptions,
  { user, input }: Wish,
  random: Random,
): Promise<RequestOutcome> {
  const end = Date.now() + GIVE_UP_MS;
  for (let tries = 1; Date.now() < end; tries += 1) {
    const outcome = await ask(random.pick(urls), tokens[user], input);
    if (outcome.kind !== 'unanswered') return outcome;
    await wait(random.between(50, Math.min(500 * tries, MOST_PATIENT_MS)));
  }
  return { kind: 'unanswered' };
}

/** One attempt. Only an answer that surely says "no" is a refusal: after any other error it may have been booked. */
async function ask(url: string, token: string, input: Wish['input']): Promise<RequestOutcome> {
  const answer = await callWith(url, token)
    .query(BOOK, { input }, AbortSignal.timeout(ATTEMPT_MS))
    .catch(() => null);
  const code = answer?.errors?.[0]?.extensions?.code;
  if (code === 'BAD_USER_INPUT' || code === 'CONFLICT') return { kind: 'refused', code };
  const booked = answer?.data?.createAppointment as { readonly appointment: Booked } | null | undefined;
  if (!booked) return { kind: 'unanswered' };
  const { appointment } = booked;
  const deliveries = appointment.deliveries.map(({ id, channel }) => ({ id, channel: CHANNELS[channel] }));
  return {
    kind: 'booked',
    appointmentId: appointment.id,
    deliveries: deliveries.sort((one, other) => one.channel.localeCompare(other.channel)),
  };
}

const CHANNELS = { EMAIL: 'email', SMS: 'sms' } as const;
