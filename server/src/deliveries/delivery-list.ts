/** Reads deliveries: one, or a page. Every read is limited to what the caller may see. */
import type { EntityManager, InferEntity, QBFilterQuery } from '@mikro-orm/postgresql';
import { type Caller, maySee } from '../auth/caller.ts';
import { following, type Page } from '../db/pages.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { byAppointmentTime, inWindow } from './appointment-times.ts';
import { Delivery, type DeliveryRow } from './delivery.ts';
import { type Condition, conditionsOf, type DeliveryConditions, isOfFew } from './delivery-conditions.ts';
import { type DeliveryOrder, listsOf, orderOf, type PlacedDelivery } from './delivery-order.ts';
import { type Found, findSearched, foundBy, lookAmong, type Part, type Source } from './search.ts';

/** One delivery, or null when there is none that the caller may see. */
export async function findDelivery(em: EntityManager, id: string, caller: Caller): Promise<DeliveryRow | null> {
  if (!isUuid(id)) return null;
  const [row] = asRows(await em.find(Delivery, { id }, { disableIdentityMap: true }));
  return row !== undefined && maySee(caller, row) ? row : null;
}

/** How many appointments are looked at, one by one, before the deliveries that fulfil the conditions are sorted. */
const LOOKED_AT = 5_000;

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
    const all = [...narrowing, ...(await inWindow(em, conditions))];
    return await listByColumn(em, all, conditions, { ...page, list, by, direction });
  }
  const { appointmentSince, appointmentUntil } = conditions;
  const own: PlacedDelivery[] = [];
  if (page.after?.list !== foreign) {
    const window = { appointmentSince, appointmentUntil };
    const source = byAppointmentTime(em, narrowing, { window, direction, after: page.after });
    const found = await findByTime(em, source, conditions, {
      most,
      lookedAt: isOfFew(caller, conditions) ? 0 : lookedAt,
    });
    own.push(...(await placed(em, found, list)));
  }
  if (own.length === most || foreign === undefined || appointmentSince !== null || appointmentUntil !== null)
    return own;
  const after = page.after?.list === foreign ? page.after : null;
  const rest = { list: foreign, by: 'createdAt', direction: 'desc', after, first: page.first - own.length } as const;
  return [...own, ...(await listByColumn(em, [...narrowing, { userId: null }], conditions, rest))];
}

interface ColumnPage extends Page {
  readonly list: string;
  readonly by: 'createdAt' | 'updatedAt';
  readonly direction: 'asc' | 'desc';
}

async function listByColumn(
  em: EntityManager,
  narrowing: readonly Condition[],
  { search, country }: DeliveryConditions,
  { list, by, direction, after, first }: ColumnPage,
): Promise<readonly PlacedDelivery[]> {
  const all = [following(after, by, direction) as Condition, ...narrowing];
  const orderBy = { [by]: direction, id: direction };
  const read = async (where: Condition, limit: number) => {
    const rows = asRows(await em.find(Delivery, where, { orderBy, limit, disableIdentityMap: true }));
    return rows.map((row) => ({ row, place: { list, at: row[by], id: row.id } }));
  };
  if (search === null) return await read({ $and: all }, first + 1);
  const found = await findSearched(em, byColumn(em, all, by, direction), { text: search, country }, first + 1);
  return await read({ id: { $in: found.map(({ id }) => id) } }, found.length);
}

/** Deliveries that fulfil conditions, by a column of theirs. */
function byColumn(
  em: EntityManager,
  conditions: readonly Condition[],
  by: ColumnPage['by'],
  direction: ColumnPage['direction'],
): Source {
  const column = by === 'createdAt' ? 'created_at' : 'updated_at';
  const candidates = (limit: number, and: Part = ['true']): Part => {
    const found = em
      .createQueryBuilder(Delivery, 'd')
      .select(['id', 'appointmentId', 'userId', 'createdAt', 'updatedAt']);
    const { sql, params } = found
      .where({ $and: [...conditions] } as QBFilterQuery<InferEntity<typeof Delivery>>)
      .andWhere(and[0], and.slice(1))
      .orderBy({ [by]: direction, id: direction })
      .limit(limit)
      .toQuery();
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
  };
}

/** Looks at the first appointments in this order; where too few of their deliveries match, at all that match. */
async function findByTime(
  em: EntityManager,
  source: Source,
  { search, country }: DeliveryConditions,
  { most, lookedAt }: { most: number; lookedAt: number },
): Promise<readonly Found[]> {
  if (search !== null) return await findSearched(em, source, { text: search, country }, most);
  if (lookedAt > 0) {
    const first = await lookAmong(em, source, { limit: lookedAt, most });
    if (first.found.length === most || first.looked < lookedAt) return first.found;
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
