/**
 * Promise: every committed outbox entry is appended to the log at least once, and those of one key in the order of
 * their commits. One session holds the lock, reads and deletes; only entries that were read and acknowledged are
 * deleted. Ids may become visible out of order, so no cursor outlives a sweep: each sweep begins at the lowest id.
 *
 * A leader that hangs loses the lock: another instance ends its session, and it appends only while its lease is fresh.
 * What it was about to append at that moment, one batch at most, may still reach the log when it wakes; the next leader
 * has appended the same entries in the same order, so those are repeats, which readers know by their event's id
 * (docs/decisions/0027-a-hung-relay-loses-its-lock.md).
 */
import { appendDeadLetter, deadLetterOf, type EventLog, type EventLogError, isRefusal } from '@belltower/event-log';
import { catalogue, deadLetterTopicOf } from '@belltower/events';
import type { Tracer } from '@belltower/support/traces';
import type { Logger } from 'pino';
import { backoffMs, pause, readyOrAborted } from '../db/wait.ts';
import { recordOfEntry } from './entry-record.ts';
import { isFullPage, type OutboxRow, openRelaySession, type RelaySession } from './session.ts';

/** What the relay needs. */
export interface RelayOptions {
  readonly databaseUrl: string;
  readonly statementTimeoutMs: number;
  /** Resolves when the outbox exists. */
  readonly ready: Promise<void>;
  readonly eventLog: Pick<EventLog, 'append'>;
  readonly log: Logger;
  readonly tracer?: Tracer;
  onPublished?(records: number): void;
  /** Told of an entry that the log refuses for good: it is parked. */
  onPoison?(): void;
  /** Tells the instance that leads that there are new entries. Without it, that one learns of them at its next poll. */
  tellLeader?(): Promise<void>;
  /** How many entries go out in one append. @default 500 */
  readonly batch?: number;
  /** The net below wake-ups, in milliseconds. @default 1_000 */
  readonly pollMs?: number;
}

/** Moves outbox entries to the log, in the background. */
export interface Relay extends AsyncDisposable {
  /** Says that there are new entries: they go out at once instead of at the next poll, whichever instance leads. */
  wake(): void;
  readonly state: 'standby' | 'leading' | 'failing';
}

const SWEEP = 20;
/** How often a standby tries to lead: so long does a leader's sudden end go unnoticed at most. */
const LEAD_MS = 250;
/** How often a leader renews its lease when it asks nothing else, and how often a standby looks whether it has run out. */
const RENEW_MS = 1_000;
/** A lease that is older is renewed before an append: half of how long it lasts. */
const FRESH_MS = 2_000;
const BACKOFF = { firstMs: 100, maxMs: 5_000 };

