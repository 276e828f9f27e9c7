/**
 * What a life may end with: for each delivery the outcomes that are right, and where reminders stand. Pure. Where a change came close
 * after a message, both are right: it was sent before, or skipped; where everything had ended in between, there is one.
 */
import { type ChannelName, channelNames, type DeliveryKind } from '@belltower/events';
import { isOutdatedBy } from '../chaos/expected.ts';
import type { Act, Life, LifeEvent, State, Temper } from './life.ts';

/** How a delivery ends. */
export type Outcome =
  | 'arrived'
  | 'failed INVALID_RECIPIENT'
  | 'failed UNDELIVERED'
  | 'skipped SUPERSEDED'
  | 'skipped CANCELLED';

/** One delivery that there is to be, and how it may end. */
export interface PlannedDelivery {
  readonly kind: DeliveryKind;
  readonly sequence: number;
  readonly channel: ChannelName;
  readonly outcomes: ReadonlySet<Outcome>;
  /** It failed, and was sent again to a corrected address. */
  readonly isRetried: boolean;
}

/** Where a reminder stands in the end. Those that were dropped are nowhere. */
export interface PlannedReminder {
  readonly before: number;
  readonly plannedSequence: number;
  readonly status: 'planned' | 'due' | 'skipped';
  readonly emittedSequence: number | null;
  /** In which burst it came due. */
  readonly burst: number;
}

/** One way in which a life may go: a reminder that comes due beside a change is emitted before it, after it, or dropped by it. */
export interface World {
  readonly reminders: readonly PlannedReminder[];
  readonly deliveries: readonly PlannedDelivery[];
}

/** An event, and in which burst it was made. */
interface Placed extends Pick<LifeEvent, 'type' | 'sequence' | 'notify'> {
  readonly burst: number;
}

/** The events of a life as its acts have them. */
export function eventsIn(bursts: Life['bursts']): (LifeEvent & { readonly burst: number })[] {
  return bursts.flatMap((acts, burst) => acts.flatMap((act) => (act.kind === 'event' ? { ...act.event, burst } : [])));
}

/** What the appointment is in the end: as its newest event that is no reminder has it. */
export function lastEventOf(life: Pick<Life, 'bursts'>): LifeEvent {
  const changes = eventsIn(life.bursts).filter(({ type }) => type !== 'reminder-due');
  return changes.reduce((newest, event) => (event.sequence > newest.sequence ? event : newest));
}

/** Every way in which a life may go. */
export function worldsOf(life: Life): World[] {
  const events = eventsIn(life.bursts);
  const retries = retriesOf(life);
  return fatesOf(life).map((reminders) => {
    const [created] = events;
    const emitted = reminders.flatMap(({ status, emittedSequence, burst }): Placed[] =>
      status === 'due' && emittedSequence !== null && created !== undefined
        ? [{ type: 'reminder-due', sequence: emittedSequence, notify: created.notify, burst }]
        : [],
    );
    return { reminders, deliveries: deliveriesOf(life, [...events, ...emitted], retries) };
  });
}

/** How many deliveries of what was made so far may still be open, however long one waits: those of addresses that are away. */
export function openWhileAway({ tempers }: Pick<Life, 'tempers'>, events: readonly Placed[]): number {
  return deliveriesIn(events).filter(
    ({ event, kind, channel }) => tempers[channel] === 'away' && !events.some((other) => outdates(event, kind, other)),
  ).length;
}

const KINDS: Readonly<Record<LifeEvent['type'], DeliveryKind>> = {
  created: 'confirmation',
  rescheduled: 'change',
  cancelled: 'cancellation',
  'reminder-due': 'reminder',
};

function deliveriesIn(events: readonly Placed[]) {
  return events.flatMap((event) =>
    channelNames
      .filter((channel) => event.notify[channel])
      .map((channel) => ({ event, channel, kind: KINDS[event.type] })),
  );
}

function outdates({ sequence }: Placed, kind: DeliveryKind, other: Placed): boolean {
  return isOutdatedBy({ kind, sequence }, { type: `appointments.${other.type}`, sequence: other.sequence });
}

/** What is sent again: the newest event's delivery, where its address is dead and nothing came after. By `sequence channel`; the burst. */
export function retriesOf(life: Pick<Life, 'bursts'>): ReadonlyMap<string, number> {
  const retries = new Map<string, number>();
  for (const [burst, acts] of life.bursts.entries()) {
    for (const act of acts) {
      const target = act.kind === 'retry' ? retriedBy(life, act, burst) : null;
      if (target?.isNewest && act.kind === 'retry') retries.set(`${target.sequence} ${act.channel}`, burst);
    }
  }
  return retries;
}

/** Which event's delivery a retry is about; null where there is none, and nothing is done. */
export function retriedBy(
  { bursts }: Pick<Life, 'bursts'>,
  { channel, of }: Extract<Act, { kind: 'retry' }>,
  burst: number,
): { readonly sequence: number; readonly isNewest: boolean } | null {
  const before = eventsIn(bursts.slice(0, burst));
  const newest = before.at(-1);
  const target = of === 'newest' ? newest : before.slice(0, -1).find(({ notify }) => notify[channel]);
  if (target === undefined || !target.notify[channel]) return null;
  return { sequence: target.sequence, isNewest: target === newest };
}

