/** Promise: a row shows the latest that was told of it, by a query or by the feed, in whatever order they come. */
import type { DeliveryStatusChange } from '../deliveries/documents.ts';
import { compareSteps, type Step } from '../deliveries/fold.ts';
import type { DeskRow } from './documents.ts';
import { admits, type DeskFilter } from './filter.ts';

/** A row's place in the list: newest first. */
export type Place = Pick<DeskRow, 'createdAt' | 'id'>;

/** The desk's list. */
export interface Rows {
  readonly byId: ReadonlyMap<string, DeskRow>;
  /** How far the list was asked for; null before the first page. */
  readonly end: End | null;
  /** Deliveries that may belong into the list, of which only the feed has told: to be looked at. */
  readonly unknown: ReadonlySet<string>;
}

interface End {
  readonly cursor: string | null;
  readonly hasMore: boolean;
  /** The last row of the last page. */
  readonly place: Place | null;
}

/** What can happen to it. */
export type RowsAction =
  /** A page came: the first, or the one that follows the last. */
  | {
      readonly kind: 'page';
      readonly rows: readonly DeskRow[];
      readonly cursor: string | null;
      readonly hasMore: boolean;
    }
  /** The feed told of changes. */
  | { readonly kind: 'changed'; readonly changes: readonly DeliveryStatusChange[] }
  /** These are being looked at. */
  | { readonly kind: 'asked'; readonly ids: readonly string[] }
  /** They were: `rows` are those that belong into the list. */
  | { readonly kind: 'looked'; readonly ids: readonly string[]; readonly rows: readonly DeskRow[] }
  /** They could not be, or must be again. */
  | { readonly kind: 'look-again'; readonly ids: readonly string[] }
  /** Start over. */
  | { readonly kind: 'cleared' };

/** Before anything is known. */
export const NO_ROWS: Rows = { byId: new Map(), end: null, unknown: new Set() };

/** The list after `action`; the same object when there was no news. */
export function reduceRows(rows: Rows, action: RowsAction, filter: DeskFilter): Rows {
  switch (action.kind) {
    case 'page': {
      const last = action.rows.at(-1);
      const end = { cursor: action.cursor, hasMore: action.hasMore, place: last ?? rows.end?.place ?? null };
      return { ...rows, byId: withRows(rows.byId, action.rows, filter), end };
    }
    case 'changed':
      return withChanges(rows, action.changes, filter);
    case 'asked':
      return { ...rows, unknown: rows.unknown.difference(new Set(action.ids)) };
    case 'looked': {
      const told = new Set(action.rows.map(({ id }) => id));
      const byId = new Map(rows.byId);
      for (const id of action.ids) if (!told.has(id)) byId.delete(id);
      const within = action.rows.filter((row) => isWithin(rows.end, row));
      return { ...rows, byId: withRows(byId, within, filter) };
    }
    case 'look-again':
      return { ...rows, unknown: rows.unknown.union(new Set(action.ids)) };
    case 'cleared':
      return NO_ROWS;
  }
}

/** The rows in their order, newest first, as the server has it. */
export function inOrder({ byId }: Rows): readonly DeskRow[] {
  return [...byId.values()].sort(comparePlaces);
}

/** Negative when `one` comes before `other` in the list: created later, or at the same time with the greater id. */
export function comparePlaces(one: Place, other: Place): number {
  return (
    Date.parse(other.createdAt) - Date.parse(one.createdAt) || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0)
  );
}

/** Where a row stands, as a step of its history. */
export function stepOf({ status, attempts, error, nextAttemptAt, updatedAt }: DeskRow): Step {
  return { status, attempt: attempts, error, nextAttemptAt, occurredAt: updatedAt };
}

function withRows(
  byId: ReadonlyMap<string, DeskRow>,
  answered: readonly DeskRow[],
  filter: DeskFilter,
): ReadonlyMap<string, DeskRow> {
  const next = new Map(byId);
  for (const row of answered) {
    const known = next.get(row.id);
    const isOlder = known !== undefined && compareSteps(stepOf(row), stepOf(known)) < 0;
    const latest = isOlder ? known : row;
    if (admits(filter, latest)) next.set(row.id, latest);
    else next.delete(row.id);
  }
  return next;
}

function withChanges(rows: Rows, changes: readonly DeliveryStatusChange[], filter: DeskFilter): Rows {
  const byId = new Map(rows.byId); // once for a burst: there may be thousands of rows
  const unknown = new Set(rows.unknown);
  let isNews = false;
  for (const change of changes) {
    const row = byId.get(change.deliveryId);
    if (row === undefined) {
      const before = unknown.size;
      if (admits(filter, change)) unknown.add(change.deliveryId);
      else unknown.delete(change.deliveryId);
      isNews ||= unknown.size !== before;
      continue;
    }
    if (compareSteps(change, stepOf(row)) <= 0) continue;
    const next = changed(row, change);
    if (admits(filter, next)) byId.set(row.id, next);
    else byId.delete(row.id);
    isNews = true;
  }
  return isNews ? { ...rows, byId, unknown } : rows;
}

function changed(row: DeskRow, { status, attempt, error, nextAttemptAt, occurredAt }: DeliveryStatusChange): DeskRow {
  return {
    ...row,
    status,
    attempts: attempt,
    error,
    nextAttemptAt,
    updatedAt: occurredAt,
    acknowledgement: null, // it was for the failure before this change
  };
}

/** What is older than the last page comes with a later one. */
function isWithin(end: End | null, row: DeskRow): boolean {
  return end === null || !end.hasMore || end.place === null || comparePlaces(row, end.place) <= 0;
}
