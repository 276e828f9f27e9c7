/** The lives of appointments, by chance: what is done with each, and how its addresses answer. Pure: the same seed, the same lives. */
import { type ChannelName, channelNames } from '@belltower/events';
import type { Random } from '../chaos/random.ts';

/**
 * How an address answers: `dead` for good, `busy` refuses twice, `away` refuses until its life is over, `doubtful` takes the first
 * message and never says so, `off` takes it and reports that it did not arrive.
 */
export type Temper = 'good' | 'dead' | 'busy' | 'away' | 'doubtful' | 'off';

/** Which channels. */
export type Flags = Readonly<Record<ChannelName, boolean>>;

/** What the appointment is, as far as changes change it. */
export interface State {
  readonly time: string;
  readonly location: string | null;
}

/** One event of an appointment: a booking, a change, or, of another producer, a reminder. */
export interface LifeEvent {
  readonly type: 'created' | 'rescheduled' | 'cancelled' | 'reminder-due';
  readonly sequence: number;
  readonly notify: Flags;
  /** From then on. */
  readonly state: State;
  /** Whether it begins at another time than before. */
  readonly movesTime: boolean;
}

/**
 * What is done. `retry`: a delivery of the newest event, or of an older one, is sent again to another address. `remind`: the first of
 * the planned reminders comes due.
 */
export type Act =
  | { readonly kind: 'event'; readonly event: LifeEvent }
  | { readonly kind: 'retry'; readonly channel: ChannelName; readonly of: 'newest' | 'older' }
  | { readonly kind: 'remind' };

/** One life. */
export interface Life {
  readonly index: number;
  /** Who writes its events: the server, as it is asked; or another producer, straight into the log, in the order of its acts. */
  readonly producer: 'server' | 'foreign';
  readonly email: string;
  readonly phone: string;
  readonly tempers: Readonly<Record<ChannelName, Temper>>;
  /** How long before it is reminded of, in minutes; the longest first. */
  readonly reminders: readonly number[];
  /** Acts of one burst are done at once, one after the other. Before the next burst everything that can end has ended. */
  readonly bursts: readonly (readonly Act[])[];
}

/** Its address on a channel, which says how it answers: `dead-7@example.com`. */
export function addressOf(life: Pick<Life, 'email' | 'phone'>, channel: ChannelName): string {
  return channel === 'email' ? life.email : life.phone;
}

/** Where retries go. */
export function correctedOf({ index }: Pick<Life, 'index'>, channel: ChannelName): string {
  return channel === 'email' ? `good-${index}@right.example` : phoneOf('good', index, 9);
}

const TEMPERS = ['good', 'dead', 'busy', 'away', 'doubtful', 'off'] as const;

/** How an address answers, and of which life it is; null where it is of none. */
export function temperAt(address: string): { readonly temper: Temper; readonly index: number } | null {
  const [, name, mailIndex] = /^([a-z]+)-(\d+)@/.exec(address) ?? [];
  const [, digit, phoneIndex] = /^\+1555[79](\d)(\d{5})$/.exec(address) ?? [];
  const temper = name === undefined ? TEMPERS[Number(digit)] : TEMPERS.find((one) => one === name);
  return temper === undefined ? null : { temper, index: Number(mailIndex ?? phoneIndex) };
}

function phoneOf(temper: Temper, index: number, lead: 7 | 9): string {
  return `+1555${lead}${TEMPERS.indexOf(temper)}${String(index).padStart(5, '0')}`;
}

/** Makes lives. @param now the times of appointments count from here */
export function makeLives(random: Random, count: number, now: number): Life[] {
  return Array.from({ length: count }, (_, index) => makeLife(random.fork(`life ${index}`), index, now));
}

const BOTH: Flags = { email: true, sms: true };
const FLAGS = [BOTH, BOTH, BOTH, { email: true, sms: false }, { email: false, sms: true }] as const;
const NONE: Flags = { email: false, sms: false };

