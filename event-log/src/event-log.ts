/** The port: what the services need of an ordered durable log, in terms of no adapter. */

/** A record to be appended. Records of one key in one topic keep their order. */
export interface NewRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** It has no key, where the log has such records; what `key` says is left out then, and its order is nobody's. */
  readonly noKey?: boolean;
  /** It has no value, which is not the same as an empty one, where the log has such records (Kafka's tombstones). */
  readonly noValue?: boolean;
}

/** A record as the log holds it. `position` counts within its topic's partition. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly position: number;
  /** Null when another producer wrote none. */
  readonly key: string | null;
  /** The bytes as they were written; empty when another producer wrote none. */
  readonly value: Uint8Array;
  /** Another producer wrote no value. */
  readonly noValue?: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly appendedAt: Date;
}

/** A record of a group. It is unfinished, and is read again after a crash, until `finish()`. */
export interface GroupRecord extends LogRecord {
  /** Nothing more is to be done for this record. In any order; repeated calls change nothing. Never throws. */
  finish(): void;
}

/** The positions of a partition. `end` is the position that the next record will get. */
export interface PartitionPositions {
  readonly partition: number;
  /** The oldest position still kept. */
  readonly start: number;
  readonly end: number;
  /** The position up to which (exclusive) the group has finished everything; null when it never committed. */
  readonly committed: number | null;
}

/** How a topic is created when it does not exist yet. */
export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  /** How long records are kept, in milliseconds; negative: for ever. */
  readonly retentionMs: number;
}

/** A difference between an existing topic and its specification; existing topics are never altered. */
export interface TopicMismatch {
  readonly topic: string;
  readonly setting: 'partitions' | 'replicationFactor' | 'minInsyncReplicas' | 'retentionMs';
  readonly wanted: number;
  readonly found: number;
}

/** What a log reports about its readers: for logs, metrics and alarms. */
export type LogNotice =
  | { readonly kind: 'assigned'; readonly topic: string; readonly partitions: readonly number[] }
  | { readonly kind: 'interrupted'; readonly error: Error }
  /**
   * A follower's caller rejected: a batch, or (`partition` null) the request where to resume. The log is not at fault.
   * The follower retries; for one batch this is reported at the first rejection, then at most once a minute.
   */
  | {
      readonly kind: 'refused';
      readonly topic: string;
      readonly partition: number | null;
      readonly position: number | null;
      readonly error: Error;
    }
  /** Records between these positions are gone: by retention, by hand, or because it is another log. */
  | {
      readonly kind: 'lost';
      readonly topic: string;
      readonly partition: number;
      readonly from: number;
      readonly to: number;
    }
  /**
   * The batch of these positions cannot be decoded. `skipped`: it was left out, because the option `skip` names it. Else
   * nothing after it is read, and this is reported again at each retry.
   */
  | {
      readonly kind: 'undecodable';
      readonly topic: string;
      readonly partition: number;
      readonly from: number;
      /** Inclusive. */
      readonly to: number;
      readonly reason: string;
      readonly skipped: boolean;
    }
  /** The span of unfinished and finished positions above the watermark is full: reading waits. */
  | { readonly kind: 'span-full'; readonly topic: string; readonly partition: number; readonly watermark: number }
  /** Unfinished records have `bytes` bytes in sum, so that this partition waits until some are finished. */
  | { readonly kind: 'bytes-full'; readonly topic: string; readonly partition: number; readonly bytes: number }
  /** In PostgreSQL: old records could not be removed. Of a failure that lasts only the first; it is retried each minute. */
  | { readonly kind: 'retention-failed'; readonly error: Error }
  /** The log answers, has more records and there is room, but nothing was read for `silentMs`: end the process. */
  | { readonly kind: 'stalled'; readonly topic: string; readonly silentMs: number };

/** How a group reads. */
export interface SubscribeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Takes records, in order of position within a partition. Resolves when there is room for more, not when they are
   * finished: as long as it is pending nothing more is read of that partition, and the membership is kept alive.
   * Must not reject: an outcome is a state.
   */
  take(records: readonly GroupRecord[]): Promise<void>;
  /** Called before partitions move away, and before the subscription ends: finish the work in progress, then resolve. */
  drain?(signal: AbortSignal): Promise<void>;
  onNotice?(notice: LogNotice): void;
  /** How long a drain may take, in milliseconds. @default 5_000 */
  readonly drainMs?: number;
  /** How many positions above the watermark may be read before reading waits, per partition. @default 200_000 */
  readonly maxSpan?: number;
  /**
   * How many bytes unfinished records may have before reading waits, in sum over all partitions: each counts as its value
   * and 6,000 bytes. A partition waits when it has more than what is left. @default 256 MiB
   */
  readonly maxBytes?: number;
}

/**
 * What a follower is given: records of one partition, in order, and where that partition ends. There may be no records: what the log
 * holds there is not for readers, such as a transaction that was aborted.
 */
export interface FollowedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** The position that is read next: nothing below it is to come any more. */
  readonly next: number;
  /** The position that the next record of this partition will get, as far as known. */
  readonly end: number;
}

/** How a reader follows all partitions of a topic without sharing them with others and without committing. */
export interface FollowOptions {
  readonly topic: string;
  /**
   * Called at the start and after every interruption; resolves with the position (inclusive) from which each partition is
   * to be read. A partition that is not in it is read from its start.
   */
  resumeAt(partitions: readonly PartitionPositions[]): Promise<ReadonlyMap<number, number>>;
  /** Handles one batch. Batches of one partition come one at a time. After a rejection the same batch comes again. */
  onBatch(batch: FollowedBatch): Promise<void>;
  onNotice?(notice: LogNotice): void;
}

/** Something that reads until it is disposed; disposing waits for what is in flight, within its limit. */
export interface Reader extends AsyncDisposable {
  /** Whether it is reading now: false while the log cannot be reached. */
  readonly connected: boolean;
}

/**
 * An ordered, durable log of topics and partitions. Every method rejects with an `EventLogError`.
 * `subscribe` and `follow` start at once, and reconnect while the log cannot be reached.
 */
export interface EventLog extends AsyncDisposable {
  /**
   * Appends all records; resolves only when every one is durable. After a rejection some may be in the log; where it is
   * for records that the log refuses (`refused` of the error), all others are.
   */
  append(records: readonly NewRecord[]): Promise<void>;
  /** Reads topics as a member of a group: each record goes to one member, at least once; a new group begins at the first record. */
  subscribe(options: SubscribeOptions): Reader;
  /** Reads everything in a topic, in this process, from positions that the caller keeps. */
  follow(options: FollowOptions): Reader;
  /** The positions of a topic's partitions, and those that a group has committed, if one is named. */
  positions(topic: string, group?: string): Promise<readonly PartitionPositions[]>;
  /** Creates the topics that are missing; resolves with how existing ones differ from what is wanted. */
  createTopics(topics: readonly TopicSpec[]): Promise<readonly TopicMismatch[]>;
}
