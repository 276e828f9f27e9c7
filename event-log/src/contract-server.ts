import type { EventLog } from './event-log.ts';
import type { EventLogConfig } from './open-event-log.ts';

/** A record that another program writes, without our adapter. */
export interface ForeignRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** A real server that an adapter is run against. */
export interface ContractServer extends AsyncDisposable {
  readonly config: EventLogConfig;
  /** Opens a log with the configuration. */
  open(): EventLog;
  /** Writes to partition 0. */
  appendForeign(record: ForeignRecord): Promise<void>;
  /** Removes what lies below a position in partition 0, as retention does. */
  removeBelow(topic: string, position: number): Promise<void>;
  /** How long a member that keeps silent stays a member, in milliseconds. */
  readonly sessionMs: number;
}
