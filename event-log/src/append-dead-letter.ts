/**
 * Promise: any record can be parked. Of one that the log refuses whole, as much is kept as the log takes, and a header says
 * how long it was.
 */
import { deadLetterDetailsOf, originalHeadersOf } from './dead-letter.ts';
import { isRefusal } from './errors.ts';
import type { NewRecord } from './event-log.ts';

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
  const { origin } = deadLetterDetailsOf(headers);
  const place = origin === null ? '' : `${origin.topic}/${origin.partition}/${origin.position}`;
  const original = originalHeadersOf(headers);
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !(name in original)));
  return {
    topic,
    key: Buffer.byteLength(key) <= LONGEST_KEY ? key : place,
    value: value.subarray(0, cut.value),
    headers: {
      ...(sizeOf(original) <= cut.headers ? { ...original, ...own } : own),
      'dead-letter-cut-from-bytes': headers['dead-letter-cut-from-bytes'] ?? String(value.length),
    },
  };
}

function sizeOf(headers: Readonly<Record<string, string>>): number {
  return Object.entries(headers).reduce((sum, [name, value]) => {
    return sum + Buffer.byteLength(name) + Buffer.byteLength(value);
  }, 0);
}
