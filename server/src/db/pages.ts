import { badInput, type InputIssue } from '../request-error.ts';

/** A row's place in a list that is ordered by an instant, and by id where that is the same. */
export interface Place {
  /** Which list it is, in which order, and which part of it: a cursor of another one is refused. */
  readonly list: string;
  readonly at: Date;
  readonly id: string;
}

/** Which part of a list is requested: rows that follow `after`, `first` of them at most. */
export interface Page {
  readonly first: number;
  readonly after: Place | null;
}

interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

const LARGEST = 100;

/**
 * Reads the arguments that every connection has. `lists`: whose cursors it takes.
 *
 * @throws {RequestError} BAD_USER_INPUT
 */
export function parsePage(lists: readonly string[], { first, after }: PageArguments): Page {
  const issues: InputIssue[] = [];
  const count = first ?? 20;
  if (count < 1 || count > LARGEST) {
    issues.push({ path: ['first'], code: 'OUT_OF_RANGE', message: `must be from 1 to ${LARGEST}` });
  }
  const place = after == null ? null : readPlace(lists, after);
  if (after != null && place === null) {
    issues.push({ path: ['after'], code: 'INVALID_CURSOR', message: 'must be a cursor of this list, in this order' });
  }
  if (issues.length > 0) throw badInput(issues);
  return { first: count, after: place };
}

/** Rows (one more than requested, where there are more) as a connection of the Relay cursor specification. */
export function connectionOf<Row>(rows: readonly Row[], placeOf: (row: Row) => Place, page: Page) {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ cursor: writePlace(placeOf(node)), node }));
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

/** Up or down, as MikroORM has it. */
export type Direction = 'asc' | 'desc';

/** The condition of what follows a place, for MikroORM. */
export function following(after: Place | null, column = 'createdAt', direction: Direction = 'desc') {
  if (after === null) return {};
  const { at, id } = after;
  const [orAt, than] = direction === 'desc' ? ['$lte', '$lt'] : ['$gte', '$gt'];
  return { [column]: { [orAt]: at }, $or: [{ [column]: { [than]: at } }, { id: { [than]: id } }] };
}

function writePlace({ list, at, id }: Place): string {
  return Buffer.from(`${list} ${at.getTime().toString(36)} ${id}`).toString('base64url');
}

const PLACE = /^([a-z-]+) ([0-9a-z]{1,11}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** No row was created before this product was, nor will be in that far a future. */
const [EARLIEST, LATEST] = [new Date('2000-01-01T00:00:00Z'), new Date('2200-01-01T00:00:00Z')];

/** Only what `writePlace` writes for one of these lists, to the letter, is a cursor of it. */
function readPlace(lists: readonly string[], cursor: string): Place | null {
  const [, list, instant, id] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (list === undefined || instant === undefined || id === undefined || !lists.includes(list)) return null;
  const at = new Date(Number.parseInt(instant, 36));
  if (!(at >= EARLIEST && at < LATEST)) return null;
  const place = { list, at, id };
  return writePlace(place) === cursor ? place : null;
}
