import { type EventLog, EventLogError, type LogRecord, type NewRecord } from '@belltower/event-log';
import { deadLetterTopicOf, type EventError } from '@belltower/events';

/** How much is kept of a record that is too large to be parked whole, in bytes. */
const TOO_LARGE_CUT = 256_000;

/**
 * Parks a record that cannot be read, as it came, with the reason and its place, which is its identity. Resolves when
 * that is acknowledged.
 */
export async function park(eventLog: Pick<EventLog, 'append'>, record: LogRecord, error: EventError): Promise<void> {
  const letter = deadLetterOf(record, error);
  try {
    await eventLog.append([letter]);
  } catch (failure) {
    if (!(failure instanceof EventLogError && failure.code === 'RECORD_TOO_LARGE')) throw failure;
    const headers = { ...letter.headers, 'dead-letter-cut-from-bytes': String(record.value.length) };
    await eventLog.append([{ ...letter, value: record.value.subarray(0, TOO_LARGE_CUT), headers }]);
  }
}

function deadLetterOf({ topic, partition, position, key, value, headers }: LogRecord, error: EventError) {
  return {
    topic: deadLetterTopicOf(topic),
    key: key ?? `${topic}/${partition}/${position}`,
    value,
    headers: {
      ...headers,
      'dead-letter-code': error.code,
      'dead-letter-reason': error.message.slice(0, 2_000).toWellFormed(),
      'dead-letter-topic': topic,
      'dead-letter-partition': String(partition),
      'dead-letter-position': String(position),
      'dead-letter-at': new Date().toISOString(),
    },
  } satisfies NewRecord;
}
