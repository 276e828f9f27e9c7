/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What a change of an appointment was. */
export type AppointmentChangeKind =
  /** It was booked. */
  | 'BOOKED'
  /** It was cancelled. */
  | 'CANCELLED'
  /** It was moved, or its duration, title or place changed. */
  | 'RESCHEDULED';

/** Narrows `appointments`. What is left out does not narrow. */
export type AppointmentFilter = {
  /** Only those that begin at or after this instant. */
  since?: string | null | undefined;
  /** Only those at one of these statuses. */
  statuses?: Array<AppointmentStatus> | null | undefined;
  /** Only those that begin before this instant. */
  until?: string | null | undefined;
  /** Only this user's appointments. Staff only. */
  userId?: string | null | undefined;
};

/** Whether an appointment takes place. */
export type AppointmentStatus =
  /** It does, or did. */
  | 'BOOKED'
  /** It was cancelled. That is final. */
  | 'CANCELLED';

/** How long one bucket of the statistics is. Buckets begin at whole minutes, hours and days in UTC. */
export type Bucket =
  /** A day in UTC. */
  | 'DAY'
  /** An hour. */
  | 'HOUR'
  /** A minute. */
  | 'MINUTE';

/** Which appointment is cancelled, and why. */
export type CancelAppointmentInput = {
  /** The cancellation is refused with CONFLICT unless the appointment is at this sequence. */
  expectedSequence?: number | null | undefined;
  /** The appointment's id. */
  id: string;
  /** As `CreateAppointmentInput.idempotencyKey` has it. */
  idempotencyKey?: string | null | undefined;
  /** Which channels get a message of it. Without it, those that were booked; both false: nobody is notified. */
  notify?: NotifyInput | null | undefined;
  /** Why, at most 500 characters. The customer reads it. */
  reason?: string | null | undefined;
};

/** How a person is reached. */
export type Channel =
  /** By e-mail. */
  | 'EMAIL'
  /** By text message. */
  | 'SMS';

/** A way to ask a question. */
export type ContactKind =
  /** By e-mail; the URL begins with `mailto:`. */
  | 'EMAIL'
  /** On a page; the URL begins with `https:`. */
  | 'PAGE'
  /** By telephone; the URL begins with `tel:`. */
  | 'PHONE';

/** What is booked, for whom, and how they are notified. */
export type CreateAppointmentInput = {
  /** What the customer is called, at most 200 characters. Messages greet them by it. */
  customerName?: string | null | undefined;
  /** How long it takes, from 1 to 1440 minutes. */
  durationMinutes?: number | null | undefined;
  /** Where the e-mail goes. Needed when `notify.email` is true. */
  email?: string | null | undefined;
  /**
   * Chosen by the caller, at most 255 characters, so that a repeated request books once: the repeat is
   * answered with the first result. The same key with another input is refused with CONFLICT.
   */
  idempotencyKey?: string | null | undefined;
  /** The language of the messages, as a BCP 47 tag such as `de-AT`. */
  locale?: string | null | undefined;
  /** Where it takes place, at most 200 characters. */
  location?: string | null | undefined;
  /** Which channels get a message. At least one is needed. */
  notify: NotifyInput;
  /** Where the text message goes. Needed when `notify.sms` is true. */
  phone?: string | null | undefined;
  /**
   * When the customer is reminded: at most 5, each `before` once. Without it, as the installation does (`Installation.reminders`); an
   * empty list is none. A reminder that would come at night comes earlier; one that would come within ten minutes of the confirmation
   * is left out.
   */
  reminders?: Array<ReminderInput> | null | undefined;
  /** When it begins: in the future, and within five years. */
  time: string;
  /** The IANA time zone it takes place in, such as `Europe/Vienna`. Messages give the time in this zone. */
  timeZone?: string | null | undefined;
  /** What it is for, at most 200 characters. */
  title?: string | null | undefined;
  /** Whose appointment it is. Staff may book for a customer; without it, it is the caller's own. */
  userId?: string | null | undefined;
};

