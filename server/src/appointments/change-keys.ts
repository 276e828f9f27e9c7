import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ChangeKeyRow } from './change-key.ts';
import { type OwnedKey, repeatKeyOf } from './repeat-key.ts';

const READ = createStatement(
  'server change keys',
  `select k.caller_sub as "callerSub", k.idempotency_key as "idempotencyKey", k.input_hash as "inputHash",
     k.appointment_id as "appointmentId", k.feed_start as "feedStart"
   from jsonb_to_recordset($1::jsonb) as i ("callerSub" text, "idempotencyKey" text) cross join lateral (
     select * from server.change_key k
     where k.caller_sub = i."callerSub" and k.idempotency_key = i."idempotencyKey" limit 1) k`,
);

/** Those of these idempotency keys that were used for a change, by what `repeatKeyOf` says of them. */
export async function findChangeKeys(
  em: EntityManager,
  keys: readonly OwnedKey[],
): Promise<ReadonlyMap<string, ChangeKeyRow>> {
  const keyed = keys.filter(({ idempotencyKey }) => idempotencyKey !== null);
  if (keyed.length === 0) return new Map();
  const rows = await runStatement<ChangeKeyRow>(em, READ, [JSON.stringify(keyed)]);
  return new Map(rows.map((row) => [repeatKeyOf(row) ?? '', row]));
}
