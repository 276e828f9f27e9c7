/** What the feed reads from PostgreSQL: positions, present states, and changes that a stream missed. */
import { catalogue } from '@belltower/events';
import { createStatement, runStatement, type Statement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FeedPosition } from '../appointments/appointment.ts';
import { isUuid } from '../db/uuid.ts';
import { DELIVERY_FIELDS, type DeliveryJson, type DeliveryRow, deliveryOfJson } from '../deliveries/delivery.ts';
import { CHANGE_FIELDS, type ChangeJson, changeOfJson, type PlacedChange } from '../deliveries/delivery-change.ts';
import { type Generation, hadReached, INTACT } from './generation.ts';
import type { Interest } from './hub.ts';
import { type Positions, positionsFrom } from './positions.ts';

/** Where the feed stands in the tables. `historyStart` has, for each partition, the first position still kept. */
export interface StoredPosition {
  readonly epoch: string;
  readonly generation: Generation;
  /** False from a restart of PostgreSQL, or a restore, until the projection has begun the next generation. */
  readonly intact: boolean;
  readonly positions: Positions;
  readonly historyStart: Positions;
}

const TOPIC = catalogue['notifications.status'].topic;

/** How many deliveries a snapshot of more than one appointment holds at most. */
const SNAPSHOT = 1_000;

const POSITION = `select e.epoch, e.generation, ${INTACT} as intact, p.partition, p.position, p.history_start
  from server.feed_epoch e
  left join server.projection p on p.topic = e.topic and p.epoch = e.epoch where e.topic = $1`;
const READ_POSITION = createStatement('server feed position', POSITION);

interface PositionRow {
  readonly epoch: string;
  readonly generation: Generation;
  readonly intact: boolean;
  readonly partition: number | null;
  readonly position: string | number | null;
  readonly history_start: string | number | null;
}

/** Reads where the feed stands now. */
export async function readPosition(em: EntityManager): Promise<StoredPosition> {
  return positionOf(await runStatement<PositionRow>(em, READ_POSITION, [TOPIC]));
}

function positionOf(rows: readonly PositionRow[]): StoredPosition {
  const historyStart: number[] = [];
  const positions: [number, number][] = [];
  for (const { partition, position, history_start } of rows) {
    if (partition === null) continue;
    positions.push([partition, Number(position)]);
    historyStart[partition] = Number(history_start);
  }
  return {
    epoch: rows[0]?.epoch ?? '',
    generation: rows[0]?.generation ?? null,
    intact: rows[0]?.intact ?? true,
    positions: positionsFrom(positions),
    historyStart: Array.from(historyStart, (position) => position ?? 0),
  };
}

/** The positions that were stored with an appointment. */
export function positionsOf({ positions }: FeedPosition): Positions {
  return positionsFrom(Object.entries(positions).map(([partition, position]) => [Number(partition), position]));
}

/** Whether a former generation of an epoch reached these positions. */
export function hasReached(em: EntityManager, ...args: ReachedArgs): Promise<boolean> {
  return hadReached(em, TOPIC, ...args);
}

/** A former generation, and how far it would have to have come. */
export type ReachedArgs = readonly [epoch: string, generation: Generation, positions: Positions];

/** The present state of every delivery of an interest, oldest first, and the position it belongs to. */
export interface Snapshot {
  readonly at: StoredPosition;
  readonly deliveries: readonly DeliveryRow[];
}

const READ_SNAPSHOT = byScope((scope) =>
  createStatement(
    `server feed snapshot ${scope}`,
    `select (select json_agg(at) from (${POSITION}) at) as at,
       (select json_agg(d) from (select ${DELIVERY_FIELDS} from server.delivery where ${conditionOf(scope, 2)}
         order by created_at desc, id desc ${scope === 'appointment' || scope === 'own appointment' ? '' : `limit ${SNAPSHOT}`}) d) as deliveries`,
  ),
);

