/**
 * Customers that staff search for: who has appointments, by any of those, with the newest that is known of them.
 *
 * Promise: a search takes no longer when there are many more appointments. Who booked lately is found by looking at the newest
 * appointments, everybody else by the index that deliveries are searched by (`appointment_search`), of which so many are read at most.
 */
import { readEmailAddress, readReference, searchedNumber } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isUuid } from '../db/uuid.ts';
import { searchedByIndex } from '../deliveries/search-index.ts';
import {
  containing,
  indexedPart,
  isIndexable,
  numberPattern,
  spellingsOf,
  wordsOf,
} from '../deliveries/searched-words.ts';

/** A person who has appointments. */
export interface FoundCustomer {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  /** As PostgreSQL writes it in JSON. */
  readonly lastAppointmentAt: string;
  readonly appointmentCount: number;
}

/** What is searched for. */
export interface CustomerSearch {
  /** As `visibleText` has it. */
  readonly text: string;
  /** The country of numbers that are written without one, by its ISO 3166-1 code. */
  readonly country: string | undefined;
  /** How many at most. */
  readonly first: number;
}

/** How many of the newest appointments are looked at; and how many where there is no index. */
const [LOOKED_AT, WITHOUT_INDEX] = [1_000, 20_000];
/** How many appointments are read that an index names. */
const MOST_INDEXED = 2_000;
/** How many of a customer's appointments say what is known of them, and how many are counted. */
const [NEWEST, MOST_COUNTED] = [20, 1_000];

/** SQL, with its parameters. */
type Part = readonly [sql: string, ...parameters: unknown[]];

/** The customers that match, who booked last first. */
export async function findCustomers(em: EntityManager, search: CustomerSearch): Promise<readonly FoundCustomer[]> {
  const { first } = search;
  const text = search.text.toLowerCase();
  const named = await namedExactly(em, search.text);
  const matching = matchOf(text, search.country);
  const look = (limit: number) => newest(em, matching.row, { limit, first });
  let found: readonly string[];
  if (text === '') found = await look(LOOKED_AT);
  else {
    found = await look(LOOKED_AT);
    if (found.length < first) {
      const byIndex = matching.isIndexable && (await searchedByIndex(em));
      const older = byIndex ? await indexed(em, matching.index, first) : await look(WITHOUT_INDEX);
      found = [...found, ...older];
    }
  }
  return await detailsOf(em, [...new Set([...named, ...found])].slice(0, first));
}

/** A member of staff who booked without naming anybody is no customer. */
const IS_CUSTOMERS = `not (a.caller_sub = a.user_id and a.caller_role = 'staff')`;

/** Those whom the text names as a whole: by their id, or by one of an appointment of theirs. */
async function namedExactly(em: EntityManager, text: string): Promise<readonly string[]> {
  const end = readReference(text)?.uuidEnd ?? null;
  const rows = await em.execute<{ userId: string }[]>(
    `select a.user_id as "userId" from (
       (select user_id, caller_sub, caller_role from server.appointment where user_id = ? order by created_at desc limit 1)
       union all (select user_id, caller_sub, caller_role from server.appointment where id = ?::uuid)
       union all (select user_id, caller_sub, caller_role from server.appointment where right(id::text, 10) = ? limit 10)) a
     where ${IS_CUSTOMERS}`,
    [text, isUuid(text) ? text : null, end],
  );
  return rows.map(({ userId }) => userId);
}

/** Customers of the newest appointments, as far as those match. */
async function newest(
  em: EntityManager,
  [matches, ...values]: Part,
  { limit, first }: { readonly limit: number; readonly first: number },
): Promise<readonly string[]> {
  const rows = await em.execute<{ userId: string }[]>(
    `select a.user_id as "userId" from (
       select user_id, caller_sub, caller_role, customer_name, email, phone, created_at from server.appointment
       order by created_at desc, id desc limit ${limit}) a
     where ${IS_CUSTOMERS} and ${matches} group by a.user_id order by max(a.created_at) desc limit ?`,
    [...values, first],
  );
  return rows.map(({ userId }) => userId);
}

