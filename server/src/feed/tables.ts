import { defineEntity, p } from '@mikro-orm/core';

/** The log that the stored positions belong to: one row for each topic that is projected. */
export const FeedEpoch = defineEntity({
  name: 'FeedEpoch',
  tableName: 'feed_epoch',
  schema: 'server',
  properties: {
    topic: p.text().primary(),
    epoch: p.uuid(),
    /** How many partitions it has; null until it was read for the first time. */
    partitions: p.integer().nullable(),
    /** The current part of the epoch, see `generation.ts`; null is the first. */
    generation: p.text().nullable(),
    /** The database, and the start of it, in which this row was written; null in rows of earlier versions. */
    incarnation: p.text().nullable(),
    /** The transaction that wrote this row. A restored row was written by another one. */
    writtenBy: p.text().nullable(),
  },
});

/** Parts of epochs that have ended, and where. */
export const FeedGeneration = defineEntity({
  name: 'FeedGeneration',
  tableName: 'feed_generation',
  schema: 'server',
  properties: {
    topic: p.text().primary(),
    epoch: p.uuid().primary(),
    /** Empty for the first. */
    generation: p.text().primary(),
    /** The last position of each partition that was projected when it ended. */
    ends: p.json<Readonly<Record<string, number>>>(),
    endedAt: p.datetime(3),
  },
});

/** How far each partition is projected. */
export const Projection = defineEntity({
  name: 'Projection',
  tableName: 'projection',
  schema: 'server',
  properties: {
    topic: p.text().primary(),
    partition: p.integer().primary(),
    epoch: p.uuid(),
    /** The last position that is projected. */
    position: p.bigint('number'),
    /** The identity of the record at that position: another one there means another log. */
    lastEventId: p.text(),
    /** Changes below this position may have been deleted; a cursor that needs them is refused. */
    historyStart: p.bigint('number').default(0),
  },
});

/** The keys that cursors and guests' links are signed with; auth/server-keys.ts says which. */
export const FeedKey = defineEntity({
  name: 'FeedKey',
  tableName: 'feed_key',
  schema: 'server',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** 32 random bytes in hexadecimal. */
    secret: p.text(),
    createdAt: p.datetime(3),
  },
});
