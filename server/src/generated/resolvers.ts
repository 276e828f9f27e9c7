import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CreatedAppointment, AppointmentRow } from '../appointments/appointment.ts';
import type { ChangeResult } from '../appointments/change-batch.ts';
import type { PastEntry } from '../appointments/appointment-past.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import type { HistoryEntryOf } from '../deliveries/delivery-history.ts';
import type { FeedChange } from '../deliveries/delivery-change.ts';
import type { GraphQLContext } from '../graphql/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * An instant, as RFC 3339 text in UTC: `2026-02-20T15:00:00Z`. In inputs any offset is accepted
   * (`2026-02-20T16:00:00+01:00`); answers are always in UTC.
   */
  DateTime: { input: string; output: string; }
  /** An e-mail address, at most 254 characters: `user@example.com`. Its syntax is checked, its mailbox is not. */
  EmailAddress: { input: string; output: string; }
  /** A telephone number in E.164 form, with the plus sign and the country code: `+15555550123`. */
  PhoneNumber: { input: string; output: string; }
};

/** What `acknowledgeDelivery` answers. */
export type AcknowledgeDeliveryPayload = {
  __typename?: 'AcknowledgeDeliveryPayload';
  /** The delivery, acknowledged. */
  delivery: Delivery;
};

/** The mark that staff have seen to a failed delivery. */
export type Acknowledgement = {
  __typename?: 'Acknowledgement';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Who: the subject of their token. */
  by: Scalars['ID']['output'];
  /** What was done, such as `told by phone`. */
  note?: Maybe<Scalars['String']['output']>;
};

/** A correction of where an appointment's messages go, made as one of them was sent again (`keepForAppointment`). */
export type AddressCorrection = {
  __typename?: 'AddressCorrection';
  /** The address from then on. For customers masked, unless it is what was booked. */
  address: Scalars['String']['output'];
  /** When. */
  at: Scalars['DateTime']['output'];
  /** The address until then. For customers masked, unless it is what was booked. Null where there was none. */
  before?: Maybe<Scalars['String']['output']>;
  /** Who corrected it: the subject of their token. Staff only: null for customers and guests. */
  by?: Maybe<Scalars['ID']['output']>;
  /** The channel whose address it was. */
  channel: Channel;
  /** The delivery that was sent again with it. */
  deliveryId: Scalars['ID']['output'];
};

/** What was booked. */
export type Appointment = {
  __typename?: 'Appointment';
  /** Every correction of its address or number, oldest first. None of them was a change: `sequence` stays, and no message was sent of it. */
  addressCorrections: Array<AddressCorrection>;
  /** Why it was cancelled. */
  cancelReason?: Maybe<Scalars['String']['output']>;
  /** When it was cancelled. */
  cancelledAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was booked. */
  createdAt: Scalars['DateTime']['output'];
  /** What the customer is called. Messages greet them by it. */
  customerName?: Maybe<Scalars['String']['output']>;
  /** Every message about it, oldest first: one for each change and reminder, on each channel asked for. */
  deliveries: Array<Delivery>;
  /** How long it takes, in minutes. */
  durationMinutes: Scalars['Int']['output'];
  /**
   * The address that later messages go to: as booked, or as staff corrected it for the whole appointment. Where one e-mail goes is
   * `Delivery.recipient`.
   */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** Every change so far, oldest first. It begins with BOOKED. */
  history: Array<AppointmentChange>;
  /** Its id, given when it was booked. */
  id: Scalars['ID']['output'];
  /** The language of its messages, as a BCP 47 tag such as `de-AT`. Null where none was given when it was booked: then it is the installation's. */
  locale?: Maybe<Scalars['String']['output']>;
  /** Where it takes place. */
  location?: Maybe<Scalars['String']['output']>;
  /**
   * The page that shows this appointment without signing in, as messages give it. Null where the installation has no pages for guests.
   * Its holder acts as a guest: hand it to nobody but the customer.
   */
  manageUrl?: Maybe<Scalars['String']['output']>;
  /** Which channels were asked for. */
  notify: Notify;
  /** The number that later messages go to, as `email`. Where one text message goes is `Delivery.recipient`. */
  phone?: Maybe<Scalars['PhoneNumber']['output']>;
  /** What people call it by, such as `K7QM-4TXB`: it stands in every message about it, and `DeliveryFilter.search` finds it. */
  reference: Scalars['String']['output'];
  /** Its reminders, soonest first. Those that were dropped, as the appointment was moved or cancelled, are not among them. */
  reminders: Array<Reminder>;
  /** How often it was changed: 0 as booked, one more with each move, change or cancellation. */
  sequence: Scalars['Int']['output'];
  /** Whether it takes place. */
  status: AppointmentStatus;
  /** When it begins. */
  time: Scalars['DateTime']['output'];
  /** The IANA time zone it takes place in, such as `Europe/Vienna`. Messages give the time in this zone. */
  timeZone: Scalars['String']['output'];
  /** What it is for, such as `Dental check-up`. */
  title?: Maybe<Scalars['String']['output']>;
  /** Whose appointment this is: the subject of their token. */
  userId: Scalars['ID']['output'];
};

/** One change in an appointment's past, with what it then was. */
export type AppointmentChange = {
  __typename?: 'AppointmentChange';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Who made it: the subject of their token. Staff only: null for customers and guests. */
  by?: Maybe<Scalars['ID']['output']>;
  /** Its duration from then on, in minutes. */
  durationMinutes: Scalars['Int']['output'];
  /** What it was. */
  kind: AppointmentChangeKind;
  /** Its place from then on. */
  location?: Maybe<Scalars['String']['output']>;
  /** Why it was cancelled. */
  reason?: Maybe<Scalars['String']['output']>;
  /** As what the caller acted who made it. */
  role: Role;
  /** The appointment's sequence from then on: 0 as booked, one more with each change. */
  sequence: Scalars['Int']['output'];
  /** When the appointment begins from then on. */
  time: Scalars['DateTime']['output'];
  /** Its time zone from then on. */
  timeZone: Scalars['String']['output'];
  /** Its title from then on. */
  title?: Maybe<Scalars['String']['output']>;
};

/** What a change of an appointment was. */
export type AppointmentChangeKind =
  /** It was booked. */
  | 'BOOKED'
  /** It was cancelled. */
  | 'CANCELLED'
  /** It was moved, or its duration, title or place changed. */
  | 'RESCHEDULED';

/** A page of appointments, as the Relay cursor specification has it. */
export type AppointmentConnection = {
  __typename?: 'AppointmentConnection';
  /** The appointments, each with its cursor. */
  edges: Array<AppointmentEdge>;
  /** The appointments themselves, for callers who need no cursors. */
  nodes: Array<Appointment>;
  /** Whether there is more, and where to go on. */
  pageInfo: PageInfo;
};

/** An appointment and its place in the list. */
export type AppointmentEdge = {
  __typename?: 'AppointmentEdge';
  /** Its place in the list, to answer what follows `after` it. */
  cursor: Scalars['String']['output'];
  /** The appointment. */
  node: Appointment;
};

