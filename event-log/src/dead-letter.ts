/**
 * Promise: any record can be parked. Of one that the log refuses whole, as much is kept as the log takes, and a header says
 * how long it was.
 */
import { isRefusal } from './errors.ts';
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

const LONGEST_REASON = 2_000;
/** The longest key that is kept of a record that the log refuses whole, in bytes. */
const LONGEST_KEY = 1_000;
/** The bytes of its value, and the size of its headers, that are kept: the first of these cuts that the log takes. */
const CUTS = [
  { value: 256_000, headers: 16_000 },
  { value: 64_000, headers: 4_000 },
  { value: 16_000, headers: 4_000 },
  { value: 4_000, headers: 1_000 },
  { value: 1_000, headers: 1_000 },
  { value: 0, headers: 1_000 },
  { value: 0, headers: 0 },
] as const;

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

/**
 * Appends a dead letter; one that the log refuses is cut shorter until the log takes it. Resolves when that is
 * acknowledged.
 *
 * @throws {EventLogError} the log's own, if it cannot be reached or refuses even the reason alone
 */
export async function appendDeadLetter(append: (record: NewRecord) => Promise<void>, letter: NewRecord): Promise<void> {
  try {
    return await append(letter);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const value = Buffer.from(letter.value);
  for (const cut of CUTS) {
    try {
      return await append(shorter(letter, value, cut));
    } catch (error) {
      if (!isRefusal(error) || cut === CUTS.at(-1)) throw error;
    }
  }
}

function shorter({ topic, key, headers = {} }: NewRecord, value: Buffer, cut: (typeof CUTS)[number]): NewRecord {
  const place = ['topic', 'partition', 'position'].map((name) => headers[`dead-letter-${name}`]).join('/');
  const own = Object.entries(headers).filter(([name]) => name.startsWith('dead-letter-'));
  const others = Object.entries(headers).filter(([name]) => !name.startsWith('dead-letter-'));
  return {
    topic,
    key: Buffer.byteLength(key) <= LONGEST_KEY ? key : place,
    value: value.subarray(0, cut.value),
    headers: {
      ...Object.fromEntries(sizeOf(others) <= cut.headers ? [...others, ...own] : own),
      'dead-letter-cut-from-bytes': headers['dead-letter-cut-from-bytes'] ?? String(value.length),
    },
  };
}

function sizeOf(headers: readonly (readonly [string, string])[]): number {
  return headers.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
}
