import { createStatement, runStatement } from '@belltower/support/postgres';
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { QuotaUse } from './quota.ts';

/**
 * The table of quota uses: by customer or recipient, when the appointments of the last hour, or day, were booked. It holds no
 * address, and a row is removed when none of its times counts any more. The check is what refuses: see `insert-appointments.ts`.
 */
export const QuotaUseTable = defineEntity({
  name: 'QuotaUse',
  tableName: 'quota_use',
  schema: 'server',
  checks: [{ name: 'quota_use_within', expression: 'cardinality(times) <= most' }],
  properties: {
    key: p.uuid().primary(),
    times: p.array().columnType('timestamptz[]'),
    most: p.integer(),
    /** When the last of them counts no more. */
    until: p.datetime(),
  },
});

/**
 * The part of a statement that counts what it has written, as one insert.
 *
 * @param uses the parameter that has them, from `usesOf`
 * @param written the rows that were really written, by their `id`
 */
export const countUses = (uses: string, written: string) => `insert into server.quota_use (key, times, most, until)
  select u.key, array_fill(now(), array[count(*)::int]), min(u.most), now() + make_interval(secs => max(u.seconds))
  from json_to_recordset(${uses}::json) as u (appointment uuid, key uuid, most int, seconds int)
  join ${written} b on b.id = u.appointment
  group by u.key
  order by u.key
  on conflict (key) do update set most = excluded.most, until = excluded.until, times = excluded.times ||
    array(select t from unnest(quota_use.times) as t where t + (excluded.until - now()) > now())`;

/** The uses of one appointment, for `countUses`. */
export function usesOf(appointment: string, uses: readonly QuotaUse[]) {
  return uses.map(({ key, most, seconds }) => ({ appointment, key, most, seconds }));
}

const TAKE = createStatement(
  'server take quotas',
  `insert into server.quota_use as q (key, times, most, until)
   select u.key, array_fill(now(), array[u.n]), u.most, now() + make_interval(secs => u.seconds)
   from (select key, count(*)::int as n, min(most) as most, max(seconds) as seconds
     from json_to_recordset($1::json) as i (key uuid, most int, seconds int) group by key) u
   where u.n <= u.most order by u.key
   on conflict (key) do update set most = excluded.most, until = excluded.until, times = excluded.times ||
     array(select t from unnest(q.times) as t where t + (excluded.until - now()) > now())
   where cardinality(excluded.times) + (select count(*) from unnest(q.times) as t where t + (excluded.until - now()) > now())
     <= excluded.most
   returning key`,
);

/** Counts uses, all of a key or none of it, and resolves with the keys that had room. */
export async function takeQuotas(em: EntityManager, uses: readonly QuotaUse[]): Promise<ReadonlySet<string>> {
  if (uses.length === 0) return new Set();
  const rows = await runStatement<{ key: string }>(em, TAKE, [JSON.stringify(usesOf('', uses))]);
  return new Set(rows.map(({ key }) => key.replaceAll('-', '')));
}

const READ = createStatement(
  'server quota ages',
  `
select key, array(select (extract(epoch from now() - t) * 1000)::float8 from unnest(times) as t) as ages
from server.quota_use where key = any (array(select value::uuid from jsonb_array_elements_text($1::jsonb)))`,
);

/** How many milliseconds ago each appointment was booked that counts for these keys. */
export async function readQuotaAges(
  em: EntityManager,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await runStatement<{ key: string; ages: number[] }>(em, READ, [JSON.stringify([...new Set(keys)])]);
  return new Map(rows.map(({ key, ages }) => [key.replaceAll('-', ''), ages]));
}

/** Whether a statement failed because an appointment in it exceeds a quota. */
export function isBeyondQuota(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'constraint' in error && error.constraint === 'quota_use_within'
  );
}

/** Removes the uses that count no more. */
export async function sweepQuotaUses(em: EntityManager): Promise<void> {
  await em.execute('delete from server.quota_use where until < now()');
}
