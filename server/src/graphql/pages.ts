import { badInput, type InputIssue } from '../request-error.ts';

/** A row's place in a list that is ordered by creation, newest first. */
export interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

/** Which part of a list is asked for: rows that follow `after`, `first` of them at most. */
export interface Page {
  readonly first: number;
  readonly after: Place | null;
}

const LARGEST = 100;

/**
 * Reads the arguments that every connection has.
 *
 * @throws {RequestError} BAD_USER_INPUT
 */
export function parsePage({ first, after }: { first?: number | null; after?: string | null }): Page {
  const issues: InputIssue[] = [];
  const count = first ?? 20;
  if (count < 1 || count > LARGEST) issues.push({ path: ['first'], message: `must be from 1 to ${LARGEST}` });
  const place = after == null ? null : readPlace(after);
  if (after != null && place === null) issues.push({ path: ['after'], message: 'must be a cursor of this list' });
  if (issues.length > 0) throw badInput(issues);
  return { first: count, after: place };
}

/** Rows (one more than asked for, where there are more) as a connection of the Relay cursor specification. */
export function connectionOf<Row extends Place>(rows: readonly Row[], page: Page) {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ cursor: writePlace(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The condition of what follows a place, for MikroORM. */
export function following(after: Place | null) {
  if (after === null) return {};
  const { createdAt, id } = after;
  return { createdAt: { $lte: createdAt }, $or: [{ createdAt: { $lt: createdAt } }, { id: { $lt: id } }] };
}

function writePlace({ createdAt, id }: Place): string {
  return Buffer.from(`${createdAt.getTime().toString(36)} ${id}`).toString('base64url');
}

function readPlace(cursor: string): Place | null {
  const match = /^([0-9a-z]{1,11}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const createdAt = new Date(Number.parseInt(match[1], 36));
  return Number.isNaN(createdAt.getTime()) ? null : { createdAt, id: match[2] };
}