/** Narrows `deliveries`. What is left out does not narrow. */
export type DeliveryFilter = {
  /** Only those of this appointment. */
  appointmentId?: string | null | undefined;
  /** Only those whose appointment begins at or after this instant. Those of appointments booked in another system are left out. */
  appointmentSince?: string | null | undefined;
  /** Only those whose appointment begins before this instant. Those of appointments booked in another system are left out. */
  appointmentUntil?: string | null | undefined;
  /** Only those on one of these channels. */
  channels?: Array<Channel> | null | undefined;
  /** Only those whose `error.code` is one of these. */
  errorCodes?: Array<string> | null | undefined;
  /** Only those with one of these ids, at most 100. */
  ids?: Array<string> | null | undefined;
  /** Only those of one of these kinds. */
  kinds?: Array<DeliveryKind> | null | undefined;
  /** True: only open failures, FAILED and not acknowledged. False: only the others. */
  open?: boolean | null | undefined;
  /**
   * Only those of an appointment with this reference, with or without its prefix, or with this text, whatever its case, in the
   * address (also a corrected one), the customer's name, the title or at the beginning of the id. Numbers are found as people write them, with
   * spaces and without a country, and by a part of them; names by their words in any order, the first ten of them; names and titles without
   * their accents as well. All are searched; by texts without three letters or digits in a row, the newest 50,000 that match the
   * other conditions. Staff only.
   */
  search?: string | null | undefined;
  /** Only those created at or after this instant. */
  since?: string | null | undefined;
  /** Only those at one of these statuses. */
  statuses?: Array<DeliveryStatus> | null | undefined;
  /** Only those created before this instant. */
  until?: string | null | undefined;
};

/** What a delivery's message is for. */
export type DeliveryKind =
  /** It says that the appointment was cancelled. */
  | 'CANCELLATION'
  /** It says that the appointment was moved, or its place or title changed. */
  | 'CHANGE'
  /** It confirms what was booked. */
  | 'CONFIRMATION'
  /** It reminds of the appointment. */
  | 'REMINDER';

/** In which order deliveries are answered. */
export type DeliveryOrder =
  /** By the time of their appointments, earliest first. Those of appointments booked in another system come last, newest first. */
  | 'APPOINTMENT_TIME_ASC'
  /** By the time of their appointments, latest first. Those of appointments booked in another system come last, newest first. */
  | 'APPOINTMENT_TIME_DESC'
  /** Newest first. */
  | 'CREATED_DESC'
  /** Those whose status has not changed for longest first. */
  | 'UPDATED_ASC'
  /** Those whose status changed last first. */
  | 'UPDATED_DESC';

/**
 * The status of a delivery. It ends in exactly one of SENT, DELIVERED, FAILED and SKIPPED; a delivery
 * at SENT may still become DELIVERED or FAILED when the provider reports more, and one at FAILED becomes DELIVERED when the
 * provider reports late that it arrived.
 */
export type DeliveryStatus =
  /** The provider has confirmed that the message arrived. */
  | 'DELIVERED'
  /** Given up; `error` says why. */
  | 'FAILED'
  /** Booked, and waiting to be picked up. */
  | 'QUEUED'
  /** An attempt failed for a passing reason; `nextAttemptAt` is when the next one comes. */
  | 'RETRYING'
  /** Being sent to the provider now. */
  | 'SENDING'
  /** The provider has accepted the message. */
  | 'SENT'
  /** Not sent, because the appointment was moved or cancelled since (`error.code` SUPERSEDED or CANCELLED), or because it came too late to help (EXPIRED). */
  | 'SKIPPED';

/** The parts of an appointment that a message may leave out. */
export type LeftOutPart =
  /** The location. */
  | 'LOCATION'
  /** Why it was cancelled. */
  | 'REASON'
  /** The title. */
  | 'TITLE';

