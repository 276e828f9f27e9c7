import type { KafkaMessage } from 'kafkajs';
import type { LogRecord } from '../event-log.ts';

/** A record as the port shows it. Of several headers of one name the last counts, as Kafka's own clients have it. */
export function toLogRecord(topic: string, partition: number, message: KafkaMessage): LogRecord {
  return {
    topic,
    partition,
    position: Number(message.offset),
    key: message.key === null ? null : message.key.toString(),
    value: message.value ?? NOTHING,
    ...(message.value === null && { noValue: true }),
    headers: toHeaders(message.headers),
    appendedAt: toDate(Number(message.timestamp)),
  };
}

const NOTHING = new Uint8Array();

function toHeaders(headers: KafkaMessage['headers']): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) read[name] = String(last ?? ''); // another producer's header may have no value
  }
  return read;
}

/**
 * Other producers' clocks may be far off: a time outside the years 1970 to 9999 becomes the nearest within them. A record may also have
 * none, as clients of before Kafka 0.10 write it: then it is not known to be older than now.
 */
function toDate(timestampMs: number): Date {
  if (timestampMs === NO_TIMESTAMP) return new Date();
  return new Date(Math.min(Math.max(0, timestampMs), LAST_MS));
}

const NO_TIMESTAMP = -1;

const LAST_MS = Date.UTC(9999, 11, 31);
