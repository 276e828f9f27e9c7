/**
 * Deliveries by the time of their appointments. The time is in another table, and a move changes it; so lists walk along the index of that
 * table, each appointment to its deliveries. Where few of those fulfil the conditions, the few are sorted instead. Lists in another order that
 * are of a window of times look first, too.
 */
import type { EntityManager, InferEntity, QBFilterQuery } from '@mikro-orm/postgresql';
import type { Direction, Place } from '../db/pages.ts';
import { Delivery } from './delivery.ts';
import { type Condition, type DeliveryConditions, sqlCondition } from './delivery-conditions.ts';
import { type Found, foundBy, type Part, type Source } from './search.ts';

/** A window of times: of which begin at or after `appointmentSince`, and before `appointmentUntil`. */
export type TimeWindow = Pick<DeliveryConditions, 'appointmentSince' | 'appointmentUntil'>;

/** How many appointments a window may have for all of their deliveries to be looked up. */
const FEW = 50_000;
/** How much later than its appointment began a delivery may be created: by then the appointment is refused, and clocks differ. */
const LATER_MS = 3_600_000;

/** Where a delivery `d` is of an appointment of ours, its id. */
const ours = (alias: string) => `case when ${alias}.user_id is not null then ${alias}.appointment_id::uuid end`;

/** Whether a window narrows anything. */
export function isBounded({ appointmentSince, appointmentUntil }: TimeWindow): boolean {
  return appointmentSince !== null || appointmentUntil !== null;
}

/** What follows for when deliveries were created: nothing is sent about an appointment that has begun. */
export function createdBefore({ appointmentUntil }: TimeWindow): readonly Condition[] {
  return appointmentUntil === null ? [] : [{ createdAt: { $lt: new Date(appointmentUntil.getTime() + LATER_MS) } }];
}

/** The condition that the appointment's time is in a window; none where it is unbounded. */
export async function inWindow(em: EntityManager, window: TimeWindow): Promise<readonly Condition[]> {
  if (!isBounded(window)) return [];
  if (!(await hasAtMost(em, window, FEW))) return [sqlCondition((alias) => probe(alias, window))];
  return [
    sqlCondition(
      (alias) =>
        `${alias}.id = any(array(select x.id from (
          select a.id from server.appointment a where ${windowOf(window)} order by a.time limit ${2 * FEW}) a cross join lateral (
        select id from server.delivery where appointment_id = a.id::text and user_id is not null offset 0) x))`,
    ),
  ];
}

/** Deliveries in the order of a column of theirs, which can also be read from their appointments. */
export interface ColumnSource extends Source {
  /** A select of id and `at` of the first `limit` of those whose appointments a select of ids names. */
  of(appointments: string, limit: number): Part;
}

/** How far is looked for the deliveries of a window. */
export interface WindowLimits {
  /** How many deliveries are wanted. */
  readonly most: number;
  /** How many appointments a window may have to be read from them at once; and how many for that after a look. */
  readonly veryFew: number;
  readonly few: number;
  /** How many deliveries are looked at, in the order of the list. */
  readonly lookedAt: number;
}

/**
 * The first deliveries of a source whose appointments are in a window. A window that has very few appointments is read from those;
 * else the first deliveries of the list are looked at, and only where too few of those are in the window, all.
 */
export async function findInWindow(
  em: EntityManager,
  source: ColumnSource,
  window: TimeWindow,
  { most, veryFew, few, lookedAt }: WindowLimits,
): Promise<readonly Found[]> {
  const named = `select a.id from server.appointment a where ${windowOf(window)} order by a.time limit ${2 * few + 1}`;
  const ofAll = source.of(named, most);
  if (await hasAtMost(em, window, veryFew)) return await foundBy(em, ofAll);
  const found = await lookUntil(em, source, window, { most, lookedAt });
  if (found.length === most || !(await hasMore(em, source, lookedAt))) return found;
  if (await hasAtMost(em, window, few)) return await foundBy(em, ofAll);
  return await foundBy(em, source.all(most, [probe('d', window)]));
}

