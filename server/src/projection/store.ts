/** The projection's statements: the epoch, the position of each partition, deliveries and their changes. */
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DELIVERY_FIELDS, type DeliveryJson, type DeliveryRow, deliveryOfJson } from '../deliveries/delivery.ts';
import { CHANGE_FIELDS, type ChangeJson, changeOfJson, type PlacedChange } from '../deliveries/delivery-change.ts';
import { type Generation, INTACT, STAMP } from '../feed/generation.ts';
import type { NewEntry } from '../outbox/entry-record.ts';
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

/** One partition, and the epoch and generation that it is read in. */
export interface ReadPartition {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: string;
  readonly generation: Generation;
}

/** What is stored of a partition, at one moment. */
export interface StoredPartition {
  /** How far it is projected; -1 is nothing yet. */
  readonly position: number;
  /** Changes below this position may be missing. */
  readonly historyStart: number;
  /** The requested deliveries that exist, by id; none where everything is stored up to the requested position. */
  readonly deliveries: ReadonlyMap<string, DeliveryRow>;
  /** The versions of their rows, by id. */
  readonly versions: ReadonlyMap<string, string>;
  /** The changes that are stored in the requested range, in order. */
  readonly changes: readonly PlacedChange[];
}

/** What is read of a partition: the deliveries with these ids, and the changes above `after`, up to and with `through`. */
export interface PartitionRequest {
  readonly deliveryIds: readonly string[];
  readonly after: number;
  readonly through: number;
}

const READ_PARTITION = createStatement(
  'server read partition',
  `select e.epoch, e.generation, ${INTACT} as intact, p.position, p.history_start as "historyStart",
     case when p.position < $5::bigint then (select json_agg(d) from jsonb_array_elements_text($3::jsonb) w cross join lateral (
       select ${DELIVERY_FIELDS}, xmin::text as version from server.delivery where id = w.value::uuid limit 1) d) end as deliveries,
     (select json_agg(c) from (select ${CHANGE_FIELDS} from server.delivery_change
       where epoch = e.epoch and partition = $2::int and position > $4::bigint and position <= $5::bigint
       order by position) c) as changes
   from server.feed_epoch e left join server.projection p on p.topic = e.topic and p.partition = $2::int
   where e.topic = $1`,
);

interface PartitionRow {
  readonly epoch: string;
  readonly generation: Generation;
  readonly intact: boolean;
  readonly position: string | null;
  readonly historyStart: string;
  readonly deliveries: (DeliveryJson & { readonly version: string })[] | null;
  readonly changes: ChangeJson[] | null;
}

/**
 * Reads what is stored of a partition: one statement, so all of it is of one moment. Nothing is locked.
 *
 * @throws {EpochChangedError}
 */
export async function readPartition(
  em: EntityManager,
  { topic, partition, epoch, generation }: ReadPartition,
  { deliveryIds, after, through }: PartitionRequest,
): Promise<StoredPartition> {
  const values = [topic, partition, JSON.stringify(deliveryIds), after, through];
  const [row] = await runStatement<PartitionRow>(em, READ_PARTITION, values);
  if (row === undefined) throw new EpochChangedError('the projection of this topic has no epoch');
  if (row.epoch !== epoch) throw new EpochChangedError('another server, or a rebuild, began the feed again');
  if (!row.intact) throw new EpochChangedError('PostgreSQL was restarted, or restored from a backup');
  if (row.generation !== generation)
    throw new EpochChangedError('another server began a generation after PostgreSQL was restarted');
  if (row.position === null) await em.execute(BEGIN_PARTITION, [topic, partition, epoch]);
  const deliveries = row.deliveries ?? [];
  return {
    position: Number(row.position ?? -1),
    historyStart: Number(row.historyStart ?? 0),
    deliveries: new Map(deliveries.map(({ version: _, ...delivery }) => [delivery.id, deliveryOfJson(delivery)])),
    versions: new Map(deliveries.map(({ id, version }) => [id, version])),
    changes: (row.changes ?? []).map(changeOfJson),
  };
}

const BEGIN_PARTITION = `insert into server.projection (topic, partition, epoch, position, last_event_id)
  values (?, ?, ?, -1, '') on conflict do nothing`;

/** What one transaction of the projection writes. */
export interface PartitionWrite {
  readonly folded: Folded;
  /** Dead letters, for the outbox. */
  readonly parked: readonly NewEntry[];
  /** How far the partition is projected then. */
  readonly place: ReadPlace;
  readonly historyStart: number;
}

/**
 * Writes the deliveries and changes of a batch, its dead letters, and how far the partition is projected: all of it, or
 * nothing where anything that `read` found has changed since, the epoch, the position or a delivery. One statement, because
 * every batch needs it.
 *
 * @returns whether it was written
 */
