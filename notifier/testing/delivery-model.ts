/**
 * A model of everything around the real loop of a delivery: ledger, provider, timers and clock. What decides, acts, records and
 * reports is what runs in production.
 */
import { serverSource } from '@belltower/events';
import { pino } from 'pino';
import { breakerPolicy, createBreaker } from '../src/channel/breaker.ts';
import type { ChannelRuntime } from '../src/channel/channel-runtime.ts';
import { type DeliveryRun, startRun } from '../src/delivery/delivery-run.ts';
import { retryPolicy } from '../src/delivery/retry.ts';
import { createDeliveryRunner } from '../src/delivery/run-delivery.ts';
import type { Timers } from '../src/delivery/timers.ts';
import { createLanes } from '../src/intake/lanes.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { isResultOf } from '../src/ledger/rows.ts';
import { createMetrics } from '../src/metrics.ts';
import type { Reporter } from '../src/report/reporter.ts';
import {
  ADDRESS,
  BODY,
  emit,
  event,
  IDENTITY,
  known,
  outdatedBy,
  provide,
  record,
  START,
  stored,
  type World,
  write,
} from './delivery-world.ts';

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
export const unexpected: string[] = [];
const log = pino({ level: 'error' }, { write: (line: string) => void unexpected.push(line) });
const fault = { failed: () => {}, worked: () => {}, lastsMs: 0 };
const never = new AbortController().signal;
const BOOKED = { sequence: 0, isCancellation: false };
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

export function startProcess(world: World, owner: string): Process {
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
      if (write(world, change) || isFound()) return { written: true };
      return { written: false, now: known(world), newest: outdatedBy(world, change) };
    },
    async read() {
      await step();
      return known(world);
    },
    readBody: async () => BODY,
    changesSince: async () => ({ changes: [], next: '' }),
    countRecipient: async () => true,
    async recordEvent({ claims = [] }) {
      await step();
      if (world.unanswered.delete(owner)) {
        record(world, claims);
        await step();
      }
      return record(world, claims);
    },
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
      tryAcquire: () => () => {},
      pause() {},
      resume() {},
      changed: () => new Promise(() => {}),
      standing: () => {
        throw new Error('not in this model');
      },
    },
    breaker: createBreaker(breakerPolicy, () => {}),
    prepare: ({ attempt }) => ({
      contentHash: '0'.repeat(32),
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
  const runner = createDeliveryRunner({
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
    const outcome = await runner.run(run);
    if (typeof outcome === 'function') return outcome;
    isDone = true;
    return 'done';
  });
  void begin();

  /** As the consumer begins a delivery whose lane is free. */
  async function begin(): Promise<void> {
    const run = unrecordedRun();
    const claim = runner.claim(run);
    const source = {
      eventId: IDENTITY.eventId,
      appointmentId: IDENTITY.appointmentId,
      body: BODY,
      addresses: {},
      ...BOOKED,
    };
    runner.recorded(run, await ledger.recordEvent({ ...source, claims: claim === null ? [] : [claim] }));
    lanes.push('the lane', run);
  }

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

function unrecordedRun(): DeliveryRun {
  return startRun({
    planned: { ...IDENTITY, address: ADDRESS },
    event,
    unreadable: null,
    firstSeenAt: new Date(START),
    request: null,
    record: RECORD,
    known: null,
    isSuppressed: false,
  });
}
