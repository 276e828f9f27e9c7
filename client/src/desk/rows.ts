/** Promise: a row shows the latest status that a query or the feed sent, in whatever order they arrive. */
import type { DeliveryStatusChange } from '../deliveries/documents.ts';
import { compareSteps, type Step } from '../deliveries/fold.ts';
import type { DeskRow } from './documents.ts';
import { type DeskFilter, matchesFilter } from './filter.ts';
import { comparePlaces, type Order, type Place } from './order.ts';

/** The desk's list. */
export interface Rows {
  readonly byId: ReadonlyMap<string, DeskRow>;
  /** How far the list was loaded; null before the first page. */
  readonly end: End | null;
  /** Deliveries that only the feed has sent and that may belong to the list: to be queried. */
  readonly unknown: ReadonlySet<string>;
  /** The last change of each delivery: a query's answer may be older than a change that arrived meanwhile. */
  readonly lastChanges: LastChanges;
}

/** The last change of each delivery, of the 1,000 that changed last. */
export type LastChanges = ReadonlyMap<string, DeliveryStatusChange>;

interface End {
  readonly cursor: string | null;
  readonly hasMore: boolean;
  /** The last row of the last page. */
  readonly place: Place | null;
}

/** What can happen to the list. */
export type RowsAction =
  /** A page came: the first, or the one that follows the last. */
  | {
      readonly kind: 'page';
      readonly rows: readonly DeskRow[];
      readonly cursor: string | null;
      readonly hasMore: boolean;
    }
  /** The feed sent changes. */
  | { readonly kind: 'changed'; readonly changes: readonly DeliveryStatusChange[] }
  /** These are being queried. */
  | { readonly kind: 'requested'; readonly ids: readonly string[] }
  /** They were queried: `rows` are those that belong to the list. `before` is `lastChanges` at the time of the request. */
  | {
      readonly kind: 'looked';
      readonly ids: readonly string[];
      readonly rows: readonly DeskRow[];
      readonly before: LastChanges;
    }
  /** The query failed, or is due again. */
  | { readonly kind: 'look-again'; readonly ids: readonly string[] }
  /** The range of time has moved on: what was created before `since` is out of it. */
  | { readonly kind: 'aged'; readonly since: string }
  /** Start over. */
  | { readonly kind: 'cleared' };

/** More than can change while a query is on its way. */
const REMEMBERED = 1_000;

/** Before anything is known. */
export const NO_ROWS: Rows = { byId: new Map(), end: null, unknown: new Set(), lastChanges: new Map() };

/** The list after `action`; the same `byId` when no shown row changed. */
export function reduceRows(rows: Rows, action: RowsAction, filter: DeskFilter): Rows {
  switch (action.kind) {
    case 'page': {
      const last = action.rows.at(-1);
      const end = { cursor: action.cursor, hasMore: action.hasMore, place: last ?? rows.end?.place ?? null };
      return { ...rows, byId: withRows(rows.byId, action.rows, rows.lastChanges, filter), end };
    }
    case 'changed':
      return withChanges(rows, action.changes, filter);
    case 'requested':
      return { ...rows, unknown: rows.unknown.difference(new Set(action.ids)) };
    case 'looked': {
      const matching = new Set(action.rows.map(({ id }) => id));
      const byId = new Map(rows.byId);
      const unknown = new Set(rows.unknown);
      for (const id of action.ids) {
        if (matching.has(id)) continue;
        // The answer is out of date for a delivery that has changed since the request.
        if (rows.lastChanges.get(id) !== action.before.get(id)) unknown.add(id);
        else byId.delete(id);
      }
      const within = action.rows.filter((row) => isWithin(rows.end, row, filter.order));
      return { ...rows, byId: withRows(byId, within, rows.lastChanges, filter), unknown };
    }
    case 'look-again':
      return { ...rows, unknown: rows.unknown.union(new Set(action.ids)) };
    case 'aged': {
      const since = Date.parse(action.since);
      const byId = new Map([...rows.byId].filter(([, { createdAt }]) => Date.parse(createdAt) >= since));
      return byId.size === rows.byId.size ? rows : { ...rows, byId };
    }
    case 'cleared':
      return NO_ROWS;
  }
}