/** Customers of appointments that an index names, by their newest. */
async function indexed(em: EntityManager, parts: readonly Part[], first: number): Promise<readonly string[]> {
  const each = parts.map(
    ([condition]) => `(select a.user_id, a.created_at from server.appointment a
       where ${condition} and ${IS_CUSTOMERS} limit ${MOST_INDEXED})`,
  );
  const rows = await em.execute<{ userId: string }[]>(
    `select f.user_id as "userId" from (${each.join(' union all ')}) f
     group by f.user_id order by max(f.created_at) desc limit ?`,
    [...parts.flatMap((part) => part.slice(1)), first],
  );
  return rows.map(({ userId }) => userId);
}

/** What is known of customers, in this order: of each detail the newest. */
async function detailsOf(em: EntityManager, userIds: readonly string[]): Promise<readonly FoundCustomer[]> {
  if (userIds.length === 0) return [];
  const newestOf = (column: string) =>
    `(array_agg(n.${column} order by n.created_at desc, n.id desc) filter (where n.${column} is not null))[1]`;
  return await em.execute<FoundCustomer[]>(
    `select u.value as "userId", d.name, d.email, d.phone, d.locale, d.last as "lastAppointmentAt", c.count as "appointmentCount"
     from jsonb_array_elements_text(?::jsonb) with ordinality u (value, place)
     cross join lateral (
       select ${newestOf('customer_name')} as name, ${newestOf('email')} as email, ${newestOf('phone')} as phone,
         ${newestOf('locale')} as locale, to_json(max(n.time)) #>> '{}' as last
       from (select * from server.appointment a where a.user_id = u.value order by a.created_at desc, a.id desc limit ${NEWEST}) n) d
     cross join lateral (
       select count(*)::int as count from (select from server.appointment a where a.user_id = u.value limit ${MOST_COUNTED}) n) c
     where d.last is not null order by u.place`,
    [JSON.stringify(userIds)],
  );
}

/** As the index has them. */
const INDEXED_NAME = 'server.searched(a.customer_name)';
const INDEXED_REST = `server.searched(coalesce(a.title, '') || ' ' || coalesce(a.email, '') || ' ' || coalesce(a.phone, ''))`;
const HAS = `like '%' || server.searched(?) || '%'`;

/** What an appointment `a` fulfils whose customer is searched for; and the same by indexes, each part by one. */
function matchOf(text: string, country: string | undefined) {
  if (text === '') return { row: ['true'] as Part, index: [], isIndexable: false };
  const words = wordsOf(text);
  const address = readEmailAddress(text).address?.toLowerCase() ?? text;
  const number = searchedNumber(text, country);
  const spelled = JSON.stringify(words.map(spellingsOf));
  const named: Part = ['a.customer_name ~* all (array(select jsonb_array_elements_text(?::jsonb)))', spelled];
  const mailed: Part = ['a.email ilike ?', containing(address)];
  const called: Part = ['a.phone like ?', numberPattern(number)];
  const row: Part = [`(${named[0]} or ${mailed[0]} or ${called[0]})`, spelled, mailed[1], called[1]];
  const byRest = (searched: string, [condition, value]: Part): Part => [
    `${INDEXED_REST} ${HAS} and ${condition}`,
    indexedPart(searched),
    value,
  ];
  const index: Part[] = [
    ...(words.some(isIndexable)
      ? [[`${words.map(() => `${INDEXED_NAME} ${HAS}`).join(' and ')} and ${named[0]}`, ...words, spelled] as Part]
      : []),
    ...(isIndexable(address) ? [byRest(address, mailed)] : []),
    ...(number !== null && isIndexable(number) ? [byRest(number, called)] : []),
  ];
  return { row, index, isIndexable: index.length > 0 };
}