function makeLife(random: Random, index: number, now: number): Life {
  const producer = random.chance(0.2) ? 'foreign' : 'server';
  const channels = random.pick(FLAGS);
  const tempers = { email: temperOf(random, 'email'), sms: temperOf(random, 'sms') };
  const isAway = Object.values(tempers).includes('away');
  // an address that is away for long has reminders wait among everything else: they are left to others
  const mayRemind = producer === 'server' && !isAway && random.chance(0.5);
  const isSoon = mayRemind && random.chance(0.2);
  const reminders = mayRemind ? (isSoon ? [10] : random.pick([[120], [1_440, 120]])) : [];
  const made = {
    index,
    producer,
    email: `${tempers.email}-${index}@example.com`,
    phone: phoneOf(tempers.sms, index, 7),
    tempers,
    reminders,
  } as const;
  const events = makeEvents(random, channels, isSoon ? now + 25 * 60_000 : now + 2 * DAY_MS);
  return { ...made, bursts: producer === 'server' ? ownBursts(random, made, events) : foreignBursts(random, events) };
}

const DAY_MS = 86_400_000;

function temperOf(random: Random, channel: ChannelName): Temper {
  if (random.chance(0.6)) return 'good';
  return random.pick(
    channel === 'sms' ? ['dead', 'busy', 'away', 'doubtful', 'off'] : ['dead', 'busy', 'away', 'doubtful'],
  );
}

/** In order, with the sequences 0, 1, 2 … */
function makeEvents(random: Random, channels: Flags, firstTime: number): LifeEvent[] {
  let state: State = { time: instant(firstTime), location: 'Room 0' };
  const events: LifeEvent[] = [{ type: 'created', sequence: 0, notify: channels, state, movesTime: false }];
  const moves = random.between(0, 5);
  for (let sequence = 1; sequence <= moves; sequence += 1) {
    const movesTime = random.chance(0.7);
    // always a time or a place that it never had, so that no two of its messages say the same
    state = movesTime
      ? { ...state, time: instant(firstTime + (sequence * 26 + 48) * 3_600_000) }
      : { ...state, location: `Room ${sequence}` };
    events.push({ type: 'rescheduled', sequence, notify: narrow(random, channels), state, movesTime });
  }
  if (random.chance(0.4)) {
    events.push({ type: 'cancelled', sequence: moves + 1, notify: narrow(random, channels), state, movesTime: false });
  }
  return events;
}

const instant = (ms: number) => new Date(Math.floor(ms / 60_000) * 60_000).toISOString().replace('.000', '');

/** Mostly as booked, now and then nobody or one of two. */
function narrow(random: Random, channels: Flags): Flags {
  const draw = random.next();
  if (draw < 0.7) return channels;
  return draw < 0.85 ? NONE : { email: channels.email, sms: false };
}

/** The server makes events in order; between them reminders come due, and what failed is retried. */
function ownBursts(random: Random, life: Pick<Life, 'tempers' | 'reminders'>, events: readonly LifeEvent[]): Act[][] {
  const bursts: Act[][] = [];
  const deadChannels = channelNames.filter((channel) => life.tempers[channel] === 'dead');
  for (const event of events) {
    const act: Act = { kind: 'event', event };
    const last = bursts.at(-1);
    if (last === undefined || random.chance(0.5)) bursts.push([act]);
    else last.push(act);
    if (event.type === 'cancelled') continue;
    if (life.reminders.length > 0 && random.chance(0.5)) bursts.push([{ kind: 'remind' }]);
    else if (deadChannels[0] !== undefined && random.chance(0.6)) {
      const channel = deadChannels[random.between(0, deadChannels.length)] ?? deadChannels[0];
      bursts.push([{ kind: 'retry', channel, of: random.chance(0.7) ? 'newest' : 'older' }]);
    }
  }
  return bursts;
}

/** Another producer skips sequences, writes in any order, to two topics, and reminds when it likes to. */
function foreignBursts(random: Random, events: readonly LifeEvent[]): Act[][] {
  let sequence = 0;
  const jumping = events.map((event) => {
    sequence = event.sequence === 0 ? 0 : sequence + random.pick([1, 1, 2, 40]);
    return { ...event, sequence };
  });
  const reminders = jumping
    .filter(() => random.chance(0.2))
    .map(({ sequence, state, notify }): LifeEvent => {
      const channels = notify.email || notify.sms ? notify : BOTH;
      return { type: 'reminder-due', sequence, notify: channels, state, movesTime: false };
    });
  const bursts: Act[][] = [];
  for (const event of random.shuffled([...jumping, ...reminders])) {
    const last = bursts.at(-1);
    if (last === undefined || random.chance(0.5)) bursts.push([{ kind: 'event', event }]);
    else last.push({ kind: 'event', event });
  }
  return bursts;
}
