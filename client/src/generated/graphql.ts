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

export type AppointmentPageQueryVariables = Exact<{
  id: string;
  asksCursor: boolean;
}>;


export type AppointmentPageQuery = { feedCursor?: string, installation: { guestsMayCancel: boolean, contact: { kind: ContactKind, text: string, url: string } | null }, appointment: { id: string, reference: string, locale: string | null, customerName: string | null, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, createdAt: string, email: string | null, phone: string | null, status: AppointmentStatus, sequence: number, cancelledAt: string | null, cancelReason: string | null, notify: { email: boolean, sms: boolean }, reminders: Array<{ before: string, dueAt: string, email: boolean, sms: boolean, status: ReminderStatus }>, addressCorrections: Array<{ channel: Channel, before: string | null, address: string, at: string, by: string | null }>, history: Array<{ kind: AppointmentChangeKind, sequence: number, at: string, role: Role, by: string | null, time: string, timeZone: string, durationMinutes: number, title: string | null, location: string | null, reason: string | null }>, deliveries: Array<{ id: string, channel: Channel, kind: DeliveryKind, sequence: number, createdAt: string, history: Array<{ status: DeliveryStatus, attempt: number, nextAttemptAt: string | null, occurredAt: string, recipient: string | null, error: { code: string, message: string } | null }> }> } | null };

