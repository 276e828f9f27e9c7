/** What narrows lists of deliveries, as conditions of MikroORM. */
import type { ChannelName, DeliveryKind, DeliveryStatus } from '@belltower/events';
import { type FilterQuery, raw } from '@mikro-orm/postgresql';
import type { Caller } from '../auth/caller.ts';
import { isUuid } from '../db/uuid.ts';
import { type DeliveryRow, isOpen } from './delivery.ts';

/** What narrows a list of deliveries. Null and empty do not narrow. */
export interface DeliveryConditions {
  readonly statuses: readonly DeliveryStatus[];
  readonly channels: readonly ChannelName[];
  readonly kinds: readonly DeliveryKind[];
  readonly errorCodes: readonly string[];
  readonly appointmentId: string | null;
  /** Unlike the lists above, an empty one narrows: to nothing. */
  readonly ids: readonly string[] | null;
  /** True: failed and not acknowledged. False: the others. */
  readonly open: boolean | null;
  readonly since: Date | null;
  readonly until: Date | null;
  /** Of the time of their appointments, which are ours. */
  readonly appointmentSince: Date | null;
  readonly appointmentUntil: Date | null;
  /** What is searched for, as `visibleText` has it. */
  readonly search: string | null;
  /** The country of numbers that are searched for without one; undefined: none is known. */
  readonly country: string | undefined;
}

/** A condition of deliveries. */
export type Condition = FilterQuery<DeliveryRow & { readonly acknowledged: boolean }>;

/** A condition in SQL about a delivery of some alias. */
export function sqlCondition(sql: (alias: string) => string): Condition {
  return { [raw(sql)]: [] };
}

/** What the caller may see of the deliveries that fulfil all conditions but those of times of appointments, and the search. */
export function conditionsOf(caller: Caller, conditions: DeliveryConditions): readonly Condition[] {
  const { statuses, channels, kinds, errorCodes, appointmentId, ids, open, since, until } = conditions;
  const createdAt = { ...(since && { $gte: since }), ...(until && { $lt: until }) };
  const all: Condition[] = [];
  if (caller.role === 'customer') all.push({ userId: caller.sub });
  if (caller.role === 'guest') all.push({ appointmentId: caller.appointmentId, userId: { $ne: null } });
  if (statuses.length > 0) all.push({ status: { $in: [...statuses] } });
  if (channels.length > 0) all.push({ channel: { $in: [...channels] } });
  if (kinds.length > 0) all.push({ kind: { $in: [...kinds] } });
  if (errorCodes.length > 0) all.push({ errorCode: { $in: [...errorCodes] } });
  if (appointmentId !== null) all.push({ appointmentId: appointmentId.toLowerCase() });
  if (ids !== null) all.push({ id: { $in: ids.filter(isUuid) } });
  if (open === true) all.push(sqlCondition(isOpen));
  if (open === false) all.push(sqlCondition((alias) => `not ${isOpen(alias)}`));
  if (since || until) all.push({ createdAt });
  return all;
}

/** Whether so few deliveries fulfil the conditions that sorting them takes no time: those of one customer, or of one appointment. */
export function isOfFew(caller: Caller, { appointmentId, ids }: DeliveryConditions): boolean {
  return caller.role !== 'staff' || appointmentId !== null || ids !== null;
}
