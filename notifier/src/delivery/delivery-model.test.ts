/**
 * The real loop of a delivery under every interleaving that a scheduler can think of: several processes work on one
 * delivery, are stopped anywhere, lose their lease, and the provider answers, loses answers and calls back. Ledger, provider,
 * timers and clock are the model's; what decides, acts, records and reports is what runs in production.
 */
import { ChannelError } from '@belltower/channels';
import { type AppointmentCreated, advances, encode, isFinal, serverSource } from '@belltower/events';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, it } from 'vitest';
import { afterCallback } from '../callbacks/after-callback.ts';
import { breakerPolicy, createBreaker } from '../channel/breaker.ts';
import type { ChannelRuntime } from '../channel/channel-runtime.ts';
import { createLanes } from '../intake/lanes.ts';
import { isTerminal, type LedgerEntry, type Report } from '../ledger/entry.ts';
import type { KnownEntry, Ledger, LedgerWrite } from '../ledger/ledger.ts';
import { type DeliveryRow, entryOfRow, isResultOf, rowOfWrite } from '../ledger/rows.ts';
import { createMetrics } from '../metrics.ts';
import type { Reporter } from '../report/reporter.ts';
import { statusEventsOf } from '../report/status-events.ts';
import type { SendOutcome } from './after-send.ts';
import { type DeliveryRun, startRun } from './delivery-run.ts';
import { retryPolicy } from './retry.ts';
import { createRunDelivery } from './run-delivery.ts';
import type { Timers } from './timers.ts';

const IDENTITY = {
  eventId: '9f5b3ac8-1f0e-4c1b-9f7e-0f3a8a3b1c01',
  channel: 'sms',
  deliveryId: '9f5b3ac8-1f0e-4c1b-9f7e-0f3a8a3b1c02',
  appointmentId: '7',
} as const;
/** What PostgreSQL refuses, and what is too long for it, in a provider's words. */
const AWKWARD = `no\0thing \ud800 ${'\u{1F514}'.repeat(600)}`;
const APPOINTMENT = '2030-01-01T00:00:00Z';
const START = Date.parse('2029-12-25T00:00:00Z');
const ADDRESS = '+15555550123';
const event: AppointmentCreated = {
  event_id: IDENTITY.eventId,
  event_type: 'appointments.created',
  occurred_at: new Date(START).toISOString(),
  notify: { email: false, sms: true },
  appointment: {
    appointment_id: IDENTITY.appointmentId,
    user_id: '1',
    time: APPOINTMENT,
    email: null,
    phone_e164: ADDRESS,
    title: 'Check-up',
    location: undefined,
    time_zone: 'Europe/Berlin',
    duration_minutes: 30,
    locale: undefined,
  },
};
const BODY = Buffer.from(encode(event, serverSource).value);

/** What the provider does with an attempt. */
const behaviours = [
  'accept',
  'accept-and-call-first',
  'accept-silently',
  'lose',
  'refuse',
  'refuse-for-good',
  'account',
] as const;
type ProviderBehaviour = (typeof behaviours)[number];

interface World {
  now: number;
  entry: LedgerEntry | null;
  readonly leases: Set<string>;
  /** Owners whose send is in progress: a lease outlasts it. */
  readonly sending: Set<string>;
  /** The attempts that the provider accepted, and when. */
  readonly accepted: { readonly attempt: number; readonly at: number }[];
  readonly reports: Report[];
  /** What was written into the log, by event id; null where that is not checked. */
  readonly values: Map<string, Set<string>> | null;
  /** Owners whose next write takes effect, but its answer is lost: they write it again. */
  readonly unanswered: Set<string>;
  /** Processes that were lost, or lost their lease; and answers that were lost. */
  faults: number;
  readonly behaviour: ProviderBehaviour[];
  readonly canAsk: boolean;
}

/** The ledger's promise: a write takes effect only on the entry that it was made from. */
function write(world: World, { from, to, takesOver = false }: LedgerWrite): boolean {
  const { entry } = world;
  if (from === null ? entry !== null : entry === null || entry.claim !== from.claim || entry.state !== from.state) {
    return false;
  }
  if (takesOver && entry !== null && world.leases.has(entry.owner)) return false;
  const before = new Set(entry?.reports.map(({ status, attempt }) => `${status}${attempt}`));
  world.reports.push(...to.reports.filter(({ status, attempt }) => !before.has(`${status}${attempt}`)));
  world.entry = to;
  return true;
}

