/**
 * Promise: every change is stored before it is published, and then this process publishes exactly what is stored for the
 * positions it read, in order, whichever instance stored it. A record that cannot be read or stored is parked, through the
 * outbox, in the transaction that advances beyond it: once, whichever instance that is, and without the log.
 *
 * In: all records of the status topic, read by each instance. Out: rows and dead letters, one transaction for each batch;
 * then changes to the hub. A batch goes through this room as readings → store-batch (fold, store) → publish.
 */
import type { EventLog, FollowedBatch, LogNotice, LogRecord, PartitionPositions, Reader } from '@belltower/event-log';
import { catalogue } from '@belltower/events';
import { isDataFailure } from '@belltower/support/postgres';
import { bisect, settledOrAborted, startPeriodicTask } from '@belltower/support/process';
import type { Tracer } from '@belltower/support/traces';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { PlacedChange } from '../deliveries/delivery-change.ts';
import type { Generation } from '../feed/generation.ts';
import type { Hub } from '../feed/hub.ts';
import type { ReadPlace } from './decide-resume.ts';
import { beginEpochFor, type EnteredEpoch, enterEpoch, positionsOf } from './enter-epoch.ts';
import { publishInSlices, traceChanges } from './fan-out.ts';
import { logNotice } from './notices.ts';
import { createFeedProgress } from './progress.ts';
import { identityOf, placeOf, type Reading, readingOf, unstorable } from './readings.ts';
import { EpochChangedError } from './store.ts';
import { storeBatch } from './store-batch.ts';

/** What the projection needs. */
export interface ProjectionOptions {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly eventLog: Pick<EventLog, 'follow' | 'positions'>;
  readonly hub: Hub;
  readonly log: Logger;
  readonly tracer?: Tracer;
  onProjected?(records: number): void;
  /** Called for each record that cannot be read or stored: its dead letter is in the outbox. */
  onPoison?(): void;
  /** The feed continues in another epoch, begun by any instance. */
  onNewEpoch?(): void;
  onNotice?(notice: LogNotice): void;
  /** Records were gone from the log before any server had read them. */
  onLost?(records: number): void;
  /** How often the end of the log is read to measure the lag, in milliseconds. @default 5_000 */
  readonly lagEveryMs?: number;
  /** Called when the log has more but nothing was read for long: the process has to end. */
  onStalled?(silentMs: number): void;
}

/** Reads the status topic into the tables and the hub, in the background. */
export interface Projection extends AsyncDisposable {
  /** Whether the log can be read now; `starting` until that is known for the first time. */
  readonly state: 'starting' | 'reading' | 'interrupted';
  /** Whether everything that was in the log when reading began is projected. */
  readonly caughtUp: boolean;
  /** How many records are known to be in the log and not projected by this process. */
  readonly lag: number;
  /** For how long nothing was projected though the log has more, in milliseconds; 0 while it moves or has read everything. */
  readonly stalledMs: number;
}

const TOPIC = catalogue['notifications.status'].topic;

