import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  EventLog,
  FollowedBatch,
  FollowOptions,
  GroupRecord,
  LogNotice,
  LogRecord,
  NewRecord,
  PartitionPositions,
  Reader,
  SubscribeOptions,
} from './event-log.ts';
import type { EventLogConfig } from './open-event-log.ts';

/** What a test sends to `contract-member.ts`, a process of its own. */
export interface MemberOrder {
  readonly config: EventLogConfig;
  readonly group: string;
  readonly topic: string;
  /** Positions that are finished as soon as they are taken; the others never are. */
  readonly finish: readonly number[];
}

/** What that process reports: the positions that it was given. */
export interface MemberReport {
  readonly taken: number[];
}

/** Waits for a condition; rejects with `what` it was when it is not met in time. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 45_000,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(5);
  }
}

/** A topic of one test's own. */
export async function makeTopic(log: EventLog, partitions = 1): Promise<string> {
  const topic = `topic-${randomUUID()}`;
  await log.createTopics([
    { topic, partitions, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 7 * 24 * 3_600_000 },
  ]);
  return topic;
}

/** A group of one test's own. */
export function newGroup(): string {
  return `group-${randomUUID()}`;
}

/** What a group has committed, by partition. */
export async function committed(log: EventLog, topic: string, group: string): Promise<(number | null)[]> {
  return (await log.positions(topic, group)).map((partition) => partition.committed);
}

/** Records of a topic whose values are `<from>`, `<from + 1>`…, spread over `keys` keys. */
export function numbered(topic: string, count: number, from = 0, keys = 5): NewRecord[] {
  return Array.from({ length: count }, (_, index) => {
    return { topic, key: `key-${(from + index) % keys}`, value: String(from + index) };
  });
}

/** The value of a record as text. */
export function textOf({ value }: LogRecord): string {
  return Buffer.from(value).toString();
}

/** A member of a group that remembers what it was given. */
export interface Member extends AsyncDisposable {
  readonly reader: Reader;
  readonly taken: GroupRecord[];
  readonly notices: LogNotice[];
  /** What it was assigned last, as `<topic>/<partition>`. */
  assigned(): string[];
  emitted(kind: LogNotice['kind']): LogNotice[];
}

/** Subscribes; without `take`, everything is finished at once. */
export function join(
  log: EventLog,
  topics: string | readonly string[],
  options: Partial<SubscribeOptions> & { readonly group: string },
): Member {
  const taken: GroupRecord[] = [];
  const notices: LogNotice[] = [];
  const reader = log.subscribe({
    topics: typeof topics === 'string' ? [topics] : topics,
    ...options,
    async take(records) {
      taken.push(...records);
      if (options.take !== undefined) await options.take(records);
      else for (const record of records) record.finish();
    },
    onNotice: (notice) => notices.push(notice),
  });
  const emitted = (kind: LogNotice['kind']) => notices.filter((notice) => notice.kind === kind);
  return {
    reader,
    taken,
    notices,
    emitted,
    assigned() {
      const last = new Map<string, readonly number[]>();
      for (const notice of notices) if (notice.kind === 'assigned') last.set(notice.topic, notice.partitions);
      return [...last].flatMap(([topic, partitions]) => partitions.map((partition) => `${topic}/${partition}`)).sort();
    },
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
}

/** A follower that remembers what it was given, and resumes after it. */
export interface FollowerLog extends AsyncDisposable {
  readonly reader: Reader;
  readonly records: LogRecord[];
  readonly batches: FollowedBatch[];
  readonly notices: LogNotice[];
  emitted(kind: LogNotice['kind']): LogNotice[];
  /** The positions that it was given with each request where to resume. */
  readonly resumeRequests: (readonly PartitionPositions[])[];
}

/** Follows a topic from its start, or from `from`. */
export function follow(
  log: EventLog,
  topic: string,
  options: Partial<FollowOptions> & { readonly from?: ReadonlyMap<number, number> } = {},
): FollowerLog {
  const { from, ...rest } = options;
  const records: LogRecord[] = [];
  const batches: FollowedBatch[] = [];
  const notices: LogNotice[] = [];
  const resumeRequests: (readonly PartitionPositions[])[] = [];
  const next = new Map(from);
  const reader = log.follow({
    topic,
    async resumeAt(partitions) {
      resumeRequests.push(partitions);
      return new Map(next);
    },
    ...rest,
    async onBatch(batch) {
      await rest.onBatch?.(batch);
      batches.push(batch);
      for (const record of batch.records) {
        records.push(record);
        next.set(batch.partition, record.position + 1);
      }
    },
    onNotice: (notice) => notices.push(notice),
  });
  const emitted = (kind: LogNotice['kind']) => notices.filter((notice) => notice.kind === kind);
  return {
    reader,
    records,
    batches,
    notices,
    emitted,
    resumeRequests,
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
}
