/** Reads deliveries: one, or a page. Every read is limited to what the caller may see. */
import type { EntityManager, InferEntity, QBFilterQuery } from '@mikro-orm/postgresql';
import { type Caller, maySee } from '../auth/caller.ts';
import { following, type Page } from '../db/pages.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import {
  byAppointmentTime,
  type ColumnSource,
  createdBefore,
  findInWindow,
  inWindow,
  isBounded,
} from './appointment-times.ts';
import { Delivery, type DeliveryRow, isOpen } from './delivery.ts';
import { type Condition, conditionsOf, type DeliveryConditions, isOfFew } from './delivery-conditions.ts';
import { type DeliveryOrder, listsOf, orderOf, type PlacedDelivery } from './delivery-order.ts';
import { type Found, findSearched, foundBy, lookAmong, type Part, type Source } from './search.ts';

/** One delivery, or null when there is none that the caller may see. */
export async function findDelivery(em: EntityManager, id: string, caller: Caller): Promise<DeliveryRow | null> {
  if (!isUuid(id)) return null;
  const [row] = asRows(await em.find(Delivery, { id }, { disableIdentityMap: true }));
  return row !== undefined && maySee(caller, row) ? row : null;
}

/** How many appointments are looked at, one by one, before the deliveries that fulfil the conditions are sorted: first so many, then so many. */
const [FIRST, LOOKED_AT] = [200, 5_000];
/** How many open failures are sorted at once. */
const FEW_OPEN = 5_000;

/** A page of the deliveries that the caller may see, and one more where there are more. */
export async function listDeliveries(
  em: EntityManager,
  caller: Caller,
  conditions: DeliveryConditions,
  page: Page,
  { order = 'created-desc', lookedAt = LOOKED_AT }: { readonly order?: DeliveryOrder; readonly lookedAt?: number } = {},
): Promise<readonly PlacedDelivery[]> {
  const narrowing = conditionsOf(caller, conditions);
  const { by, direction } = orderOf(order);
  const [list = '', foreign] = listsOf(order);
  const most = page.first + 1;
  if (by !== 'appointmentTime') {
    return await listByColumn(em, narrowing, conditions, { ...page, list, by, direction, lookedAt });
  }
  const { appointmentSince, appointmentUntil } = conditions;
  const own: PlacedDelivery[] = [];
  if (page.after?.list !== foreign) {
    const window = { appointmentSince, appointmentUntil };
    const source = byAppointmentTime(em, narrowing, { window, direction, after: page.after });
    const few = isOfFew(caller, conditions) || (conditions.open === true && (await areFewOpen(em)));
    const found = await findByTime(em, source, conditions, { most, lookedAt: few ? 0 : lookedAt });
    own.push(...(await placed(em, found, list)));
  }
  if (own.length === most || foreign === undefined || isBounded(conditions)) return own;
  const after = page.after?.list === foreign ? page.after : null;
  const first = page.first - own.length;
  const rest = { list: foreign, by: 'createdAt', direction: 'desc', after, first, lookedAt } as const;
  return [...own, ...(await listByColumn(em, [...narrowing, { userId: null }], conditions, rest))];
}

/** A probe of an appointment costs as much as one of its deliveries; what is looked at may be in vain. */
const limitsOf = (most: number, lookedAt: number) => ({
  ...{ most, veryFew: Math.floor(lookedAt / 5), few: 10 * lookedAt, lookedAt: 2 * lookedAt },
});

interface ColumnPage extends Page {
  readonly list: string;
  readonly by: 'createdAt' | 'updatedAt';
  readonly direction: 'asc' | 'desc';
  readonly lookedAt: number;
}

