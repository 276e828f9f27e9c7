/** One transaction of the projection: records become rows, poison becomes dead letters in the outbox. */
import type { LogRecord } from '@belltower/event-log';
import type { Database } from '../db/database.ts';
import type { PlacedChange } from '../deliveries/delivery-change.ts';
import { lockDeliveries } from '../deliveries/lock-deliveries.ts';
import type { Generation } from '../feed/generation.ts';
import { writeRecords } from '../outbox/write-events.ts';
import { fold } from './fold.ts';
import { deadLetterOfPoison, isEvent, isPoison, type PoisonReading, placeOf, type Reading } from './readings.ts';
import { changesBetween, giveUpBelow, lockPartition, storeFolded } from './store.ts';

/** Some records of one partition, and where the process that stores them stands. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: string;
  readonly generation: Generation;
  /** The position up to which this process has published. */
  readonly after: number;
  /** Records below this position are gone from the log; 0 where none are. */
  readonly lostBelow: number;
  readonly readings: readonly Reading[];
}

/** What was stored. */
export interface StoredBatch {
  /** The changes that are stored above `after`, whichever instance stored them, in order. */
  readonly changes: readonly PlacedChange[];
  /** The poison that this transaction parked; another instance's is not in it. */
  readonly parked: readonly PoisonReading[];
  /** Changes below this position may be missing. */
  readonly historyStart: number;
}

/**
 * Stores a batch, unless another instance has done so.
 *
 * @throws {EpochChangedError} when the epoch or its generation is another one now
 */
export async function storeBatch(db: Pick<Database, 'fork'>, batch: Batch): Promise<StoredBatch> {
  const { topic, partition, epoch, generation, after, lostBelow, readings } = batch;
  const last: LogRecord | undefined = readings.at(-1)?.record;
  if (last === undefined) return { changes: [], parked: [], historyStart: 0 };
  return await db.fork().transactional(async (tx) => {
    const { position: stored, historyStart: kept } = await lockPartition(tx, topic, partition, { epoch, generation });
    const isLost = stored + 1 < lostBelow;
    if (isLost) await giveUpBelow(tx, topic, partition, lostBelow);
    const historyStart = isLost ? Math.max(kept, lostBelow) : kept;
    const fresh = readings.filter(({ record }) => record.position > stored);
    const events = fresh.filter(isEvent).map(({ record, event }) => ({ partition, position: record.position, event }));
    const parked = fresh.filter(isPoison);
    const known = await lockDeliveries(tx, [...new Set(events.map(({ event }) => event.delivery.delivery_id))]);
    const folded = fold(known, events);
    if (stored < last.position) await storeFolded(tx, { topic, partition, epoch }, folded, placeOf(last));
    await writeRecords(tx, parked.map(deadLetterOfPoison));
    if (stored <= after) return { changes: folded.changes, parked, historyStart };
    return { changes: await changesBetween(tx, epoch, partition, after + 1, last.position), parked, historyStart };
  });
}
