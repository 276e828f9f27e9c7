/** Holds what was seen of a life against what the model allows. Pure: what is wrong comes out, a sentence each. */
import type { ChannelName, DeliveryKind } from '@belltower/events';
import type { ReminderRecord } from '../chaos/observed.ts';
import { addressOf, correctedOf, type Life } from './life.ts';
import { eventsIn, lastEventOf, type Outcome, type PlannedDelivery, type World, worldsOf } from './life-model.ts';

/** One delivery as all parts of the system have it. */
export interface SeenDelivery {
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly sequence: number;
  readonly channel: ChannelName;
  readonly status: string;
  readonly attempts: number;
  readonly errorCode: string | null;
  /** Its history in GraphQL, such as `retrying 1 MAYBE_SENT`. */
  readonly history: readonly string[];
  /** The same, as the status topic has it. */
  readonly reported: readonly string[];
  /** Where the ledger has it; null where it does not. */
  readonly ledger: {
    readonly kind: string;
    readonly sequence: number;
    readonly status: string;
    readonly attempts: number;
  } | null;
  /** Where it was accepted, once for each time. */
  readonly acceptedAt: readonly string[];
  /** What its text messages said. */
  readonly texts: readonly string[];
}

/** An appointment as GraphQL has it. */
export interface SeenAppointment {
  readonly status: string;
  readonly sequence: number;
  readonly time: string;
  readonly location: string | null;
  readonly history: readonly {
    readonly kind: string;
    readonly sequence: number;
    readonly time: string;
    readonly location: string | null;
  }[];
}

/** Everything that was seen of a life. */
export interface Seen {
  /** Null for those of another producer. */
  readonly appointment: SeenAppointment | null;
  readonly deliveries: readonly SeenDelivery[];
  readonly reminders: readonly ReminderRecord[];
  /** The entries that the customer's calendar ends with. */
  readonly calendar: readonly {
    readonly sequence: number;
    readonly start: string;
    readonly location: string | null;
    readonly status: string;
  }[];
}

/** What is wrong with a life; nothing where it ended as one of its worlds has it. */
export function judgeLife(life: Life, seen: Seen): string[] {
  const standing = standingOf(seen.reminders.map((one) => ({ ...one, before: one.beforeMinutes })));
  const worlds = worldsOf(life);
  const [world] = worlds.filter(({ reminders }) => standingOf(reminders) === standing);
  const problems = [
    ...(life.producer === 'server' ? appointmentProblems(life, seen.appointment) : []),
    ...seen.deliveries.flatMap(disagreements),
    ...calendarProblems(life, seen),
  ];
  if (world !== undefined) return [...problems, ...deliveryProblems(life, world, seen.deliveries)];
  const allowed = worlds.map(({ reminders }) => standingOf(reminders) || 'none').join(' or ');
  return [...problems, `reminders: ${allowed} expected, got ${standing || 'none'}`];
}

interface Standing {
  readonly before: number;
  readonly plannedSequence: number;
  readonly status: string;
  readonly emittedSequence: number | null;
}

function standingOf(reminders: readonly Standing[]): string {
  return reminders
    .map((one) => `${one.before} of ${one.plannedSequence} ${one.status} ${one.emittedSequence ?? ''}`.trim())
    .sort()
    .join(', ');
}

function appointmentProblems(life: Life, seen: SeenAppointment | null): string[] {
  const { type, sequence, state } = lastEventOf(life);
  const status = type === 'cancelled' ? 'CANCELLED' : 'BOOKED';
  const history = eventsIn(life.bursts).map((event) => ({
    kind: event.type === 'created' ? 'BOOKED' : event.type.toUpperCase(),
    sequence: event.sequence,
    ...event.state,
  }));
  return different('the appointment', { status, sequence, ...state, history }, seen);
}

function different(what: string, expected: unknown, got: unknown): string[] {
  const [wanted, found] = [canonical(expected), canonical(got)];
  return wanted === found ? [] : [`${what}: ${wanted} expected, got ${found}`];
}

/** JSON with the keys in order, and instants in one form. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** GraphQL, the status topic and the ledger say the same of a delivery. */
function disagreements({ id, ledger, ...seen }: SeenDelivery): string[] {
  const last = [seen.status, seen.attempts, ...(seen.errorCode === null ? [] : [seen.errorCode])].join(' ');
  const { kind, sequence, status, attempts } = seen;
  return [
    ...different(`${id}: its history and the status topic`, seen.history, seen.reported),
    ...different(`${id}: where it stands and its history`, last, seen.history.at(-1)),
    ...different(`${id}: where it stands and the ledger`, { kind, sequence, status, attempts }, ledger),
  ];
}

