/**
 * The real loop of a delivery under every interleaving that a scheduler can think of: several processes work on one
 * delivery, are stopped anywhere, lose their lease, and the provider answers, loses answers and calls back.
 */
import { advances, decode, isFinal } from '@belltower/events';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { startProcess, unexpected } from '../../testing/delivery-model.ts';
import {
  behaviours,
  callBack,
  changeAppointment,
  emit,
  known,
  type ProviderBehaviour,
  START,
  type World,
} from '../../testing/delivery-world.ts';
import { isTerminal } from '../ledger/entry.ts';

type Move =
  | { readonly kind: 'run' | 'kill' | 'expire' | 'lose-answer'; readonly who: number }
  | { readonly kind: 'callback'; readonly status: 'sent' | 'delivered' | 'failed'; readonly which: number }
  | { readonly kind: 'change'; readonly isCancelled: boolean }
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
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change' as const), isCancelled: fc.boolean() }) },
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
    isRecorded: false,
    entry: null,
    newest: null,
    mostAccepted: null,
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
    if (move.kind === 'change') changeAppointment(world, move.isCancelled);
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

/** Our own events are not checked when they are written. @throws {EventError} */
function isOfContract(value: string): boolean {
  return decode('notifications.status', value).event.event_type === 'notifications.status';
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
    'is reported in the same bytes under the same event id, by every process, on replay and after a callback, as the contract has it',
    ({ values }) =>
      values !== null &&
      values.size > 0 &&
      [...values.values()].every((bytes) => bytes.size === 1 && [...bytes].every(isOfContract)),
    { checksValues: true },
  );

  check(
    'is not sent by a claim that comes after a change, and then ends as skipped, or as an answer before had it',
    ({ entry, accepted, mostAccepted, newest }) => {
      const last = entry?.reports.at(-1);
      const code = last?.error?.code;
      const isSkipped = last?.status === 'skipped';
      if (isSkipped && (newest === null || (code !== 'SUPERSEDED' && code !== 'CANCELLED'))) return false;
      return mostAccepted === null || (accepted.length <= mostAccepted && (isSkipped || mostAccepted > 0));
    },
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