/** Starts the projection; it begins once the database is ready and the log answers. */
export function startProjection(options: ProjectionOptions): Projection {
  const { db, eventLog, hub, log, onProjected = () => {}, onPoison = () => {}, onNewEpoch = () => {} } = options;
  const closing = new AbortController();
  let reader: Reader | null = null;
  let interrupted = false;
  let epoch = '';
  let generation: Generation = null;
  /** The epoch that this process began last, if any. */
  let begunHere = '';
  let places = new Map<number, ReadPlace>();
  let targets: ReadonlyMap<number, number> | null = null;
  const progress = createFeedProgress();
  /** Below which position records are gone from the log that this process has not read, by partition. */
  const lostBelow = new Map<number, number>();
  let restart: () => void = () => {};

  async function run(): Promise<void> {
    const { signal } = closing;
    await settledOrAborted(db.ready, signal);
    while (!signal.aborted) {
      const ended = new Promise<void>((resolve) => {
        restart = resolve;
      });
      reader = eventLog.follow({ topic: TOPIC, resumeAt, onBatch, onNotice });
      await settledOrAborted(ended, signal);
      await reader[Symbol.asyncDispose]();
      reader = null;
    }
  }

  function onNotice(notice: LogNotice): void {
    options.onNotice?.(notice);
    logNotice(log, TOPIC, notice);
    if (notice.kind === 'interrupted') interrupted = true;
    if (notice.kind === 'lost' && notice.to > notice.from) {
      lostBelow.set(notice.partition, notice.to);
      progress.moved(notice.partition, notice.to - 1); // nothing is to be waited for there
    }
    if (notice.kind === 'undecodable' && notice.skipped) lostBelow.set(notice.partition, notice.to + 1);
    if (notice.kind === 'stalled') options.onStalled?.(notice.silentMs);
  }

  async function resumeAt(found: readonly PartitionPositions[]): Promise<ReadonlyMap<number, number>> {
    const entered = await enterEpoch({ db, eventLog, log, topic: TOPIC }, { epoch, generation, places }, found);
    enter(entered); // only now that it is committed: a stream that is notified of an epoch must find it in the tables
    for (const { partition, start, end } of found) progress.reaches(partition, end, start);
    targets ??= new Map(found.map(({ partition, end }) => [partition, end]));
    return entered.from;
  }

  function enter(entered: EnteredEpoch): void {
    if (entered.continues) {
      generation = entered.generation;
      hub.continueIn(generation);
      return;
    }
    if (entered.begun) begunHere = entered.epoch;
    const isAnother = epoch !== '' && epoch !== entered.epoch;
    const isOurs = entered.epoch === begunHere;
    if (isAnother || isOurs) onNewEpoch();
    if (isAnother && !isOurs) {
      log.warn(
        { topic: TOPIC, epoch: entered.epoch },
        'another server, or a rebuild, began the feed again: its cursors expire',
      );
    } else if (epoch !== '' && !isAnother) {
      log.error({ topic: TOPIC }, 'the database was restored from a backup: cursors that were given since expire');
    }
    ({ epoch, generation } = entered);
    places = new Map(entered.places);
    targets = null;
    lostBelow.clear();
    progress.reset();
    for (const [partition, { position }] of places) progress.moved(partition, position);
    hub.begin(epoch, positionsOf(places), generation);
  }

  async function onBatch(batch: FollowedBatch): Promise<void> {
    try {
      await project(batch);
    } catch (error) {
      if (error instanceof EpochChangedError) restart();
      throw error; // the reader reports it, and reads the batch again
    }
  }

  async function project({ partition, records, next, end }: FollowedBatch): Promise<void> {
    await recognise(partition, records);
    const publishedUpTo = places.get(partition)?.position ?? -1;
    const fresh = records.filter(({ position }) => position > publishedUpTo);
    const last = fresh.at(-1);
    progress.reaches(partition, end);
    if (last === undefined) return progress.moved(partition, next - 1);
    const place = placeOf(last);
    const { changes, historyStart } = await store(partition, publishedUpTo, fresh.map(readingOf));

    // Lost changes cannot be delivered: subscribers have to start over with the present state.
    if (lostBelow.delete(partition) && publishedUpTo + 1 < historyStart) {
      options.onLost?.(historyStart - publishedUpTo - 1);
      hub.expire();
    }
    places.set(partition, place);
    progress.moved(partition, next - 1);
    await publishInSlices(hub, partition, changes, last.position);
    if (options.tracer?.on) traceChanges(options.tracer, fresh, changes);
    onProjected(fresh.length);
  }

  /** Stores readings in one transaction; where PostgreSQL refuses one of them, in halves until that one is parked. */
  async function store(partition: number, publishedUpTo: number, all: readonly Reading[]) {
    const changes: PlacedChange[] = [];
    let after = publishedUpTo;
    let historyStart = 0;
    const storeTogether = async (readings: readonly Reading[]) => {
      const lost = lostBelow.get(partition) ?? 0;
      const batch = { topic: TOPIC, partition, epoch, generation, after, lostBelow: lost, readings };
      const stored = await storeBatch(db, batch);
      for (const { record, poison } of stored.parked) {
        const { topic, position } = record;
        log.error({ topic, partition, position, ...poison }, 'a status event cannot be projected: it is parked');
        onPoison();
      }
      changes.push(...stored.changes);
      historyStart = stored.historyStart;
      after = readings.at(-1)?.record.position ?? after;
    };
    await bisect(all, {
      run: storeTogether,
      isAtFault: isDataFailure,
      refuse: (reading, error) => storeTogether([unstorable(reading, error)]),
    });
    return { changes, historyStart };
  }

  /** The record that was read last must be the one that is there now. */
  async function recognise(partition: number, records: readonly LogRecord[]): Promise<void> {
    const place = places.get(partition);
    const found = place && records.find(({ position }) => position === place.position);
    if (place === undefined || found === undefined || identityOf(found) === place.lastEventId) return;
    const reason = `another record is at position ${place.position} of partition ${partition}`;
    begunHere = (await beginEpochFor({ db, log, topic: TOPIC }, { epoch, partition, reason })) ?? begunHere;
    throw new EpochChangedError(reason);
  }

  /** Asks past the reader how far the log reaches: a reader that has stopped does not say how much there is. */
  async function measureLag(): Promise<void> {
    if (targets === null) return;
    for (const { partition, start, end } of await eventLog.positions(TOPIC)) progress.reaches(partition, end, start);
  }

  const running = run();
  const measuring = startPeriodicTask({
    run: measureLag,
    everyMs: options.lagEveryMs ?? 5_000,
    onFailure: () => {}, // the reader reports what is wrong with the log
  });
  return {
    get state() {
      if (reader?.connected) return 'reading';
      return interrupted ? 'interrupted' : 'starting';
    },
    get caughtUp() {
      if (targets === null) return false;
      return [...targets].every(([partition, end]) => progress.nextOf(partition) >= end);
    },
    get lag() {
      return progress.lag;
    },
    get stalledMs() {
      return progress.stalledMs;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all([running, measuring[Symbol.asyncDispose]()]);
    },
  };
}
