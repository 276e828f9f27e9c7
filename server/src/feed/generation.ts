/**
 * Promise: a cursor that was given after a backup was taken is refused once that backup is restored, however it was taken.
 *
 * An epoch consists of generations. A new one begins when PostgreSQL was restarted, or when the row of the epoch was not
 * written by us (it was restored); the previous one ends at the positions that are projected then. A restart loses nothing, so
 * every cursor lies below that end and stays valid. A restore loses changes: the cursors that were given since the backup
 * name a generation that the restored tables do not know, or lie beyond the end that they record.
 */
import { randomUUID } from 'node:crypto';
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Positions } from './positions.ts';

/** The part of an epoch that a position belongs to. Null is the first. */
export type Generation = string | null;

/**
 * Identifies this database and its start. A copy of the files (a base backup, a snapshot of the disk, point-in-time
 * recovery, a promoted standby) is another start of PostgreSQL; a copy within the same PostgreSQL has another oid.
 */
const INCARNATION = `(select oid || ' ' || extract(epoch from pg_postmaster_start_time())
  from pg_database where datname = current_database())`;

/**
 * Whether the row `e` of server.feed_epoch is as we wrote it. Rows that were restored from a dump (all of it or its data
 * alone, into another database or the same) were written by the transaction that restored them, which is not the one
 * that they name. A row without a stamp, from an earlier version, counts as intact.
 */
export const INTACT = `(e.incarnation is null or (e.incarnation = ${INCARNATION} and e.written_by = e.xmin::text))`;

/** The assignments that make the row intact, for an update of it. */
export const STAMP = `incarnation = ${INCARNATION}, written_by = (pg_current_xact_id()::xid)::text`;

/** How many former generations are kept; a cursor of an older one is refused. */
const KEPT = 1_000;

/** Begins a generation and returns it. The caller has locked the row of the epoch. */
export async function beginGeneration(tx: EntityManager, topic: string): Promise<string> {
  const next = randomUUID();
  await tx.execute(END, [topic]);
  await tx.execute(`update server.feed_epoch set generation = ?, ${STAMP} where topic = ?`, [next, topic]);
  await tx.execute(FORGET, [topic, topic, KEPT]);
  return next;
}

const END = `
insert into server.feed_generation (topic, epoch, generation, ends, ended_at)
select e.topic, e.epoch, coalesce(e.generation, ''), coalesce((select jsonb_object_agg(p.partition, p.position)
  from server.projection p where p.topic = e.topic and p.epoch = e.epoch), '{}'), now()
from server.feed_epoch e where e.topic = ? on conflict do nothing`;

const FORGET = `
delete from server.feed_generation g where g.topic = ? and g.generation not in
  (select generation from server.feed_generation where topic = ? order by ended_at desc limit ?)`;

const READ_ENDS = createStatement(
  'server feed generation',
  'select ends from server.feed_generation where topic = $1 and epoch = $2::uuid and generation = $3',
);

/** Whether a former generation reached these positions. False for one that is not kept. */
export async function hadReached(
  em: EntityManager,
  topic: string,
  epoch: string,
  generation: Generation,
  positions: Positions,
): Promise<boolean> {
  const [row] = await runStatement<{ ends: Readonly<Record<string, number>> }>(em, READ_ENDS, [
    topic,
    epoch,
    generation ?? '',
  ]);
  return row !== undefined && positions.every((position, partition) => position <= (row.ends[partition] ?? -1));
}
