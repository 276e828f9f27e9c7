/** The projection's statements: the epoch, the position of each partition, deliveries and their changes. */
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import { DeliveryChange, type DeliveryChangeRow, type PlacedChange } from '../deliveries/delivery-change.ts';
import { type Generation, INTACT, STAMP } from '../feed/generation.ts';
import type { ReadPlace } from './decide-resume.ts';
import type { Folded } from './fold.ts';

/** The log that is projected, and how far. */
export interface StoredEpoch {
  readonly epoch: string;
  readonly generation: Generation;
  /** Whether the generation is current: PostgreSQL was neither restarted nor restored since it began. */
  readonly intact: boolean;
  /** Whether that is known: false in rows of earlier versions. */
  readonly stamped: boolean;
  readonly partitions: number | null;
  readonly places: ReadonlyMap<number, ReadPlace>;
}

/** The epoch that this process reads in, or its generation, is no longer the current one: it has to enter that. */
export class EpochChangedError extends Error {
  override readonly name = 'EpochChangedError';
}

/** Reads how far a topic is projected, and locks its epoch until the transaction ends. */
export async function lockEpoch(tx: EntityManager, topic: string): Promise<StoredEpoch> {
  const [found] = await tx.execute<Omit<StoredEpoch, 'places'>[]>(
    `select epoch, generation, partitions, ${INTACT} as intact, incarnation is not null as stamped from server.feed_epoch e where topic = ? for update`,
    [topic],
  );
  if (found === undefined) throw new Error(`there is no epoch of ${topic}`);
  const rows = await tx.execute<{ partition: number; position: string; last_event_id: string }[]>(
    'select partition, position, last_event_id from server.projection where topic = ?',
    [topic],
  );
  const places = rows.map(
    (row) => [row.partition, { position: Number(row.position), lastEventId: row.last_event_id }] as const,
  );
  return { ...found, places: new Map(places) };
}

/** Writes the epoch, and deletes the positions of former ones. Changes that are stored stay for the histories. */
export async function storeEpoch(tx: EntityManager, topic: string, epoch: string, partitions: number): Promise<void> {
  await tx.execute(
    `update server.feed_epoch set generation = case when epoch = ?::uuid then generation end, epoch = ?::uuid,
       partitions = ?, ${STAMP} where topic = ?`,
    [epoch, epoch, partitions, topic],
  );
  await tx.execute('delete from server.projection where topic = ? and epoch <> ?', [topic, epoch]);
}

/** How far one partition is projected; -1 is nothing yet. Changes below `historyStart` may be missing. */
export interface LockedPartition {
  readonly position: number;
  readonly historyStart: number;
}

/**
 * Locks how far one partition is projected, until the transaction ends.
 *
 * @throws {EpochChangedError}
 */
export async function lockPartition(
  tx: EntityManager,
  topic: string,
  partition: number,
  { epoch, generation }: { readonly epoch: string; readonly generation: Generation },
): Promise<LockedPartition> {
  const known = await lockKnown(tx, topic, partition, epoch, generation);
  if (known !== null) return known;
  await tx.execute(
    `insert into server.projection (topic, partition, epoch, position, last_event_id) values (?, ?, ?, -1, '')
     on conflict do nothing`,
    [topic, partition, epoch],
  );
  const begun = await lockKnown(tx, topic, partition, epoch, generation);
  if (begun === null) throw new EpochChangedError('the projection of this topic has no epoch');
  return begun;
}

const LOCK_PARTITION = createStatement(
  'server lock partition',
  `select e.epoch, e.generation, ${INTACT} as intact, p.position, p.history_start as "historyStart" from server.feed_epoch e
   join server.projection p on p.topic = e.topic and p.partition = $2::int where e.topic = $1 for share of e for update of p`,
);

/** Null while the partition has no row. One statement, because every batch needs it. */
async function lockKnown(
  tx: EntityManager,
  topic: string,
  partition: number,
  epoch: string,
  generation: Generation,
): Promise<LockedPartition | null> {
  const [row] = await runStatement<LockedRow>(tx, LOCK_PARTITION, [topic, partition]);
  if (row === undefined) return null;
  if (row.epoch !== epoch) throw new EpochChangedError('another server, or a rebuild, began the feed again');
  if (!row.intact) throw new EpochChangedError('PostgreSQL was restarted, or restored from a backup');
  if (row.generation !== generation)
    throw new EpochChangedError('another server began a generation after PostgreSQL was restarted');
  return { position: Number(row.position), historyStart: Number(row.historyStart) };
}

