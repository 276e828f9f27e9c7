/** What was parked, read from the log and put back into it. */
import {
  type DeadLetterDetails,
  deadLetterDetailsOf,
  type EventLog,
  EventLogError,
  type LogNotice,
  type LogRecord,
  originalHeadersOf,
  redrivenBy,
  redrivenMarkOf,
} from '@belltower/event-log';
import { deadLetterTopicOf, storableText, topics } from '@belltower/events';

/** A parked record: where it stands, where it came from, and why it was parked. */
export interface DeadLetter {
  /** Its own place, as a person names it: `appointments.created.dead-letter/0/7`. */
  readonly place: string;
  /** Where it came from, or null when it does not say. */
  readonly origin: DeadLetterDetails['origin'];
  readonly code: string;
  readonly reason: string;
  readonly record: LogRecord;
  /** When it was put back last, in RFC 3339; null: never. */
  readonly redrivenAt: string | null;
}

/** The topics that dead letters stand in. */
export const deadLetterTopics: readonly string[] = topics.map(deadLetterTopicOf);

/** For how long an interrupted reader may take to read on, in milliseconds: it connects again by itself. */
const INTERRUPTED_MS = 30_000;

/**
 * Reads all dead letters that are there now, oldest first within each partition.
 *
 * @throws {EventLogError} when the log cannot be read for half a minute, refuses us, or holds a batch that cannot be decoded
 */
export async function readDeadLetters(
  log: EventLog,
  topics: readonly string[] = deadLetterTopics,
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (const topic of topics) {
    const redriven = new Map<string, string>();
    const parked: LogRecord[] = [];
    for (const record of await readAll(log, topic)) {
      const mark = redrivenBy(record.headers);
      if (mark === null) parked.push(record);
      else redriven.set(mark.place, mark.at);
    }
    for (const record of parked) letters.push(letterOf(record, redriven));
  }
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
  let interrupted: NodeJS.Timeout | undefined;
  /** A partition was read, or has nothing more, below `position`. */
  const advanceTo = (partition: number, position: number) => {
    if (position >= (left.get(partition) ?? 0)) left.delete(partition);
    if (left.size === 0) complete.resolve();
  };
  await using _reader = log.follow({
    topic,
    resumeAt: async (partitions) => new Map(partitions.map(({ partition, start }) => [partition, start])),
    async onBatch(batch) {
      clearTimeout(interrupted);
      const end = left.get(batch.partition);
      if (end === undefined) return;
      records.push(...batch.records.filter(({ position }) => position < end));
      advanceTo(batch.partition, batch.next);
    },
    onNotice(notice) {
      if (notice.kind === 'interrupted') {
        clearTimeout(interrupted);
        const isFinal = notice.error instanceof EventLogError && !notice.error.retryable;
        interrupted = setTimeout(complete.reject, isFinal ? 0 : INTERRUPTED_MS, notice.error);
      }
      if (notice.kind === 'lost') advanceTo(notice.partition, notice.to);
      if (notice.kind === 'stalled')
        complete.reject(new EventLogError('UNEXPECTED', `${topic} could not be read to its end`));
      if (notice.kind !== 'undecodable') return;
      if (notice.skipped) advanceTo(notice.partition, notice.to + 1);
      else complete.reject(new EventLogError('UNEXPECTED', undecodableText(notice)));
    },
  });
  await complete.promise.finally(() => clearTimeout(interrupted));
  return records;
}

function undecodableText({ topic, partition, from, to, reason }: Extract<LogNotice, { kind: 'undecodable' }>): string {
  const place = `${topic}/${partition}/${from}`;
  const span = to > from ? `, up to position ${to},` : '';
  return `the batch at ${place}${span} cannot be decoded: ${reason}. To read the others, set KAFKA_SKIP=${place}`;
}

function letterOf(record: LogRecord, redriven: ReadonlyMap<string, string>): DeadLetter {
  const place = `${record.topic}/${record.partition}/${record.position}`;
  const { origin, code, reason } = deadLetterDetailsOf(record.headers);
  return {
    place,
    origin,
    code: code ?? 'unknown',
    reason: reason ?? '',
    record,
    redrivenAt: redriven.get(place) ?? null,
  };
}

/**
 * Puts a dead letter back into the topic it came from, as it came, under the key it had, if it had one, and marks it. What was sent
 * before is not sent again: the ledger knows its event. Resolves when the log has both.
 */
export async function redrive(log: EventLog, { origin, place, record }: DeadLetter): Promise<void> {
  if (origin === null) throw new Error(`${place} does not say where it came from`);
  await log.append([
    {
      topic: origin.topic,
      key: record.key ?? '',
      value: record.value,
      ...deadLetterDetailsOf(record.headers).missing,
      headers: { ...originalHeadersOf(record.headers), 'redriven-from': place },
    },
  ]);
  await log.append([redrivenMarkOf(record.topic, place, new Date())]);
}

/** A dead letter on one line. */
export function summaryOf({ place, code, reason, record, redrivenAt }: DeadLetter): string {
  const redriven = redrivenAt === null ? '' : `  redriven ${redrivenAt}`;
  const why = storableText(reason.split('\n')[0] ?? '', 120);
  return `${place}  ${record.appendedAt.toISOString()}  ${code}  ${why}${redriven}`;
}

/** A dead letter in full: its headers, and its value as text, or in hexadecimal where it is none. */
export function fullTextOf(letter: DeadLetter): string {
  const headers = Object.entries(letter.record.headers).map(([name, value]) => `${name}: ${value}`);
  const { noKey = letter.record.key === null, noValue } = deadLetterDetailsOf(letter.record.headers).missing;
  const key = `key: ${noKey ? '(none)' : letter.record.key}`;
  const redriven = letter.redrivenAt === null ? [] : [`redriven: ${letter.redrivenAt}`];
  return [letter.place, key, ...redriven, ...headers, '', noValue ? '(no value)' : textOf(letter.record.value)].join(
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