/** Reads a snapshot: position and deliveries by one statement, so both are of one moment. */
export async function readSnapshot(em: EntityManager, interest: Interest): Promise<Snapshot> {
  const { scope, values } = scopeOf(interest);
  const [row] = await runStatement<{ at: PositionRow[]; deliveries: DeliveryJson[] | null }>(em, READ_SNAPSHOT[scope], [
    TOPIC,
    ...values,
  ]);
  return { at: positionOf(row?.at ?? []), deliveries: (row?.deliveries ?? []).map(deliveryOfJson).toReversed() };
}

/** Which changes are read: of what, in which epoch, from where to where, and how many at most. */
export type ChangesArgs = readonly [
  interest: Interest,
  epoch: string,
  range: { readonly partition: number; readonly after: number; readonly through: number },
  limit: number,
];

const READ_CHANGES = byScope((scope) =>
  createStatement(
    `server feed changes ${scope}`,
    `select json_agg(c) as changes from (select ${CHANGE_FIELDS} from server.delivery_change
       where epoch = $1::uuid and partition = $2::int and position > $3::bigint and position <= $4::bigint
         and ${conditionOf(scope, 6)} order by position limit $5::int) c`,
  ),
);

/** The first changes of an interest between two positions of a partition: above `after`, up to and with `through`. */
export async function readChanges(
  em: EntityManager,
  ...[interest, epoch, range, limit]: ChangesArgs
): Promise<readonly PlacedChange[]> {
  const { scope, values } = scopeOf(interest);
  const { partition, after, through } = range;
  const [row] = await runStatement<{ changes: ChangeJson[] | null }>(em, READ_CHANGES[scope], [
    ...[epoch, partition, after, through, limit],
    ...values,
  ]);
  return (row?.changes ?? []).map(changeOfJson);
}

const APPOINTMENT = createStatement('server feed appointment', 'select from server.appointment where id = $1::uuid');
const OWN_APPOINTMENT = createStatement(
  'server feed own appointment',
  'select from server.appointment where id = $1::uuid and user_id = $2',
);
const ANY_DELIVERY = createStatement(
  'server feed delivery',
  'select from server.delivery where appointment_id = $1 limit 1',
);

/** Whether there is anything of this appointment that the caller may see; if not, it is answered like an unknown id. */
export async function isVisible(
  em: EntityManager,
  { appointmentId, userId }: Extract<Interest, { kind: 'appointment' }>,
): Promise<boolean> {
  const found = async (statement: Statement, ...parameters: string[]) =>
    (await runStatement(em, statement, parameters)).length > 0;
  const isOurs = isUuid(appointmentId);
  if (userId !== null) return isOurs && (await found(OWN_APPOINTMENT, appointmentId, userId));
  return (isOurs && (await found(APPOINTMENT, appointmentId))) || (await found(ANY_DELIVERY, appointmentId));
}

/** The kinds of interest, as conditions have them. */
type Scope = 'staff' | 'user' | 'appointment' | 'own appointment';

function byScope(make: (scope: Scope) => Statement): Readonly<Record<Scope, Statement>> {
  return {
    staff: make('staff'),
    user: make('user'),
    appointment: make('appointment'),
    'own appointment': make('own appointment'),
  };
}

/** `first`: the number of its first parameter. */
function conditionOf(scope: Scope, first: number): string {
  switch (scope) {
    case 'staff':
      return 'true';
    case 'user':
      return `user_id = $${first}`;
    case 'appointment':
      return `appointment_id = $${first}`;
    case 'own appointment':
      return `appointment_id = $${first} and user_id = $${first + 1}`;
  }
}

function scopeOf(interest: Interest): { readonly scope: Scope; readonly values: readonly string[] } {
  switch (interest.kind) {
    case 'appointment': {
      const { appointmentId, userId } = interest;
      return userId === null
        ? { scope: 'appointment', values: [appointmentId] }
        : { scope: 'own appointment', values: [appointmentId, userId] };
    }
    case 'user':
      return { scope: 'user', values: [interest.userId] };
    case 'staff':
      return { scope: 'staff', values: [] };
  }
}
