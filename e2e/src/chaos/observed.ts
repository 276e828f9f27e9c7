/** What a run leaves behind: everything that its checks are made from, as plain data. */
import type { ChannelName, DeliveryStatus } from '@belltower/events';

/** One appointment that the driver tried to book, and the server's final answer. */
export interface RequestedAppointment {
  readonly index: number;
  /** Who booked. */
  readonly user: string;
  /** Unique to this booking, and so is the number: what a provider accepted is recognised by them. */
  readonly email: string;
  readonly phone: string;
  /** The channels it asked for. */
  readonly channels: readonly ChannelName[];
  readonly outcome: RequestOutcome;
}

/** `unanswered`: it is not known whether it was booked. */
export type RequestOutcome =
  | {
      readonly kind: 'booked';
      readonly appointmentId: string;
      readonly deliveries: readonly { readonly id: string; readonly channel: ChannelName }[];
    }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unanswered' };

/** One message that a provider took responsibility for, whether or not its answer arrived. Times are milliseconds since 1970. */
export interface Accept {
  readonly channel: ChannelName;
  /** The mail address or the number. */
  readonly address: string;
  /** What its repeats must share: the Message-ID, or the booking reference. */
  readonly identity: string;
  readonly at: number;
}

/** One `appointments.created` record, where it stands in the log. */
export interface CreatedRecord {
  readonly partition: number;
  readonly position: number;
  /** The deliveries its event asks for. */
  readonly deliveryIds: readonly string[];
}

/** One change of one delivery, as the status topic or the server's history holds it. */
export interface Step {
  readonly deliveryId: string;
  readonly status: DeliveryStatus;
  readonly attempt: number;
  readonly errorCode: string | null;
  /** When it was appended to the log. */
  readonly at: number;
}

/** How far the notifier's group had come in `appointments.created`, seen at one moment. */
export interface CommitSample {
  readonly partition: number;
  /** Everything below is said to be finished. */
  readonly committed: number;
  /** When the answer was here: the commit is not younger. */
  readonly at: number;
}

/** Everything one subscriber received, over all its connections. */
export interface Stream {
  readonly name: string;
  /** Whose deliveries it may see; null: everybody's. */
  readonly user: string | null;
  readonly changes: readonly Pick<Step, 'deliveryId' | 'status' | 'attempt'>[];
  /** How often it was cut and resumed. */
  readonly reconnects: number;
  /** Codes that its stream was refused or reset with; a run has no reason for any. */
  readonly refusals: readonly string[];
}

/** One change as the server stored it, and whose it is. */
export interface HistoryStep extends Step {
  readonly user: string | null;
}

/** A process that was killed, or ended by itself. */
export interface Kill {
  readonly target: 'server' | 'relay' | 'notifier' | 'broker' | 'postgres';
  readonly at: number;
  /** How many outbox entries were waiting at that moment, where it was looked at. */
  readonly backlog: number | null;
}

/** A whole run. */
export interface Observed {
  readonly appointments: readonly RequestedAppointment[];
  readonly accepts: readonly Accept[];
  readonly created: readonly CreatedRecord[];
  /** The status topic, in order. */
  readonly statusEvents: readonly Step[];
  /** The server's history, in the order of the log. */
  readonly history: readonly HistoryStep[];
  readonly commits: readonly CommitSample[];
  readonly streams: readonly Stream[];
  /** From the last booking and the last kill to nothing left to do; null: that never came. */
  readonly settledMs: number | null;
  /** What was still to be done when waiting ended. */
  readonly unsettled: string;
}
