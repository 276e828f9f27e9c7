/**
 * Promise: every change is stored before anybody is told, and then this process tells exactly what is stored for the
 * positions it read, in order, whichever instance stored it. Each instance reads all of the topic; each batch is one
 * transaction. A record that cannot be read or stored is parked, through the outbox, by the transaction that passes it by: once,
 * whichever instance it is, and without the log.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  deadLetterOf,
  type EventLog,
  type FollowedBatch,
  type LogNotice,
  type LogRecord,
  type PartitionPositions,
  type Reader,
} from '@belltower/event-log';
import { catalogue, type DeliveryStatusChanged, deadLetterTopicOf, decode, EventError } from '@belltower/events';
import { isDataFailure } from '@belltower/support/postgres';
import { bisect, pause, settledOrAborted } from '@belltower/support/process';
import type { Tracer } from '@belltower/support/traces';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { PlacedChange } from '../deliveries/delivery-change.ts';
import { lockDeliveries } from '../deliveries/lock-deliveries.ts';
import { beginGeneration, type Generation, hadReached } from '../feed/generation.ts';
import type { Hub } from '../feed/hub.ts';
import { type Positions, positionsFrom } from '../feed/positions.ts';
import { writeRecords } from '../outbox/write-events.ts';
import { decideResume, type ReadPlace } from './decide-resume.ts';
import { fold } from './fold.ts';
import { createFeedProgress } from './progress.ts';
import {
  changesBetween,
  EpochChangedError,
  giveUpBelow,
  lockEpoch,
  lockPartition,
  storeEpoch,
  storeFolded,
} from './store.ts';

/** What the projection needs. */
export interface ProjectionOptions {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly eventLog: Pick<EventLog, 'follow' | 'positions'>;
  readonly hub: Hub;
  readonly log: Logger;
  readonly tracer?: Tracer;
  onProjected?(records: number): void;
  /** Told of a record that cannot be read or stored: its dead letter is in the outbox. */
  onPoison?(): void;
  /** The feed goes on in another epoch, whoever began it. */
  onNewEpoch?(): void;
  onNotice?(notice: LogNotice): void;
  /** Records were gone from the log before any server had read them. */
  onLost?(records: number): void;
  /** How often it is looked how far the log reaches, in milliseconds. @default 5_000 */
  readonly lookMs?: number;
  /** Told when the log has more but nothing was read for long: the process is to be ended. */
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

/** An epoch, and the generation of it, as this process enters them. */
interface Entered {
  readonly epoch: string;
  readonly generation: Generation;
  /** It is where this process was already, and nothing that it read has become untrue. */
  readonly goesOn: boolean;
  readonly places: ReadonlyMap<number, ReadPlace>;
  readonly from: ReadonlyMap<number, number>;
}

/** What became of some records. */
interface Stored {
  readonly changes: readonly PlacedChange[];
  /** Changes below this position may be gone. */
  readonly historyStart: number;
}

/** How many changes are told in one turn of the event loop. */
const SLICE = 250;

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
  /** Up to which position records are gone from the log that we have not read, by partition. */
  const lostBelow = new Map<number, number>();
  let restart: () => void = () => {};

  async function run(): Promise<void> {
    await settledOrAborted(db.ready, closing.signal);
    while (!closing.signal.aborted) {
      const ended = new Promise<void>((resolve) => {
        restart = resolve;
      });
      reader = eventLog.follow({
        topic: TOPIC,
        resumeAt,
        onBatch,
        onNotice,
      });
      await settledOrAborted(ended, closing.signal);
      await reader[Symbol.asyncDispose]();
      reader = null;
    }
  }

  function onNotice(notice: LogNotice): void {
    options.onNotice?.(notice);
    switch (notice.kind) {
      case 'interrupted':
        interrupted = true;
        log.warn({ err: notice.error, topic: TOPIC }, 'reading the log was interrupted');
        break;
      case 'refused': {
        const { partition, position, error } = notice;
        if (error instanceof EpochChangedError) log.info({ reason: error.message }, 'the feed is entered again');
        else log.error({ err: error, topic: TOPIC, partition, position }, 'statuses cannot be projected: trying again');
        break;
      }
      case 'lost':
        log.error({ ...notice, alarm: true }, 'statuses were gone from the log before this server read them');
        if (notice.to > notice.from) lostBelow.set(notice.partition, notice.to);
        break;
      case 'undecodable': {
        const fields = { ...notice, alarm: true };
        if (notice.skipped) {
          lostBelow.set(notice.partition, notice.to + 1);
          log.error(fields, 'a batch that cannot be decoded is passed by, as KAFKA_SKIP asks');
        } else log.error(fields, 'a batch cannot be decoded: its partition is not read on');
        break;
      }
      case 'stalled':
        options.onStalled?.(notice.silentMs);
    }
  }

