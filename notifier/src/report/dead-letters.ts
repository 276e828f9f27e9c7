/** What was parked, read from the log and put back into it. */
import {
  type DeadLetterDetails,
  deadLetterDetailsOf,
  type EventLog,
  type LogRecord,
  originalHeadersOf,
} from '@belltower/event-log';
import { catalogue, deadLetterTopicOf, eventTypes, storableText } from '@belltower/events';

/** A parked record: where it stands, where it came from, and why it was parked. */
export interface DeadLetter {
  /** Its own place, as a person names it: `appointments.created.dead-letter/0/7`. */
  readonly place: string;
  /** Where it came from, or null when it does not say. */
  readonly origin: DeadLetterDetails['origin'];
  readonly code: string;
  readonly reason: string;
  readonly record: LogRecord;
}

/** The topics that dead letters stand in. */
export const deadLetterTopics: readonly string[] = eventTypes.map((type) => deadLetterTopicOf(catalogue[type].topic));

/** Reads all dead letters that are there now, oldest first within each partition. */
export async function readDeadLetters(
  log: EventLog,
  topics: readonly string[] = deadLetterTopics,
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (const topic of topics) for (const record of await readAll(log, topic)) letters.push(letterOf(record));
  return letters;
}

async function readAll(log: EventLog, topic: string): Promise<LogRecord[]> {
  const positions = await log.positions(topic);
  const left = new Map(
    positions.flatMap(({ partition, start, end }) => (end > start ? [[partition, end] as const] : [])),
  );
  const records: LogRecord[] = [];
  if (left.size === 0) return records;
  const complete = Promise.withResolvers<void>();
  await using _reader = log.follow({
    topic,
    resumeAt: async (partitions) => new Map(partitions.map(({ partition, start }) => [partition, start])),
    async onBatch(batch) {
      const end = left.get(batch.partition);
      if (end === undefined) return;
      records.push(...batch.records.filter(({ position }) => position < end));
      if ((batch.records.at(-1)?.position ?? -1) >= end - 1) left.delete(batch.partition);
      if (left.size === 0) complete.resolve();
    },
    onNotice(notice) {
      if (notice.kind === 'interrupted') complete.reject(notice.error);
    },
  });
  await complete.promise;
  return records;
}

function letterOf(record: LogRecord): DeadLetter {
  const { origin, code, reason } = deadLetterDetailsOf(record.headers);
  return {
    place: `${record.topic}/${record.partition}/${record.position}`,
    origin,
    code: code ?? 'unknown',
    reason: reason ?? '',
    record,
  };
}

/**
 * Puts a dead letter back into the topic it came from, as it came, under the key it had. What was sent before is not
 * sent again: the ledger knows its event. Resolves when the log has it.
 */
export async function redrive(log: EventLog, { origin, place, record }: DeadLetter): Promise<void> {
  if (origin === null) throw new Error(`${place} does not say where it came from`);
  await log.append([
    {
      topic: origin.topic,
      key: record.key ?? '',
      value: record.value,
      headers: { ...originalHeadersOf(record.headers), 'redriven-from': place },
    },
  ]);
}

/** A dead letter on one line. */
export function summaryOf({ place, code, reason, record }: DeadLetter): string {
  return `${place}  ${record.appendedAt.toISOString()}  ${code}  ${storableText(reason.split('\n')[0] ?? '', 120)}`;
}

/** A dead letter in full: its headers, and its value as text, or in hexadecimal where it is none. */
export function fullTextOf(letter: DeadLetter): string {
  const headers = Object.entries(letter.record.headers).map(([name, value]) => `${name}: ${value}`);
  return [letter.place, `key: ${letter.record.key ?? '(none)'}`, ...headers, '', textOf(letter.record.value)].join(
    '\n',
  );
}

function textOf(value: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return `${Buffer.from(value).toString('hex')}  (${value.length} bytes, not UTF-8)`;
  }
}
