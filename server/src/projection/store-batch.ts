/** One transaction of the projection: records become rows, poison becomes dead letters in the outbox. */
import type { LogRecord } from '@belltower/event-log';
import type { Database } from '../db/database.ts';
import type { PlacedChange } from '../deliveries/delivery-change.ts';
import { entryOfRecord } from '../outbox/entry-record.ts';
import { fold } from './fold.ts';
import { deadLetterOfPoison, isEvent, isPoison, type PoisonReading, placeOf, type Reading } from './readings.ts';
import { type ReadPartition, readPartition, storeFolded } from './store.ts';

/** Some records of one partition, and where the process that stores them stands. */
export interface Batch extends ReadPartition {
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

/** How often a batch is read again because others changed what it is about: each time they got further. */
const TRIES = 20;

/**
 * Stores a batch, unless another instance has done so: reads what is stored, folds, and writes if nothing of that has
 * changed meanwhile; else reads again.
 *
 * @throws {EpochChangedError} when the epoch or its generation is another one now
 */
export async function storeBatch(db: Pick<Database, 'fork'>, batch: Batch): Promise<StoredBatch> {
  const { partition, after, lostBelow, readings } = batch;
  const last: LogRecord | undefined = readings.at(-1)?.record;
  if (last === undefined) return { changes: [], parked: [], historyStart: 0 };
  const all = readings.filter(isEvent);
  const deliveryIds = [...new Set(all.map(({ event }) => event.delivery.delivery_id))];
  for (let tries = 0; tries < TRIES; tries++) {
    const em = db.fork();
    const read = await readPartition(em, batch, { deliveryIds, after, through: last.position });
    const isFresh = ({ record }: Reading) => record.position > read.position;
    const isLost = read.position + 1 < lostBelow;
    const historyStart = isLost ? Math.max(read.historyStart, lostBelow) : read.historyStart;
    if (!readings.some(isFresh)) return { changes: read.changes, parked: [], historyStart };
    const events = all.filter(isFresh).map(({ record, event }) => ({ partition, position: record.position, event }));
    const poison = readings.filter(isPoison).filter(isFresh);
    const folded = fold(read.deliveries, events);
    const parked = poison.map((reading) => entryOfRecord(deadLetterOfPoison(reading)));
    if (await storeFolded(em, batch, read, { folded, parked, place: placeOf(last), historyStart })) {
      return { changes: [...read.changes, ...folded.changes], parked: poison, historyStart };
    }
  }
  throw new Error(`partition ${partition} could not be stored up to ${last.position}: others changed it each time`);
}