/** Narrows `appointments`. What is left out does not narrow. */
export type AppointmentFilter = {
  /** Only those that begin at or after this instant. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those at one of these statuses. */
  statuses?: InputMaybe<Array<AppointmentStatus>>;
  /** Only those that begin before this instant. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only this user's appointments. Staff only. */
  userId?: InputMaybe<Scalars['ID']['input']>;
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

/** A calendar entry that a mail carries. */
export type CalendarEntry = {
  __typename?: 'CalendarEntry';
  /** The entry as it is sent: iCalendar (RFC 5545). */
  content: Scalars['String']['output'];
  /** What else it says. */
  description: Scalars['String']['output'];
  /** When it ends. */
  end: Scalars['DateTime']['output'];
  /** Whether it removes the entry from the recipient's calendar. */
  isCancelled: Scalars['Boolean']['output'];
  /** Where it is. */
  location?: Maybe<Scalars['String']['output']>;
  /** When it begins. */
  start: Scalars['DateTime']['output'];
  /** Its title. */
  summary: Scalars['String']['output'];
  /** The page that it leads to. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Which appointment is cancelled, and why. */
export type CancelAppointmentInput = {
  /** The cancellation is refused with CONFLICT unless the appointment is at this sequence. */
  expectedSequence?: InputMaybe<Scalars['Int']['input']>;
  /** The appointment's id. */
  id: Scalars['ID']['input'];
  /** As `CreateAppointmentInput.idempotencyKey` has it. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Which channels get a message of it. Without it, those that were booked; both false: nobody is notified. */
  notify?: InputMaybe<NotifyInput>;
  /** Why, at most 500 characters. The customer reads it. */
  reason?: InputMaybe<Scalars['String']['input']>;
};

/** What `cancelAppointment` answers. */
export type CancelAppointmentPayload = {
  __typename?: 'CancelAppointmentPayload';
  /** The appointment, CANCELLED, with a QUEUED delivery for each channel asked for. */
  appointment: Appointment;
  /** As `RescheduleAppointmentPayload.feedCursor`. */
  feedCursor: Scalars['String']['output'];
};

/** How a person is reached. */
export type Channel =
  /** By e-mail. */
  | 'EMAIL'
  /** By text message. */
  | 'SMS';

/** Why a request does not fit what is there: `extensions.reason` of an error with the code CONFLICT. More may follow. */
export type ConflictReason =
  /** The appointment is cancelled. */
  | 'APPOINTMENT_CANCELLED'
  /** The appointment has begun. */
  | 'APPOINTMENT_PAST'
  /** The appointment was changed as often as one may be, 100 times: it can only be cancelled. */
  | 'CHANGED_TOO_OFTEN'
  /** The idempotency key was used with another input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The delivery is not FAILED. */
  | 'NOT_FAILED'
  /** A retry of the delivery was requested already. */
  | 'RETRY_PENDING'
  /** The appointment is no longer at `expectedSequence`. */
  | 'SEQUENCE_CHANGED'
  /** The appointment was moved or cancelled since: a newer message replaces this one. */
  | 'SUPERSEDED';

/** Whom people ask with a question. */
export type Contact = {
  __typename?: 'Contact';
  /** How they ask. */
  kind: ContactKind;
  /** As people read it, such as `+43 1 234 56 78`. */
  text: Scalars['String']['output'];
  /** What opens it, such as `tel:+4312345678`. */
  url: Scalars['String']['output'];
};

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
  customerName?: InputMaybe<Scalars['String']['input']>;
  /** How long it takes, from 1 to 1440 minutes. */
  durationMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** Where the e-mail goes. Needed when `notify.email` is true. */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  /**
   * Chosen by the caller, at most 255 characters, so that a repeated request books once: the repeat is
   * answered with the first result. The same key with another input is refused with CONFLICT.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The language of the messages, as a BCP 47 tag such as `de-AT`. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** Where it takes place, at most 200 characters. */
  location?: InputMaybe<Scalars['String']['input']>;
  /** Which channels get a message. At least one is needed. */
  notify: NotifyInput;
  /** Where the text message goes. Needed when `notify.sms` is true. */
  phone?: InputMaybe<Scalars['PhoneNumber']['input']>;
  /**
   * When the customer is reminded: at most 5, each `before` once. Without it, as the installation does (`Installation.reminders`); an
   * empty list is none. A reminder that would come at night comes earlier; one that would come within ten minutes of the confirmation
   * is left out.
   */
  reminders?: InputMaybe<Array<ReminderInput>>;
  /** When it begins: in the future, and within five years. */
  time: Scalars['DateTime']['input'];
  /** The IANA time zone it takes place in, such as `Europe/Vienna`. Messages give the time in this zone. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
  /** What it is for, at most 200 characters. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Whose appointment it is. Staff may book for a customer; without it, it is the caller's own. */
  userId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `createAppointment` answers. */
export type CreateAppointmentPayload = {
  __typename?: 'CreateAppointmentPayload';
  /** What was booked, with a QUEUED delivery for each channel asked for. */
  appointment: Appointment;
  /** The live feed's position before this appointment's first change: subscribe with it as `after` and miss nothing. */
  feedCursor: Scalars['String']['output'];
};

/** A person who has appointments, with the newest that is known of them. */
export type Customer = {
  __typename?: 'Customer';
  /** How many appointments they have. No more than 1,000 are counted. */
  appointmentCount: Scalars['Int']['output'];
  /** Their address. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** When the latest of their newest appointments is: past, or to come. */
  lastAppointmentAt: Scalars['DateTime']['output'];
  /** The language of their messages. */
  locale?: Maybe<Scalars['String']['output']>;
  /** What they are called. */
  name?: Maybe<Scalars['String']['output']>;
  /** Their number. */
  phone?: Maybe<Scalars['PhoneNumber']['output']>;
  /** The subject of their token, as `Appointment.userId`: staff book for them with it. */
  userId: Scalars['ID']['output'];
};

/** One message on one channel for one appointment, and where it stands. */
export type Delivery = {
  __typename?: 'Delivery';
  /** Who has seen to its failure, while it is FAILED. Staff only: null for customers. */
  acknowledgement?: Maybe<Acknowledgement>;
  /** The appointment it confirms. Null when it was booked in another system; only staff see such deliveries. */
  appointment?: Maybe<Appointment>;
  /** The appointment it confirms, also when that was booked in another system. */
  appointmentId: Scalars['ID']['output'];
  /** Which attempt this is, counted from 1. */
  attempts: Scalars['Int']['output'];
  /** The channel it goes by. */
  channel: Channel;
  /** When it was booked. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it is RETRYING, FAILED or SKIPPED, else null. */
  error?: Maybe<DeliveryError>;
  /** Every change so far, oldest first. It begins with QUEUED, from the booking on. */
  history: Array<DeliveryHistoryEntry>;
  /** Its id, the same over all attempts. */
  id: Scalars['ID']['output'];
  /** What its message is for. */
  kind: DeliveryKind;
  /**
   * What of the appointment its SMS does not say: pictures, and what does not fit into three segments. Empty for e-mail and for
   * appointments of other systems. Staff only: empty for customers.
   */
  leftOut: Array<LeftOut>;
  /**
   * What its message says: rendered now, from the appointment as it was at `sequence`, for the `recipient`, with this server's settings. Null for
   * appointments of other systems, and where its event is not held here. Staff only: null for customers.
   */
  message?: Maybe<DeliveryMessage>;
  /** When the next attempt comes, while it is RETRYING. */
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who carries it, such as `smtp` or `twilio`. Staff only: null for customers. */
  provider?: Maybe<Scalars['String']['output']>;
  /** The provider's own id of the message. Staff only: null for customers. */
  providerMessageId?: Maybe<Scalars['String']['output']>;
  /**
   * The address or number it goes to now: as booked, or as corrected by a retry. For customers a corrected one is masked
   * (`a•••@example.com`, `+43•••••67`). Null where it is not known: another system booked it, and nobody has corrected it.
   */
  recipient?: Maybe<Scalars['String']['output']>;
  /** The sequence of the appointment that its message shows. A delivery of an older one is SKIPPED when it was not sent before. */
  sequence: Scalars['Int']['output'];
  /** Where it stands now. */
  status: DeliveryStatus;
  /** When its status last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** The deliveries that were created in one span of time and have come to one status, on one channel. */
export type DeliveryBucket = {
  __typename?: 'DeliveryBucket';
  /** The channel they go by. */
  channel: Channel;
  /** How many they are. */
  count: Scalars['Int']['output'];
  /** Why they are RETRYING, FAILED or SKIPPED, else null. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** From booked to sent, in milliseconds, half of those that were sent took this long at most; of days to within 2 in 100. Null when none was sent. */
  p50Ms?: Maybe<Scalars['Float']['output']>;
  /** From booked to sent, in milliseconds, 95 of 100 that were sent took this long at most. Null when none was sent. */
  p95Ms?: Maybe<Scalars['Float']['output']>;
  /** When the span begins. */
  start: Scalars['DateTime']['output'];
  /** Where they stand now. */
  status: DeliveryStatus;
};

/** A page of deliveries, as the Relay cursor specification has it. */
export type DeliveryConnection = {
  __typename?: 'DeliveryConnection';
  /** The deliveries, each with its cursor. */
  edges: Array<DeliveryEdge>;
  /** The deliveries themselves, for callers who need no cursors. */
  nodes: Array<Delivery>;
  /** Whether there is more, and where to go on. */
  pageInfo: PageInfo;
};

/** How many deliveries stand at one status on one channel. */
export type DeliveryCount = {
  __typename?: 'DeliveryCount';
  /** The channel they go by. */
  channel: Channel;
  /** How many they are. */
  count: Scalars['Int']['output'];
  /** What their messages are for; null unless they are counted by kind. */
  kind?: Maybe<DeliveryKind>;
  /** Where they stand. */
  status: DeliveryStatus;
};

/** A delivery and its place in the list. */
export type DeliveryEdge = {
  __typename?: 'DeliveryEdge';
  /** Its place in the list, to answer what follows `after` it. */
  cursor: Scalars['String']['output'];
  /** The delivery. */
  node: Delivery;
};

/** Why an attempt did not succeed. */
export type DeliveryError = {
  __typename?: 'DeliveryError';
  /**
   * One of INVALID_RECIPIENT, RECIPIENT_OPTED_OUT, REJECTED, RATE_LIMITED, PROVIDER_UNAVAILABLE,
   * PROVIDER_MISCONFIGURED, MAYBE_SENT, EXPIRED, UNDELIVERED, SUPERSEDED, CANCELLED.
   */
  code: Scalars['String']['output'];
  /** For staff, what the provider said; for customers, a fixed sentence for the code. */
  message: Scalars['String']['output'];
  /** Whether another attempt may succeed. */
  retryable: Scalars['Boolean']['output'];
};

/** Narrows `deliveries`. What is left out does not narrow. */
export type DeliveryFilter = {
  /** Only those of this appointment. */
  appointmentId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those whose appointment begins at or after this instant. Those of appointments booked in another system are left out. */
  appointmentSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those whose appointment begins before this instant. Those of appointments booked in another system are left out. */
  appointmentUntil?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those on one of these channels. */
  channels?: InputMaybe<Array<Channel>>;
  /** Only those whose `error.code` is one of these. */
  errorCodes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only those with one of these ids, at most 100. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only those of one of these kinds. */
  kinds?: InputMaybe<Array<DeliveryKind>>;
  /** True: only open failures, FAILED and not acknowledged. False: only the others. */
  open?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Only those of an appointment with this reference, with or without its prefix, or with this text, whatever its case, in the
   * address (also a corrected one), the customer's name, the title or at the beginning of the id. Numbers are found as people write them, with
   * spaces and without a country, and by a part of them; names by their words in any order, the first ten of them; names and titles without
   * their accents as well. All are searched; by texts without three letters or digits in a row, the newest 50,000 that match the
   * other conditions. Staff only.
   */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only those created at or after this instant. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those at one of these statuses. */
  statuses?: InputMaybe<Array<DeliveryStatus>>;
  /** Only those created before this instant. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** One change in a delivery's past. */
export type DeliveryHistoryEntry = {
  __typename?: 'DeliveryHistoryEntry';
  /** Which attempt this is about, counted from 1. */
  attempt: Scalars['Int']['output'];
  /** Why it became RETRYING, FAILED or SKIPPED, else null. */
  error?: Maybe<DeliveryError>;
  /** When the next attempt was to come, if it became RETRYING. */
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it happened. */
  occurredAt: Scalars['DateTime']['output'];
  /** Who carried it. Staff only: null for customers. */
  provider?: Maybe<Scalars['String']['output']>;
  /** The provider's own id of the message of this attempt. Staff only: null for customers. */
  providerMessageId?: Maybe<Scalars['String']['output']>;
  /** Where this attempt goes or went. As `Delivery.recipient`: masked for customers where it was corrected, null where it is not known. */
  recipient?: Maybe<Scalars['String']['output']>;
  /** Who requested this attempt, the subject of their token; null for those that come by themselves. Staff only: null for customers. */
  requestedBy?: Maybe<Scalars['ID']['output']>;
  /** What it became. */
  status: DeliveryStatus;
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

/** What a message says to its recipient. */
export type DeliveryMessage = {
  __typename?: 'DeliveryMessage';
  /**
   * Whether its last attempt sent just this. False: texts or settings have changed since, or are not the notifier's. Null: not known, as nothing was
   * sent yet, or by an older notifier.
   */
  asSent?: Maybe<Scalars['Boolean']['output']>;
  /** Of a mail, the calendar entry that it carries. Null for reminders, which have none. */
  calendar?: Maybe<CalendarEntry>;
  /** Of a mail, its sender. Null for an SMS, whose sender the provider knows. */
  from?: Maybe<Scalars['String']['output']>;
  /** Of a mail, its HTML. It is for a frame without scripts; of a logo it loads, over https, that alone. */
  html?: Maybe<Scalars['String']['output']>;
  /** Of a mail, where answers go. Null: to the sender. */
  replyTo?: Maybe<Scalars['String']['output']>;
  /** The text of an SMS as it is divided for sending: each is paid for. Empty for mails. */
  segments: Array<Scalars['String']['output']>;
  /** Of a mail, its subject. */
  subject?: Maybe<Scalars['String']['output']>;
  /** The text of an SMS; of a mail, its plain text, which says the same as its HTML. */
  text: Scalars['String']['output'];
  /** The address or number it goes to. Null where that is not known. */
  to?: Maybe<Scalars['String']['output']>;
};

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

/** One change of a delivery's status, as the live feed sends it. */
export type DeliveryStatusChange = {
  __typename?: 'DeliveryStatusChange';
  /** The appointment that it confirms. */
  appointmentId: Scalars['ID']['output'];
  /** Which attempt this is about, counted from 1. */
  attempt: Scalars['Int']['output'];
  /** The channel it goes by. */
  channel: Channel;
  /** This change's place in the feed. Subscribe with it as `after` to receive everything that follows. */
  cursor: Scalars['String']['output'];
  /** The delivery as it is now, which may be further than this change. */
  delivery: Delivery;
  /** The delivery whose status changed. */
  deliveryId: Scalars['ID']['output'];
  /** Why it became RETRYING, FAILED or SKIPPED, else null. */
  error?: Maybe<DeliveryError>;
  /** When the next attempt comes, if it became RETRYING. */
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it happened, which may be long before it is sent here. */
  occurredAt: Scalars['DateTime']['output'];
  /** True for the past (a snapshot, or a change that was missed), false for what happens now. */
  replayed: Scalars['Boolean']['output'];
  /** What it became. */
  status: DeliveryStatus;
};

/** How long the deliveries on one channel took that were created in one span of time, from booked to first sent. */
export type DeliveryTiming = {
  __typename?: 'DeliveryTiming';
  /** The channel they go by. */
  channel: Channel;
  /** Half of them took this long at most, in milliseconds. */
  p50Ms: Scalars['Float']['output'];
  /** 95 of 100 took this long at most, in milliseconds. */
  p95Ms: Scalars['Float']['output'];
  /** How many were sent. */
  sent: Scalars['Int']['output'];
  /** When the span begins. */
  start: Scalars['DateTime']['output'];
};

/** How many deliveries stand where, and how long they took from booked to first sent. */
export type DeliveryTotals = {
  __typename?: 'DeliveryTotals';
  /** The same for each channel. */
  byChannel: Array<TotalOf>;
  /** Why deliveries FAILED, the most frequent first. */
  byError: Array<ErrorTotal>;
  /** The same for each kind of message. */
  byKind: Array<TotalOf>;
  /** DELIVERED. */
  delivered: Scalars['Int']['output'];
  /** FAILED. */
  failed: Scalars['Int']['output'];
  /** QUEUED, SENDING or RETRYING. */
  open: Scalars['Int']['output'];
  /** Half of those that were sent took this long at most, in milliseconds, to within 2 in 100. Null when none was sent. */
  p50Ms?: Maybe<Scalars['Int']['output']>;
  /** 95 of 100 took this long at most, in milliseconds, to within 2 in 100. Null when none was sent. */
  p95Ms?: Maybe<Scalars['Int']['output']>;
  /** SENT or DELIVERED. */
  sent: Scalars['Int']['output'];
  /** SKIPPED. */
  skipped: Scalars['Int']['output'];
  /** All of them. */
  total: Scalars['Int']['output'];
};

/** What the desk needs to know at a glance: how much is open now, and what happened on its day. */
export type DeskSummary = {
  __typename?: 'DeskSummary';
  /** How many were confirmed on this day. */
  delivered: Scalars['Int']['output'];
  /** How many FAILED on this day, whatever became of them since. */
  failed: Scalars['Int']['output'];
  /** QUEUED for over a minute. */
  notPickedUp: Scalars['Int']['output'];
  /** FAILED and not acknowledged, of all time. */
  openFailures: Scalars['Int']['output'];
  /** How many appointments' reminders are due in the rest of the day. */
  remindersDue: Scalars['Int']['output'];
  /** How many were accepted by a provider on this day, whatever became of them since. */
  sent: Scalars['Int']['output'];
  /** RETRYING now. */
  waiting: Scalars['Int']['output'];
};

/** How many deliveries on one channel FAILED for one reason. */
export type ErrorTotal = {
  __typename?: 'ErrorTotal';
  /** The channel they go by. */
  channel: Channel;
  /** The `error.code`. */
  code: Scalars['String']['output'];
  /** How many they are. */
  count: Scalars['Int']['output'];
};

/** What is the same for everybody who uses an installation. */
export type Installation = {
  __typename?: 'Installation';
  /** Whom people ask, as messages say it too; null where none is set. */
  contact?: Maybe<Contact>;
  /** The country (ISO 3166-1, such as `AT`) of telephone numbers that people write without one; null where none is set. */
  defaultCountry?: Maybe<Scalars['String']['output']>;
  /** Whether guests, who have an appointment's link, may cancel it. */
  guestsMayCancel: Scalars['Boolean']['output'];
  /** The reminders of appointments that are booked without `reminders` of their own. */
  reminders: Array<ReminderRule>;
};

/**
 * What is wrong with one value of an input: the `code` of each of the `extensions.issues` of an error, beside its `path`
 * (`["input", "email"]`) and its `message`, which is for developers. Branch on it; more codes may follow.
 */
export type IssueCode =
  /** The customer has booked as often as one may in an hour. The error is RATE_LIMITED. */
  | 'BOOKED_TOO_OFTEN'
  /** The channel is not in use in this installation. */
  | 'CHANNEL_NOT_IN_USE'
  /** It has a web or e-mail address in it, which only staff may send. */
  | 'CONTAINS_ADDRESS'
  /** It has a telephone number in it, which only staff may send. */
  | 'CONTAINS_PHONE_NUMBER'
  /** Text messages do not go to the country of this number. */
  | 'COUNTRY_NOT_ALLOWED'
  /** It stands in the list twice. */
  | 'DUPLICATE'
  /** Its country has no numbers of this length. */
  | 'IMPOSSIBLE_PHONE'
  /** It has characters that no text may have, such as control characters. */
  | 'INVALID_CHARACTERS'
  /** It is no cursor of this list. */
  | 'INVALID_CURSOR'
  /** It is no ISO 8601 duration in days, hours and minutes, such as `PT24H`, within 5 minutes to 90 days. */
  | 'INVALID_DURATION'
  /** It is no e-mail address. */
  | 'INVALID_EMAIL'
  /** It is no RFC 3339 instant. */
  | 'INVALID_INSTANT'
  /** It is no BCP 47 language tag. */
  | 'INVALID_LOCALE'
  /** It is no telephone number in E.164 form. */
  | 'INVALID_PHONE'
  /** It is no IANA time zone that the server knows. */
  | 'INVALID_TIME_ZONE'
  /** It is of another type: a number where a text is expected, or a field that is not known. */
  | 'INVALID_TYPE'
  /** It is none of the values that are allowed. */
  | 'INVALID_VALUE'
  /** It is an instant that has passed. */
  | 'IN_THE_PAST'
  /** It must not be given here. */
  | 'NOT_APPLICABLE'
  /** No channel is chosen. */
  | 'NO_CHANNEL'
  /** It is smaller or larger than is allowed, or ends before it begins. */
  | 'OUT_OF_RANGE'
  /** It is missing or empty, and needed. */
  | 'REQUIRED'
  /** The recipient was sent as many messages as one gets in a day. The error is RATE_LIMITED. */
  | 'SENT_TOO_OFTEN'
  /** It is an instant further ahead than is taken. */
  | 'TOO_FAR_AHEAD'
  /** It has more characters, or more items, than are allowed. */
  | 'TOO_LONG'
  /** It has a zero after the country code that is dialled only inside the country. */
  | 'TRUNK_ZERO';

/** A part of an appointment that a message does not say. */
export type LeftOut = {
  __typename?: 'LeftOut';
  /** What it is a part of. */
  of: LeftOutPart;
  /** What was left out. */
  text: Scalars['String']['output'];
  /** Why it was left out. */
  why: LeftOutReason;
};

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

/**
 * What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once, each with
 * an `IssueCode`.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Marks a FAILED delivery as seen to ("told by phone"): it leaves the open failures, and stays FAILED. A second call
   * replaces the note. A retry removes the mark: should that fail, the failure is open again. Refused with NOT_FOUND
   * when there is no such delivery, with CONFLICT when it is not FAILED. Staff only.
   */
  acknowledgeDelivery: AcknowledgeDeliveryPayload;
  /**
   * Cancels an appointment for good. Its reminders are dropped, messages that wait are SKIPPED, and each channel asked for gets one
   * delivery of the kind CANCELLATION. Refused as `rescheduleAppointment` is. The owner and staff, and guests where the installation
   * allows it.
   */
  cancelAppointment: CancelAppointmentPayload;
  /**
   * Books an appointment and queues its confirmations. The booking is durable once this answers, and
   * each channel asked for gets exactly one delivery.
   */
  createAppointment: CreateAppointmentPayload;
  /**
   * Moves an appointment, or changes its duration, title or place. Fields that are left out stay as they are; null removes a title or
   * a place. Reminders are planned again, messages that wait and show what was are SKIPPED, and each channel asked for gets one
   * delivery of the kind CHANGE. Where everything already is as given, nothing changes and nothing is sent. Refused with NOT_FOUND
   * when there is none that the caller may see; with CONFLICT, and a `ConflictReason`, when it has begun, is cancelled, or is no
   * longer at `expectedSequence`. The owner and staff.
   */
  rescheduleAppointment: RescheduleAppointmentPayload;
  /**
   * Sends several FAILED deliveries again, each to the address it failed at. Those that cannot be are refused one by one, and
   * the others go on. Staff only.
   */
  retryDeliveries: RetryDeliveriesPayload;
  /**
   * Sends a FAILED delivery again, as its next attempt; it is QUEUED once this answers. What is sent is what was booked, to
   * the corrected address where one is given. Refused with NOT_FOUND when there is no such delivery; with CONFLICT, and a
   * `ConflictReason`, when it is not FAILED, while an earlier retry is pending, for 15 minutes at most, and when the appointment was
   * moved or cancelled since. Staff only.
   */
  retryDelivery: RetryDeliveryPayload;
};


/**
 * What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once, each with
 * an `IssueCode`.
 */
export type MutationAcknowledgeDeliveryArgs = {
  id: Scalars['ID']['input'];
  note?: InputMaybe<Scalars['String']['input']>;
};


/**
 * What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once, each with
 * an `IssueCode`.
 */
export type MutationCancelAppointmentArgs = {
  input: CancelAppointmentInput;
};


/**
 * What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once, each with
 * an `IssueCode`.
 */
export type MutationCreateAppointmentArgs = {
  input: CreateAppointmentInput;
};


/**
 * What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once, each with
 * an `IssueCode`.
 */
export type MutationRescheduleAppointmentArgs = {
  input: RescheduleAppointmentInput;
};


/**
 * What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once, each with
 * an `IssueCode`.
 */
export type MutationRetryDeliveriesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/**
 * What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once, each with
 * an `IssueCode`.
 */
export type MutationRetryDeliveryArgs = {
  input: RetryDeliveryInput;
};

/** Which channels a confirmation goes to. */
export type Notify = {
  __typename?: 'Notify';
  /** Whether it goes by e-mail. */
  email: Scalars['Boolean']['output'];
  /** Whether it goes by text message. */
  sms: Scalars['Boolean']['output'];
};

/** Which channels get a message. */
export type NotifyInput = {
  /** Whether it goes by e-mail. `email` is needed then. */
  email?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether it goes by text message. `phone` is needed then. */
  sms?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The last edge's cursor, or null when the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follow this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether the page was asked for with `after`, so that others come before it. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The first edge's cursor, or null when the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Something that keeps deliveries waiting on one channel. */
export type Problem = {
  __typename?: 'Problem';
  /** The channel they go by. */
  channel: Channel;
  /** The `error.code` of the deliveries that wait, or NOT_PICKED_UP. */
  code: Scalars['String']['output'];
  /** When the oldest of them was queued. */
  since: Scalars['DateTime']['output'];
  /** How many wait for this reason. */
  waiting: Scalars['Int']['output'];
};

/** What can be asked. Customers see what is their own, staff everything. */
export type Query = {
  __typename?: 'Query';
  /** One appointment, or null when there is none with this id that the caller may see. */
  appointment?: Maybe<Appointment>;
  /** Appointments the caller may see, newest booking first. */
  appointments: AppointmentConnection;
  /**
   * Customers with appointments that match, who booked last first. Who shares a name with very many is found by more of it, or by an
   * address, a number or a reference. Staff only.
   */
  customers: Array<Customer>;
  /** Deliveries the caller may see, newest first unless another order is asked for. */
  deliveries: DeliveryConnection;
  /** One delivery, or null when there is none with this id that the caller may see. */
  delivery?: Maybe<Delivery>;
  /** How many deliveries stand at each status, by channel. Combinations that have none are left out. Staff only. */
  deliveryCounts: Array<DeliveryCount>;
  /**
   * What became of the deliveries of a span of time, by when they were created, channel, status and error code, oldest
   * bucket first. Combinations that have none are left out. Staff only.
   */
  deliveryStatistics: Array<DeliveryBucket>;
  /**
   * How long deliveries took from booked to sent, of those created in a span of time, by when they were created and channel,
   * oldest bucket first. Where none was sent, there is no bucket. Staff only.
   */
  deliveryTimings: Array<DeliveryTiming>;
  /** Totals of the deliveries created in a span of time, as they stand now. Staff only. */
  deliveryTotals: DeliveryTotals;
  /** What the desk needs to know at a glance. Staff only. */
  deskSummary: DeskSummary;
  /**
   * The live feed's position now. A `deliveryStatusChanged` subscription with the same `appointmentId`
   * and this value as `after` misses no change from here on. Selected first, it is read before the appointments and
   * deliveries of the same query: one request is then enough to show them and to watch them.
   */
  feedCursor: Scalars['String']['output'];
  /** What is the same for everybody who uses this installation. */
  installation: Installation;
  /** Who is calling: the identity and role in the access token. */
  me: Viewer;
  /**
   * What keeps deliveries from going on now: RETRYING ones by channel and error code, and NOT_PICKED_UP for those that
   * have been QUEUED for over a minute. Empty when all is well. Staff only.
   */
  problems: Array<Problem>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryAppointmentArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryAppointmentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AppointmentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryCustomersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  search: Scalars['String']['input'];
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeliveryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<DeliveryOrder>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryCountsArgs = {
  byKind?: Scalars['Boolean']['input'];
  since?: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryStatisticsArgs = {
  bucket: Bucket;
  since: Scalars['DateTime']['input'];
  timeZone?: InputMaybe<Scalars['String']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryTimingsArgs = {
  bucket: Bucket;
  since: Scalars['DateTime']['input'];
  timeZone?: InputMaybe<Scalars['String']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryTotalsArgs = {
  since: Scalars['DateTime']['input'];
  until?: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeskSummaryArgs = {
  since: Scalars['DateTime']['input'];
  until: Scalars['DateTime']['input'];
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryFeedCursorArgs = {
  appointmentId?: InputMaybe<Scalars['ID']['input']>;
};

/** A delivery that is not sent again. */
export type RefusedRetry = {
  __typename?: 'RefusedRetry';
  /** NOT_FOUND or CONFLICT, as `retryDelivery` has them. */
  code: Scalars['String']['output'];
  /** The id as it was given. */
  id: Scalars['ID']['output'];
};

/** A reminder of one appointment. */
export type Reminder = {
  __typename?: 'Reminder';
  /** How long before the appointment it was meant to come, by the clock of its time zone: an ISO 8601 duration such as `PT24H`. */
  before: Scalars['String']['output'];
  /** When it comes or came: earlier than `before` says where that would be at night. */
  dueAt: Scalars['DateTime']['output'];
  /** Whether it goes by e-mail. */
  email: Scalars['Boolean']['output'];
  /** Whether it goes by text message. */
  sms: Scalars['Boolean']['output'];
  /** Where it stands. */
  status: ReminderStatus;
};

/** A reminder that an appointment gets. */
export type ReminderInput = {
  /** How long before the appointment, by the clock of its time zone: an ISO 8601 duration such as `PT24H`, from 5 minutes to 90 days. */
  before: Scalars['String']['input'];
  /** Whether it goes by e-mail. `notify.email` is needed then. */
  email?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether it goes by text message. `notify.sms` is needed then. */
  sms?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A reminder that appointments get. */
export type ReminderRule = {
  __typename?: 'ReminderRule';
  /** How long before the appointment, by the clock of its time zone: an ISO 8601 duration such as `PT24H`. */
  before: Scalars['String']['output'];
  /** Whether it goes by e-mail, where the appointment notifies by e-mail. */
  email: Scalars['Boolean']['output'];
  /** Whether it goes by text message, where the appointment notifies by text message. */
  sms: Scalars['Boolean']['output'];
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
  durationMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** The change is refused with CONFLICT unless the appointment is at this sequence: nobody has changed it meanwhile. */
  expectedSequence?: InputMaybe<Scalars['Int']['input']>;
  /** The appointment's id. */
  id: Scalars['ID']['input'];
  /** As `CreateAppointmentInput.idempotencyKey` has it: a repeated request changes once. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Where it takes place now, at most 200 characters; null removes it. */
  location?: InputMaybe<Scalars['String']['input']>;
  /** Which channels get a message of the change. Without it, those that were booked; both false: nobody is notified. */
  notify?: InputMaybe<NotifyInput>;
  /** When it begins now: in the future, and within five years. */
  time?: InputMaybe<Scalars['DateTime']['input']>;
  /** The IANA time zone it takes place in now. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
  /** What it is for now, at most 200 characters; null removes it. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** What `rescheduleAppointment` answers. */
export type RescheduleAppointmentPayload = {
  __typename?: 'RescheduleAppointmentPayload';
  /** The appointment as it is now, with a QUEUED delivery for each channel asked for. */
  appointment: Appointment;
  /** The live feed's position before the first change of what follows: subscribe with it as `after` and miss nothing. */
  feedCursor: Scalars['String']['output'];
};

/** What `retryDeliveries` answers. */
export type RetryDeliveriesPayload = {
  __typename?: 'RetryDeliveriesPayload';
  /** Those that are sent again, QUEUED for their next attempts, in the order asked for. */
  deliveries: Array<Delivery>;
  /** Those that are not, and why. */
  refused: Array<RefusedRetry>;
};

/** Which delivery is sent again, and where it goes now. */
export type RetryDeliveryInput = {
  /**
   * A corrected address, for a delivery by e-mail. It holds for this delivery and for later retries of it; with
   * `keepForAppointment` for the appointment as well.
   */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** The delivery's id. */
  id: Scalars['ID']['input'];
  /**
   * Whether where this delivery goes now is the appointment's address from then on: its later messages (changes, cancellation,
   * reminders, also those already planned) go there, and retries of its other messages. No message is sent for the correction
   * itself. BAD_USER_INPUT where another system booked the appointment.
   */
  keepForAppointment?: InputMaybe<Scalars['Boolean']['input']>;
  /** A corrected number, for a delivery by SMS. It holds as `email` does. */
  phone?: InputMaybe<Scalars['PhoneNumber']['input']>;
};

/** What `retryDelivery` answers. */
export type RetryDeliveryPayload = {
  __typename?: 'RetryDeliveryPayload';
  /** The delivery, QUEUED for its next attempt. */
  delivery: Delivery;
};

/** What a caller may do. */
export type Role =
  /** Books for themselves and sees only their own appointments and deliveries. */
  | 'CUSTOMER'
  /** Has the link of one appointment: sees that one and its deliveries, and may cancel it where the installation allows it. */
  | 'GUEST'
  /** Works at the desk: sees everything, and may book for customers. */
  | 'STAFF';

/** What can be watched, over a WebSocket with the protocol `graphql-transport-ws`. */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Changes of delivery status, in order for each appointment. Without `after` the current state of every
   * matching delivery comes first; with it, every change since that cursor. Either way the live changes
   * follow with no gap and no repeat. Without `appointmentId`: all the caller may see (the snapshot then
   * holds the 1,000 newest).
   */
  deliveryStatusChanged: DeliveryStatusChange;
};


/** What can be watched, over a WebSocket with the protocol `graphql-transport-ws`. */
export type SubscriptionDeliveryStatusChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  appointmentId?: InputMaybe<Scalars['ID']['input']>;
};

/** The totals of one channel, or of one kind of message. */
export type TotalOf = {
  __typename?: 'TotalOf';
  /** The channel they go by; null where they are of one kind. */
  channel?: Maybe<Channel>;
  /** DELIVERED. */
  delivered: Scalars['Int']['output'];
  /** FAILED. */
  failed: Scalars['Int']['output'];
  /** What their messages are for; null where they are of one channel. */
  kind?: Maybe<DeliveryKind>;
  /** QUEUED, SENDING or RETRYING. */
  open: Scalars['Int']['output'];
  /** Half of those that were sent took this long at most, in milliseconds, to within 2 in 100. Null when none was sent. */
  p50Ms?: Maybe<Scalars['Int']['output']>;
  /** 95 of 100 took this long at most, in milliseconds, to within 2 in 100. Null when none was sent. */
  p95Ms?: Maybe<Scalars['Int']['output']>;
  /** SENT or DELIVERED. */
  sent: Scalars['Int']['output'];
  /** SKIPPED. */
  skipped: Scalars['Int']['output'];
  /** All of them. */
  total: Scalars['Int']['output'];
};

/** The caller. */
export type Viewer = {
  __typename?: 'Viewer';
  /** The token's subject. */
  id: Scalars['ID']['output'];
  /** The token's role. */
  role: Role;
};

export type WithIndex<TObject> = TObject & Record<string, any>;
export type ResolversObject<TObject> = WithIndex<TObject>;

export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  AcknowledgeDeliveryPayload: ResolverTypeWrapper<Omit<AcknowledgeDeliveryPayload, 'delivery'> & { delivery: ResolversTypes['Delivery'] }>;
  Acknowledgement: ResolverTypeWrapper<Acknowledgement>;
  AddressCorrection: ResolverTypeWrapper<AddressCorrection>;
  Appointment: ResolverTypeWrapper<AppointmentRow>;
  AppointmentChange: ResolverTypeWrapper<PastEntry>;
  AppointmentChangeKind: AppointmentChangeKind;
  AppointmentConnection: ResolverTypeWrapper<Omit<AppointmentConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AppointmentEdge']>, nodes: Array<ResolversTypes['Appointment']> }>;
  AppointmentEdge: ResolverTypeWrapper<Omit<AppointmentEdge, 'node'> & { node: ResolversTypes['Appointment'] }>;
  AppointmentFilter: AppointmentFilter;
  AppointmentStatus: AppointmentStatus;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Bucket: Bucket;
  CalendarEntry: ResolverTypeWrapper<CalendarEntry>;
  CancelAppointmentInput: CancelAppointmentInput;
  CancelAppointmentPayload: ResolverTypeWrapper<ChangeResult>;
  Channel: Channel;
  ConflictReason: ConflictReason;
  Contact: ResolverTypeWrapper<Contact>;
  ContactKind: ContactKind;
  CreateAppointmentInput: CreateAppointmentInput;
  CreateAppointmentPayload: ResolverTypeWrapper<CreatedAppointment>;
  Customer: ResolverTypeWrapper<Customer>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Delivery: ResolverTypeWrapper<DeliveryRow>;
  DeliveryBucket: ResolverTypeWrapper<DeliveryBucket>;
  DeliveryConnection: ResolverTypeWrapper<Omit<DeliveryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['DeliveryEdge']>, nodes: Array<ResolversTypes['Delivery']> }>;
  DeliveryCount: ResolverTypeWrapper<DeliveryCount>;
  DeliveryEdge: ResolverTypeWrapper<Omit<DeliveryEdge, 'node'> & { node: ResolversTypes['Delivery'] }>;
  DeliveryError: ResolverTypeWrapper<DeliveryError>;
  DeliveryFilter: DeliveryFilter;
  DeliveryHistoryEntry: ResolverTypeWrapper<HistoryEntryOf>;
  DeliveryKind: DeliveryKind;
  DeliveryMessage: ResolverTypeWrapper<DeliveryMessage>;
  DeliveryOrder: DeliveryOrder;
  DeliveryStatus: DeliveryStatus;
  DeliveryStatusChange: ResolverTypeWrapper<FeedChange>;
  DeliveryTiming: ResolverTypeWrapper<DeliveryTiming>;
  DeliveryTotals: ResolverTypeWrapper<DeliveryTotals>;
  DeskSummary: ResolverTypeWrapper<DeskSummary>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  ErrorTotal: ResolverTypeWrapper<ErrorTotal>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Installation: ResolverTypeWrapper<Installation>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  IssueCode: IssueCode;
  LeftOut: ResolverTypeWrapper<LeftOut>;
  LeftOutPart: LeftOutPart;
  LeftOutReason: LeftOutReason;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Notify: ResolverTypeWrapper<Notify>;
  NotifyInput: NotifyInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PhoneNumber: ResolverTypeWrapper<Scalars['PhoneNumber']['output']>;
  Problem: ResolverTypeWrapper<Problem>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefusedRetry: ResolverTypeWrapper<RefusedRetry>;
  Reminder: ResolverTypeWrapper<Reminder>;
  ReminderInput: ReminderInput;
  ReminderRule: ResolverTypeWrapper<ReminderRule>;
  ReminderStatus: ReminderStatus;
  RescheduleAppointmentInput: RescheduleAppointmentInput;
  RescheduleAppointmentPayload: ResolverTypeWrapper<ChangeResult>;
  RetryDeliveriesPayload: ResolverTypeWrapper<Omit<RetryDeliveriesPayload, 'deliveries'> & { deliveries: Array<ResolversTypes['Delivery']> }>;
  RetryDeliveryInput: RetryDeliveryInput;
  RetryDeliveryPayload: ResolverTypeWrapper<Omit<RetryDeliveryPayload, 'delivery'> & { delivery: ResolversTypes['Delivery'] }>;
  Role: Role;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TotalOf: ResolverTypeWrapper<TotalOf>;
  Viewer: ResolverTypeWrapper<Viewer>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  AcknowledgeDeliveryPayload: Omit<AcknowledgeDeliveryPayload, 'delivery'> & { delivery: ResolversParentTypes['Delivery'] };
  Acknowledgement: Acknowledgement;
  AddressCorrection: AddressCorrection;
  Appointment: AppointmentRow;
  AppointmentChange: PastEntry;
  AppointmentConnection: Omit<AppointmentConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AppointmentEdge']>, nodes: Array<ResolversParentTypes['Appointment']> };
  AppointmentEdge: Omit<AppointmentEdge, 'node'> & { node: ResolversParentTypes['Appointment'] };
  AppointmentFilter: AppointmentFilter;
  Boolean: Scalars['Boolean']['output'];
  CalendarEntry: CalendarEntry;
  CancelAppointmentInput: CancelAppointmentInput;
  CancelAppointmentPayload: ChangeResult;
  Contact: Contact;
  CreateAppointmentInput: CreateAppointmentInput;
  CreateAppointmentPayload: CreatedAppointment;
  Customer: Customer;
  DateTime: Scalars['DateTime']['output'];
  Delivery: DeliveryRow;
  DeliveryBucket: DeliveryBucket;
  DeliveryConnection: Omit<DeliveryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['DeliveryEdge']>, nodes: Array<ResolversParentTypes['Delivery']> };
  DeliveryCount: DeliveryCount;
  DeliveryEdge: Omit<DeliveryEdge, 'node'> & { node: ResolversParentTypes['Delivery'] };
  DeliveryError: DeliveryError;
  DeliveryFilter: DeliveryFilter;
  DeliveryHistoryEntry: HistoryEntryOf;
  DeliveryMessage: DeliveryMessage;
  DeliveryStatusChange: FeedChange;
  DeliveryTiming: DeliveryTiming;
  DeliveryTotals: DeliveryTotals;
  DeskSummary: DeskSummary;
  EmailAddress: Scalars['EmailAddress']['output'];
  ErrorTotal: ErrorTotal;
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Installation: Installation;
  Int: Scalars['Int']['output'];
  LeftOut: LeftOut;
  Mutation: Record<PropertyKey, never>;
  Notify: Notify;
  NotifyInput: NotifyInput;
  PageInfo: PageInfo;
  PhoneNumber: Scalars['PhoneNumber']['output'];
  Problem: Problem;
  Query: Record<PropertyKey, never>;
  RefusedRetry: RefusedRetry;
  Reminder: Reminder;
  ReminderInput: ReminderInput;
  ReminderRule: ReminderRule;
  RescheduleAppointmentInput: RescheduleAppointmentInput;
  RescheduleAppointmentPayload: ChangeResult;
  RetryDeliveriesPayload: Omit<RetryDeliveriesPayload, 'deliveries'> & { deliveries: Array<ResolversParentTypes['Delivery']> };
  RetryDeliveryInput: RetryDeliveryInput;
  RetryDeliveryPayload: Omit<RetryDeliveryPayload, 'delivery'> & { delivery: ResolversParentTypes['Delivery'] };
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  TotalOf: TotalOf;
  Viewer: Viewer;
}>;

export type AcknowledgeDeliveryPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AcknowledgeDeliveryPayload'] = ResolversParentTypes['AcknowledgeDeliveryPayload']> = ResolversObject<{
  delivery?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType>;
}>;

export type AcknowledgementResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Acknowledgement'] = ResolversParentTypes['Acknowledgement']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type AddressCorrectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AddressCorrection'] = ResolversParentTypes['AddressCorrection']> = ResolversObject<{
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  deliveryId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type AppointmentResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Appointment'] = ResolversParentTypes['Appointment']> = ResolversObject<{
  addressCorrections?: Resolver<Array<ResolversTypes['AddressCorrection']>, ParentType, ContextType>;
  cancelReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cancelledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customerName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  deliveries?: Resolver<Array<ResolversTypes['Delivery']>, ParentType, ContextType>;
  durationMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['AppointmentChange']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manageUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notify?: Resolver<ResolversTypes['Notify'], ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['PhoneNumber']>, ParentType, ContextType>;
  reference?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reminders?: Resolver<Array<ResolversTypes['Reminder']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AppointmentStatus'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type AppointmentChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AppointmentChange'] = ResolversParentTypes['AppointmentChange']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  durationMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AppointmentChangeKind'], ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type AppointmentConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AppointmentConnection'] = ResolversParentTypes['AppointmentConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['AppointmentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Appointment']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type AppointmentEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AppointmentEdge'] = ResolversParentTypes['AppointmentEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Appointment'], ParentType, ContextType>;
}>;

export type CalendarEntryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CalendarEntry'] = ResolversParentTypes['CalendarEntry']> = ResolversObject<{
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isCancelled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type CancelAppointmentPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CancelAppointmentPayload'] = ResolversParentTypes['CancelAppointmentPayload']> = ResolversObject<{
  appointment?: Resolver<ResolversTypes['Appointment'], ParentType, ContextType>;
  feedCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type ContactResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Contact'] = ResolversParentTypes['Contact']> = ResolversObject<{
  kind?: Resolver<ResolversTypes['ContactKind'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CreateAppointmentPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CreateAppointmentPayload'] = ResolversParentTypes['CreateAppointmentPayload']> = ResolversObject<{
  appointment?: Resolver<ResolversTypes['Appointment'], ParentType, ContextType>;
  feedCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CustomerResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = ResolversObject<{
  appointmentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  lastAppointmentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['PhoneNumber']>, ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeliveryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery']> = ResolversObject<{
  acknowledgement?: Resolver<Maybe<ResolversTypes['Acknowledgement']>, ParentType, ContextType>;
  appointment?: Resolver<Maybe<ResolversTypes['Appointment']>, ParentType, ContextType>;
  appointmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['DeliveryError']>, ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['DeliveryHistoryEntry']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DeliveryKind'], ParentType, ContextType>;
  leftOut?: Resolver<Array<ResolversTypes['LeftOut']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['DeliveryMessage']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  providerMessageId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recipient?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type DeliveryBucketResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryBucket'] = ResolversParentTypes['DeliveryBucket']> = ResolversObject<{
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  errorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  p50Ms?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  p95Ms?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
}>;

export type DeliveryConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryConnection'] = ResolversParentTypes['DeliveryConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['DeliveryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Delivery']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type DeliveryCountResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryCount'] = ResolversParentTypes['DeliveryCount']> = ResolversObject<{
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['DeliveryKind']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
}>;

export type DeliveryEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryEdge'] = ResolversParentTypes['DeliveryEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType>;
}>;

export type DeliveryErrorResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryError'] = ResolversParentTypes['DeliveryError']> = ResolversObject<{
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type DeliveryHistoryEntryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryHistoryEntry'] = ResolversParentTypes['DeliveryHistoryEntry']> = ResolversObject<{
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['DeliveryError']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  providerMessageId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recipient?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
}>;

export type DeliveryMessageResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryMessage'] = ResolversParentTypes['DeliveryMessage']> = ResolversObject<{
  asSent?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  calendar?: Resolver<Maybe<ResolversTypes['CalendarEntry']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  html?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  replyTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  segments?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type DeliveryStatusChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryStatusChange'] = ResolversParentTypes['DeliveryStatusChange']> = ResolversObject<{
  appointmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  delivery?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType>;
  deliveryId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['DeliveryError']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
}>;

export type DeliveryTimingResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryTiming'] = ResolversParentTypes['DeliveryTiming']> = ResolversObject<{
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  p50Ms?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  p95Ms?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  sent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type DeliveryTotalsResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryTotals'] = ResolversParentTypes['DeliveryTotals']> = ResolversObject<{
  byChannel?: Resolver<Array<ResolversTypes['TotalOf']>, ParentType, ContextType>;
  byError?: Resolver<Array<ResolversTypes['ErrorTotal']>, ParentType, ContextType>;
  byKind?: Resolver<Array<ResolversTypes['TotalOf']>, ParentType, ContextType>;
  delivered?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  open?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  p50Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  p95Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type DeskSummaryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeskSummary'] = ResolversParentTypes['DeskSummary']> = ResolversObject<{
  delivered?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  notPickedUp?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  openFailures?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  remindersDue?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type ErrorTotalResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ErrorTotal'] = ResolversParentTypes['ErrorTotal']> = ResolversObject<{
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type InstallationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Installation'] = ResolversParentTypes['Installation']> = ResolversObject<{
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  defaultCountry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  guestsMayCancel?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reminders?: Resolver<Array<ResolversTypes['ReminderRule']>, ParentType, ContextType>;
}>;

