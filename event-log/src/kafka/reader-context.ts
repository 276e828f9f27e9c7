import type { Kafka } from 'kafkajs';
import type { AdminClient } from './admin.ts';
import type { Place } from './undecodable.ts';

/** What a reader needs of the log it belongs to. Times are in milliseconds. */
export interface ReaderContext {
  readonly kafka: Kafka;
  readonly admin: AdminClient;
  /** After how long a silent member loses its partitions. */
  readonly sessionMs: number;
  /** For how long a reader that could read may read nothing before the notice `stalled`. */
  readonly stallMs: number;
  /** How long an answer is waited for; after that kafkajs is taken to have lost the request. */
  readonly hangMs: number;
  /** Batches that are skipped when they cannot be decoded, each by a position in it. */
  readonly skip: readonly Place[];
}
