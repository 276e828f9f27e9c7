/**
 * The port: the notifier's memory of deliveries, so that a repeated event sends nothing.
 *
 * Promise: of several writes of one entry at a time, one takes effect. Every write names the entry it was made from, and takes
 * effect only if the ledger still holds exactly that one. One that claims a delivery for an attempt takes no effect once a newer
 * change of its appointment is recorded (`newest.ts`).
 */
import type { ChannelName } from '@belltower/events';
import type { LedgerEntry } from './entry.ts';
import type { Newest } from './newest.ts';

/** An event as it came, to be recorded with its bytes. */
export interface SourceEvent {
  readonly eventId: string;
  readonly appointmentId: string;
  /** The sequence that it brings its appointment to, and whether it cancels it. */
  readonly sequence: number;
  readonly isCancellation: boolean;
  readonly body: Uint8Array;
  /** The addresses it names: looked up among those that are known to be dead. */
  readonly addresses: Readonly<Partial<Record<ChannelName, string>>>;
  /** Entries to be added with it: each only if the event is new, its channel's address is not dead, and nothing newer is known. */
  readonly claims?: readonly LedgerEntry[];
}

/** A change of an appointment that is its newest. */
export interface RecordedChange {
  readonly appointmentId: string;
  readonly newest: Newest;
}

/** Changes that were recorded lately. */
export interface ChangesSince {
  readonly changes: readonly RecordedChange[];
  /** Where to go on: what is recorded from now on comes after it, and some of what came before once more. */
  readonly next: string;
}

/** What the ledger knows of an event. */
export interface KnownEvent {
  readonly eventId: string;
  readonly firstSeenAt: Date;
  /** It was not there before. */
  readonly isNew: boolean;
  /** The appointment that it was about when it came first. */
  readonly appointmentId: string;
  /** Those that were there, and those that were added with it. */
  readonly entries: readonly LedgerEntry[];
  /** The channels whose address in this event is remembered as dead. */
  readonly suppressed: readonly ChannelName[];
  /** The newest change of its appointment, this event included; null where there was none. */
  readonly newest: Newest | null;
}

/** An entry with what stands around it. */
export interface KnownEntry {
  readonly entry: LedgerEntry;
  /** How long its owner may still hold it, in milliseconds by the ledger's clock; 0 when that has passed. */
  readonly leaseLeftMs: number;
  /** The event's bytes; null once they were removed. */
  readonly body: Uint8Array | null;
  /** The newest change of its appointment; null where there was none. */
  readonly newest: Newest | null;
}

/** One change of one entry. */
export interface LedgerWrite {
  /** What the entry must still be, by its claim and state; null when there must be none. */
  readonly from: Pick<LedgerEntry, 'claim' | 'state'> | null;
  readonly to: LedgerEntry;
  /** Also require that the owner's lease has expired. */
  readonly takesOver?: boolean;
}

/**
 * Whether a write took effect; if not, what stands there instead. `newest`: the change that made it too late for a claim, whether
 * or not there is an entry; null where that is not why.
 */
export type LedgerAnswer =
  | { readonly written: true }
  | { readonly written: false; readonly now: KnownEntry | null; readonly newest: Newest | null };

/** A delivery that counts for its recipient. */
export interface RecipientCount {
  /** A uuid made of the recipient. */
  readonly key: string;
  readonly deliveryId: string;
  /** How many there may be in the last `seconds`. */
  readonly most: number;
  readonly seconds: number;
}

/** An address that a provider refused as dead. */
export interface Suppression {
  readonly channel: ChannelName;
  readonly address: string;
  readonly reason: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * The ledger. While its database cannot be reached its own methods wait; they reject only with `LedgerError`: bad data
 * (`DATA`), or the ledger was disposed (`DISPOSED`).
 */
export interface Ledger extends AsyncDisposable {
  /** This process, as it stands in `owner`. */
  readonly owner: string;
  /** Whether the database answers. */
  readonly connected: boolean;
  /** Whether this process's lease is surely held long enough for one send. */
  maySend(): boolean;
  /** Resolves when `maySend` is true. @throws the signal's reason when that aborts first */
  untilMaySend(signal: AbortSignal): Promise<void>;
  /** Records an event, and answers what is known of it. */
  recordEvent(event: SourceEvent): Promise<KnownEvent>;
  write(write: LedgerWrite): Promise<LedgerAnswer>;
  /** The entry of a delivery, as it stands now. */
  read(deliveryId: string): Promise<KnownEntry | null>;
  /** The newest changes that were recorded since, by this notifier or another; of the last minute where `next` is null. */
  changesSince(next: string | null): Promise<ChangesSince>;
  /** Counts a delivery for its recipient, once; answers whether there was room for it. */
  countRecipient(count: RecipientCount): Promise<boolean>;
  /** The bytes of an event; null when there are none, or no more. */
  readBody(eventId: string): Promise<Uint8Array | null>;
  readonly suppressions: Suppressions;
}

/** The addresses that are remembered as dead, so that nothing is sent there for a while. Rejects while the database is away. */
export interface Suppressions {
  list(): Promise<readonly Suppression[]>;
  add(suppression: Pick<Suppression, 'channel' | 'address' | 'reason'>, forMs: number): Promise<void>;
  /** Whether there was one. */
  remove(channel: ChannelName, address: string): Promise<boolean>;
}

/** A failure of the ledger that waiting does not cure. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: 'DATA' | 'DISPOSED';
  readonly retryable = false;

  constructor(code: LedgerError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