/** An entry as the ledger gives it back: jsonb has an order of keys of its own. */
function stored(entry: LedgerEntry): LedgerEntry {
  const sorted = (_key: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? 1 : -1)))
      : value;
  const row: DeliveryRow = JSON.parse(JSON.stringify(rowOfWrite({ from: null, to: entry }), sorted));
  return entryOfRow(row);
}

function known({ entry, leases }: World): KnownEntry | null {
  return entry === null ? null : { entry: stored(entry), leaseLeftMs: leases.has(entry.owner) ? 1 : 0, body: BODY };
}

function emit({ values }: World, ...[entry, reports]: Parameters<Reporter['report']>): void {
  if (values === null) return;
  for (const { headers, value } of statusEventsOf(entry, reports)) {
    const id = headers.ce_id ?? '';
    values.set(id, (values.get(id) ?? new Set()).add(value));
  }
}

/** One process at work. It goes on only when it is advanced, from one call of the outside to the next. */
interface Process {
  readonly owner: string;
  readonly isDone: boolean;
  /** When it goes on by itself; null while it does not wait for a timer. */
  readonly wakesAt: number | null;
  /** Lets it go on to its next call; a timer that is not due holds it. */
  advance(): Promise<void>;
}

const metrics = createMetrics();
const unexpected: string[] = [];
const log = pino({ level: 'error' }, { write: (line: string) => void unexpected.push(line) });
const fault = { failed: () => {}, worked: () => {}, lastsMs: 0 };
const never = new AbortController().signal;
const RECORD = {
  topic: 'appointments.created',
  partition: 0,
  position: 0,
  key: null,
  traceparent: undefined,
  source: serverSource,
  appendedAtMs: START,
  finish() {},
};

function startProcess(world: World, owner: string): Process {
  let next: (() => void) | null = null;
  let timer: { readonly at: number; readonly callback: () => void } | null = null;
  let isDone = false;
  world.leases.add(owner);

  /** Waits to be advanced: a process that is killed here never goes on. */
  const step = () =>
    new Promise<void>((resolve) => {
      next = resolve;
    });

  const ledger: Ledger = {
    owner,
    connected: true,
    maySend: () => world.leases.has(owner),
    untilMaySend: () => (world.leases.has(owner) ? Promise.resolve() : new Promise(() => {})),
    async write(change) {
      await step();
      if (world.unanswered.delete(owner)) {
        write(world, change);
        await step();
      }
      const isFound = () => world.entry !== null && isResultOf(change, stored(world.entry));
      return write(world, change) || isFound() ? { written: true } : { written: false, now: known(world) };
    },
    async read() {
      await step();
      return known(world);
    },
    readBody: async () => BODY,
    countRecipient: async () => true,
    recordEvent: () => Promise.reject(new Error('not in this model')),
    suppressions: { list: async () => [], add: async () => {}, remove: async () => false },
    async [Symbol.asyncDispose]() {},
  };
  const reporter: Reporter = {
    size: 0,
    idle: async () => {},
    report: async (entry, reports) => emit(world, entry, reports),
    park: () => Promise.reject(new Error('nothing is parked in this model')),
    async [Symbol.asyncDispose]() {},
  };
  const timers: Timers = {
    get size() {
      return timer === null ? 0 : 1;
    },
    set(at, callback) {
      timer = { at: at.getTime(), callback };
      return () => {
        timer = null;
      };
    },
    [Symbol.dispose]() {},
  };
  const runtime: ChannelRuntime = {
    name: 'sms',
    provider: 'p',
    canAsk: world.canAsk,
    rate: {
      acquire: async () => () => {},
      pause() {},
      resume() {},
      changed: () => new Promise(() => {}),
      standing: () => {
        throw new Error('not in this model');
      },
    },
    breaker: createBreaker(breakerPolicy, () => {}),
    prepare: ({ attempt }) => ({
      async send() {
        world.sending.add(owner);
        const outcome = provide(world, attempt);
        await step();
        world.sending.delete(owner);
        await step();
        if (outcome.kind === 'refused') throw outcome.error;
        return outcome.receipt;
      },
      async find(since) {
        const found = world.accepted.find(({ at }) => at >= since.getTime());
        await step();
        return found ? { provider: 'p', providerMessageId: 'found', acceptedAt: new Date(found.at) } : null;
      },
    }),
  };
  const runDelivery = createRunDelivery({
    ledger,
    reporter,
    channels: new Map([['sms', runtime]]),
    timers,
    policy: retryPolicy,
    unexpectedLimit: 5,
    bounds: { smsCountries: undefined, messagesPerDay: 0 },
    suppressForMs: 1,
    log,
    metrics,
    faults: { deliveries: fault, suppressions: fault },
    stopping: never,
    cutting: never,
    clock: { now: () => new Date(world.now), random: () => 0.5 },
  });
  const lanes = createLanes(async (run: DeliveryRun) => {
    const outcome = await runDelivery(run);
    if (typeof outcome === 'function') return outcome;
    isDone = true;
    return 'done';
  });
  const entry = known(world);
  lanes.push('the lane', startRunOf(entry === null ? null : { ...entry, leaseLeftMs: 1, body: null }));

  return {
    owner,
    get isDone() {
      return isDone;
    },
    get wakesAt() {
      return timer?.at ?? null;
    },
    async advance() {
      if (next !== null) {
        const go = next;
        next = null;
        go();
      } else if (timer !== null && timer.at <= world.now) {
        const { callback } = timer;
        timer = null;
        callback();
      } else return;
      await new Promise((resolve) => setImmediate(resolve)); // until its next call
    },
  };
}

