/** Faults of the event log: it is held still, loses events, or is replaced. */
import { openSession } from '@belltower/dev/open-session';
import { type Fault, nothingToUndo } from './fault.ts';

const PARTITIONS_OF = (topic: string) =>
  `event_log.partition where topic_id = (select id from event_log.topic where name = '${topic}')`;

/** What the notifier has not read yet is gone, in the middle of the log. */
const LOSE = `
delete from event_log.record r using event_log.partition p join event_log.topic t on t.id = p.topic_id
where r.partition_id = p.id and t.name = 'appointments.created'`;

/** As a backup of before does that is restored: the topic begins again. Its readers are thrown out. */
const REPLACE = `
with emptied as (update event_log.partition p set start_position = 0, next_position = 0 from event_log.topic t
  where t.id = p.topic_id and t.name = 'notifications.status' returning p.id)
delete from event_log.record r using emptied where emptied.id = r.partition_id`;
const END_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

export const logFaults: readonly Fault[] = [
  {
    name: 'log-locked',
    cause: 'A person has locked the tables of the event log in PostgreSQL, and left the transaction open.',
    alerts: ['BelltowerEventLogDown', 'BelltowerOutboxOld'],
    mayAlso: ['BelltowerNoRelay', 'BelltowerNotifierFault', 'BelltowerSlowConfirmations', 'BelltowerReemitted'],
    log: 'postgres',
    begin: ({ databaseUrl }) =>
      openSession(databaseUrl, 'begin; lock table event_log.partition in access exclusive mode'),
  },
  {
    name: 'appends-locked',
    cause: 'A transaction that was left open in PostgreSQL holds the rows that events are appended by.',
    alerts: ['BelltowerOutboxOld'],
    mayAlso: ['BelltowerNoRelay', 'BelltowerSlowConfirmations', 'BelltowerReemitted'],
    log: 'postgres',
    begin: ({ databaseUrl }) =>
      openSession(databaseUrl, `begin; select from ${PARTITIONS_OF('appointments.created')} for update`),
  },
  {
    name: 'reports-locked',
    cause: 'A transaction that was left open in PostgreSQL holds the rows that statuses are appended by.',
    alerts: ['BelltowerNotifierFault'],
    mayAlso: ['BelltowerSlowConfirmations', 'BelltowerReemitted'],
    log: 'postgres',
    begin: ({ databaseUrl }) =>
      openSession(databaseUrl, `begin; select from ${PARTITIONS_OF('notifications.status')} for update`),
  },
  {
    name: 'events-removed',
    cause: 'Events were deleted from the log by hand before the notifier, which hung for a while, had read them.',
    alerts: ['BelltowerEventsLost', 'BelltowerReemitted'],
    mayAlso: ['BelltowerNotifierDown', 'BelltowerInstanceDown', 'BelltowerSlowConfirmations'],
    log: 'postgres',
    async begin({ notifier, query, traffic }) {
      await notifier.signal('SIGSTOP');
      await traffic.book(60);
      await query(LOSE);
      await notifier.signal('SIGCONT');
      return nothingToUndo;
    },
  },
  {
    name: 'log-replaced',
    cause: 'The topic of the statuses was replaced by an empty one.',
    alerts: ['BelltowerNewEpoch'],
    mayAlso: ['BelltowerNoRelay', 'BelltowerEventLogDown', 'BelltowerServerErrors', 'BelltowerSlowConfirmations'],
    log: 'postgres',
    async begin({ query }) {
      await query(REPLACE);
      await query(END_SESSIONS);
      return nothingToUndo;
    },
  },
];
