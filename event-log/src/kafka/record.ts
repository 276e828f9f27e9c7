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
    headers: toHeaders(message.headers),
    appendedAt: new Date(Number(message.timestamp)),
  };
}

const NOTHING = new Uint8Array();

function toHeaders(headers: KafkaMessage['headers']): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) read[name] = last.toString();
  }
  return read;
}
