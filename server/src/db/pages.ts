import { badInput, type InputIssue } from '../request-error.ts';

/** A row's place in a list that is ordered by creation, newest first. */
export interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

/** Which part of a list is requested: rows that follow `after`, `first` of them at most. */
export interface Page {
  readonly first: number;
  readonly after: Place | null;
}

/** The lists there are, as their cursors name them. */
export type ListName = 'appointments' | 'deliveries';

interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

const LARGEST = 100;

/**
 * Reads the arguments that every connection has.
 *
 * @throws {RequestError} BAD_USER_INPUT
 */
export function parsePage(list: ListName, { first, after }: PageArguments): Page {
  const issues: InputIssue[] = [];
  const count = first ?? 20;
  if (count < 1 || count > LARGEST) issues.push({ path: ['first'], message: `must be from 1 to ${LARGEST}` });
  const place = after == null ? null : readPlace(list, after);
  if (after != null && place === null) issues.push({ path: ['after'], message: 'must be a cursor of this list' });
  if (issues.length > 0) throw badInput(issues);
  return { first: count, after: place };
}

/** Rows (one more than requested, where there are more) as a connection of the Relay cursor specification. */
export function connectionOf<Row extends Place>(list: ListName, rows: readonly Row[], page: Page) {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ cursor: writePlace(list, node), node }));
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

function writePlace(list: ListName, { createdAt, id }: Place): string {
  return Buffer.from(`${list} ${createdAt.getTime().toString(36)} ${id}`).toString('base64url');
}

const PLACE = /^[a-z]+ ([0-9a-z]{1,11}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** No row was created before this product was, nor will be in that far a future. */
const [EARLIEST, LATEST] = [new Date('2000-01-01T00:00:00Z'), new Date('2200-01-01T00:00:00Z')];

/** Only what `writePlace` writes for this list, to the letter, is a cursor of it. */
function readPlace(list: ListName, cursor: string): Place | null {
  const [, instant, id] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (instant === undefined || id === undefined) return null;
  const createdAt = new Date(Number.parseInt(instant, 36));
  if (!(createdAt >= EARLIEST && createdAt < LATEST)) return null;
  return writePlace(list, { createdAt, id }) === cursor ? { createdAt, id } : null;
}
