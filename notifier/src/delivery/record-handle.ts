/**
 * What is kept of a record while its deliveries wait, perhaps for hours: where it stands, and how to finish it.
 * Its bytes are in the ledger: kept here, they would keep the whole answer of the log that they are a part of.
 */
import type { GroupRecord, LogRecord } from '@belltower/event-log';
import { type AppointmentEvent, encode, type RetryRequested } from '@belltower/events';

/** A record without its bytes. */
export interface RecordHandle extends Pick<LogRecord, 'topic' | 'partition' | 'position' | 'key'> {
  /** The trace that it belongs to, if any (w3.org/TR/trace-context). */
  readonly traceparent: string | undefined;
  /** Who wrote it, by its header. */
  readonly source: string | undefined;
  readonly appendedAtMs: number;
  finish(): void;
}

/** What is kept of a record. */
export function handleOf({ topic, partition, position, key, headers, appendedAt, finish }: GroupRecord): RecordHandle {
  const { traceparent, ce_source: source } = headers;
  return { topic, partition, position, key, traceparent, source, appendedAtMs: appendedAt.getTime(), finish };
}

/**
 * The whole record, to be parked.
 *
 * @param body the bytes that the ledger keeps of its event; null when they were removed
 */
export function recordOf(
  handle: RecordHandle,
  event: AppointmentEvent | RetryRequested | null,
  body: Uint8Array | null,
): LogRecord {
  const { topic, partition, position, key, traceparent, source, appendedAtMs } = handle;
  const encoded = event === null ? null : encode(event, source ?? 'unknown', traceparent);
  const value = body ?? Buffer.from(encoded?.value ?? '');
  const appendedAt = new Date(appendedAtMs);
  return { topic, partition, position, key, value, headers: encoded?.headers ?? {}, appendedAt };
}
