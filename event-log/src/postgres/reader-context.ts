import type { PartitionPositions } from '../event-log.ts';
import type { Session } from './session.ts';
import type { Wakeups } from './wakeup.ts';

/** What a reader needs of the log it belongs to. Times are in milliseconds. */
export interface ReaderContext {
  /** Opens a session of the reader's own, once the schema exists. */
  openSession(name: string): Promise<Session>;
  readonly wakeups: Wakeups;
  /** How often a reader polls that cannot rely on being notified, or whose group has other members. */
  readonly pollMs: number;
  /** How often it polls otherwise. */
  readonly quietPollMs: number;
  /** After how long a silent member of a group loses its partitions. */
  readonly sessionMs: number;
  /** For how long a reader that could read may read nothing before the notice `stalled`. */
  readonly stallMs: number;
  /** Requests a topic's positions without the reader. Rejects with an EventLogError. */
  positions(topic: string, group?: string): Promise<readonly PartitionPositions[]>;
}
