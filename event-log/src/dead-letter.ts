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
  /** What the record had none of. */
  readonly missing: Pick<NewRecord, 'noKey' | 'noValue'>;
}

const PREFIX = 'dead-letter-';
const LONGEST_REASON = 2_000;

/** The dead letter of a record: the record as it came, with the reason and its place in headers. */
export function deadLetterOf(
  { topic, partition, position, key, value, noValue, headers }: Omit<LogRecord, 'appendedAt'>,
  parking: Parking,
): NewRecord & { readonly headers: Readonly<Record<string, string>> } {
  const missing = [...(key === null ? ['key'] : []), ...(noValue ? ['value'] : [])];
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
      ...(missing.length > 0 && { 'dead-letter-null': missing.join() }),
      'dead-letter-at': new Date().toISOString(),
    },
  };
}

/** Reads the headers that `deadLetterOf` wrote. A record without them is no dead letter: all of it is null. */
export function deadLetterDetailsOf(headers: Readonly<Record<string, string>>): DeadLetterDetails {
  const { [`${PREFIX}topic`]: topic, [`${PREFIX}partition`]: partition, [`${PREFIX}position`]: position } = headers;
  const missing = headers[`${PREFIX}null`]?.split(',') ?? [];
  const isPlaced = topic !== undefined && partition !== undefined && position !== undefined;
  return {
    origin: isPlaced ? { topic, partition, position } : null,
    code: headers[`${PREFIX}code`] ?? null,
    reason: headers[`${PREFIX}reason`] ?? null,
    missing: { ...(missing.includes('key') && { noKey: true }), ...(missing.includes('value') && { noValue: true }) },
  };
}

/** The headers that a record had before it was parked. */
export function originalHeadersOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX)));
}

/**
 * What says, among the dead letters of a topic, that one of them was put back. Records cannot be changed, so it is one of its own: as
 * long as it is kept, its letter was.
 */
export function redrivenMarkOf(topic: string, place: string, at: Date): NewRecord {
  const headers = { [`${PREFIX}redriven`]: place, [`${PREFIX}redriven-at`]: at.toISOString() };
  return { topic, key: place, value: '', headers };
}

/** What such a mark says; null for any other record. */
export function redrivenBy(
  headers: Readonly<Record<string, string>>,
): { readonly place: string; readonly at: string } | null {
  const { [`${PREFIX}redriven`]: place, [`${PREFIX}redriven-at`]: at } = headers;
  return place === undefined ? null : { place, at: at ?? 'an unknown time' };
}