  /** Asks past the reader how far the log reaches: a reader that has stopped does not say how much there is. */
  async function look(): Promise<void> {
    const { lookMs = 5_000 } = options;
    while (!closing.signal.aborted) {
      await pause(lookMs, closing.signal);
      if (closing.signal.aborted || targets === null) continue;
      const found = await eventLog.positions(TOPIC).catch(() => []); // the reader says what is wrong
      for (const { partition, start, end } of found) progress.reaches(partition, end, start);
    }
  }

  /** This process goes on where it stands itself, which may be behind the tables when another instance is faster. */
  async function resumeAt(found: readonly PartitionPositions[]): Promise<ReadonlyMap<number, number>> {
    const entered = await db.fork().transactional(async (tx) => {
      const stored = await lockEpoch(tx, TOPIC);
      const next = stored.intact ? stored.generation : await beginGeneration(tx, TOPIC);
      if (!stored.intact) {
        log.info(
          { generation: next },
          'PostgreSQL was started again, or restored: cursors beyond what is projected expire',
        );
      }
      const goesOn = stored.epoch === epoch && (next === generation || (await hasReachedOwn(tx)));
      const own = goesOn ? places : stored.places;
      let decision = decideResume(own, stored.partitions, found);
      if (decision.kind === 'new-epoch') {
        // what was found may be older than what is stored: another instance can have read on in between
        decision = decideResume(own, stored.partitions, await eventLog.positions(TOPIC));
      }
      if (decision.kind === 'new-epoch') return await beginEpoch(tx, found.length, decision.reason);
      if (stored.partitions === null || !stored.stamped) await storeEpoch(tx, TOPIC, stored.epoch, found.length);

      return { epoch: stored.epoch, generation: next, goesOn, places: own, from: decision.from };
    });
    enter(entered); // only now that it is committed: a stream that hears of an epoch must find it in the tables
    for (const { partition, start, end } of found) progress.reaches(partition, end, start);
    targets ??= new Map(found.map(({ partition, end }) => [partition, end]));
    return entered.from;
  }

  /** Whether the generation that this process was in came as far as this process has: else a backup was restored. */
  function hasReachedOwn(tx: EntityManager): Promise<boolean> {
    return hadReached(tx, TOPIC, epoch, generation, positionsOf(places));
  }

  async function beginEpoch(tx: EntityManager, partitions: number, reason: string): Promise<Entered> {
    const next = randomUUID();
    begunHere = next;
    await storeEpoch(tx, TOPIC, next, partitions);
    log.error({ topic: TOPIC, reason }, 'the event log is another one than before: its cursors expire');
    return { epoch: next, generation: null, goesOn: false, places: new Map(), from: new Map() };
  }

