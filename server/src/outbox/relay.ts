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
import { createBackoff, createWakeUpSignal, pause, settledOrAborted, withGrace } from '@belltower/support/process';
import { createPublish, type PublishOptions } from './publish.ts';
import { isFullPage, LEASE_MS, LOWEST, type OutboxRow, openRelaySession, type RelaySession } from './session.ts';

/** What the relay needs. */
export interface RelayOptions extends PublishOptions {
  readonly databaseUrl: string;
  readonly statementTimeoutMs: number;
  /** Resolves when the outbox exists. */
  readonly ready: Promise<void>;
  /** Notifies the instance that leads that there are new entries. @default it finds them at its next poll */
  notifyLeader?(): Promise<void>;
  /** How many entries go out in one append. @default 500 */
  readonly batch?: number;
  /** How often the leader looks for entries without a wake-up, in milliseconds. @default 2_000 */
  readonly pollMs?: number;
}

/** Moves outbox entries to the log, in the background. */
export interface Relay extends AsyncDisposable {
  /** There are new entries: they go out at once instead of at the next poll, whichever instance leads. */
  wake(): void;
  readonly state: 'standby' | 'leading' | 'failing';
}

/** Pages of one sweep: after them reading begins at the lowest id again. */
const SWEEP = 20;
/** How often a standby tries to lead: so long does a leader's sudden end go unnoticed at most. */
const LEAD_MS = 250;
/** How often a standby checks whether the leader's lease has run out. */
const CHECK_MS = 1_000;
/** How old a lease becomes before a leader renews it that runs no other statement: its polls mostly do. */
const RENEW_MS = 3_000;
/** A lease that is older is renewed before an append. */
const FRESH_MS = LEASE_MS / 2;
/** How long a stop waits for an append: its entries stay in the outbox, and go out again. */
const GRACE_MS = 2_000;
const BACKOFF = { firstMs: 100, maxMs: 5_000 };

/** Starts the relay. Any number of instances may run; one of them leads, and another takes over when it ends. */
export function startRelay(options: RelayOptions): Relay {
  const { log, batch = 500, pollMs = 2_000 } = options;
  const closing = new AbortController();
  const entries = createWakeUpSignal();
  const publish = createPublish(options);
  let state: Relay['state'] = 'standby';

  async function run(): Promise<void> {
    await settledOrAborted(options.ready, closing.signal);
    const backoff = createBackoff(BACKOFF, closing.signal);
    while (!closing.signal.aborted) {
      try {
        await lead(backoff.reset);
      } catch (error) {
        state = 'failing';
        const fields = { err: error, failures: backoff.failures + 1 };
        if (backoff.failures === 0) log.warn(fields, 'the relay is interrupted: retrying');
        else log.debug(fields, 'the relay is still interrupted: retrying');
        await backoff.wait();
      }
    }
  }

  /** One session, from waiting for the lock to its end. @throws when the database or the log fails */
  async function lead(onProgress: () => void): Promise<void> {
    await using session = openRelaySession({
      url: options.databaseUrl,
      statementTimeoutMs: options.statementTimeoutMs,
      name: 'belltower relay',
      onNotification: entries.wake,
    });
    const lost = new AbortController();
    const leading = new AbortController();
    const ending = AbortSignal.any([closing.signal, lost.signal]);
    try {
      await takeLock(session);
      if (!closing.signal.aborted) state = 'leading';
      void keepLease(session, leading.signal).catch((error: unknown) => lost.abort(error));
      while (!closing.signal.aborted) {
        await publishAll(session, lost.signal, onProgress);
        await entries.wait(pollMs, ending);
        lost.signal.throwIfAborted();
      }
    } finally {
      leading.abort();
      await session.stepDown();
      state = 'standby';
    }
  }

  async function takeLock(session: RelaySession): Promise<void> {
    let checkedAt = performance.now();
    while (!closing.signal.aborted && !(await session.lead())) {
      state = 'standby';
      if (performance.now() - checkedAt >= CHECK_MS) {
        checkedAt = performance.now();
        const ended = await session.endSilentLeader();
        if (ended) log.warn('the relay that led has kept silent for too long: its session is ended');
      }
      await pause(LEAD_MS, closing.signal);
    }
  }

  /** An append may take long, and nobody may book for hours: neither is silence. @throws when the session is gone */
  async function keepLease(session: RelaySession, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(CHECK_MS, signal);
      if (!signal.aborted && !session.busy && session.leaseAgeMs >= RENEW_MS) await session.renew();
    }
  }

  /**
   * Publishes until there is nothing. One append is in flight at a time; beside it runs the statement that deletes the page
   * before and, where this one is full, reads the next. After a page that is not full, or `SWEEP` pages, reading begins at the
   * lowest id again.
   */
  async function publishAll(session: RelaySession, lost: AbortSignal, onProgress: () => void): Promise<void> {
    let acknowledged: readonly string[] = [];
    let rows: readonly OutboxRow[] = [];
    let left = 0;
    const sweepAgain = async () => {
      entries.clear(); // what was committed before is found now
      left = SWEEP;
      rows = await session.next({ after: LOWEST, limit: closing.signal.aborted ? 0 : batch, acknowledged });
      acknowledged = [];
    };
    await sweepAgain();
    for (;;) {
      const last = rows.at(-1);
      onProgress();
      if (last === undefined) return;
      lost.throwIfAborted();
      const sent = settled(publishOnLease(rows, session));
      left--;
      const limit = left > 0 && isFullPage(rows, batch) && !closing.signal.aborted ? batch : 0;
      const isNeeded = limit > 0 || acknowledged.length > 0;
      const beside = settled(isNeeded ? session.next({ after: last.id, limit, acknowledged }) : Promise.resolve([]));
      await sent;
      acknowledged = rows.map(({ id }) => id);
      rows = await beside;
      if (rows.length === 0) await sweepAgain();
    }
  }

  async function publishOnLease(rows: readonly OutboxRow[], session: RelaySession): Promise<void> {
    while (session.leaseAgeMs > FRESH_MS) await session.renew();
    await withGrace(publish(rows), closing.signal, GRACE_MS);
  }

  let notifying = false;
  let notifyAgain = false;

  /** One notification at a time; all that is due meanwhile becomes the next one. The leader's poll makes up for one that fails. */
  async function notifyLeader(): Promise<void> {
    notifyAgain = true;
    if (notifying) return;
    notifying = true;
    while (notifyAgain && !closing.signal.aborted) {
      notifyAgain = false;
      await options.notifyLeader?.().catch(() => {});
    }
    notifying = false;
  }

  const running = run();
  return {
    wake() {
      entries.wake();
      if (state !== 'leading') void notifyLeader();
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

/** A promise whose rejection may wait: without a handler it would end the process while another one is awaited. */
function settled<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
