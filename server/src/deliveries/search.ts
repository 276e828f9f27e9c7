/**
 * What staff search deliveries by: references, names, addresses, numbers, titles and ids, of all appointments.
 *
 * Promise: a search takes no longer when there are many more appointments. What many have is found among the newest deliveries, what few
 * or none have by an index of three letters in a row. What has no three in a row, and everything where there is no such index
 * (`searchedByIndex`), is looked for in the newest deliveries only.
 */
import { channelNames, deliveryIdOf, readEmailAddress, readReference, searchedNumber } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isUuid } from '../db/uuid.ts';
import { searchedByIndex } from './search-index.ts';
import { containing, indexedPart, isIndexable, numberPattern, spellingsOf, wordsOf } from './searched-words.ts';

/** How many deliveries are looked at before the index is; how many, if so many of those are found; and how many where it cannot be. */
const [FIRST, ENOUGH, FURTHER, WITHOUT_INDEX] = [500, 10, 20_000, 50_000];
const [FIRST_ID, LAST_ID] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** SQL, with its parameters. */
export type Part = readonly [sql: string, ...parameters: unknown[]];

/** Deliveries in some order, and how they are read. */
export interface Source {
  /**
   * Reads the first of them, or at least the deliveries of so many appointments. `found` defines `c`, with id, appointment_id, user_id,
   * created_at and `at`, which they are ordered by; `looked`, where it is less than `limit`, says that there are no more.
   */
  look(limit: number): { readonly found: Part; readonly looked: string; readonly order: string };
  /** A select of id and `at` of the first `limit` of those that fulfil a condition about `d` as well. */
  all(limit: number, and?: Part): Part;
}

/** A delivery that was found, and the instant that the list is ordered by. */
export interface Found {
  readonly id: string;
  readonly at: Date;
}

/** What is searched for. */
export interface Search {
  /** As `visibleText` has it. */
  readonly text: string;
  /** The country of numbers that are written without one, by its ISO 3166-1 code. */
  readonly country: string | undefined;
}

/**
 * The deliveries of a source that are searched for, in its order.
 *
 * @param most how many are returned at most
 */
export async function findSearched(
  em: EntityManager,
  source: Source,
  { text: given, country }: Search,
  most: number,
): Promise<readonly Found[]> {
  const text = given.toLowerCase();
  if (isUuid(text)) {
    const ids = [text, ...channelNames.map((channel) => deliveryIdOf(text, channel))];
    const ofId: Part = ['(d.id = any(?::uuid[]) or d.appointment_id = ?)', arrayOf(ids), text];
    return await foundBy(em, source.all(most, ofId));
  }
  const matching = matchOf(text, country);
  const among = (limit: number) => lookAmong(em, source, { limit, most, matching: matching.row });
  const first = await among(FIRST);
  if (first.found.length === most || first.looked < FIRST) return first.found;
  if (!matching.isIndexable || !(await searchedByIndex(em))) return (await among(WITHOUT_INDEX)).found;
  if (first.found.length >= ENOUGH) {
    const further = await among(FURTHER);
    if (further.found.length === most || further.looked < FURTHER) return further.found;
  }
  return await foundBy(em, source.all(most, matching.index));
}

/** Looks at the first `limit` of a source, for those that match: `most` of them at most. */
export async function lookAmong(
  em: EntityManager,
  source: Source,
  { limit, most, matching = ['true'] }: { limit: number; most: number; matching?: Part },
): Promise<{ readonly found: readonly Found[]; readonly looked: number }> {
  const { found: candidates, looked, order } = source.look(limit);
  const [sql, ...parameters] = candidates;
  const [matches, ...values] = matching;
  const [row] = await em.execute<{ found: { id: string; at: string }[]; looked: number }[]>(
    `with ${sql} select ${looked} as looked, coalesce((select json_agg(m) from (
        select c.id, c.at from c ${matches === 'true' ? '' : APPOINTMENT} where ${matches} ${order} limit ?) m), '[]') as found`,
    [...parameters, ...values, most],
  );
  return { found: (row?.found ?? []).map(({ id, at }) => ({ id, at: new Date(at) })), looked: row?.looked ?? 0 };
}

/** Runs a select of a source. */
export async function foundBy(em: EntityManager, [sql, ...parameters]: Part): Promise<readonly Found[]> {
  const rows = await em.execute<{ id: string; at: string }[]>(sql, parameters);
  return rows.map(({ id, at }) => ({ id, at: new Date(at) }));
}

/** Where a delivery is of an appointment of ours, that. */
const APPOINTMENT = `left join lateral (select a.* from server.appointment a
  where a.id = case when c.user_id is not null then c.appointment_id::uuid end limit 1) a on true`;
