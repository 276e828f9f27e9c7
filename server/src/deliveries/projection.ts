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
import { bisect, isDataFailure } from '@belltower/support/postgres';
import type { Tracer } from '@belltower/support/traces';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { aborted, readyOrAborted } from '../db/wait.ts';
import { writeRecords } from '../outbox/write-events.ts';
import type { PlacedChange } from './delivery-change.ts';
import { fold } from './fold.ts';
import type { Hub } from './hub.ts';
import { decideResume, type ReadPlace } from './positions.ts';
import {
  changesBetween,
  EpochChangedError,
  lockDeliveries,
  lockEpoch,
  lockPartition,
  storeEpoch,
  storeFolded,
} from './projection-store.ts';

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
  onNewEpoch?(): void;
  onNotice?(notice: LogNotice): void;
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
}

/** An epoch as this process enters it. */
interface Entered {
  readonly epoch: string;
  readonly places: ReadonlyMap<number, ReadPlace>;
  readonly from: ReadonlyMap<number, number>;
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
  let places = new Map<number, ReadPlace>();
  let targets: ReadonlyMap<number, number> | null = null;
  const ends = new Map<number, number>();
  let restart: () => void = () => {};

  async function run(): Promise<void> {
    await readyOrAborted(db.ready, closing.signal);
    while (!closing.signal.aborted) {
      const ended = new Promise<void>((resolve) => {
        restart = resolve;
      });
      reader = eventLog.follow({
        topic: TOPIC,
        resumeAt,
        onBatch,
        onNotice(notice) {
          if (notice.kind === 'interrupted') {
            interrupted = true;
            log.warn({ err: notice.error, topic: TOPIC }, 'reading the log was interrupted');
          }
          options.onNotice?.(notice);
          if (notice.kind === 'undecodable') {
            const fields = { ...notice, alarm: true };
            if (notice.skipped) log.error(fields, 'a batch that cannot be decoded is passed by, as KAFKA_SKIP asks');
            else log.error(fields, 'a batch cannot be decoded: its partition is not read on');
          }
          if (notice.kind === 'stalled') options.onStalled?.(notice.silentMs);
        },
      });
      await Promise.race([ended, aborted(closing.signal)]);
      await reader[Symbol.asyncDispose]();
      reader = null;
    }
  }

  /** This process goes on where it stands itself, which may be behind the tables when another instance is faster. */
  async function resumeAt(found: readonly PartitionPositions[]): Promise<ReadonlyMap<number, number>> {
    const entered = await db.fork().transactional(async (tx) => {
      const stored = await lockEpoch(tx, TOPIC);
      const own = stored.epoch === epoch ? places : stored.places;
      let decision = decideResume(own, stored.partitions, found);
      if (decision.kind === 'new-epoch') {
        // what was found may be older than what is stored: another instance can have read on in between
        decision = decideResume(own, stored.partitions, await eventLog.positions(TOPIC));
      }
      if (decision.kind === 'new-epoch') return await beginEpoch(tx, found.length, decision.reason);
      if (stored.partitions === null) await storeEpoch(tx, TOPIC, stored.epoch, found.length);
      return { epoch: stored.epoch, places: own, from: decision.from };
    });
    enter(entered); // only now that it is committed: a stream that hears of an epoch must find it in the tables
    for (const { partition, end } of found) ends.set(partition, end);
    targets ??= new Map(found.map(({ partition, end }) => [partition, end]));
    return entered.from;
  }

  async function beginEpoch(tx: EntityManager, partitions: number, reason: string): Promise<Entered> {
    const next = randomUUID();
    await storeEpoch(tx, TOPIC, next, partitions);
    log.error({ topic: TOPIC, reason }, 'the event log is another one than before: its cursors expire');
    onNewEpoch();
    return { epoch: next, places: new Map(), from: new Map() };
  }

  function enter(entered: Entered): void {
    if (entered.epoch === epoch) return;
    epoch = entered.epoch;
    places = new Map(entered.places);
    targets = null;
    const positions: number[] = [];
    for (const [partition, { position }] of places) positions[partition] = position;
    hub.begin(
      epoch,
      Array.from(positions, (position) => position ?? -1),
    );
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
    ends.set(partition, end);
    if (first === undefined || last === undefined) return;
    const place = placeOf(last);

    const changes: PlacedChange[] = [];
    await bisect(fresh.map(readingOf), {
      run: async (readings) => void changes.push(...(await store(partition, readings))),
      isAtFault: isDataFailure,
      async refuse({ record }, error) {
        const reason = `PostgreSQL refuses it: ${error instanceof Error ? error.message : String(error)}`;
        changes.push(...(await store(partition, [{ record, poison: { code: 'UNSTORABLE', reason } }])));
      },
    });

    places.set(partition, place);
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

  /** Stores what these records come to, and parks what is poison, in one transaction; answers the changes that are stored. */
  async function store(partition: number, readings: readonly Reading[]): Promise<readonly PlacedChange[]> {
    const [first, last] = [readings[0]?.record, readings.at(-1)?.record];
    if (first === undefined || last === undefined) return [];
    let parked: readonly Poison[] = [];
    const changes = await db.fork().transactional(async (tx) => {
      const stored = await lockPartition(tx, TOPIC, partition, epoch);
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
      if (stored < first.position) return folded.changes;
      return await changesBetween(tx, epoch, partition, first.position, last.position);
    });
    for (const { record, poison } of parked) {
      const { topic, position } = record;
      log.error({ topic, partition, position, ...poison }, 'a status event cannot be taken: it is parked');
      onPoison();
    }
    return changes;
  }

  const running = run();
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
      let behind = 0;
      for (const [partition, end] of ends) behind += Math.max(0, end - 1 - (places.get(partition)?.position ?? -1));
      return behind;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
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
