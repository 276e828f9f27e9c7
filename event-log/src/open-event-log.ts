import type { EventLog, LogNotice } from './event-log.ts';
import { type KafkaEventLogOptions, openKafkaEventLog } from './kafka/kafka-event-log.ts';
import { openPostgresEventLog, type PostgresEventLogOptions } from './postgres/postgres-event-log.ts';

/** Which log to open, and how to reach it. */
export type EventLogConfig =
  | ({ readonly kind: 'kafka' } & KafkaEventLogOptions)
  | ({ readonly kind: 'postgres' } & PostgresEventLogOptions);

/**
 * Opens the event log that the configuration names. Returns at once, also while the log cannot be reached: readers
 * reconnect, and every call rejects with a retryable error until it can. `onNotice` is called with what
 * concerns the log as a whole.
 */
export function openEventLog(config: EventLogConfig, onNotice?: (notice: LogNotice) => void): EventLog {
  switch (config.kind) {
    case 'kafka':
      return openKafkaEventLog(config);
    case 'postgres':
      return openPostgresEventLog(config, onNotice);
  }
}