/** Starts the relay. Any number of instances may run; one of them leads, and another takes over when it ends. */
export function startRelay(options: RelayOptions): Relay {
  const { eventLog, log, onPublished = () => {}, batch = 500, pollMs = 1_000 } = options;
  const closing = new AbortController();
  const bell = createBell();
  let state: Relay['state'] = 'standby';

  async function run(): Promise<void> {
    await readyOrAborted(options.ready, closing.signal);
    let failures = 0;
    while (!closing.signal.aborted) {
      const session = openRelaySession({
        url: options.databaseUrl,
        statementTimeoutMs: options.statementTimeoutMs,
        name: 'belltower relay',
        onTold: bell.ring,
      });
      const lost = new AbortController();
      const leading = new AbortController();
      try {
        await untilLeading(session);
        if (!closing.signal.aborted) state = 'leading';
        void keepLease(session, leading.signal).catch((error: unknown) => lost.abort(error));
        while (!closing.signal.aborted) {
          const mayBeMore = await sweep(session);
          failures = 0;
          if (!mayBeMore) await bell.wait(pollMs, AbortSignal.any([closing.signal, lost.signal]));
          lost.signal.throwIfAborted();
        }
      } catch (error) {
        state = 'failing';
        failures++;
        tell(error, failures);
      } finally {
        leading.abort();
        await session.stepDown();
        await session[Symbol.asyncDispose]();
        if (state === 'leading') state = 'standby';
      }
      if (failures > 0) await pause(backoffMs(BACKOFF, failures, Math.random()), closing.signal);
    }
  }

  async function untilLeading(session: RelaySession): Promise<void> {
    let lookedAt = performance.now();
    while (!closing.signal.aborted && !(await session.lead())) {
      state = 'standby';
      if (performance.now() - lookedAt >= RENEW_MS) {
        lookedAt = performance.now();
        const ended = await session.endSilentLeader();
        if (ended) log.warn('the relay that led has kept silent for too long: its session is ended');
      }
      await pause(LEAD_MS, closing.signal);
    }
  }

  /** An append may take long, and nobody may book for hours: neither is silence. @throws when the session is gone */
  async function keepLease(session: RelaySession, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(RENEW_MS, signal);
      if (!signal.aborted && !session.busy && session.leaseAgeMs >= RENEW_MS) await session.renew();
    }
  }

  /**
   * One produce is in flight at a time; the next select and the last delete run beside it. Answers whether there may be
   * more: where a page was not full there was none, and whoever commits one rings.
   */
  async function sweep(session: RelaySession): Promise<boolean> {
    let isFull = false;
    let left = SWEEP;
    let deleted = settled(Promise.resolve());
    let next = settled(session.select('0', batch));
    for (;;) {
      const rows = await next;
      const last = rows.at(-1);
      if (last === undefined) break;
      isFull = isFullPage(rows, batch);
      left--;
      const sent = settled(publish(rows, session));
      const more = left > 0 && isFull && !closing.signal.aborted;
      next = settled(more ? session.select(last.id, batch) : Promise.resolve([]));
      await sent;
      await deleted;
      deleted = settled(session.delete(rows.map(({ id }) => id)));
    }
    await deleted;
    return isFull;
  }

  async function publish(rows: readonly OutboxRow[], session: RelaySession): Promise<void> {
    let records = rows.map(recordOfEntry);
    while (session.leaseAgeMs > FRESH_MS) await session.renew();
    const at = new Date();
    try {
      await eventLog.append(records);
    } catch (error) {
      if (!isRefusal(error) || error.refused.size === 0) {
        for (const record of records) {
          log.debug(
            { err: error, event_id: record.headers.ce_id, topic: record.topic },
            'an event could not be published',
          );
        }
        log.warn({ err: error, event_id: records[0]?.headers.ce_id, events: records.length }, 'publishing failed');
        throw error;
      }
      // all others are in the log: what it refuses for good is parked, and holds up nothing
      const { refused } = error;
      for (const [index, record] of records.entries()) {
        const refusal = refused.get(record);
        if (refusal !== undefined) await park(record, rows[index]?.id ?? '', refusal);
      }
      records = records.filter((record) => !refused.has(record));
    }
    for (const record of records) {
      if (record.topic === catalogue['appointments.created'].topic) {
        log.info({ event_id: record.headers.ce_id, topic: record.topic }, 'event published');
      }
    }
    if (options.tracer?.on) {
      for (const { topic, headers } of records) {
        if (headers.traceparent === undefined) continue;
        const attributes = { 'messaging.destination.name': topic, event_id: headers.ce_id ?? '' };
        options.tracer
          .start({ name: `publish ${topic}`, kind: 'producer', parent: headers.traceparent, at, attributes })
          .end();
      }
    }
    onPublished(records.length);
  }

  async function park(record: ReturnType<typeof recordOfEntry>, id: string, error: EventLogError): Promise<void> {
    const isParked = record.headers['dead-letter-code'] !== undefined;
    const { code, message: reason } = error;
    const parking = { topic: deadLetterTopicOf(record.topic), code, reason };
    const origin = { ...record, partition: NO_PARTITION, position: Number(id), value: Buffer.from(record.value) };
    await appendDeadLetter((one) => eventLog.append([one]), isParked ? record : deadLetterOf(origin, parking));
    if (isParked) return;
    log.error(
      { event_id: record.headers.ce_id, outbox_id: id, ...parking },
      'the log refuses an event: it is parked as a dead letter',
    );
    options.onPoison?.();
  }

  function tell(error: unknown, failures: number): void {
    const fields = { err: error, failures };
    if (failures === 1) log.warn(fields, 'the relay cannot go on now: trying again');
    else log.debug(fields, 'the relay still cannot go on');
  }

  let telling = false;
  let tellAgain = false;

  /** One telling at a time; what comes meanwhile is told once. One that fails is made up for by the leader's poll. */
  async function tellOther(): Promise<void> {
    tellAgain = true;
    if (telling) return;
    telling = true;
    while (tellAgain && !closing.signal.aborted) {
      tellAgain = false;
      await options.tellLeader?.().catch(() => {});
    }
    telling = false;
  }

  const running = run();
  return {
    wake() {
      bell.ring();
      if (state !== 'leading') void tellOther();
    },
    get state() {
      return state;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

/** What stands for the partition of an entry that never came to one. */
const NO_PARTITION = -1;

/** A promise whose rejection may wait: without a handler it would end the process while another one is awaited. */
function settled<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}

/** A ring that nobody waits for is kept for the next who waits. */
function createBell() {
  let rung = false;
  let wakeUp = () => {};
  return {
    ring() {
      rung = true;
      wakeUp();
    },
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      if (!rung && !signal.aborted) {
        const woken = new AbortController();
        wakeUp = () => woken.abort();
        await pause(ms, AbortSignal.any([signal, woken.signal]));
      }
      rung = false;
    },
  };
}