/** A run as the consumer starts it, from what recording the event has answered. */
function startRunOf(entry: KnownEntry | null): DeliveryRun {
  return startRun({
    planned: { ...IDENTITY, address: ADDRESS },
    event,
    unreadable: null,
    firstSeenAt: new Date(START),
    request: null,
    record: RECORD,
    known: entry,
    isSuppressed: false,
  });
}

function provide(world: World, attempt: number): SendOutcome {
  const behaviour = world.behaviour.shift() ?? 'accept';
  if (behaviour.startsWith('accept')) world.accepted.push({ attempt, at: world.now });
  if (behaviour === 'accept-and-call-first') {
    callBack(world, { kind: 'callback', status: 'sent', which: world.accepted.length - 1 });
  }
  const refused = (
    code: 'MAYBE_SENT' | 'PROVIDER_UNAVAILABLE' | 'REJECTED' | 'PROVIDER_MISCONFIGURED',
    kind: 'maybe-sent' | 'retry' | 'permanent' | 'account',
  ): SendOutcome => ({
    kind: 'refused',
    error: new ChannelError(AWKWARD, { code, kind, providerCode: null }),
  });
  switch (behaviour) {
    case 'accept':
    case 'accept-and-call-first':
      return {
        kind: 'accepted',
        receipt: { provider: 'p', providerMessageId: AWKWARD, acceptedAt: new Date(world.now) },
      };
    case 'accept-silently':
    case 'lose':
      world.faults += 1;
      return refused('MAYBE_SENT', 'maybe-sent');
    case 'refuse':
      return refused('PROVIDER_UNAVAILABLE', 'retry');
    case 'refuse-for-good':
      return refused('REJECTED', 'permanent');
    case 'account':
      return refused('PROVIDER_MISCONFIGURED', 'account');
  }
}

type Move =
  | { readonly kind: 'run' | 'kill' | 'expire' | 'lose-answer'; readonly who: number }
  | { readonly kind: 'callback'; readonly status: 'sent' | 'delivered' | 'failed'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number };

const who = fc.nat(2);
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('run' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose-answer' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('callback' as const),
      status: fc.constantFrom('sent', 'delivered', 'failed'),
      which: fc.nat(1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1_000, 20_000, 900_000) }),
  },
);