export type LeftOutResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['LeftOut'] = ResolversParentTypes['LeftOut']> = ResolversObject<{
  of?: Resolver<ResolversTypes['LeftOutPart'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  why?: Resolver<ResolversTypes['LeftOutReason'], ParentType, ContextType>;
}>;

export type MutationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = ResolversObject<{
  acknowledgeDelivery?: Resolver<ResolversTypes['AcknowledgeDeliveryPayload'], ParentType, ContextType, RequireFields<MutationAcknowledgeDeliveryArgs, 'id'>>;
  cancelAppointment?: Resolver<ResolversTypes['CancelAppointmentPayload'], ParentType, ContextType, RequireFields<MutationCancelAppointmentArgs, 'input'>>;
  createAppointment?: Resolver<ResolversTypes['CreateAppointmentPayload'], ParentType, ContextType, RequireFields<MutationCreateAppointmentArgs, 'input'>>;
  rescheduleAppointment?: Resolver<ResolversTypes['RescheduleAppointmentPayload'], ParentType, ContextType, RequireFields<MutationRescheduleAppointmentArgs, 'input'>>;
  retryDeliveries?: Resolver<ResolversTypes['RetryDeliveriesPayload'], ParentType, ContextType, RequireFields<MutationRetryDeliveriesArgs, 'ids'>>;
  retryDelivery?: Resolver<ResolversTypes['RetryDeliveryPayload'], ParentType, ContextType, RequireFields<MutationRetryDeliveryArgs, 'input'>>;
}>;

export type NotifyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Notify'] = ResolversParentTypes['Notify']> = ResolversObject<{
  email?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sms?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type PageInfoResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export interface PhoneNumberScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PhoneNumber'], any> {
  name: 'PhoneNumber';
}