const nameOf = ({ kind, sequence, channel }: Pick<SeenDelivery, 'kind' | 'sequence' | 'channel'>) =>
  `${kind} ${sequence} by ${channel}`;

function deliveryProblems(life: Life, { deliveries: planned }: World, seen: readonly SeenDelivery[]): string[] {
  const names = (all: readonly Pick<SeenDelivery, 'kind' | 'sequence' | 'channel'>[]) => all.map(nameOf).sort();
  const seenBy = Map.groupBy(seen, nameOf);
  return [
    ...different('the deliveries', names(planned), names(seen)),
    ...[...Map.groupBy(planned, nameOf).values()].flatMap((alike) => {
      const [one] = alike; // two reminders of one sequence look the same here
      const outcomes = new Set(alike.flatMap((other) => [...other.outcomes]));
      return one === undefined
        ? []
        : (seenBy.get(nameOf(one)) ?? []).flatMap((it) => wrongEnd(life, { ...one, outcomes }, it));
    }),
  ];
}

function wrongEnd(life: Life, planned: PlannedDelivery, seen: SeenDelivery): string[] {
  const name = `${nameOf(planned)} (${seen.id})`;
  const doubts = seen.history.filter((step) => step.endsWith('MAYBE_SENT')).length;
  const outcome = outcomeOf(seen);
  // a second doubt ends an attempt for good: that takes two kills, or one and an answer that was lost
  const isGivenUp = outcome === 'failed MAYBE_SENT' && doubts > 1;
  const isRight = isGivenUp || [...planned.outcomes].some((one) => one === outcome);
  const times = seen.acceptedAt.length;
  const [least, most] = timesOf(outcome, doubts);
  const address = planned.isRetried ? correctedOf(life, planned.channel) : addressOf(life, planned.channel);
  return [
    ...(isRight ? [] : [`${name}: ${[...planned.outcomes].join(' or ')} expected, got ${outcome}: ${seen.history}`]),
    ...(times < least || times > most
      ? [`${name}: accepted ${times} times, at least ${least} and at most ${most} expected: ${seen.history}`]
      : []),
    ...seen.texts
      .filter((text) => /\d+:\d\d UTC/.exec(text)?.[0] !== timeAt(life, seen))
      .map((text) => `${name}: it should say ${timeAt(life, seen)} first: ${text}`),
    ...(seen.acceptedAt.every((at) => at === address)
      ? []
      : [`${name}: accepted for ${seen.acceptedAt}, not ${address}`]),
  ];
}

/** The time of day at a sequence, as a message says it. */
function timeAt(life: Life, { sequence }: SeenDelivery): string {
  const event = eventsIn(life.bursts).find((one) => one.sequence === sequence);
  return `${event?.state.time.slice(11, 16).replace(/^0/, '')} UTC`;
}

function outcomeOf({ status, errorCode }: SeenDelivery): Outcome | string {
  return status === 'sent' || status === 'delivered' ? 'arrived' : `${status} ${errorCode}`;
}

/** How often it may have been accepted: nobody gets a message twice, unless an attempt was in doubt. */
function timesOf(outcome: string, doubts: number): [number, number] {
  if (outcome === 'arrived' || outcome === 'failed UNDELIVERED') return [1, Math.min(2, 1 + doubts)];
  return [0, Math.min(2, doubts)];
}

/** The calendar has one entry: what the newest mail with one said, and that is the newest that was accepted. */
function calendarProblems(life: Life, { deliveries, calendar }: Seen): string[] {
  const mailed = deliveries.filter(
    ({ channel, kind, acceptedAt }) => channel === 'email' && kind !== 'reminder' && acceptedAt.length > 0,
  );
  if (mailed.length === 0) return different('the calendar', [], calendar);
  const sequence = Math.max(...mailed.map((one) => one.sequence));
  const event = eventsIn(life.bursts).find((one) => one.sequence === sequence && one.type !== 'reminder-due');
  const status = event?.type === 'cancelled' ? 'CANCELLED' : 'CONFIRMED';
  return different(
    'the calendar',
    [{ sequence, start: event?.state.time, location: event?.state.location, status }],
    calendar,
  );
}