  function enter(entered: Entered): void {
    if (entered.goesOn) {
      generation = entered.generation;
      hub.continueIn(generation);
      return;
    }
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
      throw error; // the reader tells, and reads the batch again
    }
  }

  async function project({ partition, records, end }: FollowedBatch): Promise<void> {
    await recognise(partition, records);
    const told = places.get(partition)?.position ?? -1;
    const fresh = records.filter(({ position }) => position > told);
    const [first, last] = [fresh[0], fresh.at(-1)];
    progress.reaches(partition, end);
    if (first === undefined || last === undefined) return;
    const place = placeOf(last);

    const changes: PlacedChange[] = [];
    let reached = told;
    let historyStart = 0;
    const take = async (readings: readonly Reading[]) => {
      const stored = await store(partition, reached, readings);
      changes.push(...stored.changes);
      historyStart = stored.historyStart;
      reached = readings.at(-1)?.record.position ?? reached;
    };
    await bisect(fresh.map(readingOf), {
      run: take,
      isAtFault: isDataFailure,
      async refuse({ record }, error) {
        const reason = `PostgreSQL refuses it: ${error instanceof Error ? error.message : String(error)}`;
        await take([{ record, poison: { code: 'UNSTORABLE', reason } }]);
      },
    });

    // What is gone can be told to nobody: who listens starts over with the present state.
    if (lostBelow.delete(partition) && told + 1 < historyStart) {
      options.onLost?.(historyStart - told - 1);
      hub.expire();
    }
    places.set(partition, place);
    progress.moved(partition, last.position);
    for (const { slice, through } of slicesOf(changes, last.position)) {
      hub.publish(partition, slice, through);
      if (through < last.position) await setImmediate(); // sockets write out: a large batch must not look like a slow reader
    }
    if (options.tracer?.on) trace(options.tracer, fresh, changes);
    onProjected(fresh.length);
  }

  /** The record that was read last must be the one that is there now. */
  async function recognise(partition: number, records: readonly LogRecord[]): Promise<void> {
    const place = places.get(partition);
    const found = place && records.find(({ position }) => position === place.position);
    if (place === undefined || found === undefined || identityOf(found) === place.lastEventId) return;
    const reason = `another record is at position ${place.position} of partition ${partition}`;
    await db.fork().transactional(async (tx) => {
      const stored = await lockEpoch(tx, TOPIC);
      if (stored.epoch === epoch) await beginEpoch(tx, stored.partitions ?? partition + 1, reason);
    });
    throw new EpochChangedError(reason);
  }

  /**
   * Stores what these records come to, and parks what is poison, in one transaction; answers the changes that are stored
   * above `after`, and below which position changes may be gone.
   */
  async function store(partition: number, after: number, readings: readonly Reading[]): Promise<Stored> {
    const [first, last] = [readings[0]?.record, readings.at(-1)?.record];
    if (first === undefined || last === undefined) return { changes: [], historyStart: 0 };
    let parked: readonly Poison[] = [];
    const result = await db.fork().transactional(async (tx) => {
      const { position: stored, historyStart: kept } = await lockPartition(tx, TOPIC, partition, { epoch, generation });
      const lost = lostBelow.get(partition) ?? 0;
      if (stored + 1 < lost) await giveUpBelow(tx, TOPIC, partition, lost);
      const historyStart = stored + 1 < lost ? Math.max(kept, lost) : kept;
      const above = readings.filter(({ record }) => record.position > stored);
      const events = above
        .filter(isReadable)
        .map(({ record, event }) => ({ partition, position: record.position, event }));
      parked = above.filter(isPoison);
      const known = await lockDeliveries(tx, [...new Set(events.map(({ event }) => event.delivery.delivery_id))]);
      const folded = fold(known, events);
      const where = { topic: TOPIC, partition, epoch };
      if (stored < last.position) await storeFolded(tx, where, folded, placeOf(last));
      await writeRecords(tx, parked.map(letterOf));
      if (stored <= after) return { changes: folded.changes, historyStart };
      return { changes: await changesBetween(tx, epoch, partition, after + 1, last.position), historyStart };
    });
    for (const { record, poison } of parked) {
      const { topic, position } = record;
      log.error({ topic, partition, position, ...poison }, 'a status event cannot be taken: it is parked');
      onPoison();
    }
    return result;
  }

  const running = Promise.all([run(), look()]);
  return {
    get state() {
      if (reader?.connected) return 'reading';
      return interrupted ? 'interrupted' : 'starting';
    },
    get caughtUp() {
      if (targets === null) return false;
      return [...targets].every(([partition, end]) => (places.get(partition)?.position ?? -1) + 1 >= end);
    },
    get lag() {
      return progress.lag;
    },
    get stalledMs() {
      return progress.stalledMs;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

function positionsOf(places: ReadonlyMap<number, ReadPlace>): Positions {
  return positionsFrom([...places].map(([partition, { position }]) => [partition, position]));
}

/** The last step of a trace: the status is stored, and on its way to whoever watches. */
function trace(tracer: Tracer, records: readonly LogRecord[], changes: readonly PlacedChange[]): void {
  const told = new Map(changes.map((change) => [change.position, change]));
  for (const { position, headers, appendedAt } of records) {
    const change = told.get(position);
    if (headers.traceparent === undefined || change === undefined) continue;
    const attributes = { delivery_id: change.deliveryId, channel: change.channel, status: change.status };
    const name = `tell ${change.status}`;
    tracer.start({ name, kind: 'consumer', parent: headers.traceparent, at: appendedAt, attributes }).end();
  }
}

/** A record as it was read: an event, or why there is none. */
type Reading = Readable | Poison;

interface Readable {
  readonly record: LogRecord;
  readonly event: DeliveryStatusChanged;
}

interface Poison {
  readonly record: LogRecord;
  readonly poison: { readonly code: string; readonly reason: string };
}

const isReadable = (reading: Reading): reading is Readable => 'event' in reading;
const isPoison = (reading: Reading): reading is Poison => 'poison' in reading;

function readingOf(record: LogRecord): Reading {
  try {
    return { record, event: decode('notifications.status', record.value).event };
  } catch (error) {
    if (error instanceof EventError) return { record, poison: { code: error.code, reason: error.message } };
    throw error;
  }
}

function letterOf({ record, poison }: Poison) {
  return deadLetterOf(record, { topic: deadLetterTopicOf(record.topic), ...poison });
}

/** Changes in slices, each with the position that is reached with it. */
function* slicesOf<Told extends { readonly position: number }>(changes: readonly Told[], through: number) {
  let at = 0;
  for (; at + SLICE < changes.length; at += SLICE) {
    const slice = changes.slice(at, at + SLICE);
    yield { slice, through: slice.at(-1)?.position ?? through };
  }
  yield { slice: changes.slice(at), through };
}

function placeOf(record: LogRecord): ReadPlace {
  return { position: record.position, lastEventId: identityOf(record) };
}

/** What a record is recognised by: its event's id, or its bytes where it has none. */
function identityOf(record: LogRecord): string {
  const reading = readingOf(record);
  return isReadable(reading) ? reading.event.event_id : createHash('sha256').update(record.value).digest('hex');
}
