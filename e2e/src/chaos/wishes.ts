/** What a run asks for: bookings, with what becomes of each. Decided from the seed before anything runs. */
import type { ChannelName } from '@belltower/events';
import type { RequestedAppointment, RequestedChange } from './observed.ts';
import type { Random } from './random.ts';

/** Who books: each has a subscriber of their own. */
export const users = ['anna', 'bela', 'carl'] as const;

/** A booking to be asked for. `input` is what the mutation takes. */
export interface Wish extends Omit<RequestedAppointment, 'outcome' | 'changes'> {
  readonly user: (typeof users)[number];
  readonly mayBeRefusedWith: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
  readonly changes: readonly WishedChange[];
}

/** A change to be asked for once the one before it is answered. `input`: what the mutation takes, but for the appointment's id. */
export interface WishedChange extends Omit<RequestedChange, 'outcome'> {
  /** After the answer before it, in milliseconds. */
  readonly afterMs: number;
  /** Whether it names the sequence that it expects. */
  readonly isExpecting: boolean;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What is to be wished for. */
export interface WishOptions {
  readonly count: number;
  /** The part of the bookings that are changed afterwards, or reminded of, each: from 0 to 1. */
  readonly eventful: number;
}

/**
 * Of a hundred bookings about three are invalid, and three use the key of another booking. Of those that are eventful one
 * of three is cancelled in the end.
 */
export function makeWishes(random: Random, { count, eventful }: WishOptions): Wish[] {
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
    const fork = random.fork(`events of ${index}`);
    const reminders = fork.chance(eventful) ? fork.pick([[120], [1_440], [90, 1_440]]) : [];
    wishes.push({
      index,
      user,
      email,
      phone,
      channels,
      reminders,
      changes: isPast || !fork.chance(eventful) ? [] : wishChanges(fork, index),
      input: {
        time: isPast ? PAST : new Date(Date.now() + BOOKED_AHEAD_MS).toISOString(),
        timeZone: 'Europe/Vienna',
        title: `Check-up ${index}`,
        email,
        phone,
        notify: flagsOf(channels),
        reminders: reminders.map((minutes) => ({ before: `PT${minutes}M`, ...flagsOf(channels) })),
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

function wishChanges(random: Random, index: number): WishedChange[] {
  const moves = random.between(0, 4);
  const isCancelled = moves === 0 || random.chance(0.3);
  return Array.from({ length: moves + (isCancelled ? 1 : 0) }, (_, nth): WishedChange => {
    const kind = nth < moves ? 'rescheduled' : 'cancelled';
    const movesTime = kind === 'rescheduled' && random.chance(0.7);
    const time = new Date(Date.now() + BOOKED_AHEAD_MS + (nth + 1) * 3_600_000).toISOString();
    const moved = movesTime ? { time } : { location: `Room ${nth}` };
    const silent = random.chance(0.15) ? { notify: flagsOf([]) } : {};
    return {
      kind,
      movesTime,
      afterMs: random.pick([0, 0, 50, 500, 2_000, 5_000]),
      isExpecting: random.chance(0.5),
      input: {
        ...(kind === 'rescheduled' ? moved : { reason: 'ill' }),
        ...silent,
        idempotencyKey: `change ${index} ${nth}`,
      },
    };
  });
}

const BOOKED_AHEAD_MS = 48 * 3_600_000;

function flagsOf(channels: readonly ChannelName[]): Record<ChannelName, boolean> {
  return { email: channels.includes('email'), sms: channels.includes('sms') };
}