interface LockedRow {
  readonly epoch: string;
  readonly generation: Generation;
  readonly intact: boolean;
  readonly position: string;
  readonly historyStart: string;
}

/** Records below a position are gone from the log and were never stored: cursors that need them expire. */
export async function giveUpBelow(
  tx: EntityManager,
  topic: string,
  partition: number,
  position: number,
): Promise<void> {
  await tx.execute(
    'update server.projection set history_start = greatest(history_start, ?) where topic = ? and partition = ?',
    [position, topic, partition],
  );
}

/** Writes the deliveries and changes of a batch, and that the partition is projected up to `place`. */
export async function storeFolded(
  tx: EntityManager,
  where: { readonly topic: string; readonly partition: number; readonly epoch: string },
  folded: Folded,
  place: ReadPlace,
): Promise<void> {
  await runStatement(tx, STORE, [
    JSON.stringify(folded.deliveries),
    JSON.stringify(folded.changes),
    where.epoch,
    where.topic,
    where.partition,
    place.position,
    place.lastEventId,
  ]);
}

/** The changes stored at these positions (both inclusive) by any instance, in order. */
export async function changesBetween(
  tx: EntityManager,
  epoch: string,
  partition: number,
  first: number,
  last: number,
): Promise<readonly PlacedChange[]> {
  const where = { epoch, partition, position: { $gte: first, $lte: last } };
  const found = await tx.find(DeliveryChange, where, { orderBy: { position: 'asc' }, disableIdentityMap: true });
  return asRows(found) as readonly DeliveryChangeRow[];
}

/** One statement: a change that comes alone costs as many round trips as a thousand that come together. */
const STORE = createStatement(
  'server store changes',
  `
with stored as (
  insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, provider,
    provider_message_id, error_code, error_message, error_retryable, next_attempt_at, projected_status, projected_attempt,
    created_at, updated_at)
  select id, "sourceEventId", "appointmentId", "userId", channel, status, attempts, provider, "providerMessageId",
    "errorCode", "errorMessage", "errorRetryable", "nextAttemptAt", "projectedStatus", "projectedAttempt", "createdAt",
    "updatedAt"
  from jsonb_to_recordset($1::jsonb) as i (id uuid, "sourceEventId" uuid, "appointmentId" text, "userId" text, channel text,
    status text, attempts int, provider text, "providerMessageId" text, "errorCode" text, "errorMessage" text,
    "errorRetryable" boolean, "nextAttemptAt" timestamptz, "projectedStatus" text, "projectedAttempt" int,
    "createdAt" timestamptz, "updatedAt" timestamptz)
  order by id
  on conflict (id) do update set status = excluded.status, attempts = excluded.attempts, provider = excluded.provider,
    provider_message_id = excluded.provider_message_id, error_code = excluded.error_code,
    error_message = excluded.error_message, error_retryable = excluded.error_retryable,
    next_attempt_at = excluded.next_attempt_at, projected_status = excluded.projected_status,
    projected_attempt = excluded.projected_attempt, updated_at = excluded.updated_at
), changed as (
  insert into server.delivery_change (epoch, partition, position, event_id, delivery_id, appointment_id, user_id, channel,
    status, attempt, provider, provider_message_id, error_code, error_message, error_retryable, next_attempt_at, occurred_at)
  select $3::uuid, partition, position, "eventId", "deliveryId", "appointmentId", "userId", channel, status, attempt,
    provider, "providerMessageId", "errorCode", "errorMessage", "errorRetryable", "nextAttemptAt", "occurredAt"
  from jsonb_to_recordset($2::jsonb) as i (partition int, position bigint, "eventId" uuid, "deliveryId" uuid,
    "appointmentId" text, "userId" text, channel text, status text, attempt int, provider text, "providerMessageId" text,
    "errorCode" text, "errorMessage" text, "errorRetryable" boolean, "nextAttemptAt" timestamptz, "occurredAt" timestamptz)
)
update server.projection set position = $6::bigint, last_event_id = $7, epoch = $3::uuid where topic = $4 and partition = $5::int`,
);
