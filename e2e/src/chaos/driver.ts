/** Books appointments at a rate and changes them, whatever is being killed, and remembers the answers. */
import { setTimeout as wait } from 'node:timers/promises';
import { type AskOptions, askUntilAnswered, deliveriesAt, type MutationName } from './ask.ts';
import type { RequestedAppointment, RequestedChange, RequestOutcome } from './observed.ts';
import type { Random } from './random.ts';
import { makeWishes, type users, type Wish, type WishOptions } from './wishes.ts';

/** How to drive. */
export interface DriverOptions extends Pick<AskOptions, 'urls'>, WishOptions {
  readonly tokens: Readonly<Record<(typeof users)[number], string>>;
  readonly random: Random;
  readonly perSecond: number;
  /** Aborted when no more bookings are to be begun: those that are left out have no outcome. */
  readonly enough?: AbortSignal;
  /** Called for each booking as soon as its outcome, and that of each of its changes, is known. */
  onOutcome(appointment: RequestedAppointment): void;
}

/**
 * Books, and resolves when every booking and change has an outcome. A lost answer is asked for again with the same idempotency
 * key; of a hundred bookings six are asked for twice at once. The changes of one appointment come one after the other.
 */
export async function drive(options: DriverOptions): Promise<RequestedAppointment[]> {
  const { urls, tokens, random, perSecond, enough, onOutcome } = options;
  const wishes = makeWishes(random.fork('wishes'), options);
  const start = Date.now();

  async function fulfil(wish: Wish, route: Random): Promise<RequestedAppointment | null> {
    const dueInMs = Math.max(0, start + (wish.index * 1000) / perSecond - Date.now());
    await wait(dueInMs, undefined, { signal: enough }).catch(() => {});
    if (enough?.aborted) return null;
    const asking = { urls, token: tokens[wish.user], random: route };
    const twice = route.chance(0.06) ? [book({ ...asking, random: route.fork('second') }, wish)] : [];
    const [outcome, other] = await Promise.all([book(asking, wish), ...twice]);
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
    const { index, user, email, phone, channels, reminders } = wish;
    const changes = outcome.kind === 'booked' ? await change(asking, wish, outcome.appointmentId) : [];
    const appointment: RequestedAppointment = { index, user, email, phone, channels, reminders, outcome, changes };
    onOutcome(appointment);
    return appointment;
  }

  const appointments = await Promise.all(wishes.map((wish) => fulfil(wish, random.fork(`route ${wish.index}`))));
  return appointments.filter((appointment) => appointment !== null);
}

async function book(asking: AskOptions, { input }: Wish): Promise<RequestOutcome> {
  const answer = await askUntilAnswered(asking, 'createAppointment', input);
  if (answer.kind !== 'done') return answer;
  return { kind: 'booked', appointmentId: answer.appointment.id, deliveries: deliveriesAt(answer.appointment, 0) };
}

const MUTATIONS: Readonly<Record<RequestedChange['kind'], MutationName>> = {
  rescheduled: 'rescheduleAppointment',
  cancelled: 'cancelAppointment',
};

/** After one that has no answer nothing more is asked for. */
async function change(asking: AskOptions, wish: Wish, id: string): Promise<RequestedChange[]> {
  const changes: RequestedChange[] = [];
  for (const [nth, { kind, movesTime, afterMs, isExpecting, input }] of wish.changes.entries()) {
    await wait(afterMs);
    const expected = isExpecting ? { expectedSequence: nth } : {};
    const answer = await askUntilAnswered(asking, MUTATIONS[kind], { id, ...input, ...expected });
    if (answer.kind === 'refused') {
      throw new Error(`change ${nth + 1} of booking ${wish.index} was refused with ${answer.code}`);
    }
    if (answer.kind === 'unanswered') return [...changes, { kind, movesTime, outcome: answer }];
    const { sequence } = answer.appointment;
    if (sequence !== nth + 1) {
      throw new Error(`change ${nth + 1} of booking ${wish.index} was answered as change ${sequence}`);
    }
    const deliveries = deliveriesAt(answer.appointment, sequence);
    changes.push({ kind, movesTime, outcome: { kind: 'changed', sequence, deliveries } });
  }
  return changes;
}
