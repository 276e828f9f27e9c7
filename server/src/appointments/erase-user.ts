/**
 * Erases what the server keeps of one person.
 *
 * Promise: nothing is erased while one of its messages is under way, so that no customer waits for one in vain; and
 * what is erased goes in one transaction.
 */
import { eventUserIdOf } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';

/** What of one person is to be erased. The notifier's part reads it too, because its tables hold no subjects of tokens. */
export interface ErasurePlan {
  /** The subject of their tokens. */
  readonly user: string;
  /** How our events name them. */
  readonly eventUserId: string;
  /** Their appointments, but those to leave. */
  readonly appointments: readonly string[];
  /** Appointments to come of which a message is still under way. */
  readonly leave: readonly string[];
  readonly addresses: { readonly email: readonly string[]; readonly sms: readonly string[] };
}

/** How many rows are concerned, by table. */
export type ErasedRows = Readonly<Record<string, number>>;

const APPOINTMENTS = `
select a.id, a.email, a.phone, a.time > now() and exists (
  select from server.delivery d where d.appointment_id = a.id::text and d.status not in ('sent', 'delivered', 'failed', 'skipped')
) as "underWay" from server.appointment a where a.user_id = ? order by a.created_at, a.id`;

const CORRECTED = `
select c.channel, x.address from server.address_correction c, unnest(array[c.address, c.address_before]) as x (address)
where x.address is not null and c.appointment_id in (select jsonb_array_elements_text(?::jsonb)::uuid)
union
select d.channel, r.recipient as address from server.retry_history r join server.delivery d on d.id = r.delivery_id
where r.recipient is not null and d.appointment_id in (select jsonb_array_elements_text(?::jsonb))`;

/** Looks up what would be erased; changes nothing. */
export async function planErasure(em: EntityManager, user: string): Promise<ErasurePlan> {
  interface Row {
    readonly id: string;
    readonly email: string | null;
    readonly phone: string | null;
    readonly underWay: boolean;
  }
  const rows = await em.execute<Row[]>(APPOINTMENTS, [user]);
  const erased = rows.filter(({ underWay }) => !underWay);
  const appointments = erased.map(({ id }) => id);
  const corrected = await em.execute<{ channel: string; address: string }[]>(CORRECTED, [
    JSON.stringify(appointments),
    JSON.stringify(appointments),
  ]);
  const correctedOn = (channel: string) => corrected.flatMap((row) => (row.channel === channel ? [row.address] : []));
  const unique = (addresses: readonly (string | null)[]) => [...new Set(addresses.filter((one) => one !== null))];
  return {
    user,
    eventUserId: eventUserIdOf(user),
    appointments,
    leave: rows.filter(({ underWay }) => underWay).map(({ id }) => id),
    addresses: {
      email: unique([...erased.map(({ email }) => email), ...correctedOn('email')]),
      sms: unique([...erased.map(({ phone }) => phone), ...correctedOn('sms')]),
    },
  };
}

const OF_DELIVERIES = `in (select d.id from server.delivery d, ids where d.appointment_id = ids.id)`;

/** What goes, in this order: by table, the condition that names its rows by the appointments' ids. */
const ROWS = [
  [
    'reemission',
    `event_id in (select d.source_event_id from server.delivery d, ids where d.appointment_id = ids.id
      union select event_id from server.retry_request where delivery_id ${OF_DELIVERIES})`,
  ],
  ['acknowledgement', `delivery_id ${OF_DELIVERIES}`],
  ['retry_request', `delivery_id ${OF_DELIVERIES}`],
  ['retry_history', `delivery_id ${OF_DELIVERIES}`],
  ['appointment_change', `appointment_id::text in (select id from ids)`],
  ['address_correction', `appointment_id in (select id::uuid from ids)`],
  ['change_key', `appointment_id::text in (select id from ids)`],
  ['reminder', `appointment_id in (select id::uuid from ids)`],
  ['outbox', `key in (select id from ids)`],
  ['delivery_change', `appointment_id in (select id from ids)`],
  ['delivery', `appointment_id in (select id from ids)`],
  ['appointment', `id::text in (select id from ids)`],
] as const;

const OF_OTHERS = 'appointment_id not in (select id from server.appointment where user_id = ?)';

/** Where they stand as who acted on another's appointment: by table, the rows, and what is set. */
const TRACES = [
  ['appointment', 'caller_sub = ? and user_id <> ?', `caller_sub = 'erased', idempotency_key = null`],
  ['appointment_change', `caller_sub = ? and ${OF_OTHERS}`, `caller_sub = 'erased'`],
  ['address_correction', `corrected_by = ? and ${OF_OTHERS}`, `corrected_by = 'erased'`],
  ['change_key', `caller_sub = ? and ${OF_OTHERS}`, `caller_sub = 'erased', idempotency_key = gen_random_uuid()::text`],
  ['retry_request', 'requested_by = ?', `requested_by = 'erased'`],
  ['retry_history', 'requested_by = ?', `requested_by = 'erased'`],
  ['acknowledgement', '"by" = ?', `"by" = 'erased'`],
] as const;

const IDS = 'with ids as (select value as id from jsonb_array_elements_text(?::jsonb))';

/**
 * Erases, and resolves with how many rows that concerned. What is to be left is left whole.
 *
 * @param dryRun does all of it, and rolls it back
 */
export async function eraseUser(em: EntityManager, plan: ErasurePlan, dryRun: boolean): Promise<ErasedRows> {
  const tx = em.fork();
  await tx.begin();
  try {
    const counts: Record<string, number> = {};
    const change = async (name: string, sql: string, parameters: readonly string[]) => {
      const rows = await tx.execute<{ done: number }[]>(`${sql} returning 1 as done`, [...parameters]);
      counts[name] = rows.length;
    };
    const ids = JSON.stringify(plan.appointments);
    for (const [table, condition] of ROWS) {
      await change(table, `${IDS} delete from server.${table} where ${condition}`, [ids]);
    }
    for (const [table, condition, set] of TRACES) {
      const parameters = condition
        .split('?')
        .slice(1)
        .map(() => plan.user);
      await change(
        `${table}, as who acted for others`,
        `update server.${table} set ${set} where ${condition}`,
        parameters,
      );
    }
    await (dryRun ? tx.rollback() : tx.commit());
    return counts;
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}