/** Why a message leaves something out. */
export type LeftOutReason =
  /** There was no room for it. */
  | 'CUT'
  /** It is a picture, such as an emoji, which costs more than half of an SMS. */
  | 'PICTURE';

/** Which channels get a message. */
export type NotifyInput = {
  /** Whether it goes by e-mail. `email` is needed then. */
  email?: boolean | null | undefined;
  /** Whether it goes by text message. `phone` is needed then. */
  sms?: boolean | null | undefined;
};

/** A reminder that an appointment gets. */
export type ReminderInput = {
  /** How long before the appointment, by the clock of its time zone: an ISO 8601 duration such as `PT24H`, from 5 minutes to 90 days. */
  before: string;
  /** Whether it goes by e-mail. `notify.email` is needed then. */
  email?: boolean | null | undefined;
  /** Whether it goes by text message. `notify.sms` is needed then. */
  sms?: boolean | null | undefined;
};

/** Where a planned reminder stands. */
export type ReminderStatus =
  /** It was due: its messages are deliveries of the kind REMINDER. */
  | 'DUE'
  /** It waits for `dueAt`. */
  | 'PLANNED'
  /** It was missed, and came too late to help. */
  | 'SKIPPED';

/** Which appointment is changed, and how. What is left out stays as it is. */
export type RescheduleAppointmentInput = {
  /** How long it takes now, from 1 to 1440 minutes. */
  durationMinutes?: number | null | undefined;
  /** The change is refused with CONFLICT unless the appointment is at this sequence: nobody has changed it meanwhile. */
  expectedSequence?: number | null | undefined;
  /** The appointment's id. */
  id: string;
  /** As `CreateAppointmentInput.idempotencyKey` has it: a repeated request changes once. */
  idempotencyKey?: string | null | undefined;
  /** Where it takes place now, at most 200 characters; null removes it. */
  location?: string | null | undefined;
  /** Which channels get a message of the change. Without it, those that were booked; both false: nobody is notified. */
  notify?: NotifyInput | null | undefined;
  /** When it begins now: in the future, and within five years. */
  time?: string | null | undefined;
  /** The IANA time zone it takes place in now. */
  timeZone?: string | null | undefined;
  /** What it is for now, at most 200 characters; null removes it. */
  title?: string | null | undefined;
};

/** Which delivery is sent again, and where it goes now. */
export type RetryDeliveryInput = {
  /**
   * A corrected address, for a delivery by e-mail. It holds for this delivery and for later retries of it; with
   * `keepForAppointment` for the appointment as well.
   */
  email?: string | null | undefined;
  /** The delivery's id. */
  id: string;
  /**
   * Whether where this delivery goes now is the appointment's address from then on: its later messages (changes, cancellation,
   * reminders, also those already planned) go there, and retries of its other messages. No message is sent for the correction
   * itself. BAD_USER_INPUT where another system booked the appointment.
   */
  keepForAppointment?: boolean | null | undefined;
  /** A corrected number, for a delivery by SMS. It holds as `email` does. */
  phone?: string | null | undefined;
};

/** What a caller may do. */
export type Role =
  /** Books for themselves and sees only their own appointments and deliveries. */
  | 'CUSTOMER'
  /** Has the link of one appointment: sees that one and its deliveries, and may cancel it where the installation allows it. */
  | 'GUEST'
  /** Works at the desk: sees everything, and may book for customers. */
  | 'STAFF';

export type InstallationQueryVariables = Exact<{ [key: string]: never; }>;


export type InstallationQuery = { installation: { guestsMayCancel: boolean, defaultCountry: string | null, reminders: Array<{ before: string, email: boolean, sms: boolean }>, contact: { kind: ContactKind, text: string, url: string } | null } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, role: Role } };

export type AppointmentFieldsFragment = { id: string, reference: string, userId: string, customerName: string | null, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, locale: string | null, createdAt: string, status: AppointmentStatus, sequence: number, cancelledAt: string | null, cancelReason: string | null, notify: { email: boolean, sms: boolean }, reminders: Array<{ before: string, dueAt: string, email: boolean, sms: boolean, status: ReminderStatus }>, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> };

