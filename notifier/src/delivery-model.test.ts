/**
 * The pure parts together, under every interleaving that a scheduler can think of: several processes work on one
 * delivery, are stopped anywhere, lose their lease, and the provider answers, loses answers and calls back.
 */
import { ChannelError } from '@belltower/channels';
import { advances, isFinal } from '@belltower/events';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { afterCallback } from './after-callback.ts';
import { afterAsking, afterSend, type EndingContext, inDoubt, type SendOutcome } from './after-send.ts';
import { isAtRest, type LedgerEntry, newEntry, type Report, toFailed, toHandOver } from './ledger/entry.ts';
import { nextStep } from './next-step.ts';
import { expiryOf, retryPolicy } from './retry.ts';

const IDENTITY = { eventId: 'e', channel: 'sms', deliveryId: 'd', appointmentId: 'a' } as const;
const APPOINTMENT = '2030-01-01T00:00:00Z';
const START = Date.parse('2029-12-25T00:00:00Z');

/** What the provider does with an attempt. */
const behaviours = ['accept', 'accept-silently', 'lose', 'refuse', 'refuse-for-good', 'account'] as const;
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
        write(world, known, toFailed(base, step.error, now));
        break;
      case 'wait':
      case 'look-again':
        break;
      case 'doubt': {
        const hold = newHold();
        const to = base.reconciling ? { ...base, ...hold } : inDoubt(base, hold, 'doubt', context);
        write(world, known, to, step.takesOver);
        break;
      }
      case 'ask': {
        const since = (base.handedOverAt ?? base.queuedAt).getTime();
        const found = world.accepted.find(({ at }) => at >= since);
        yield;
        const receipt = found ? { provider: 'p', providerMessageId: 'm', acceptedAt: new Date(found.at) } : null;
        write(world, known, afterAsking(base, receipt, new Date(world.now)));
        break;
      }
      case 'hand-over': {
        if (!world.leases.has(owner)) return;
        const claimed = toHandOver(base, newHold(), 'p', now);
        if (!write(world, known, claimed)) break;
        yield;
        if (!world.leases.has(owner)) {
          write(world, claimed, { ...claimed, state: 'waiting', nextAttemptAt: now });
          break;
        }
        world.sending.add(owner);
        const outcome = provide(world, claimed.attempts);
        yield;
        world.sending.delete(owner);
        yield;
        write(world, claimed, afterSend(claimed, outcome, contextOf(world)));
      }
    }
  }
}

function provide(world: World, attempt: number): SendOutcome {
  const behaviour = world.behaviour.shift() ?? 'accept';
  if (behaviour === 'accept' || behaviour === 'accept-silently') world.accepted.push({ attempt, at: world.now });
  const refused = (
    code: 'MAYBE_SENT' | 'PROVIDER_UNAVAILABLE' | 'REJECTED' | 'PROVIDER_MISCONFIGURED',
    kind: 'maybe-sent' | 'retry' | 'permanent' | 'account',
  ): SendOutcome => ({
    kind: 'refused',
    error: new ChannelError('refused', { code, kind, providerCode: null }),
  });
  switch (behaviour) {
    case 'accept':
      return { kind: 'accepted', receipt: { provider: 'p', providerMessageId: 'm', acceptedAt: new Date(world.now) } };
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
  | { readonly kind: 'run' | 'kill' | 'expire'; readonly who: number }
  | { readonly kind: 'callback'; readonly status: 'sent' | 'delivered' | 'failed'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number };

const who = fc.nat(2);
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('run' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('callback' as const),
      status: fc.constantFrom('sent', 'delivered', 'failed'),
      which: fc.nat(3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1_000, 20_000, 900_000) }),
  },
);

function play(list: readonly Move[], behaviour: readonly ProviderBehaviour[], canAsk: boolean): World {
  const world: World = {
    now: START,
    entry: null,
    leases: new Set(),
    sending: new Set(),
    accepted: [],
    told: [],
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
    if (move.kind === 'callback') callBack(world, move);
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
  const told = { messageSid: 'm', messageStatus: status, providerCode: null, to: null };
  const error = { code: 'UNDELIVERED', kind: 'permanent', providerCode: null } as const;
  const report = status === 'failed' ? { ...told, status, error, message: 'no' } : { ...told, status };
  const to = afterCallback(world.entry, accepted.attempt, report, new Date(world.now));
  if (to !== null) write(world, world.entry, to);
}

describe('a delivery, under every interleaving', () => {
  const input = [
    fc.array(moves, { maxLength: 120 }),
    fc.array(fc.constantFrom(...behaviours), { maxLength: 6 }),
    fc.boolean(),
  ] as const;
  const check = (name: string, holds: (world: World) => boolean) =>
    it(name, () => {
      fc.assert(
        fc.property(...input, (list, behaviour, canAsk) => holds(play(list, behaviour, canAsk))),
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
