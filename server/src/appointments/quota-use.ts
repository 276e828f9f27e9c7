import { createStatement, runStatement } from '@belltower/support/postgres';
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

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