/** Looks no further than it takes: the subquery is in order, and each of its rows has at most one appointment. */
async function lookUntil(
  em: EntityManager,
  source: Source,
  window: TimeWindow,
  { most, lookedAt }: Pick<WindowLimits, 'most' | 'lookedAt'>,
): Promise<readonly Found[]> {
  const [sql, ...parameters] = source.all(lookedAt);
  return await foundBy(em, [
    `select c.id::text as id, c.at from (${sql}) c cross join lateral (select from server.appointment a
       where a.id = ${ours('c')} and ${windowOf(window)} limit 1) a ${source.look(lookedAt).order} limit ${most}`,
    ...parameters,
  ]);
}

async function hasMore(em: EntityManager, source: Source, lookedAt: number): Promise<boolean> {
  const { found, looked } = source.look(lookedAt);
  const [sql, ...parameters] = found;
  const [row] = await em.execute<{ looked: number }[]>(`with ${sql} select ${looked} as looked`, parameters);
  return row?.looked === lookedAt;
}

async function hasAtMost(em: EntityManager, window: TimeWindow, most: number): Promise<boolean> {
  const [counted] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from (select from server.appointment a where ${windowOf(window)} order by a.time limit ${most + 1}) w`,
  );
  return (counted?.count ?? 0) <= most;
}

const probe = (alias: string, window: TimeWindow) =>
  `(select true from server.appointment a where a.id = ${ours(alias)} and ${windowOf(window)} limit 1) is not null`;

/** Deliveries that fulfil conditions, by the times of their appointments. */
export function byAppointmentTime(
  em: EntityManager,
  conditions: readonly Condition[],
  { window, direction, after }: { window: TimeWindow; direction: Direction; after: Place | null },
): Source {
  const [orAt, than] = direction === 'asc' ? ['>=', '>'] : ['<=', '<'];
  const within = windowOf(window);
  const from = after === null ? 'true' : `a.time ${orAt} ${literalOf(after.at)}`;
  const follows = after === null ? 'true' : `(a.time, c.id) ${than} (${literalOf(after.at)}, '${after.id}'::uuid)`;
  const candidates = (and: Part): Part => {
    const found = em.createQueryBuilder(Delivery, 'd').select(['id', 'appointmentId', 'userId', 'createdAt']);
    const { sql, params } = found
      .where({ $and: [...conditions, { userId: { $ne: null } }] } as QBFilterQuery<InferEntity<typeof Delivery>>)
      .andWhere(and[0], and.slice(1))
      .toQuery();
    return [sql, ...params];
  };
  const order = `order by c.at ${direction}, c.id ${direction}`;
  return {
    look(limit) {
      const [sql, ...parameters] = candidates(['d.appointment_id = a.id::text']);
      return {
        found: [
          `t as materialized (select a.id, a.time from server.appointment a where ${within} and ${from}
             order by a.time ${direction} fetch first ${limit} rows with ties),
           c as materialized (select c.*, a.time as at from t a cross join lateral (${sql} offset 0) c where ${follows})`,
          ...parameters,
        ],
        looked: '(select count(*)::int from t)',
        order,
      };
    },
    all(limit, and = ['true']) {
      const [sql, ...parameters] = candidates(and);
      return [
        `select c.id::text as id, c.at from (select c.id, a.time as at from (${sql}) c cross join lateral (
           select time from server.appointment a where a.id = ${ours('c')} and ${within} limit 1) a where ${follows}) c ${order} limit ${limit}`,
        ...parameters,
      ];
    },
  };
}

function windowOf({ appointmentSince, appointmentUntil }: TimeWindow): string {
  const since = appointmentSince === null ? 'true' : `a.time >= ${literalOf(appointmentSince)}`;
  const until = appointmentUntil === null ? 'true' : `a.time < ${literalOf(appointmentUntil)}`;
  return `${since} and ${until}`;
}

function literalOf(instant: Date): string {
  return `'${instant.toISOString()}'::timestamptz`;
}
