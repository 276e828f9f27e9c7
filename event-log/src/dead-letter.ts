/**
 * Promise: whatever record came can be parked: of what the log refuses as it is, so much is kept as the log takes, and a
 * header says how long it was.
 */
import { isRefusal } from './errors.ts';
import type { LogRecord, NewRecord } from './event-log.ts';

/** Where a record is parked, and why. */
export interface Parking {
  /** The topic of its dead letters. */
  readonly topic: string;
  /** Why, in a word. */
  readonly code: string;
  /** Why, in full; 2,000 characters of it are kept. */
  readonly reason: string;
}

const LONGEST_REASON = 2_000;
/** Of a record that the log refuses whole, a key of up to so many bytes is kept. */
const LONGEST_KEY = 1_000;
/** How much is kept of its value, and of headers up to what size, in bytes: the first of these that the log takes. */
const CUTS = [
  { value: 256_000, headers: 16_000 },
  { value: 64_000, headers: 4_000 },
  { value: 16_000, headers: 4_000 },
  { value: 4_000, headers: 1_000 },
  { value: 1_000, headers: 1_000 },
  { value: 0, headers: 1_000 },
  { value: 0, headers: 0 },
] as const;

/** A record as its dead letter: as it came, with the reason and its place, which is its identity. */
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
 * Appends a dead letter; of one that the log refuses, ever less, until it takes it. Resolves when that is acknowledged.
 * Rejects with what the log says when it is out of order, or refuses even the bare reason.
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
