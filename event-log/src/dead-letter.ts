/** What a dead letter is: a record as it came, with the reason and its place in headers named `dead-letter-…`. Pure. */
import type { LogRecord, NewRecord } from './event-log.ts';

/** Where a record is parked, and why. */
export interface Parking {
  /** The topic of its dead letters. */
  readonly topic: string;
  /** The reason as a code. */
  readonly code: string;
  /** The reason in full; at most 2,000 characters are kept. */
  readonly reason: string;
}

/** What the headers of a dead letter say; null where they do not. */
export interface DeadLetterDetails {
  /** The place of the record that was parked. */
  readonly origin: { readonly topic: string; readonly partition: string; readonly position: string } | null;
  readonly code: string | null;
  readonly reason: string | null;
}

const PREFIX = 'dead-letter-';
const LONGEST_REASON = 2_000;

/** The dead letter of a record: the record as it came, with the reason and its place in headers. */
export function deadLetterOf(
  { topic, partition, position, key, value, headers }: Omit<LogRecord, 'appendedAt'>,
  parking: Parking,
): NewRecord & { readonly headers: Readonly<Record<string, string>> } {
  return {
    topic: parking.topic,
    key: key ?? `${topic}/${partition}/${position}`,
    value,
    headers: {
      ...headers,
      'dead-letter-code': parking.code,
      'dead-letter-reason': [...parking.reason.slice(0, 2 * LONGEST_REASON)]
        .slice(0, LONGEST_REASON)
        .join('')
        .toWellFormed(),
      'dead-letter-topic': topic,
      'dead-letter-partition': String(partition),
      'dead-letter-position': String(position),
      'dead-letter-at': new Date().toISOString(),
    },
  };
}

/** Reads the headers that `deadLetterOf` wrote. A record without them is no dead letter: all of it is null. */
export function deadLetterDetailsOf(headers: Readonly<Record<string, string>>): DeadLetterDetails {
  const { [`${PREFIX}topic`]: topic, [`${PREFIX}partition`]: partition, [`${PREFIX}position`]: position } = headers;
  const isPlaced = topic !== undefined && partition !== undefined && position !== undefined;
  return {
    origin: isPlaced ? { topic, partition, position } : null,
    code: headers[`${PREFIX}code`] ?? null,
    reason: headers[`${PREFIX}reason`] ?? null,
  };
}

/** The headers that a record had before it was parked. */
export function originalHeadersOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX)));
}
