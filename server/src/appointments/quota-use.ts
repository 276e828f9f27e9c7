import { createStatement, runStatement } from '@belltower/support/postgres';
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * The table of what counts for whom: the times of the bookings in the last hour, or day. It holds no address, and a row
 * goes when it counts for nothing any more. The check is what refuses: see `insert-bookings.ts`.
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

const READ = createStatement(
  'server quota ages',
  `
select key, array(select (extract(epoch from now() - t) * 1000)::float8 from unnest(times) as t) as ages
from server.quota_use where key in (select value::uuid from jsonb_array_elements_text($1::jsonb))`,
);

/** How many milliseconds ago each booking was that counts for these keys. */
export async function readQuotaAges(
  em: EntityManager,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await runStatement<{ key: string; ages: number[] }>(em, READ, [JSON.stringify([...new Set(keys)])]);
  return new Map(rows.map(({ key, ages }) => [key.replaceAll('-', ''), ages]));
}

/** Whether a statement failed because a booking in it is one too many. */
export function isBeyondQuota(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'constraint' in error && error.constraint === 'quota_use_within'
  );
}

/** Removes what counts for nothing any more. */
export async function sweepQuotaUses(em: EntityManager): Promise<void> {
  await em.execute('delete from server.quota_use where until < now()');
}
