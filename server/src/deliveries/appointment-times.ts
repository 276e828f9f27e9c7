/**
 * Deliveries by the time of their appointments. The time is in another table, and a move changes it; so lists walk along the index of that
 * table, each appointment to its deliveries. Where few of those fulfil the conditions, the few are sorted instead.
 */
import type { EntityManager, InferEntity, QBFilterQuery } from '@mikro-orm/postgresql';
import type { Direction, Place } from '../db/pages.ts';
import { Delivery } from './delivery.ts';
import { type Condition, type DeliveryConditions, sqlCondition } from './delivery-conditions.ts';
import type { Part, Source } from './search.ts';

/** A window of times: of which begin at or after `appointmentSince`, and before `appointmentUntil`. */
export type TimeWindow = Pick<DeliveryConditions, 'appointmentSince' | 'appointmentUntil'>;

/** How many appointments a window may have for their deliveries to be looked up one by one. */
const FEW = 50_000;

/** Where a delivery `d` is of an appointment of ours, its id. */
const ours = (alias: string) => `case when ${alias}.user_id is not null then ${alias}.appointment_id::uuid end`;

/** The condition that the appointment's time is in a window; none where it is unbounded. */
export async function inWindow(em: EntityManager, window: TimeWindow): Promise<readonly Condition[]> {
  if (window.appointmentSince === null && window.appointmentUntil === null) return [];
  const within = windowOf(window);
  const [counted] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from (select from server.appointment a where ${within} order by a.time limit ${FEW + 1}) w`,
  );
  if ((counted?.count ?? 0) <= FEW) {
    return [
      sqlCondition(
        (alias) => `${alias}.id = any(array(select x.id from (
          select a.id from server.appointment a where ${within} order by a.time limit ${2 * FEW}) a cross join lateral (
        select id from server.delivery where appointment_id = a.id::text and user_id is not null offset 0) x))`,
      ),
    ];
  }
  return [
    sqlCondition(
      (alias) =>
        `(select true from server.appointment a where a.id = ${ours(alias)} and ${within} limit 1) is not null`,
    ),
  ];
}

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
