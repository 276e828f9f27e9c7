/** Which epoch of the feed, and which generation of it, this process reads in, and from where: decided under a lock. */
import { randomUUID } from 'node:crypto';
import type { EventLog, PartitionPositions } from '@belltower/event-log';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { beginGeneration, type Generation, hadReached } from '../feed/generation.ts';
import { type Positions, positionsFrom } from '../feed/positions.ts';
import { decideResume, type ReadPlace } from './decide-resume.ts';
import { lockEpoch, storeEpoch } from './store.ts';

/** Where this process stands. The epoch is empty before it has entered one. */
export interface OwnPlaces {
  readonly epoch: string;
  readonly generation: Generation;
  readonly places: ReadonlyMap<number, ReadPlace>;
}

/** An epoch, and the generation of it, as this process enters them. */
export interface EnteredEpoch extends OwnPlaces {
  /** Whether this process was in it already, and nothing that it read has become untrue. */
  readonly continues: boolean;
  /** Whether this process has begun the epoch just now. */
  readonly begun: boolean;
  /** Where reading resumes, by partition; a partition that is missing is read from its start. */
  readonly from: ReadonlyMap<number, number>;
}

/** What entering an epoch needs. */
export interface EnterOptions {
  readonly db: Pick<Database, 'fork'>;
  readonly eventLog: Pick<EventLog, 'positions'>;
  readonly log: Logger;
  readonly topic: string;
}

/**
 * Enters the current epoch, or begins one when the log is not the one that was read. This process resumes where it stands
 * itself, which may be behind the tables when another instance is faster. `found`: the positions of the log.
 */
export async function enterEpoch(
  { db, eventLog, log, topic }: EnterOptions,
  own: OwnPlaces,
  found: readonly PartitionPositions[],
): Promise<EnteredEpoch> {
  return await db.fork().transactional(async (tx) => {
    const stored = await lockEpoch(tx, topic);
    const generation = stored.intact ? stored.generation : await beginGeneration(tx, topic);
    if (!stored.intact) {
      log.info({ generation }, 'PostgreSQL was restarted, or restored: cursors beyond what is projected expire');
    }
    const continues =
      stored.epoch === own.epoch && (generation === own.generation || (await hasReachedOwn(tx, topic, own)));
    const places = continues ? own.places : stored.places;
    let decision = decideResume(places, stored.partitions, found);
    if (decision.kind === 'new-epoch') {
      // `found` may be older than what is stored: another instance can have read on in between
      decision = decideResume(places, stored.partitions, await eventLog.positions(topic));
    }
    if (decision.kind === 'new-epoch') {
      const epoch = await beginEpoch(tx, log, { topic, partitions: found.length, reason: decision.reason });
      return { epoch, generation: null, continues: false, begun: true, places: new Map(), from: new Map() };
    }
    if (stored.partitions === null || !stored.stamped) await storeEpoch(tx, topic, stored.epoch, found.length);
    return { epoch: stored.epoch, generation, continues, begun: false, places, from: decision.from };
  });
}

/** Whether the generation that this process was in reached its own places: if not, a backup was restored. */
function hasReachedOwn(tx: EntityManager, topic: string, { epoch, generation, places }: OwnPlaces): Promise<boolean> {
  return hadReached(tx, topic, epoch, generation, positionsOf(places));
}

/**
 * Begins an epoch because the log has another record where this process has read one, unless that was done already.
 *
 * @returns the epoch that was begun, or null
 */
export async function beginEpochFor(
  { db, log, topic }: Pick<EnterOptions, 'db' | 'log' | 'topic'>,
  { epoch, partition, reason }: { readonly epoch: string; readonly partition: number; readonly reason: string },
): Promise<string | null> {
  return await db.fork().transactional(async (tx) => {
    const stored = await lockEpoch(tx, topic);
    if (stored.epoch !== epoch) return null;
    return await beginEpoch(tx, log, { topic, partitions: stored.partitions ?? partition + 1, reason });
  });
}

async function beginEpoch(
  tx: EntityManager,
  log: Logger,
  { topic, partitions, reason }: { readonly topic: string; readonly partitions: number; readonly reason: string },
): Promise<string> {
  const epoch = randomUUID();
  await storeEpoch(tx, topic, epoch, partitions);
  log.error({ topic, reason }, 'the event log is another one than before: its cursors expire');
  return epoch;
}

/** The positions of some places. */
export function positionsOf(places: ReadonlyMap<number, ReadPlace>): Positions {
  return positionsFrom([...places].map(([partition, { position }]) => [partition, position]));
}