export type AppointmentQueryVariables = Exact<{
  id: string;
}>;


export type AppointmentQuery = { appointment: { id: string, reference: string, userId: string, customerName: string | null, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, locale: string | null, createdAt: string, status: AppointmentStatus, sequence: number, cancelledAt: string | null, cancelReason: string | null, addressCorrections: Array<{ channel: Channel, before: string | null, address: string, at: string, by: string | null, deliveryId: string }>, history: Array<{ kind: AppointmentChangeKind, sequence: number, at: string, role: Role, by: string | null, time: string, timeZone: string, durationMinutes: number, title: string | null, location: string | null, reason: string | null }>, notify: { email: boolean, sms: boolean }, reminders: Array<{ before: string, dueAt: string, email: boolean, sms: boolean, status: ReminderStatus }>, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> } | null };

export type AppointmentsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AppointmentFilter | null | undefined;
}>;


export type AppointmentsQuery = { appointments: { nodes: Array<{ id: string, reference: string, userId: string, customerName: string | null, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, locale: string | null, createdAt: string, status: AppointmentStatus, sequence: number, cancelledAt: string | null, cancelReason: string | null, notify: { email: boolean, sms: boolean }, reminders: Array<{ before: string, dueAt: string, email: boolean, sms: boolean, status: ReminderStatus }>, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateAppointmentMutationVariables = Exact<{
  input: CreateAppointmentInput;
}>;


export type CreateAppointmentMutation = { createAppointment: { feedCursor: string, appointment: { id: string, reference: string, userId: string, customerName: string | null, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, locale: string | null, createdAt: string, status: AppointmentStatus, sequence: number, cancelledAt: string | null, cancelReason: string | null, notify: { email: boolean, sms: boolean }, reminders: Array<{ before: string, dueAt: string, email: boolean, sms: boolean, status: ReminderStatus }>, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> } } };

export type RescheduleAppointmentMutationVariables = Exact<{
  input: RescheduleAppointmentInput;
}>;


export type RescheduleAppointmentMutation = { rescheduleAppointment: { feedCursor: string, appointment: { id: string, reference: string, userId: string, customerName: string | null, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, locale: string | null, createdAt: string, status: AppointmentStatus, sequence: number, cancelledAt: string | null, cancelReason: string | null, notify: { email: boolean, sms: boolean }, reminders: Array<{ before: string, dueAt: string, email: boolean, sms: boolean, status: ReminderStatus }>, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> } } };

export type CancelAppointmentMutationVariables = Exact<{
  input: CancelAppointmentInput;
}>;


export type CancelAppointmentMutation = { cancelAppointment: { feedCursor: string, appointment: { id: string, reference: string, userId: string, customerName: string | null, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, locale: string | null, createdAt: string, status: AppointmentStatus, sequence: number, cancelledAt: string | null, cancelReason: string | null, notify: { email: boolean, sms: boolean }, reminders: Array<{ before: string, dueAt: string, email: boolean, sms: boolean, status: ReminderStatus }>, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> } } };

export type CustomersQueryVariables = Exact<{
  search: string;
  first?: number | null | undefined;
}>;


export type CustomersQuery = { customers: Array<{ userId: string, name: string | null, email: string | null, phone: string | null, locale: string | null, lastAppointmentAt: string, appointmentCount: number }> };

export type DeliveryErrorFieldsFragment = { code: string, message: string, retryable: boolean };

export type DeliveryFieldsFragment = { id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null };

export type DeliveryQueryVariables = Exact<{
  id: string;
}>;


export type DeliveryQuery = { delivery: { id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, leftOut: Array<{ of: LeftOutPart, why: LeftOutReason, text: string }>, history: Array<{ status: DeliveryStatus, attempt: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, occurredAt: string, recipient: string | null, requestedBy: string | null, error: { code: string, message: string, retryable: boolean } | null }>, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null } | null };

export type DeliveryMessageQueryVariables = Exact<{
  id: string;
}>;


export type DeliveryMessageQuery = { delivery: { message: { asSent: boolean | null, to: string | null, from: string | null, replyTo: string | null, subject: string | null, text: string, html: string | null, segments: Array<string>, calendar: { summary: string, start: string, end: string, location: string | null, description: string, url: string | null, isCancelled: boolean, content: string } | null } | null } | null };

export type DeliveriesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: DeliveryFilter | null | undefined;
  orderBy?: DeliveryOrder | null | undefined;
}>;


export type DeliveriesQuery = { deliveries: { nodes: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RetryDeliveryMutationVariables = Exact<{
  input: RetryDeliveryInput;
}>;


export type RetryDeliveryMutation = { retryDelivery: { delivery: { id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null } } };

export type RetryDeliveriesMutationVariables = Exact<{
  ids: Array<string> | string;
}>;


export type RetryDeliveriesMutation = { retryDeliveries: { deliveries: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }>, refused: Array<{ id: string, code: string }> } };

export type AcknowledgeDeliveryMutationVariables = Exact<{
  id: string;
  note?: string | null | undefined;
}>;


export type AcknowledgeDeliveryMutation = { acknowledgeDelivery: { delivery: { id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null } } };

export type FeedCursorQueryVariables = Exact<{
  appointmentId?: string | null | undefined;
}>;


export type FeedCursorQuery = { feedCursor: string };

export type DeliveryStatusChangedSubscriptionVariables = Exact<{
  appointmentId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type DeliveryStatusChangedSubscription = { deliveryStatusChanged: { cursor: string, replayed: boolean, deliveryId: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempt: number, nextAttemptAt: string | null, occurredAt: string, error: { code: string, message: string, retryable: boolean } | null } };

export type TotalOfFieldsFragment = { total: number, sent: number, delivered: number, failed: number, skipped: number, open: number, p50Ms: number | null, p95Ms: number | null };

export type DeliveryCountsQueryVariables = Exact<{
  since?: string | null | undefined;
}>;


export type DeliveryCountsQuery = { deliveryCounts: Array<{ channel: Channel, status: DeliveryStatus, count: number }> };

export type DeliveryStatisticsQueryVariables = Exact<{
  since: string;
  until?: string | null | undefined;
  bucket: Bucket;
  timeZone?: string | null | undefined;
}>;


export type DeliveryStatisticsQuery = { deliveryStatistics: Array<{ start: string, channel: Channel, status: DeliveryStatus, errorCode: string | null, count: number, p50Ms: number | null, p95Ms: number | null }> };

export type DeliveryTimingsQueryVariables = Exact<{
  since: string;
  until?: string | null | undefined;
  bucket: Bucket;
  timeZone?: string | null | undefined;
}>;


export type DeliveryTimingsQuery = { deliveryTimings: Array<{ start: string, channel: Channel, sent: number, p50Ms: number, p95Ms: number }> };

export type DeskSummaryQueryVariables = Exact<{
  since: string;
  until: string;
}>;


export type DeskSummaryQuery = { deskSummary: { openFailures: number, waiting: number, notPickedUp: number, sent: number, delivered: number, failed: number, remindersDue: number } };

export type DeliveryTotalsQueryVariables = Exact<{
  since: string;
  until?: string | null | undefined;
}>;


export type DeliveryTotalsQuery = { deliveryTotals: { total: number, sent: number, delivered: number, failed: number, skipped: number, open: number, p50Ms: number | null, p95Ms: number | null, byChannel: Array<{ channel: Channel | null, total: number, sent: number, delivered: number, failed: number, skipped: number, open: number, p50Ms: number | null, p95Ms: number | null }>, byKind: Array<{ kind: DeliveryKind | null, total: number, sent: number, delivered: number, failed: number, skipped: number, open: number, p50Ms: number | null, p95Ms: number | null }>, byError: Array<{ channel: Channel, code: string, count: number }> } };

export type ProblemsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProblemsQuery = { problems: Array<{ channel: Channel, code: string, waiting: number, since: string }> };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const DeliveryErrorFieldsFragmentDoc = new TypedDocumentString(`
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
    `, {"fragmentName":"DeliveryErrorFields"}) as unknown as TypedDocumentString<DeliveryErrorFieldsFragment, unknown>;
export const DeliveryFieldsFragmentDoc = new TypedDocumentString(`
    fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}`, {"fragmentName":"DeliveryFields"}) as unknown as TypedDocumentString<DeliveryFieldsFragment, unknown>;
export const AppointmentFieldsFragmentDoc = new TypedDocumentString(`
    fragment AppointmentFields on Appointment {
  id
  reference
  userId
  customerName
  title
  location
  time
  timeZone
  durationMinutes
  email
  phone
  notify {
    email
    sms
  }
  locale
  createdAt
  status
  sequence
  cancelledAt
  cancelReason
  reminders {
    before
    dueAt
    email
    sms
    status
  }
  deliveries {
    ...DeliveryFields
  }
}
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`, {"fragmentName":"AppointmentFields"}) as unknown as TypedDocumentString<AppointmentFieldsFragment, unknown>;
export const TotalOfFieldsFragmentDoc = new TypedDocumentString(`
    fragment TotalOfFields on TotalOf {
  total
  sent
  delivered
  failed
  skipped
  open
  p50Ms
  p95Ms
}
    `, {"fragmentName":"TotalOfFields"}) as unknown as TypedDocumentString<TotalOfFieldsFragment, unknown>;
export const InstallationDocument = new TypedDocumentString(`
    query Installation {
  installation {
    reminders {
      before
      email
      sms
    }
    guestsMayCancel
    defaultCountry
    contact {
      kind
      text
      url
    }
  }
}
    `) as unknown as TypedDocumentString<InstallationQuery, InstallationQueryVariables>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const AppointmentDocument = new TypedDocumentString(`
    query Appointment($id: ID!) {
  appointment(id: $id) {
    ...AppointmentFields
    addressCorrections {
      channel
      before
      address
      at
      by
      deliveryId
    }
    history {
      kind
      sequence
      at
      role
      by
      time
      timeZone
      durationMinutes
      title
      location
      reason
    }
  }
}
    fragment AppointmentFields on Appointment {
  id
  reference
  userId
  customerName
  title
  location
  time
  timeZone
  durationMinutes
  email
  phone
  notify {
    email
    sms
  }
  locale
  createdAt
  status
  sequence
  cancelledAt
  cancelReason
  reminders {
    before
    dueAt
    email
    sms
    status
  }
  deliveries {
    ...DeliveryFields
  }
}
fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<AppointmentQuery, AppointmentQueryVariables>;
export const AppointmentsDocument = new TypedDocumentString(`
    query Appointments($first: Int, $after: String, $filter: AppointmentFilter) {
  appointments(first: $first, after: $after, filter: $filter) {
    nodes {
      ...AppointmentFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AppointmentFields on Appointment {
  id
  reference
  userId
  customerName
  title
  location
  time
  timeZone
  durationMinutes
  email
  phone
  notify {
    email
    sms
  }
  locale
  createdAt
  status
  sequence
  cancelledAt
  cancelReason
  reminders {
    before
    dueAt
    email
    sms
    status
  }
  deliveries {
    ...DeliveryFields
  }
}
fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<AppointmentsQuery, AppointmentsQueryVariables>;
export const CreateAppointmentDocument = new TypedDocumentString(`
    mutation CreateAppointment($input: CreateAppointmentInput!) {
  createAppointment(input: $input) {
    appointment {
      ...AppointmentFields
    }
    feedCursor
  }
}
    fragment AppointmentFields on Appointment {
  id
  reference
  userId
  customerName
  title
  location
  time
  timeZone
  durationMinutes
  email
  phone
  notify {
    email
    sms
  }
  locale
  createdAt
  status
  sequence
  cancelledAt
  cancelReason
  reminders {
    before
    dueAt
    email
    sms
    status
  }
  deliveries {
    ...DeliveryFields
  }
}
fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<CreateAppointmentMutation, CreateAppointmentMutationVariables>;
export const RescheduleAppointmentDocument = new TypedDocumentString(`
    mutation RescheduleAppointment($input: RescheduleAppointmentInput!) {
  rescheduleAppointment(input: $input) {
    appointment {
      ...AppointmentFields
    }
    feedCursor
  }
}
    fragment AppointmentFields on Appointment {
  id
  reference
  userId
  customerName
  title
  location
  time
  timeZone
  durationMinutes
  email
  phone
  notify {
    email
    sms
  }
  locale
  createdAt
  status
  sequence
  cancelledAt
  cancelReason
  reminders {
    before
    dueAt
    email
    sms
    status
  }
  deliveries {
    ...DeliveryFields
  }
}
fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<RescheduleAppointmentMutation, RescheduleAppointmentMutationVariables>;
export const CancelAppointmentDocument = new TypedDocumentString(`
    mutation CancelAppointment($input: CancelAppointmentInput!) {
  cancelAppointment(input: $input) {
    appointment {
      ...AppointmentFields
    }
    feedCursor
  }
}
    fragment AppointmentFields on Appointment {
  id
  reference
  userId
  customerName
  title
  location
  time
  timeZone
  durationMinutes
  email
  phone
  notify {
    email
    sms
  }
  locale
  createdAt
  status
  sequence
  cancelledAt
  cancelReason
  reminders {
    before
    dueAt
    email
    sms
    status
  }
  deliveries {
    ...DeliveryFields
  }
}
fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<CancelAppointmentMutation, CancelAppointmentMutationVariables>;
export const CustomersDocument = new TypedDocumentString(`
    query Customers($search: String!, $first: Int) {
  customers(search: $search, first: $first) {
    userId
    name
    email
    phone
    locale
    lastAppointmentAt
    appointmentCount
  }
}
    `) as unknown as TypedDocumentString<CustomersQuery, CustomersQueryVariables>;
export const DeliveryDocument = new TypedDocumentString(`
    query Delivery($id: ID!) {
  delivery(id: $id) {
    ...DeliveryFields
    leftOut {
      of
      why
      text
    }
    history {
      status
      attempt
      provider
      providerMessageId
      error {
        ...DeliveryErrorFields
      }
      nextAttemptAt
      occurredAt
      recipient
      requestedBy
    }
  }
}
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<DeliveryQuery, DeliveryQueryVariables>;
export const DeliveryMessageDocument = new TypedDocumentString(`
    query DeliveryMessage($id: ID!) {
  delivery(id: $id) {
    message {
      asSent
      to
      from
      replyTo
      subject
      text
      html
      segments
      calendar {
        summary
        start
        end
        location
        description
        url
        isCancelled
        content
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DeliveryMessageQuery, DeliveryMessageQueryVariables>;
export const DeliveriesDocument = new TypedDocumentString(`
    query Deliveries($first: Int, $after: String, $filter: DeliveryFilter, $orderBy: DeliveryOrder) {
  deliveries(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes {
      ...DeliveryFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<DeliveriesQuery, DeliveriesQueryVariables>;
export const RetryDeliveryDocument = new TypedDocumentString(`
    mutation RetryDelivery($input: RetryDeliveryInput!) {
  retryDelivery(input: $input) {
    delivery {
      ...DeliveryFields
    }
  }
}
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<RetryDeliveryMutation, RetryDeliveryMutationVariables>;
export const RetryDeliveriesDocument = new TypedDocumentString(`
    mutation RetryDeliveries($ids: [ID!]!) {
  retryDeliveries(ids: $ids) {
    deliveries {
      ...DeliveryFields
    }
    refused {
      id
      code
    }
  }
}
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<RetryDeliveriesMutation, RetryDeliveriesMutationVariables>;
export const AcknowledgeDeliveryDocument = new TypedDocumentString(`
    mutation AcknowledgeDelivery($id: ID!, $note: String) {
  acknowledgeDelivery(id: $id, note: $note) {
    delivery {
      ...DeliveryFields
    }
  }
}
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
  kind
  sequence
  recipient
  status
  attempts
  provider
  providerMessageId
  error {
    ...DeliveryErrorFields
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<AcknowledgeDeliveryMutation, AcknowledgeDeliveryMutationVariables>;
export const FeedCursorDocument = new TypedDocumentString(`
    query FeedCursor($appointmentId: ID) {
  feedCursor(appointmentId: $appointmentId)
}
    `) as unknown as TypedDocumentString<FeedCursorQuery, FeedCursorQueryVariables>;
export const DeliveryStatusChangedDocument = new TypedDocumentString(`
    subscription DeliveryStatusChanged($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {
    cursor
    replayed
    deliveryId
    appointmentId
    channel
    status
    attempt
    error {
      ...DeliveryErrorFields
    }
    nextAttemptAt
    occurredAt
  }
}
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}`) as unknown as TypedDocumentString<DeliveryStatusChangedSubscription, DeliveryStatusChangedSubscriptionVariables>;
export const DeliveryCountsDocument = new TypedDocumentString(`
    query DeliveryCounts($since: DateTime) {
  deliveryCounts(since: $since) {
    channel
    status
    count
  }
}
    `) as unknown as TypedDocumentString<DeliveryCountsQuery, DeliveryCountsQueryVariables>;
export const DeliveryStatisticsDocument = new TypedDocumentString(`
    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {
  deliveryStatistics(
    since: $since
    until: $until
    bucket: $bucket
    timeZone: $timeZone
  ) {
    start
    channel
    status
    errorCode
    count
    p50Ms
    p95Ms
  }
}
    `) as unknown as TypedDocumentString<DeliveryStatisticsQuery, DeliveryStatisticsQueryVariables>;
export const DeliveryTimingsDocument = new TypedDocumentString(`
    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {
  deliveryTimings(
    since: $since
    until: $until
    bucket: $bucket
    timeZone: $timeZone
  ) {
    start
    channel
    sent
    p50Ms
    p95Ms
  }
}
    `) as unknown as TypedDocumentString<DeliveryTimingsQuery, DeliveryTimingsQueryVariables>;
export const DeskSummaryDocument = new TypedDocumentString(`
    query DeskSummary($since: DateTime!, $until: DateTime!) {
  deskSummary(since: $since, until: $until) {
    openFailures
    waiting
    notPickedUp
    sent
    delivered
    failed
    remindersDue
  }
}
    `) as unknown as TypedDocumentString<DeskSummaryQuery, DeskSummaryQueryVariables>;
export const DeliveryTotalsDocument = new TypedDocumentString(`
    query DeliveryTotals($since: DateTime!, $until: DateTime) {
  deliveryTotals(since: $since, until: $until) {
    total
    sent
    delivered
    failed
    skipped
    open
    p50Ms
    p95Ms
    byChannel {
      channel
      ...TotalOfFields
    }
    byKind {
      kind
      ...TotalOfFields
    }
    byError {
      channel
      code
      count
    }
  }
}
    fragment TotalOfFields on TotalOf {
  total
  sent
  delivered
  failed
  skipped
  open
  p50Ms
  p95Ms
}`) as unknown as TypedDocumentString<DeliveryTotalsQuery, DeliveryTotalsQueryVariables>;
export const ProblemsDocument = new TypedDocumentString(`
    query Problems {
  problems {
    channel
    code
    waiting
    since
  }
}
    `) as unknown as TypedDocumentString<ProblemsQuery, ProblemsQueryVariables>;