export type ProblemResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = ResolversObject<{
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  appointment?: Resolver<Maybe<ResolversTypes['Appointment']>, ParentType, ContextType, RequireFields<QueryAppointmentArgs, 'id'>>;
  appointments?: Resolver<ResolversTypes['AppointmentConnection'], ParentType, ContextType, RequireFields<QueryAppointmentsArgs, 'first'>>;
  customers?: Resolver<Array<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomersArgs, 'first' | 'search'>>;
  deliveries?: Resolver<ResolversTypes['DeliveryConnection'], ParentType, ContextType, RequireFields<QueryDeliveriesArgs, 'first' | 'orderBy'>>;
  delivery?: Resolver<Maybe<ResolversTypes['Delivery']>, ParentType, ContextType, RequireFields<QueryDeliveryArgs, 'id'>>;
  deliveryCounts?: Resolver<Array<ResolversTypes['DeliveryCount']>, ParentType, ContextType, RequireFields<QueryDeliveryCountsArgs, 'byKind'>>;
  deliveryStatistics?: Resolver<Array<ResolversTypes['DeliveryBucket']>, ParentType, ContextType, RequireFields<QueryDeliveryStatisticsArgs, 'bucket' | 'since' | 'timeZone'>>;
  deliveryTimings?: Resolver<Array<ResolversTypes['DeliveryTiming']>, ParentType, ContextType, RequireFields<QueryDeliveryTimingsArgs, 'bucket' | 'since' | 'timeZone'>>;
  deliveryTotals?: Resolver<ResolversTypes['DeliveryTotals'], ParentType, ContextType, RequireFields<QueryDeliveryTotalsArgs, 'since'>>;
  deskSummary?: Resolver<ResolversTypes['DeskSummary'], ParentType, ContextType, RequireFields<QueryDeskSummaryArgs, 'since' | 'until'>>;
  feedCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType, Partial<QueryFeedCursorArgs>>;
  installation?: Resolver<ResolversTypes['Installation'], ParentType, ContextType>;
  me?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['Problem']>, ParentType, ContextType>;
}>;

