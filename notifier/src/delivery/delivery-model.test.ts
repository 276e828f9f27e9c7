/**
 * The pure parts together, under every interleaving that a scheduler can think of: several processes work on one
 * delivery, are stopped anywhere, lose their lease, and the provider answers, loses answers and calls back.
 */
import { ChannelError } from '@belltower/channels';
import { advances, isFinal } from '@belltower/events';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { afterCallback } from '../callbacks/after-callback.ts';
import { isAtRest, type LedgerEntry, newEntry, type Report, toFailed, toHandOver } from '../ledger/entry.ts';
import { type DeliveryRow, entryOfRow, isResultOf, rowOfWrite } from '../ledger/rows.ts';
import { statusEventsOf } from '../report/report.ts';
import { afterAsking, afterSend, type EndingContext, inDoubt, type SendOutcome } from './after-send.ts';
import { nextStep } from './next-step.ts';
import { expiryOf, retryPolicy } from './retry.ts';

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
  /** Owners whose hand-over is in progress: a lease outlasts it. */
  readonly sending: Set<string>;
  /** The attempts that the provider accepted, and when. */
  readonly accepted: { readonly attempt: number; readonly at: number }[];
  readonly told: Report[];
  /** What was written into the log, by event id; null where nobody looks. */
  readonly values: Map<string, Set<string>> | null;
  /** Owners whose next write takes effect, but its answer is lost: they write it again. */
  readonly unanswered: Set<string>;
  claims: number;
  /** Processes that were lost, or lost their lease, while there was an entry; and answers that were lost. */
  faults: number;
  readonly behaviour: ProviderBehaviour[];
  readonly canAsk: boolean;
}

/** The ledger's promise: a write takes effect only on the entry that it was made from. */
function write(world: World, from: LedgerEntry | null, to: LedgerEntry, takesOver = false): boolean {
  const { entry } = world;
  if (from === null ? entry !== null : entry === null || entry.claim !== from.claim || entry.state !== from.state) {
    return false;
  }
  if (takesOver && entry !== null && world.leases.has(entry.owner)) return false;
  const before = new Set(entry?.reports.map(({ status, attempt }) => `${status}${attempt}`));
  world.told.push(...to.reports.filter(({ status, attempt }) => !before.has(`${status}${attempt}`)));
  world.entry = to;
  return true;
}