export type AppointmentListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppointmentListQuery = { appointments: { nodes: Array<{ id: string, reference: string, customerName: string | null, title: string | null, location: string | null, time: string, timeZone: string, status: AppointmentStatus, deliveries: Array<{ id: string, channel: Channel, kind: DeliveryKind, sequence: number, createdAt: string, status: DeliveryStatus, attempts: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BookForCustomersQueryVariables = Exact<{
  search: string;
  first?: number | null | undefined;
}>;


export type BookForCustomersQuery = { customers: Array<{ userId: string, name: string | null, email: string | null, phone: string | null, locale: string | null, lastAppointmentAt: string, appointmentCount: number }> };

export type BookMutationVariables = Exact<{
  input: CreateAppointmentInput;
}>;


export type BookMutation = { createAppointment: { feedCursor: string, appointment: { id: string, userId: string, customerName: string | null, time: string, timeZone: string, deliveries: Array<{ id: string, channel: Channel }> } } };

export type RescheduleMutationVariables = Exact<{
  input: RescheduleAppointmentInput;
}>;


export type RescheduleMutation = { rescheduleAppointment: { appointment: { id: string, sequence: number } } };

export type CancelMutationVariables = Exact<{
  input: CancelAppointmentInput;
}>;


export type CancelMutation = { cancelAppointment: { appointment: { id: string, sequence: number } } };

export type InstallationQueryVariables = Exact<{ [key: string]: never; }>;


export type InstallationQuery = { installation: { defaultCountry: string | null } };

export type FeedCursorQueryVariables = Exact<{
  appointmentId?: string | null | undefined;
}>;


export type FeedCursorQuery = { feedCursor: string };

export type DeliveryStatusSubscriptionVariables = Exact<{
  appointmentId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type DeliveryStatusSubscription = { deliveryStatusChanged: { cursor: string, deliveryId: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempt: number, nextAttemptAt: string | null, occurredAt: string, error: { code: string, message: string } | null } };

export type DeskDeliveriesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: DeliveryFilter | null | undefined;
  orderBy: DeliveryOrder;
}>;


export type DeskDeliveriesQuery = { deliveries: { nodes: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, nextAttemptAt: string | null, createdAt: string, updatedAt: string, appointment: { id: string, reference: string, customerName: string | null, title: string | null, time: string, timeZone: string, status: AppointmentStatus, sequence: number } | null, error: { code: string, message: string } | null, acknowledgement: { by: string, note: string | null, at: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DeskRowFragment = { id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, attempts: number, nextAttemptAt: string | null, createdAt: string, updatedAt: string, appointment: { id: string, reference: string, customerName: string | null, title: string | null, time: string, timeZone: string, status: AppointmentStatus, sequence: number } | null, error: { code: string, message: string } | null, acknowledgement: { by: string, note: string | null, at: string } | null };

export type DeskDeliveryQueryVariables = Exact<{
  id: string;
}>;


export type DeskDeliveryQuery = { delivery: { id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, sequence: number, recipient: string | null, status: DeliveryStatus, createdAt: string, appointment: { id: string, reference: string, customerName: string | null, title: string | null, time: string, timeZone: string, location: string | null, durationMinutes: number, status: AppointmentStatus, sequence: number, cancelReason: string | null, notify: { email: boolean, sms: boolean }, deliveries: Array<{ id: string, kind: DeliveryKind, channel: Channel, sequence: number, status: DeliveryStatus, recipient: string | null, createdAt: string }>, addressCorrections: Array<{ channel: Channel, before: string | null, address: string, at: string, by: string | null }>, history: Array<{ kind: AppointmentChangeKind, sequence: number, at: string, role: Role, by: string | null, time: string, timeZone: string, durationMinutes: number, title: string | null, location: string | null, reason: string | null }> } | null, acknowledgement: { by: string, note: string | null, at: string } | null, leftOut: Array<{ of: LeftOutPart, why: LeftOutReason, text: string }>, history: Array<{ status: DeliveryStatus, attempt: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, occurredAt: string, recipient: string | null, requestedBy: string | null, error: { code: string, message: string } | null }> } | null };

export type DeskMessageQueryVariables = Exact<{
  id: string;
}>;


export type DeskMessageQuery = { delivery: { id: string, message: { asSent: boolean | null, to: string | null, from: string | null, replyTo: string | null, subject: string | null, text: string, html: string | null, segments: Array<string>, calendar: { summary: string, start: string, end: string, location: string | null, description: string, url: string | null, isCancelled: boolean } | null } | null } | null };

export type DeskRetryMutationVariables = Exact<{
  input: RetryDeliveryInput;
}>;


export type DeskRetryMutation = { retryDelivery: { delivery: { id: string, appointment: { id: string, email: string | null, phone: string | null, status: AppointmentStatus, timeZone: string, reminders: Array<{ dueAt: string, email: boolean, sms: boolean, status: ReminderStatus }> } | null } } };

export type DeskRetryManyMutationVariables = Exact<{
  ids: Array<string> | string;
}>;


export type DeskRetryManyMutation = { retryDeliveries: { deliveries: Array<{ id: string, status: DeliveryStatus, attempts: number }>, refused: Array<{ id: string, code: string }> } };

export type DeskStandingQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type DeskStandingQuery = { deliveries: { nodes: Array<{ id: string, status: DeliveryStatus, attempts: number }> } };

export type DeskAcknowledgeMutationVariables = Exact<{
  id: string;
  note?: string | null | undefined;
}>;


export type DeskAcknowledgeMutation = { acknowledgeDelivery: { delivery: { id: string } } };

export type DeskCountsQueryVariables = Exact<{
  since?: string | null | undefined;
  failedSince: string;
}>;


export type DeskCountsQuery = { deliveryCounts: Array<{ channel: Channel, status: DeliveryStatus, kind: DeliveryKind | null, count: number }>, deliveryTotals: { byError: Array<{ code: string, channel: Channel, count: number }> } };

export type DeskProblemsQueryVariables = Exact<{ [key: string]: never; }>;


export type DeskProblemsQuery = { problems: Array<{ channel: Channel, code: string, waiting: number, since: string }> };

export type GuestContactQueryVariables = Exact<{ [key: string]: never; }>;


export type GuestContactQuery = { installation: { contact: { kind: ContactKind, text: string, url: string } | null } };

export type DeskHomeQueryVariables = Exact<{
  now: string;
  first: number;
}>;


export type DeskHomeQuery = { upcoming: { nodes: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, recipient: string | null, updatedAt: string, appointment: { id: string, customerName: string | null, title: string | null, time: string, timeZone: string, status: AppointmentStatus } | null, error: { code: string, message: string } | null }> }, past: { nodes: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, recipient: string | null, updatedAt: string, appointment: { id: string, customerName: string | null, title: string | null, time: string, timeZone: string, status: AppointmentStatus } | null, error: { code: string, message: string } | null }> }, newest: { nodes: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, recipient: string | null, updatedAt: string, appointment: { id: string, customerName: string | null, title: string | null, time: string, timeZone: string, status: AppointmentStatus } | null, error: { code: string, message: string } | null }> }, problems: Array<{ channel: Channel, code: string, waiting: number, since: string }> };

export type HomeFailureFragment = { id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, recipient: string | null, updatedAt: string, appointment: { id: string, customerName: string | null, title: string | null, time: string, timeZone: string, status: AppointmentStatus } | null, error: { code: string, message: string } | null };

export type UsualRemindersQueryVariables = Exact<{ [key: string]: never; }>;


export type UsualRemindersQuery = { installation: { reminders: Array<{ before: string, email: boolean, sms: boolean }> } };

export type DeskSummaryQueryVariables = Exact<{
  since: string;
  until: string;
}>;


export type DeskSummaryQuery = { deskSummary: { openFailures: number, waiting: number, notPickedUp: number, sent: number, delivered: number, failed: number, remindersDue: number } };

export type OpenFailuresQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type OpenFailuresQuery = { deliveries: { nodes: Array<{ id: string, appointmentId: string, channel: Channel, kind: DeliveryKind, error: { code: string } | null, appointment: { title: string | null, customerName: string | null } | null }> } };

export type DeskStatisticsQueryVariables = Exact<{
  since: string;
  until: string;
  bucket: Bucket;
  zone: string;
}>;


export type DeskStatisticsQuery = { deliveryStatistics: Array<{ start: string, channel: Channel, status: DeliveryStatus, errorCode: string | null, count: number }>, deliveryTimings: Array<{ start: string, channel: Channel, sent: number, p50Ms: number, p95Ms: number }> };

export type DeskTotalsQueryVariables = Exact<{
  since: string;
  until: string;
  beforeSince: string;
  beforeUntil: string;
}>;


export type DeskTotalsQuery = { now: { total: number, sent: number, delivered: number, failed: number, skipped: number, open: number, p95Ms: number | null, byChannel: Array<{ channel: Channel | null, total: number, sent: number, delivered: number, failed: number, skipped: number, open: number, p95Ms: number | null }>, byKind: Array<{ kind: DeliveryKind | null, total: number, sent: number, delivered: number, failed: number, skipped: number, open: number, p95Ms: number | null }>, byError: Array<{ code: string, channel: Channel, count: number }> }, before: { total: number, sent: number, delivered: number, failed: number, p95Ms: number | null, byError: Array<{ code: string, channel: Channel, count: number }> } };

export type TotalOfOneFragment = { total: number, sent: number, delivered: number, failed: number, skipped: number, open: number, p95Ms: number | null };

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
export const DeskRowFragmentDoc = new TypedDocumentString(`
    fragment DeskRow on Delivery {
  id
  appointmentId
  appointment {
    id
    reference
    customerName
    title
    time
    timeZone
    status
    sequence
  }
  channel
  kind
  sequence
  recipient
  status
  attempts
  error {
    code
    message
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
    `, {"fragmentName":"DeskRow"}) as unknown as TypedDocumentString<DeskRowFragment, unknown>;
export const HomeFailureFragmentDoc = new TypedDocumentString(`
    fragment HomeFailure on Delivery {
  id
  appointmentId
  appointment {
    id
    customerName
    title
    time
    timeZone
    status
  }
  channel
  kind
  recipient
  updatedAt
  error {
    code
    message
  }
}
    `, {"fragmentName":"HomeFailure"}) as unknown as TypedDocumentString<HomeFailureFragment, unknown>;
export const TotalOfOneFragmentDoc = new TypedDocumentString(`
    fragment TotalOfOne on TotalOf {
  total
  sent
  delivered
  failed
  skipped
  open
  p95Ms
}
    `, {"fragmentName":"TotalOfOne"}) as unknown as TypedDocumentString<TotalOfOneFragment, unknown>;
export const AppointmentPageDocument = new TypedDocumentString(`
    query AppointmentPage($id: ID!, $asksCursor: Boolean!) {
  feedCursor(appointmentId: $id) @include(if: $asksCursor)
  installation {
    guestsMayCancel
    contact {
      kind
      text
      url
    }
  }
  appointment(id: $id) {
    id
    reference
    locale
    customerName
    title
    location
    time
    timeZone
    durationMinutes
    createdAt
    email
    phone
    notify {
      email
      sms
    }
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
    addressCorrections {
      channel
      before
      address
      at
      by
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
    deliveries {
      id
      channel
      kind
      sequence
      createdAt
      history {
        status
        attempt
        error {
          code
          message
        }
        nextAttemptAt
        occurredAt
        recipient
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AppointmentPageQuery, AppointmentPageQueryVariables>;
export const AppointmentListDocument = new TypedDocumentString(`
    query AppointmentList($first: Int, $after: String) {
  appointments(first: $first, after: $after) {
    nodes {
      id
      reference
      customerName
      title
      location
      time
      timeZone
      status
      deliveries {
        id
        channel
        kind
        sequence
        createdAt
        status
        attempts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AppointmentListQuery, AppointmentListQueryVariables>;
export const BookForCustomersDocument = new TypedDocumentString(`
    query BookForCustomers($search: String!, $first: Int) {
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
    `) as unknown as TypedDocumentString<BookForCustomersQuery, BookForCustomersQueryVariables>;
export const BookDocument = new TypedDocumentString(`
    mutation Book($input: CreateAppointmentInput!) {
  createAppointment(input: $input) {
    appointment {
      id
      userId
      customerName
      time
      timeZone
      deliveries {
        id
        channel
      }
    }
    feedCursor
  }
}
    `) as unknown as TypedDocumentString<BookMutation, BookMutationVariables>;
export const RescheduleDocument = new TypedDocumentString(`
    mutation Reschedule($input: RescheduleAppointmentInput!) {
  rescheduleAppointment(input: $input) {
    appointment {
      id
      sequence
    }
  }
}
    `) as unknown as TypedDocumentString<RescheduleMutation, RescheduleMutationVariables>;
export const CancelDocument = new TypedDocumentString(`
    mutation Cancel($input: CancelAppointmentInput!) {
  cancelAppointment(input: $input) {
    appointment {
      id
      sequence
    }
  }
}
    `) as unknown as TypedDocumentString<CancelMutation, CancelMutationVariables>;
export const InstallationDocument = new TypedDocumentString(`
    query Installation {
  installation {
    defaultCountry
  }
}
    `) as unknown as TypedDocumentString<InstallationQuery, InstallationQueryVariables>;
export const FeedCursorDocument = new TypedDocumentString(`
    query FeedCursor($appointmentId: ID) {
  feedCursor(appointmentId: $appointmentId)
}
    `) as unknown as TypedDocumentString<FeedCursorQuery, FeedCursorQueryVariables>;
export const DeliveryStatusDocument = new TypedDocumentString(`
    subscription DeliveryStatus($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {
    cursor
    deliveryId
    appointmentId
    channel
    status
    attempt
    error {
      code
      message
    }
    nextAttemptAt
    occurredAt
  }
}
    `) as unknown as TypedDocumentString<DeliveryStatusSubscription, DeliveryStatusSubscriptionVariables>;
export const DeskDeliveriesDocument = new TypedDocumentString(`
    query DeskDeliveries($first: Int, $after: String, $filter: DeliveryFilter, $orderBy: DeliveryOrder!) {
  deliveries(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes {
      ...DeskRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment DeskRow on Delivery {
  id
  appointmentId
  appointment {
    id
    reference
    customerName
    title
    time
    timeZone
    status
    sequence
  }
  channel
  kind
  sequence
  recipient
  status
  attempts
  error {
    code
    message
  }
  nextAttemptAt
  createdAt
  updatedAt
  acknowledgement {
    by
    note
    at
  }
}`) as unknown as TypedDocumentString<DeskDeliveriesQuery, DeskDeliveriesQueryVariables>;
export const DeskDeliveryDocument = new TypedDocumentString(`
    query DeskDelivery($id: ID!) {
  delivery(id: $id) {
    id
    appointmentId
    appointment {
      id
      reference
      customerName
      title
      time
      timeZone
      location
      durationMinutes
      notify {
        email
        sms
      }
      status
      sequence
      cancelReason
      deliveries {
        id
        kind
        channel
        sequence
        status
        recipient
        createdAt
      }
      addressCorrections {
        channel
        before
        address
        at
        by
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
    channel
    kind
    sequence
    recipient
    status
    createdAt
    acknowledgement {
      by
      note
      at
    }
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
        code
        message
      }
      nextAttemptAt
      occurredAt
      recipient
      requestedBy
    }
  }
}
    `) as unknown as TypedDocumentString<DeskDeliveryQuery, DeskDeliveryQueryVariables>;
export const DeskMessageDocument = new TypedDocumentString(`
    query DeskMessage($id: ID!) {
  delivery(id: $id) {
    id
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
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DeskMessageQuery, DeskMessageQueryVariables>;
export const DeskRetryDocument = new TypedDocumentString(`
    mutation DeskRetry($input: RetryDeliveryInput!) {
  retryDelivery(input: $input) {
    delivery {
      id
      appointment {
        id
        email
        phone
        status
        timeZone
        reminders {
          dueAt
          email
          sms
          status
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DeskRetryMutation, DeskRetryMutationVariables>;
export const DeskRetryManyDocument = new TypedDocumentString(`
    mutation DeskRetryMany($ids: [ID!]!) {
  retryDeliveries(ids: $ids) {
    deliveries {
      id
      status
      attempts
    }
    refused {
      id
      code
    }
  }
}
    `) as unknown as TypedDocumentString<DeskRetryManyMutation, DeskRetryManyMutationVariables>;
export const DeskStandingDocument = new TypedDocumentString(`
    query DeskStanding($ids: [ID!]!) {
  deliveries(first: 100, filter: {ids: $ids}) {
    nodes {
      id
      status
      attempts
    }
  }
}
    `) as unknown as TypedDocumentString<DeskStandingQuery, DeskStandingQueryVariables>;
export const DeskAcknowledgeDocument = new TypedDocumentString(`
    mutation DeskAcknowledge($id: ID!, $note: String) {
  acknowledgeDelivery(id: $id, note: $note) {
    delivery {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<DeskAcknowledgeMutation, DeskAcknowledgeMutationVariables>;
export const DeskCountsDocument = new TypedDocumentString(`
    query DeskCounts($since: DateTime, $failedSince: DateTime!) {
  deliveryCounts(since: $since, byKind: true) {
    channel
    status
    kind
    count
  }
  deliveryTotals(since: $failedSince) {
    byError {
      code
      channel
      count
    }
  }
}
    `) as unknown as TypedDocumentString<DeskCountsQuery, DeskCountsQueryVariables>;
export const DeskProblemsDocument = new TypedDocumentString(`
    query DeskProblems {
  problems {
    channel
    code
    waiting
    since
  }
}
    `) as unknown as TypedDocumentString<DeskProblemsQuery, DeskProblemsQueryVariables>;
export const GuestContactDocument = new TypedDocumentString(`
    query GuestContact {
  installation {
    contact {
      kind
      text
      url
    }
  }
}
    `) as unknown as TypedDocumentString<GuestContactQuery, GuestContactQueryVariables>;
export const DeskHomeDocument = new TypedDocumentString(`
    query DeskHome($now: DateTime!, $first: Int!) {
  upcoming: deliveries(
    first: $first
    filter: {open: true, appointmentSince: $now}
    orderBy: APPOINTMENT_TIME_ASC
  ) {
    nodes {
      ...HomeFailure
    }
  }
  past: deliveries(
    first: $first
    filter: {open: true, appointmentUntil: $now}
    orderBy: APPOINTMENT_TIME_DESC
  ) {
    nodes {
      ...HomeFailure
    }
  }
  newest: deliveries(first: $first, filter: {open: true}) {
    nodes {
      ...HomeFailure
    }
  }
  problems {
    channel
    code
    waiting
    since
  }
}
    fragment HomeFailure on Delivery {
  id
  appointmentId
  appointment {
    id
    customerName
    title
    time
    timeZone
    status
  }
  channel
  kind
  recipient
  updatedAt
  error {
    code
    message
  }
}`) as unknown as TypedDocumentString<DeskHomeQuery, DeskHomeQueryVariables>;
export const UsualRemindersDocument = new TypedDocumentString(`
    query UsualReminders {
  installation {
    reminders {
      before
      email
      sms
    }
  }
}
    `) as unknown as TypedDocumentString<UsualRemindersQuery, UsualRemindersQueryVariables>;
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
export const OpenFailuresDocument = new TypedDocumentString(`
    query OpenFailures($ids: [ID!]!) {
  deliveries(first: 100, filter: {ids: $ids, open: true}) {
    nodes {
      id
      appointmentId
      channel
      kind
      error {
        code
      }
      appointment {
        title
        customerName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OpenFailuresQuery, OpenFailuresQueryVariables>;
export const DeskStatisticsDocument = new TypedDocumentString(`
    query DeskStatistics($since: DateTime!, $until: DateTime!, $bucket: Bucket!, $zone: String!) {
  deliveryStatistics(
    since: $since
    until: $until
    bucket: $bucket
    timeZone: $zone
  ) {
    start
    channel
    status
    errorCode
    count
  }
  deliveryTimings(since: $since, until: $until, bucket: $bucket, timeZone: $zone) {
    start
    channel
    sent
    p50Ms
    p95Ms
  }
}
    `) as unknown as TypedDocumentString<DeskStatisticsQuery, DeskStatisticsQueryVariables>;
export const DeskTotalsDocument = new TypedDocumentString(`
    query DeskTotals($since: DateTime!, $until: DateTime!, $beforeSince: DateTime!, $beforeUntil: DateTime!) {
  now: deliveryTotals(since: $since, until: $until) {
    total
    sent
    delivered
    failed
    skipped
    open
    p95Ms
    byChannel {
      channel
      ...TotalOfOne
    }
    byKind {
      kind
      ...TotalOfOne
    }
    byError {
      code
      channel
      count
    }
  }
  before: deliveryTotals(since: $beforeSince, until: $beforeUntil) {
    total
    sent
    delivered
    failed
    p95Ms
    byError {
      code
      channel
      count
    }
  }
}
    fragment TotalOfOne on TotalOf {
  total
  sent
  delivered
  failed
  skipped
  open
  p95Ms
}`) as unknown as TypedDocumentString<DeskTotalsQuery, DeskTotalsQueryVariables>;