function deliveriesOf(
  { tempers }: Pick<Life, 'tempers'>,
  events: readonly Placed[],
  retries: ReadonlyMap<string, number>,
): PlannedDelivery[] {
  return deliveriesIn(events).map(({ event, kind, channel }) => {
    const { sequence } = event;
    const retriedIn = kind === 'reminder' ? undefined : retries.get(`${sequence} ${channel}`);
    const temper = retriedIn === undefined ? tempers[channel] : 'good';
    const outdating = events.filter((other) => outdates(event, kind, other));
    const outcomes = outcomesOf(temper, retriedIn ?? event.burst, outdating);
    return { kind, sequence, channel, outcomes: new Set(outcomes), isRetried: retriedIn !== undefined };
  });
}

function outcomesOf(temper: Temper, burst: number, outdating: readonly Placed[]): Outcome[] {
  const before = outdating.filter((one) => one.burst < burst);
  const same = outdating.filter((one) => one.burst === burst);
  const later = outdating.filter((one) => one.burst > burst);
  if (before.length > 0) {
    const newest = before.reduce((one, other) => (isNewer(other, one) ? other : one));
    return [newest, ...same.filter((one) => isNewer(one, newest))].map(skipped);
  }
  // what another producer reads late may have been read in any order within a burst
  if (same.length > 0) return [...(temper === 'away' ? [] : fateAt(temper)), ...same.map(skipped)];
  if (temper !== 'away' || later.length === 0) return fateAt(temper);
  const first = Math.min(...later.map((one) => one.burst));
  return later.filter((one) => one.burst === first).map(skipped);
}

function isNewer(one: Placed, other: Placed): boolean {
  if (one.sequence !== other.sequence) return one.sequence > other.sequence;
  return one.type === 'cancelled' && other.type !== 'cancelled';
}

const skipped = ({ type }: Placed): Outcome => (type === 'cancelled' ? 'skipped CANCELLED' : 'skipped SUPERSEDED');

/** How it ends when nothing makes it old. A report that it did not arrive may get lost while a notifier is down. */
function fateAt(temper: Temper): Outcome[] {
  if (temper === 'dead') return ['failed INVALID_RECIPIENT'];
  if (temper === 'off') return ['failed UNDELIVERED', 'arrived'];
  return ['arrived'];
}

interface Pending {
  readonly before: number;
  readonly plannedSequence: number;
  /** In which burst it came due; null while it is planned for later. */
  readonly dueIn: number | null;
}

interface Standing {
  readonly pending: readonly Pending[];
  readonly past: readonly PlannedReminder[];
}

/** Every way in which the reminders of a life may end. */
function fatesOf(life: Life): (readonly PlannedReminder[])[] {
  const { reminders, bursts } = life;
  const created = eventsIn(bursts).find(({ type }) => type === 'created');
  let sequence = 0;
  let state = created?.state ?? null;
  let worlds: Standing[] = [{ pending: [], past: [] }];
  const plan = () => reminders.map((before): Pending => ({ before, plannedSequence: sequence, dueIn: null }));
  const emit = (world: Standing) => emitDue(world, sequence, isSoon(life, state));

  for (const [burst, acts] of bursts.entries()) {
    for (const act of acts) {
      if (act.kind === 'remind') worlds = worlds.map((world) => makeDue(world, burst));
      if (act.kind !== 'event' || act.event.type === 'reminder-due') continue;
      const { event } = act;
      worlds = worlds.flatMap((world) => (hasDue(world) ? [world, emit(world)] : [world]));
      sequence = event.sequence;
      state = event.state;
      if (event.type === 'created' || event.movesTime) worlds = worlds.map((world) => ({ ...world, pending: plan() }));
      if (event.type === 'cancelled') worlds = worlds.map((world) => ({ ...world, pending: [] }));
    }
    worlds = worlds.map(emit);
  }
  return worlds.map(({ pending, past }) => [
    ...past,
    ...pending.map(
      ({ before, plannedSequence }): PlannedReminder => ({
        before,
        plannedSequence,
        status: 'planned',
        emittedSequence: null,
        burst: bursts.length,
      }),
    ),
  ]);
}

const hasDue = ({ pending }: Standing) => pending.some(({ dueIn }) => dueIn !== null);

/** The longest before of those that are planned. */
function makeDue({ pending, past }: Standing, burst: number): Standing {
  const next = pending.findIndex(({ dueIn }) => dueIn === null);
  return { past, pending: pending.map((one, nth) => (nth === next ? { ...one, dueIn: burst } : one)) };
}

function emitDue({ pending, past }: Standing, sequence: number, isMissed: boolean): Standing {
  const emitted = pending.flatMap(({ before, plannedSequence, dueIn }): PlannedReminder[] => {
    if (dueIn === null) return [];
    const standing = isMissed
      ? ({ status: 'skipped', emittedSequence: null } as const)
      : ({ status: 'due', emittedSequence: sequence } as const);
    return [{ before, plannedSequence, ...standing, burst: dueIn }];
  });
  return { past: [...past, ...emitted], pending: pending.filter(({ dueIn }) => dueIn === null) };
}

/** Whether it begins so soon that a reminder that was missed is of no use: a life that is booked for in 25 minutes, and was not moved. */
function isSoon({ reminders, bursts }: Pick<Life, 'reminders' | 'bursts'>, state: State | null): boolean {
  const created = eventsIn(bursts).find(({ type }) => type === 'created');
  return reminders.includes(10) && state?.time === created?.state.time;
}