async function listByColumn(
  em: EntityManager,
  narrowing: readonly Condition[],
  conditions: DeliveryConditions,
  { list, by, direction, after, first, lookedAt }: ColumnPage,
): Promise<readonly PlacedDelivery[]> {
  const { search, country } = conditions;
  const all = [following(after, by, direction) as Condition, ...createdBefore(conditions), ...narrowing];
  const orderBy = { [by]: direction, id: direction };
  const read = async (where: Condition, limit: number) => {
    const rows = asRows(await em.find(Delivery, where, { orderBy, limit, disableIdentityMap: true }));
    return rows.map((row) => ({ row, place: { list, at: row[by], id: row.id } }));
  };
  if (search === null && !isBounded(conditions)) return await read({ $and: all }, first + 1);
  const found =
    search === null
      ? await findInWindow(em, byColumn(em, all, by, direction), conditions, limitsOf(first + 1, lookedAt))
      : await findSearched(
          em,
          byColumn(em, [...all, ...(await inWindow(em, conditions))], by, direction),
          { text: search, country },
          first + 1,
        );
  return await read({ id: { $in: found.map(({ id }) => id) } }, found.length);
}

/** Deliveries that fulfil conditions, by a column of theirs. */
function byColumn(
  em: EntityManager,
  conditions: readonly Condition[],
  by: ColumnPage['by'],
  direction: ColumnPage['direction'],
): ColumnSource {
  const column = by === 'createdAt' ? 'created_at' : 'updated_at';
  const matching = (and: Part) =>
    em
      .createQueryBuilder(Delivery, 'd')
      .select(['id', 'appointmentId', 'userId', 'createdAt', 'updatedAt'])
      .where({ $and: [...conditions] } as QBFilterQuery<InferEntity<typeof Delivery>>)
      .andWhere(and[0], and.slice(1));
  const candidates = (limit: number, and: Part = ['true']): Part => {
    const ordered = matching(and).orderBy({ [by]: direction, id: direction });
    const { sql, params } = ordered.limit(limit).toQuery();
    return [`select c.*, c.${column} as at from (${sql}) c`, ...params];
  };
  return {
    look(limit) {
      const [sql, ...parameters] = candidates(limit);
      return {
        found: [`c as materialized (${sql})`, ...parameters],
        looked: '(select count(*)::int from c)',
        order: `order by c.at ${direction}, c.id ${direction}`,
      };
    },
    all: candidates,
    of(appointments, limit) {
      const { sql, params } = matching(['d.user_id is not null and d.appointment_id = a.id::text']).toQuery();
      return [
        `select c.id::text as id, c.${column} as at from (${appointments}) a cross join lateral (${sql} offset 0) c
         order by c.${column} ${direction}, c.id ${direction} limit ${limit}`,
        ...params,
      ];
    },
  };
}

async function areFewOpen(em: EntityManager): Promise<boolean> {
  const [counted] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from (select from server.delivery d where ${isOpen('d')} order by created_at limit ${FEW_OPEN + 1}) o`,
  );
  return (counted?.count ?? 0) <= FEW_OPEN;
}

/** Looks at the first appointments in this order; where too few of their deliveries match, at all that match. */
async function findByTime(
  em: EntityManager,
  source: Source,
  { search, country }: DeliveryConditions,
  { most, lookedAt }: { most: number; lookedAt: number },
): Promise<readonly Found[]> {
  if (search !== null) return await findSearched(em, source, { text: search, country }, most);
  for (const limit of new Set(lookedAt > 0 ? [Math.min(FIRST + most, lookedAt), lookedAt] : [])) {
    const first = await lookAmong(em, source, { limit, most });
    if (first.found.length === most || first.looked < limit) return first.found;
  }
  return await foundBy(em, source.all(most));
}

async function placed(em: EntityManager, found: readonly Found[], list: string): Promise<readonly PlacedDelivery[]> {
  const ids = found.map(({ id }) => id);
  const rows = new Map(
    asRows(await em.find(Delivery, { id: { $in: ids } }, { disableIdentityMap: true })).map((row) => [row.id, row]),
  );
  return found.flatMap(({ id, at }) => {
    const row = rows.get(id);
    return row === undefined ? [] : [{ row, place: { list, at, id } }];
  });
}