export type RefusedRetryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RefusedRetry'] = ResolversParentTypes['RefusedRetry']> = ResolversObject<{
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type ReminderResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Reminder'] = ResolversParentTypes['Reminder']> = ResolversObject<{
  before?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dueAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sms?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ReminderStatus'], ParentType, ContextType>;
}>;

export type ReminderRuleResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ReminderRule'] = ResolversParentTypes['ReminderRule']> = ResolversObject<{
  before?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sms?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type RescheduleAppointmentPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RescheduleAppointmentPayload'] = ResolversParentTypes['RescheduleAppointmentPayload']> = ResolversObject<{
  appointment?: Resolver<ResolversTypes['Appointment'], ParentType, ContextType>;
  feedCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type RetryDeliveriesPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RetryDeliveriesPayload'] = ResolversParentTypes['RetryDeliveriesPayload']> = ResolversObject<{
  deliveries?: Resolver<Array<ResolversTypes['Delivery']>, ParentType, ContextType>;
  refused?: Resolver<Array<ResolversTypes['RefusedRetry']>, ParentType, ContextType>;
}>;

export type RetryDeliveryPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RetryDeliveryPayload'] = ResolversParentTypes['RetryDeliveryPayload']> = ResolversObject<{
  delivery?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType>;
}>;