async function play(
  list: readonly Move[],
  behaviour: readonly ProviderBehaviour[],
  canAsk: boolean,
  checksValues: boolean,
): Promise<World> {
  const world: World = {
    now: START,
    entry: null,
    leases: new Set(),
    sending: new Set(),
    accepted: [],
    reports: [],
    values: checksValues ? new Map() : null,
    unanswered: new Set(),
    faults: 0,
    behaviour: [...behaviour],
    canAsk,
  };
  unexpected.length = 0;
  let generation = 0;
  const start = (slot: number) => startProcess(world, `owner ${slot} ${++generation}`);
  const processes = [0, 1, 2].map(start);
  for (const move of list) {
    const at = 'who' in move ? processes[move.who] : undefined;
    if (move.kind === 'kill' || move.kind === 'expire') world.faults += 1; // also before there is an entry: its claim is on its way
    if (move.kind === 'run') await at?.advance();
    if (move.kind === 'pass') world.now += move.ms;
    if (move.kind === 'expire' && at !== undefined && !world.sending.has(at.owner)) world.leases.delete(at.owner);
    if (move.kind === 'kill' && at !== undefined && 'who' in move) {
      world.leases.delete(at.owner); // some time later, which is the same to the other processes
      world.sending.delete(at.owner);
      processes[move.who] = start(move.who);
    }
    if (move.kind === 'lose-answer' && at !== undefined) world.unanswered.add(at.owner);
    if (move.kind === 'callback') callBack(world, move);
    const now = known(world)?.entry;
    if (now !== undefined) emit(world, now, now.reports); // a replay, or a rebuild, may come at any moment
  }
  // everything ends well from here on: one process is left to finish it, and the others are gone
  if (processes.some(({ owner }) => world.entry?.state === 'handing_over' && world.entry.owner === owner))
    world.faults += 1;
  for (const { owner } of processes) world.leases.delete(owner);
  const last = startProcess(world, 'the last owner');
  for (let steps = 0; steps < 2_000 && !last.isDone; steps += 1) {
    world.now = Math.max(world.now + 60_000, last.wakesAt ?? 0);
    await last.advance();
  }
  if (unexpected.length > 0) throw new Error(`unexpected errors: ${unexpected.join('')}`);
  return world;
}

function callBack(world: World, { status, which }: Extract<Move, { kind: 'callback' }>): void {
  const accepted = world.accepted[which];
  if (accepted === undefined || world.entry === null || !world.canAsk) return;
  const callback = { messageSid: 'called back', messageStatus: status, providerCode: null, to: null };
  const error = { code: 'UNDELIVERED', kind: 'permanent', providerCode: null } as const;
  const report = status === 'failed' ? { ...callback, status, error, message: AWKWARD } : { ...callback, status };
  const to = afterCallback(world.entry, accepted.attempt, report, new Date(world.now));
  if (to !== null && write(world, { from: world.entry, to })) emit(world, to, to.reports);
}

describe('under every interleaving', () => {
  const input = [
    fc.array(moves, { maxLength: 120 }),
    fc.array(fc.constantFrom(...behaviours), { maxLength: 6 }),
    fc.boolean(),
  ] as const;
  const check = (name: string, holds: (world: World) => boolean, { checksValues = false } = {}) =>
    it(`a delivery ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(...input, async (list, behaviour, canAsk) =>
          holds(await play(list, behaviour, canAsk, checksValues)),
        ),
        { numRuns: 3_000 },
      );
    });

  check(
    'becomes terminal',
    ({ entry }) => entry !== null && isTerminal(entry) && isFinal(entry.reports.at(-1)?.status ?? 'queued'),
  );

  check('is accepted again only after its history says MAYBE_SENT, and once at most', ({ accepted, reports }) => {
    const doubts = reports.filter(({ status, error }) => status === 'retrying' && error?.code === 'MAYBE_SENT').length;
    return accepted.length <= 1 + doubts && accepted.length <= 2;
  });

  check('is in doubt only if a process was lost or an answer was', ({ reports, faults }) => {
    const doubts = reports.filter(({ error }) => error?.code === 'MAYBE_SENT').length;
    return doubts === 0 || faults > 0;
  });

  check(
    'is reported in the same bytes under the same event id, by every process, on replay and after a callback',
    ({ values }) => values !== null && values.size > 0 && [...values.values()].every((bytes) => bytes.size === 1),
    { checksValues: true },
  );

  check('is reported step by step, each greater than the one before', ({ reports }) =>
    reports.every((report, index) => index === 0 || advances(reports[index - 1] ?? null, report)),
  );

  check(
    'is reported as sent only if it was accepted, and as failed only if it was not, or that cannot be known',
    ({ entry, accepted }) => {
      if (entry?.state === 'sent' || entry?.state === 'delivered') return accepted.length > 0;
      const code = entry?.reports.at(-1)?.error?.code;
      return accepted.length === 0 || code === 'MAYBE_SENT' || code === 'UNDELIVERED' || (entry?.inDoubt ?? 0) > 0;
    },
  );
});