/** A write by a process, once more where its answer was lost; it reports what stands there afterwards. */
function* commit(
  world: World,
  owner: string,
  from: LedgerEntry | null,
  to: LedgerEntry,
  takesOver = false,
): Generator<void, boolean> {
  if (world.unanswered.delete(owner)) {
    write(world, from, to, takesOver);
    yield;
  }
  const isFound = () => world.entry !== null && isResultOf({ from, to }, stored(world.entry));
  const written = write(world, from, to, takesOver) || isFound();
  if (written) emit(world, to);
  else if (world.entry !== null) emit(world, stored(world.entry));
  return written;
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

function emit({ values }: World, entry: LedgerEntry): void {
  if (values === null) return;
  for (const { headers, value } of statusEventsOf(entry, entry.reports)) {
    const id = headers.ce_id ?? '';
    values.set(id, (values.get(id) ?? new Set()).add(value));
  }
}

function contextOf(world: World): EndingContext {
  const expiresAt = expiryOf(APPOINTMENT, new Date(START), retryPolicy);
  return { now: new Date(world.now), expiresAt, random: 0.5, policy: retryPolicy, canAsk: world.canAsk, probeAt: null };
}

/** One process at work; it can be stopped for ever at every `yield`. */
function* work(world: World, owner: string): Generator<void, void> {
  const newHold = () => ({ claim: `claim ${++world.claims}`, owner });
  world.leases.add(owner);
  for (;;) {
    yield;
    const known = world.entry;
    const base = known ?? newEntry(IDENTITY, newHold(), new Date(START));
    yield;
    const context = contextOf(world);
    const { now, expiresAt, canAsk } = context;
    const leaseLeftMs = known !== null && world.leases.has(known.owner) ? 1 : 0;
    const step = nextStep(known, { owner, leaseLeftMs, isUnderWay: false, canAsk, refusal: null, expiresAt, now });
    switch (step.kind) {
      case 'rest':
        return;
      case 'fail':
        yield* commit(world, owner, known, toFailed(base, step.error, now));
        break;
      case 'wait':
      case 'look-again':
        break;
      case 'doubt': {
        const hold = newHold();
        const to = base.reconciling ? { ...base, ...hold } : inDoubt(base, hold, 'doubt', context);
        yield* commit(world, owner, known, to, step.takesOver);
        break;
      }
      case 'ask': {
        const since = (base.handedOverAt ?? base.queuedAt).getTime();
        const found = world.accepted.find(({ at }) => at >= since);
        yield;
        const receipt = found ? { provider: 'p', providerMessageId: 'found', acceptedAt: new Date(found.at) } : null;
        yield* commit(world, owner, known, afterAsking(base, receipt, new Date(world.now)));
        break;
      }
      case 'hand-over': {
        if (!world.leases.has(owner)) return;
        const claimed = toHandOver(base, newHold(), 'p', now);
        if (!(yield* commit(world, owner, known, claimed))) break;
        yield;
        if (!world.leases.has(owner)) {
          yield* commit(world, owner, claimed, { ...claimed, state: 'waiting', nextAttemptAt: now });
          break;
        }
        world.sending.add(owner);
        const outcome = provide(world, claimed.attempts);
        yield;
        world.sending.delete(owner);
        yield;
        yield* commit(world, owner, claimed, afterSend(claimed, outcome, contextOf(world)));
      }
    }
  }
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

function play(list: readonly Move[], behaviour: readonly ProviderBehaviour[], canAsk: boolean, looks: boolean): World {
  const world: World = {
    now: START,
    entry: null,
    leases: new Set(),
    sending: new Set(),
    accepted: [],
    told: [],
    values: looks ? new Map() : null,
    unanswered: new Set(),
    claims: 0,
    faults: 0,
    behaviour: [...behaviour],
    canAsk,
  };
  let generation = 0;
  const start = (slot: number) => {
    const owner = `owner ${slot} ${++generation}`;
    return { owner, process: work(world, owner) };
  };
  const processes = [0, 1, 2].map(start);
  for (const move of list) {
    const at = 'who' in move ? processes[move.who] : undefined;
    if ((move.kind === 'kill' || move.kind === 'expire') && world.entry !== null) world.faults += 1;
    if (move.kind === 'run') at?.process.next();
    if (move.kind === 'pass') world.now += move.ms;
    if (move.kind === 'expire' && at !== undefined && !world.sending.has(at.owner)) world.leases.delete(at.owner);
    if (move.kind === 'kill' && at !== undefined && 'who' in move) {
      world.leases.delete(at.owner); // some time later, which is the same to whoever looks
      world.sending.delete(at.owner);
      processes[move.who] = start(move.who);
    }
    if (move.kind === 'lose-answer' && at !== undefined) world.unanswered.add(at.owner);
    if (move.kind === 'callback') callBack(world, move);
    if (world.entry !== null) emit(world, stored(world.entry)); // a replay, or a rebuild, may come at any moment
  }
  // everything ends well from here on: somebody is left to finish it, and the others are gone
  if (processes.some(({ owner }) => world.entry?.state === 'handing_over' && world.entry.owner === owner))
    world.faults += 1;
  for (const { owner } of processes) world.leases.delete(owner);
  const last = work(world, 'the last owner');
  for (let steps = 0; steps < 2_000 && last.next().done !== true; steps += 1) world.now += 60_000;
  return world;
}

function callBack(world: World, { status, which }: Extract<Move, { kind: 'callback' }>): void {
  const accepted = world.accepted[which];
  if (accepted === undefined || world.entry === null || !world.canAsk) return;
  const told = { messageSid: 'called back', messageStatus: status, providerCode: null, to: null };
  const error = { code: 'UNDELIVERED', kind: 'permanent', providerCode: null } as const;
  const report = status === 'failed' ? { ...told, status, error, message: AWKWARD } : { ...told, status };
  const to = afterCallback(world.entry, accepted.attempt, report, new Date(world.now));
  if (to !== null && write(world, world.entry, to)) emit(world, to);
}

describe('a delivery, under every interleaving', () => {
  const input = [
    fc.array(moves, { maxLength: 120 }),
    fc.array(fc.constantFrom(...behaviours), { maxLength: 6 }),
    fc.boolean(),
  ] as const;
  const check = (name: string, holds: (world: World) => boolean, { looks = false } = {}) =>
    it(name, () => {
      fc.assert(
        fc.property(...input, (list, behaviour, canAsk) => holds(play(list, behaviour, canAsk, looks))),
        { numRuns: 3_000 },
      );
    });

  check(
    'comes to rest',
    ({ entry }) => entry !== null && isAtRest(entry) && isFinal(entry.reports.at(-1)?.status ?? 'queued'),
  );

  check('is accepted again only after its history says MAYBE_SENT, and once at most', ({ accepted, told }) => {
    const doubts = told.filter(({ status, error }) => status === 'retrying' && error?.code === 'MAYBE_SENT').length;
    return accepted.length <= 1 + doubts && accepted.length <= 2;
  });

  check('is in doubt only if a process was lost or an answer was', ({ told, faults }) => {
    const doubts = told.filter(({ error }) => error?.code === 'MAYBE_SENT').length;
    return doubts === 0 || faults > 0;
  });

  check(
    'is reported in the same bytes under the same event id, by every process, on replay and after a callback',
    ({ values }) => values !== null && values.size > 0 && [...values.values()].every((bytes) => bytes.size === 1),
    { looks: true },
  );

  check('is told step by step, each greater than the one before', ({ told }) =>
    told.every((report, index) => index === 0 || advances(told[index - 1] ?? null, report)),
  );

  check(
    'is told as sent only if it was accepted, and as failed only if it was not, or nobody can know',
    ({ entry, accepted }) => {
      if (entry?.state === 'sent' || entry?.state === 'delivered') return accepted.length > 0;
      const code = entry?.reports.at(-1)?.error?.code;
      return accepted.length === 0 || code === 'MAYBE_SENT' || code === 'UNDELIVERED' || (entry?.inDoubt ?? 0) > 0;
    },
  );
});
