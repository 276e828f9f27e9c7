/** What a run leaves behind: everything that its checks are made from, as plain data. */
import type { AppointmentEvent, ChannelName, DeliveryStatus } from '@belltower/events';

/** One appointment that the driver tried to book, and the server's final answer. */
export interface RequestedAppointment {
  readonly index: number;
  readonly user: string;
  /** Unique to this booking, and so is the number: what a provider accepted is recognised by them. */
  readonly email: string;
  readonly phone: string;
  readonly channels: readonly ChannelName[];
  readonly outcome: RequestOutcome;
  /** How long before it is reminded of, in minutes: on all of its channels. */
  readonly reminders: readonly number[];
  /** Its changes, in the order in which they were made. */
  readonly changes: readonly RequestedChange[];
}

/** One change of an appointment. Nothing is wrong with any: none may be refused. */
export interface RequestedChange {
  readonly kind: 'rescheduled' | 'cancelled';
  /** Whether it begins at another time from then on: its reminders are planned again. */
  readonly movesTime: boolean;
  readonly outcome:
    | { readonly kind: 'changed'; readonly sequence: number; readonly deliveries: readonly BookedDelivery[] }
    | { readonly kind: 'unanswered' };
}

/** A delivery as the server answered it. */
export interface BookedDelivery {
  readonly id: string;
  readonly channel: ChannelName;
}

/** `unanswered`: it is not known whether it was booked. */
export type RequestOutcome =
  | {
      readonly kind: 'booked';
      readonly appointmentId: string;
      readonly deliveries: readonly BookedDelivery[];
    }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unanswered' };

/** One message that a provider took responsibility for, whether or not its answer arrived. Times are milliseconds since 1970. */
export interface Accept {
  readonly channel: ChannelName;
  readonly address: string;
  /** The delivery that it names itself: in its Message-ID, or where its status is to be reported. */
  readonly deliveryId: string | null;
  /** What its repeats must share: the Message-ID, or what it says. */
  readonly identity: string;
  readonly at: number;
}

/** One event of an appointment, where it stands in the log. One that was appended twice stands there twice. */
export interface EventRecord {
  readonly topic: 'appointments.created' | 'appointments.changed';
  readonly partition: number;
  readonly position: number;
  readonly eventId: string;
  readonly type: AppointmentEvent['event_type'];
  readonly appointmentId: string;
  readonly sequence: number;
  readonly deliveryIds: readonly string[];
  /** The bytes that readers get. */
  readonly value: string;
}

/** When the notifiers' ledger recorded an event. */
export interface RecordedEvent {
  readonly eventId: string;
  readonly at: number;
}

/** A planned reminder as the server's table has it at the end; those that were dropped are not there. */
export interface ReminderRecord {
  readonly appointmentId: string;
  readonly plannedSequence: number;
  readonly beforeMinutes: number;
  readonly eventId: string;
  readonly status: 'planned' | 'due' | 'skipped';
  readonly emittedSequence: number | null;
  readonly email: boolean;
  readonly sms: boolean;
}

/** One change of one delivery, as the status topic or the server's history holds it. */
export interface Step {
  readonly deliveryId: string;
  readonly status: DeliveryStatus;
  readonly attempt: number;
  readonly errorCode: string | null;
  /** When it was appended to the log; in a history: when it happened. */
  readonly at: number;
}

/** How far the notifier's group had come in a topic, seen at one moment. */
export interface CommitSample {
  readonly topic: EventRecord['topic'];
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
  readonly events: readonly EventRecord[];
  readonly recorded: readonly RecordedEvent[];
  readonly reminders: readonly ReminderRecord[];
  readonly statusEvents: readonly Step[];
  /** The server's history, in the order of the log. */
  readonly history: readonly HistoryStep[];
  readonly commits: readonly CommitSample[];
  readonly streams: readonly Stream[];
  /** From the last booking and the last kill to nothing left to do; null: that never came. */
  readonly settledMs: number | null;
  readonly unsettled: string;
}
