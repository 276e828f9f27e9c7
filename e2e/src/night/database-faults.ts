/** Faults of PostgreSQL: locks that are forgotten, a standby that was promoted in vain, tables that were changed by hand. */
import { openSession } from '@belltower/dev/open-session';
import { createStatusSequence, foreignDelivery } from '../feed/status-record.ts';
import { repeatedly } from '../testbed/repeatedly.ts';
import { type Fault, undo } from './fault.ts';
import type { Stage } from './stage.ts';

const RELAY_LOCK = "hashtextextended('belltower.server.relay', 0)";
const END_RELAY = `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
  and (classid::bigint << 32) | objid::bigint = ${RELAY_LOCK}
  and database = (select oid from pg_database where datname = current_database())`;

const lock = ({ databaseUrl }: Stage, table: string, mode: 'exclusive' | 'access exclusive') =>
  openSession(databaseUrl, `begin; lock table ${table} in ${mode} mode`);

export const databaseFaults: readonly Fault[] = [
  {
    name: 'relay-lock-held',
    cause: 'A session in PostgreSQL that is none of a server holds the lock of the relay.',
    alerts: ['BelltowerNoRelay'],
    mayAlso: ['BelltowerOutboxOld', 'BelltowerSlowConfirmations', 'BelltowerReemitted'],
    async begin({ databaseUrl, query }) {
      const holding = openSession(databaseUrl, `select pg_advisory_lock(${RELAY_LOCK})`, 'pgbouncer');
      await query(END_RELAY);
      const session = await holding;
      const busy = repeatedly(async () => {
        await session.query('select 1');
        return 1_000;
      });
      return undo(async () => {
        await busy[Symbol.asyncDispose]();
        await session[Symbol.asyncDispose]();
      });
    },
  },
  {
    name: 'reminders-locked',
    cause: 'A person has locked the table of the reminders, and left the transaction open.',
    alerts: ['BelltowerRemindersLate'],
    mayAlso: ['BelltowerServerErrors'],
    begin: (stage) => lock(stage, 'server.reminder', 'access exclusive'),
  },
  {
    name: 'appointments-locked',
    cause: 'A person has locked the table of the appointments, and left the transaction open.',
    alerts: ['BelltowerServerErrors'],
    mayAlso: ['BelltowerRemindersLate'],
    begin: (stage) => lock(stage, 'server.appointment', 'access exclusive'),
  },
  {
    name: 'projection-locked',
    cause: 'A person has locked the table in which servers keep how far they have read, while many statuses come.',
    alerts: ['BelltowerFeedStalled', 'BelltowerFeedLag'],
    async begin(stage) {
      const session = await lock(stage, 'server.projection', 'exclusive');
      const next = createStatusSequence(foreignDelivery());
      for (let round = 0; round < 6; round += 1) await stage.log.append(Array.from({ length: 1_000 }, next));
      return session;
    },
  },
  {
    name: 'ledger-refuses',
    cause: 'A constraint that was added by hand to the table of the ledger refuses what the notifier writes.',
    alerts: ['BelltowerOurFault'],
    mayAlso: [
      'BelltowerDeadLetters',
      'BelltowerManyFailures',
      'BelltowerMaybeSent',
      'BelltowerNotifierFault',
      'BelltowerSlowConfirmations',
    ],
    async begin({ query }) {
      await query(`alter table notifier.delivery add constraint by_hand check (state <> 'sent') not valid`);
      return undo(() => query('alter table notifier.delivery drop constraint by_hand'));
    },
  },
  {
    name: 'database-read-only',
    cause: 'PostgreSQL takes no writes: it is a primary that has become a standby.',
    alerts: ['BelltowerServerErrors', 'BelltowerNotifierFault', 'BelltowerNoRelay'],
    mayAlso: ['BelltowerEventLogDown', 'BelltowerOutboxOld', 'BelltowerRemindersLate', 'BelltowerFeedStalled'],
    async begin({ query }) {
      await query(setReadOnly(true));
      await query(END_SESSIONS);
      return undo(async () => {
        await query(`begin read write; ${setReadOnly(false)}; commit`);
        await query(END_SESSIONS);
      });
    },
  },
];

const END_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;
const setReadOnly = (on: boolean) =>
  `do $$ begin execute format('alter database %I set default_transaction_read_only = ${on ? 'on' : 'off'}', current_database()); end $$`;