/** As the index has them. */
const INDEXED_NAME = 'server.searched(a.customer_name)';
const INDEXED_REST = `server.searched(coalesce(a.title, '') || ' ' || coalesce(a.email, '') || ' ' || coalesce(a.phone, ''))`;
const HAS = `like '%' || server.searched(?) || '%'`;

/** What a delivery `c` of appointment `a` fulfils that is searched for; and the same for `d`, by indexes. */
function matchOf(text: string, country: string | undefined) {
  const words = wordsOf(text);
  const address = readEmailAddress(text).address?.toLowerCase() ?? text;
  const number = searchedNumber(text, country);
  const named: Part = [
    'a.customer_name ~* all (array(select jsonb_array_elements_text(?::jsonb)))',
    JSON.stringify(words.map(spellingsOf)),
  ];
  const titled: Part = ['a.title ~* ?', spellingsOf(text)];
  const rest = any([titled, ['a.email ilike ?', containing(address)], ['a.phone like ?', numberPattern(number)]]);
  const reference = readReference(text);
  const ids = reference === null ? [text] : [text, reference.integer];
  const begins = beginning(text);
  const retried: Part = ['(r.recipient ilike ? or r.recipient like ?)', containing(address), numberPattern(number)];
  const corrected: Part = [
    '(x.address_before ilike ? or x.address_before like ?)',
    containing(address),
    numberPattern(number),
  ];
  const end = reference?.uuidEnd ?? null;
  const row = any([
    ['c.appointment_id = any(?::text[])', arrayOf(ids)],
    ['right(c.appointment_id, 10) = ?', end],
    ['c.user_id is not null and c.appointment_id like ?', begins === null ? null : `${text}%`],
    named,
    rest,
    [
      `(select true from server.retry_history r where r.delivery_id = c.id and ${retried[0]} limit 1) is not null`,
      ...retried.slice(1),
    ],
    [
      `a.corrections > 0 and
       (select true from server.address_correction x where x.appointment_id = a.id and ${corrected[0]} limit 1) is not null`,
      ...corrected.slice(1),
    ],
  ]);
  const patterns = [text, address, ...(number === null ? [] : [number])];
  const parts = [...new Set(patterns.map(indexedPart))];
  const has = (indexed: string): Part => any(parts.map((pattern) => [`${indexed} ${HAS}`, pattern]));
  const ofAppointments: Part[] = [
    ...(words.some(isIndexable) ? [all([...words.map((word): Part => [`${INDEXED_NAME} ${HAS}`, word]), named])] : []),
    all([has(INDEXED_REST), rest]),
    ...(begins === null ? [] : [['a.id between ?::uuid and ?::uuid', ...begins] as Part]),
    ...(end === null ? [] : [['right(a.id::text, 10) = ?', end] as Part]),
  ];
  const indexedRetried = all([has('server.searched(r.recipient)'), retried]);
  const indexedCorrected = all([has('server.searched(x.address_before)'), corrected]);
  const index: Part = [
    `d.id = any(array(
      select f.id from (${ofAppointments.map(([sql]) => `select a.id from server.appointment a where ${sql}`).join(' union ')}
        union select x.appointment_id from server.address_correction x where ${indexedCorrected[0]}) found
        cross join lateral (select id from server.delivery where appointment_id = found.id::text) f
      union all select id from server.delivery where appointment_id = any(?::text[])
      union all select id from server.delivery where user_id is null and right(appointment_id, 10) = ?
      union all select r.delivery_id from server.retry_history r where ${indexedRetried[0]}))`,
    ...ofAppointments.flatMap((part) => part.slice(1)),
    ...indexedCorrected.slice(1),
    arrayOf(ids),
    end,
    ...indexedRetried.slice(1),
  ];
  return { row, index, isIndexable: patterns.every(isIndexable) && words.some(isIndexable) };
}

function any(parts: readonly Part[]): Part {
  return [`(${parts.map(([sql]) => `(${sql})`).join(' or ')})`, ...parts.flatMap((part) => part.slice(1))];
}

function all(parts: readonly Part[]): Part {
  return [parts.map(([sql]) => sql).join(' and '), ...parts.flatMap((part) => part.slice(1))];
}

/** An array of PostgreSQL, as a text. */
function arrayOf(texts: readonly string[]): string {
  return `{${texts.map((text) => JSON.stringify(text)).join(',')}}`;
}

/** The first and the last id that begin with a text of four characters and more; null where none do. */
function beginning(text: string): readonly [string, string] | null {
  const [first, last] = [FIRST_ID, LAST_ID].map((id) => `${text}${id.slice(text.length)}`);
  if (text.length < 4 || first === undefined || last === undefined) return null;
  return isUuid(first) && isUuid(last) ? [first, last] : null;
}