export type SubscriptionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = ResolversObject<{
  deliveryStatusChanged?: SubscriptionResolver<ResolversTypes['DeliveryStatusChange'], "deliveryStatusChanged", ParentType, ContextType, Partial<SubscriptionDeliveryStatusChangedArgs>>;
}>;

export type TotalOfResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TotalOf'] = ResolversParentTypes['TotalOf']> = ResolversObject<{
  channel?: Resolver<Maybe<ResolversTypes['Channel']>, ParentType, ContextType>;
  delivered?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['DeliveryKind']>, ParentType, ContextType>;
  open?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  p50Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  p95Ms?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ViewerResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = ResolversObject<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
}>;

export type Resolvers<ContextType = GraphQLContext> = ResolversObject<{
  AcknowledgeDeliveryPayload?: AcknowledgeDeliveryPayloadResolvers<ContextType>;
  Acknowledgement?: AcknowledgementResolvers<ContextType>;
  AddressCorrection?: AddressCorrectionResolvers<ContextType>;
  Appointment?: AppointmentResolvers<ContextType>;
  AppointmentChange?: AppointmentChangeResolvers<ContextType>;
  AppointmentConnection?: AppointmentConnectionResolvers<ContextType>;
  AppointmentEdge?: AppointmentEdgeResolvers<ContextType>;
  CalendarEntry?: CalendarEntryResolvers<ContextType>;
  CancelAppointmentPayload?: CancelAppointmentPayloadResolvers<ContextType>;
  Contact?: ContactResolvers<ContextType>;
  CreateAppointmentPayload?: CreateAppointmentPayloadResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryBucket?: DeliveryBucketResolvers<ContextType>;
  DeliveryConnection?: DeliveryConnectionResolvers<ContextType>;
  DeliveryCount?: DeliveryCountResolvers<ContextType>;
  DeliveryEdge?: DeliveryEdgeResolvers<ContextType>;
  DeliveryError?: DeliveryErrorResolvers<ContextType>;
  DeliveryHistoryEntry?: DeliveryHistoryEntryResolvers<ContextType>;
  DeliveryMessage?: DeliveryMessageResolvers<ContextType>;
  DeliveryStatusChange?: DeliveryStatusChangeResolvers<ContextType>;
  DeliveryTiming?: DeliveryTimingResolvers<ContextType>;
  DeliveryTotals?: DeliveryTotalsResolvers<ContextType>;
  DeskSummary?: DeskSummaryResolvers<ContextType>;
  EmailAddress?: GraphQLScalarType;
  ErrorTotal?: ErrorTotalResolvers<ContextType>;
  Installation?: InstallationResolvers<ContextType>;
  LeftOut?: LeftOutResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Notify?: NotifyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PhoneNumber?: GraphQLScalarType;
  Problem?: ProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefusedRetry?: RefusedRetryResolvers<ContextType>;
  Reminder?: ReminderResolvers<ContextType>;
  ReminderRule?: ReminderRuleResolvers<ContextType>;
  RescheduleAppointmentPayload?: RescheduleAppointmentPayloadResolvers<ContextType>;
  RetryDeliveriesPayload?: RetryDeliveriesPayloadResolvers<ContextType>;
  RetryDeliveryPayload?: RetryDeliveryPayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TotalOf?: TotalOfResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
}>;

