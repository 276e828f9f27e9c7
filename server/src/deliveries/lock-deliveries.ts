import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DELIVERY_FIELDS, type DeliveryJson, type DeliveryRow, deliveryOfJson } from './delivery.ts';

const LOCK_DELIVERIES = createStatement(
  'server lock deliveries',
  `with wanted as materialized (select distinct value::uuid as id from jsonb_array_elements_text($1::jsonb) order by 1)
   select d.* from wanted w cross join lateral (
     select ${DELIVERY_FIELDS} from server.delivery where id = w.id limit 1 for update) d`,
);

/** The deliveries with these ids that exist, locked until the transaction ends. */
export async function lockDeliveries(tx: EntityManager, ids: readonly string[]): Promise<Map<string, DeliveryRow>> {
  if (ids.length === 0) return new Map();
  const rows = await runStatement<DeliveryJson>(tx, LOCK_DELIVERIES, [JSON.stringify(ids)]);
  return new Map(rows.map((row) => [row.id, deliveryOfJson(row)]));
}