/** The rows in an order, as the server has it. */
export function inOrder({ byId }: Pick<Rows, 'byId'>, order: Order): readonly DeskRow[] {
  return [...byId.values()].sort((one, other) => comparePlaces(order, one, other));
}

/** A row's status, as a step of its history. */
export function stepOf({ status, attempts, error, nextAttemptAt, updatedAt }: DeskRow): Step {
  return { status, attempt: attempts, error, nextAttemptAt, occurredAt: updatedAt };
}

function withRows(
  byId: ReadonlyMap<string, DeskRow>,
  answered: readonly DeskRow[],
  lastChanges: LastChanges,
  filter: DeskFilter,
): ReadonlyMap<string, DeskRow> {
  const next = new Map(byId);
  for (const row of answered) {
    const known = next.get(row.id);
    const change = lastChanges.get(row.id);
    let latest = known !== undefined && compareSteps(stepOf(row), stepOf(known)) < 0 ? known : row;
    if (change !== undefined && compareSteps(stepOf(latest), change) < 0) latest = changed(latest, change);
    if (matchesFilter(filter, latest, row.id)) next.set(row.id, latest);
    else next.delete(row.id);
  }
  return next;
}

function withChanges(rows: Rows, changes: readonly DeliveryStatusChange[], filter: DeskFilter): Rows {
  const byId = new Map(rows.byId); // once for a burst: there may be thousands of rows
  const unknown = new Set(rows.unknown);
  const lastChanges = new Map(rows.lastChanges);
  let isMoved = false;
  const appointments = new Set<string>();
  for (const change of changes) {
    const id = change.deliveryId;
    const before = lastChanges.get(id);
    if (before !== undefined && compareSteps(change, before) <= 0) continue;
    lastChanges.delete(id); // to stand last
    lastChanges.set(id, change);
    const row = byId.get(id);
    if (row === undefined) {
      if (before === undefined) appointments.add(change.appointmentId);
      if (matchesFilter(filter, change, id)) unknown.add(id);
      else unknown.delete(id);
      continue;
    }
    if (compareSteps(change, stepOf(row)) <= 0) continue;
    const next = changed(row, change);
    if (next.recipient !== row.recipient) unknown.add(id);
    // A change may also move it behind the last page that was loaded: it comes with a later one.
    if (matchesFilter(filter, next, id) && isWithin(rows.end, next, filter.order)) byId.set(id, next);
    else byId.delete(id);
    isMoved = true;
  }
  if (appointments.size > 0) {
    // A message that is new may be about a change of its appointment, which other rows show too.
    for (const [id, { appointmentId }] of rows.byId) if (appointments.has(appointmentId)) unknown.add(id);
  }
  for (const id of lastChanges.keys()) {
    if (lastChanges.size <= REMEMBERED) break;
    lastChanges.delete(id);
  }
  return { ...rows, byId: isMoved ? byId : rows.byId, unknown, lastChanges };
}

function changed(row: DeskRow, { status, attempt, error, nextAttemptAt, occurredAt }: DeliveryStatusChange): DeskRow {
  return {
    ...row,
    // a retry may go elsewhere, and an earlier attempt may have gone elsewhere: that is queried
    recipient: attempt < row.attempts || (row.status === 'FAILED' && attempt > row.attempts) ? null : row.recipient,
    status,
    attempts: attempt,
    error,
    nextAttemptAt,
    updatedAt: occurredAt,
    acknowledgement: null, // it was for the failure before this change
  };
}

/** Whether a row belongs to the loaded pages: what is older than the last one comes with a later page. */
export function isWithin(end: End | null, row: DeskRow, order: Order): boolean {
  return end === null || !end.hasMore || end.place === null || comparePlaces(order, row, end.place) <= 0;
}
