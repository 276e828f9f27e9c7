import { checkEventLogVariables, type EventLogConfig, eventLogConfigOf, eventLogVariables } from '@belltower/event-log';
import { type Environment, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';

/** What a command on the log reads of the environment. */
export interface LogSettings {
  readonly databaseUrl: string;
  readonly eventLog: EventLogConfig;
  /** Of topics that do not exist yet, in milliseconds. */
  readonly topicRetentionMs: number;
}

/** Reads it. @throws {EnvironmentError} with every problem at once */
export function readLogSettings(environment: Environment): LogSettings {
  const schema = z.object(eventLogVariables).superRefine(checkEventLogVariables, { when: () => true });
  const values = readEnvironment(schema, environment);
  return {
    databaseUrl: values.DATABASE_URL,
    eventLog: eventLogConfigOf(values, 'belltower-command'),
    topicRetentionMs: values.TOPIC_RETENTION_MS,
  };
}