export async function storeFolded(
  em: EntityManager,
  { topic, partition, epoch, generation }: ReadPartition,
  read: Pick<StoredPartition, 'position' | 'versions'>,
  { folded, parked, place, historyStart }: PartitionWrite,
): Promise<boolean> {
  const deliveries = folded.deliveries.map((row) => ({ ...row, version: read.versions.get(row.id) ?? null }));
  const written = await runStatement(em, STORE, [
    JSON.stringify(deliveries),
    JSON.stringify(folded.changes),
    epoch,
    topic,
    partition,
    place.position,
    place.lastEventId,
    read.position,
    generation ?? '',
    historyStart,
    JSON.stringify(parked.map((entry, n) => ({ n, ...entry }))),
  ]);
  return written.length > 0;
}

/** The rows that were read are locked here, at last; a row that was changed, or came into being, has another version. */
const STORE = createStatement(
  'server store changes',
  `
with i as materialized (
  select * from jsonb_to_recordset($1::jsonb) as i (id uuid, "sourceEventId" uuid, "appointmentId" text, "userId" text,
    channel text, status text, attempts int, provider text, "providerMessageId" text, "errorCode" text,
    "errorMessage" text, "errorRetryable" boolean, "nextAttemptAt" timestamptz, "projectedStatus" text,
    "projectedAttempt" int, "retryEventId" uuid, kind text, sequence int, "contentHash" text, "createdAt" timestamptz, "updatedAt" timestamptz, version text)
), place as materialized (
  select from server.feed_epoch e join server.projection p on p.topic = e.topic and p.partition = $5::int
  where e.topic = $4 and e.epoch = $3::uuid and coalesce(e.generation, '') = $9 and ${INTACT} and p.position = $8::bigint
  for share of e for update of p
), locked as materialized (
  select d.* from (select id from i order by id) w cross join lateral (
    select d.id, d.xmin::text as version from server.delivery d
    where d.id = w.id and exists (select from place) limit 1 for update of d) d
), unchanged as materialized (
  select where exists (select from place)
    and not exists (select from i full join locked l using (id) where i.version is distinct from l.version)
), stored as (
  insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, provider,
    provider_message_id, error_code, error_message, error_retryable, next_attempt_at, projected_status, projected_attempt,
    retry_event_id, kind, sequence, content_hash, created_at, updated_at)
  select id, "sourceEventId", "appointmentId", "userId", channel, status, attempts, provider, "providerMessageId",
    "errorCode", "errorMessage", "errorRetryable", "nextAttemptAt", "projectedStatus", "projectedAttempt",
    "retryEventId", kind, sequence, "contentHash", "createdAt", "updatedAt"
  from i, unchanged order by id
  on conflict (id) do update set status = excluded.status, attempts = excluded.attempts, provider = excluded.provider,
    provider_message_id = excluded.provider_message_id, error_code = excluded.error_code,
    error_message = excluded.error_message, error_retryable = excluded.error_retryable,
    next_attempt_at = excluded.next_attempt_at, projected_status = excluded.projected_status,
    projected_attempt = excluded.projected_attempt, retry_event_id = excluded.retry_event_id,
    kind = excluded.kind, sequence = excluded.sequence, content_hash = excluded.content_hash,
    updated_at = excluded.updated_at
), changed as (
  insert into server.delivery_change (epoch, partition, position, event_id, delivery_id, appointment_id, user_id, channel,
    status, attempt, provider, provider_message_id, error_code, error_message, error_retryable, next_attempt_at, occurred_at)
  select $3::uuid, partition, position, "eventId", "deliveryId", "appointmentId", "userId", channel, status, attempt,
    provider, "providerMessageId", "errorCode", "errorMessage", "errorRetryable", "nextAttemptAt", "occurredAt"
  from jsonb_to_recordset($2::jsonb) as i (partition int, position bigint, "eventId" uuid, "deliveryId" uuid,
    "appointmentId" text, "userId" text, channel text, status text, attempt int, provider text, "providerMessageId" text,
    "errorCode" text, "errorMessage" text, "errorRetryable" boolean, "nextAttemptAt" timestamptz, "occurredAt" timestamptz),
    unchanged
), parked as (
  insert into server.outbox (topic, key, value, headers, created_at)
  select topic, key, value, headers, now()
  from jsonb_to_recordset($11::jsonb) as o (n int, topic text, key text, value text, headers text), unchanged order by n
)
update server.projection set position = $6::bigint, last_event_id = $7, epoch = $3::uuid,
  history_start = greatest(history_start, $10::bigint)
from unchanged where topic = $4 and partition = $5::int returning partition`,
);
