/** Reads deliveries: one, a page, or counts. Every read is limited to what the caller may see. */
import { type ChannelName, channelNames, type DeliveryStatus, deliveryIdOf } from '@belltower/events';
import { type EntityManager, type FilterQuery, raw } from '@mikro-orm/postgresql';
import { type Caller, maySee } from '../auth/caller.ts';
import { following, type Page } from '../db/pages.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { Delivery, type DeliveryRow } from './delivery.ts';

/** What narrows a list of deliveries. Null and empty do not narrow. */
export interface DeliveryConditions {
  readonly statuses: readonly DeliveryStatus[];
  readonly channels: readonly ChannelName[];
  readonly errorCodes: readonly string[];
  readonly appointmentId: string | null;
  /** Unlike the lists above, an empty one narrows: to nothing. */
  readonly ids: readonly string[] | null;
  /** True: failed and not acknowledged. False: the others. */
  readonly open: boolean | null;
  readonly since: Date | null;
  readonly until: Date | null;
  /** Part of an address, a title or an id. */
  readonly search: string | null;
}

/** How many deliveries stand at one status on one channel. */
export interface DeliveryCountRow {
  readonly channel: ChannelName;
  readonly status: DeliveryStatus;
  readonly count: number;
}

/** How many of the newest appointments a search looks at. */
const SEARCHED = 50_000;

/** Looked up for each row of a page: PostgreSQL plans `exists` as a scan of all acknowledgements. */
const acknowledged = (alias: string) =>
  `(select true from server.acknowledgement a where a.delivery_id = ${alias}.id limit 1) is not null`;

/** One delivery, or null when there is none that the caller may see. */
export async function findDelivery(em: EntityManager, id: string, caller: Caller): Promise<DeliveryRow | null> {
  if (!isUuid(id)) return null;
  const [row] = asRows(await em.find(Delivery, { id }, { disableIdentityMap: true }));
  return row !== undefined && maySee(caller, row.userId) ? row : null;
}

/** A page of the deliveries that the caller may see, newest first, and one more where there are more. */
export async function listDeliveries(
  em: EntityManager,
  caller: Caller,
  conditions: DeliveryConditions,
  page: Page,
): Promise<readonly DeliveryRow[]> {
  const { statuses, channels, errorCodes, appointmentId, ids, open, since, until, search } = conditions;
  const createdAt = { ...(since && { $gte: since }), ...(until && { $lt: until }) };
  const all: FilterQuery<DeliveryRow>[] = [following(page.after)];
  if (caller.role !== 'staff') all.push({ userId: caller.sub });
  if (statuses.length > 0) all.push({ status: { $in: [...statuses] } });
  if (channels.length > 0) all.push({ channel: { $in: [...channels] } });
  if (errorCodes.length > 0) all.push({ errorCode: { $in: [...errorCodes] } });
  if (appointmentId !== null) all.push({ appointmentId: appointmentId.toLowerCase() });
  if (ids !== null) all.push({ id: { $in: ids.filter(isUuid) } });
  if (open === true) all.push({ status: 'failed' }, { [raw((alias) => `not (${acknowledged(alias)})`)]: [] });
  if (open === false) all.push({ $or: [{ status: { $ne: 'failed' } }, { [raw(acknowledged)]: [] }] });
  if (since || until) all.push({ createdAt });
  if (search !== null) all.push({ $or: await searched(em, search) });
  const found = await em.find(
    Delivery,
    { $and: all },
    { orderBy: { createdAt: 'desc', id: 'desc' }, limit: page.first + 1, disableIdentityMap: true },
  );
  return asRows(found);
}

/** Counts deliveries by channel and status, of those created since an instant where one is given. */
export async function countDeliveries(em: EntityManager, since: Date | null): Promise<readonly DeliveryCountRow[]> {
  const rows = await em.execute<{ channel: ChannelName; status: DeliveryStatus; count: string }[]>(
    `select channel, status, count(*) as count from server.delivery ${since === null ? '' : 'where created_at >= ?'}
     group by channel, status order by channel, status`,
    since === null ? [] : [since],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/**
 * A whole id is looked up: a delivery's, its appointment's, or its event's, from which its own is derived. Any other text is searched in the newest appointments only, so that a search takes no longer
 * when there are many more of them.
 */
async function searched(em: EntityManager, search: string): Promise<FilterQuery<DeliveryRow>[]> {
  const text = search.trim().toLowerCase();
  if (isUuid(text)) {
    const ofEvent = channelNames.map((channel) => deliveryIdOf(text, channel));
    return [{ id: { $in: [text, ...ofEvent] } }, { appointmentId: text }];
  }
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await em.execute<{ id: string }[]>(
    `select id from (select id, title, email, phone from server.appointment order by created_at desc, id desc limit ?) a
     where a.title ilike ? or a.email ilike ? or a.phone like ? or a.id::text like ? limit 1000`,
    [SEARCHED, pattern, pattern, pattern, pattern],
  );
  return [{ appointmentId: { $in: [text, ...rows.map(({ id }) => id)] } }];
}
