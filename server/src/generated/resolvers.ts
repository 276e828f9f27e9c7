import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CreatedAppointment, AppointmentRow } from '../appointments/appointment.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
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

/** What was booked. */
export type Appointment = {
  __typename?: 'Appointment';
  /** When it was booked. */
  createdAt: Scalars['DateTime']['output'];
  /** One delivery for each channel asked for. */
  deliveries: Array<Delivery>;
  /** How long it takes, in minutes. */
  durationMinutes: Scalars['Int']['output'];
  /** Where the e-mail goes. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** Its id, given when it was booked. */
  id: Scalars['ID']['output'];
  /** Where it takes place. */
  location?: Maybe<Scalars['String']['output']>;
  /** Which channels were asked for. */
  notify: Notify;
  /** Where the text message goes. */
  phone?: Maybe<Scalars['PhoneNumber']['output']>;
  /** When it begins. */
  time: Scalars['DateTime']['output'];
  /** The IANA time zone it takes place in, such as `Europe/Vienna`. Messages give the time in this zone. */
  timeZone: Scalars['String']['output'];
  /** What it is for, such as `Dental check-up`. */
  title?: Maybe<Scalars['String']['output']>;
  /** Whose appointment this is: the subject of their token. */
  userId: Scalars['ID']['output'];
};

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
  /** Only those that begin before this instant. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only this user's appointments. Staff only. */
  userId?: InputMaybe<Scalars['ID']['input']>;
};

/** How long one bucket of the statistics is. Buckets begin at whole minutes, hours and days in UTC. */
export type Bucket =
  /** A day in UTC. */
  | 'DAY'
  /** An hour. */
  | 'HOUR'
  /** A minute. */
  | 'MINUTE';

/** How a person is reached. */
export type Channel =
  /** By e-mail. */
  | 'EMAIL'
  /** By text message. */
  | 'SMS';

/** What is booked, for whom, and how they are notified. */
export type CreateAppointmentInput = {
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
  /** Why it is RETRYING or FAILED, else null. */
  error?: Maybe<DeliveryError>;
  /** Every change so far, oldest first. It begins with QUEUED, from the booking on. */
  history: Array<DeliveryHistoryEntry>;
  /** Its id, the same over all attempts. */
  id: Scalars['ID']['output'];
  /** When the next attempt comes, while it is RETRYING. */
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who carries it, such as `smtp` or `twilio`. Staff only: null for customers. */
  provider?: Maybe<Scalars['String']['output']>;
  /** The provider's own id of the message. Staff only: null for customers. */
  providerMessageId?: Maybe<Scalars['String']['output']>;
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
  /** Why they are RETRYING or FAILED, else null. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** From booked to sent, in milliseconds, half of those that were sent took this long at most. Null when none was sent. */
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
   * PROVIDER_MISCONFIGURED, MAYBE_SENT, EXPIRED, UNDELIVERED.
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
  /** Only those on one of these channels. */
  channels?: InputMaybe<Array<Channel>>;
  /** Only those whose `error.code` is one of these. */
  errorCodes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only those with one of these ids, at most 100. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** True: only open failures, FAILED and not acknowledged. False: only the others. */
  open?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only those whose address, title or id contains this text, whatever its case. Staff only. */
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
  /** Why it became RETRYING or FAILED, else null. */
  error?: Maybe<DeliveryError>;
  /** When the next attempt was to come, if it became RETRYING. */
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it happened. */
  occurredAt: Scalars['DateTime']['output'];
  /** Who carried it. Staff only: null for customers. */
  provider?: Maybe<Scalars['String']['output']>;
  /** The provider's own id of the message of this attempt. Staff only: null for customers. */
  providerMessageId?: Maybe<Scalars['String']['output']>;
  /** What it became. */
  status: DeliveryStatus;
};

/**
 * The status of a delivery. It ends in exactly one of SENT, DELIVERED and FAILED; a delivery
 * at SENT may still become DELIVERED or FAILED when the provider reports more.
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
  | 'SENT';

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
  /** Why it became RETRYING or FAILED, else null. */
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

/** What is the same for everybody who uses an installation. */
export type Installation = {
  __typename?: 'Installation';
  /** The country (ISO 3166-1, such as `AT`) of telephone numbers that people write without one; null where none is set. */
  defaultCountry?: Maybe<Scalars['String']['output']>;
};

/** What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Marks a FAILED delivery as seen to ("told by phone"): it leaves the open failures, and stays FAILED. A second call
   * replaces the note. A retry removes the mark: should that fail, the failure is open again. Refused with NOT_FOUND
   * when there is no such delivery, with CONFLICT when it is not FAILED. Staff only.
   */
  acknowledgeDelivery: AcknowledgeDeliveryPayload;
  /**
   * Books an appointment and queues its confirmations. The booking is durable once this answers, and
   * each channel asked for gets exactly one delivery.
   */
  createAppointment: CreateAppointmentPayload;
  /**
   * Sends several FAILED deliveries again, each to the address it failed at. Those that cannot be are refused one by one, and
   * the others go on. Staff only.
   */
  retryDeliveries: RetryDeliveriesPayload;
  /**
   * Sends a FAILED delivery again, as its next attempt; it is QUEUED once this answers. What is sent is what was booked, to
   * the corrected address where one is given. Refused with NOT_FOUND when there is no such delivery; with CONFLICT when it is
   * not FAILED, or while an earlier retry is pending, for 15 minutes at most. Staff only.
   */
  retryDelivery: RetryDeliveryPayload;
};


/** What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once. */
export type MutationAcknowledgeDeliveryArgs = {
  id: Scalars['ID']['input'];
  note?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once. */
export type MutationCreateAppointmentArgs = {
  input: CreateAppointmentInput;
};


/** What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once. */
export type MutationRetryDeliveriesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** What can be done. An input that is not accepted is refused with BAD_USER_INPUT and all of its `issues` at once. */
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
  /** Deliveries the caller may see, newest first. */
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
  /**
   * The live feed's position now. A `deliveryStatusChanged` subscription with the same `appointmentId`
   * and this value as `after` misses no change from here on.
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
export type QueryDeliveriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeliveryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryCountsArgs = {
  since?: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryStatisticsArgs = {
  bucket: Bucket;
  since: Scalars['DateTime']['input'];
  until?: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Customers see what is their own, staff everything. */
export type QueryDeliveryTimingsArgs = {
  bucket: Bucket;
  since: Scalars['DateTime']['input'];
  until?: InputMaybe<Scalars['DateTime']['input']>;
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
   * A corrected address, for a delivery by e-mail. It holds for this delivery only, and for later retries of it: the
   * appointment keeps what was booked.
   */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** The delivery's id. */
  id: Scalars['ID']['input'];
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
  Appointment: ResolverTypeWrapper<AppointmentRow>;
  AppointmentConnection: ResolverTypeWrapper<Omit<AppointmentConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AppointmentEdge']>, nodes: Array<ResolversTypes['Appointment']> }>;
  AppointmentEdge: ResolverTypeWrapper<Omit<AppointmentEdge, 'node'> & { node: ResolversTypes['Appointment'] }>;
  AppointmentFilter: AppointmentFilter;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Bucket: Bucket;
  Channel: Channel;
  CreateAppointmentInput: CreateAppointmentInput;
  CreateAppointmentPayload: ResolverTypeWrapper<CreatedAppointment>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Delivery: ResolverTypeWrapper<DeliveryRow>;
  DeliveryBucket: ResolverTypeWrapper<DeliveryBucket>;
  DeliveryConnection: ResolverTypeWrapper<Omit<DeliveryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['DeliveryEdge']>, nodes: Array<ResolversTypes['Delivery']> }>;
  DeliveryCount: ResolverTypeWrapper<DeliveryCount>;
  DeliveryEdge: ResolverTypeWrapper<Omit<DeliveryEdge, 'node'> & { node: ResolversTypes['Delivery'] }>;
  DeliveryError: ResolverTypeWrapper<DeliveryError>;
  DeliveryFilter: DeliveryFilter;
  DeliveryHistoryEntry: ResolverTypeWrapper<DeliveryHistoryEntry>;
  DeliveryStatus: DeliveryStatus;
  DeliveryStatusChange: ResolverTypeWrapper<FeedChange>;
  DeliveryTiming: ResolverTypeWrapper<DeliveryTiming>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Installation: ResolverTypeWrapper<Installation>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Notify: ResolverTypeWrapper<Notify>;
  NotifyInput: NotifyInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PhoneNumber: ResolverTypeWrapper<Scalars['PhoneNumber']['output']>;
  Problem: ResolverTypeWrapper<Problem>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefusedRetry: ResolverTypeWrapper<RefusedRetry>;
  RetryDeliveriesPayload: ResolverTypeWrapper<Omit<RetryDeliveriesPayload, 'deliveries'> & { deliveries: Array<ResolversTypes['Delivery']> }>;
  RetryDeliveryInput: RetryDeliveryInput;
  RetryDeliveryPayload: ResolverTypeWrapper<Omit<RetryDeliveryPayload, 'delivery'> & { delivery: ResolversTypes['Delivery'] }>;
  Role: Role;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Viewer: ResolverTypeWrapper<Viewer>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  AcknowledgeDeliveryPayload: Omit<AcknowledgeDeliveryPayload, 'delivery'> & { delivery: ResolversParentTypes['Delivery'] };
  Acknowledgement: Acknowledgement;
  Appointment: AppointmentRow;
  AppointmentConnection: Omit<AppointmentConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AppointmentEdge']>, nodes: Array<ResolversParentTypes['Appointment']> };
  AppointmentEdge: Omit<AppointmentEdge, 'node'> & { node: ResolversParentTypes['Appointment'] };
  AppointmentFilter: AppointmentFilter;
  Boolean: Scalars['Boolean']['output'];
  CreateAppointmentInput: CreateAppointmentInput;
  CreateAppointmentPayload: CreatedAppointment;
  DateTime: Scalars['DateTime']['output'];
  Delivery: DeliveryRow;
  DeliveryBucket: DeliveryBucket;
  DeliveryConnection: Omit<DeliveryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['DeliveryEdge']>, nodes: Array<ResolversParentTypes['Delivery']> };
  DeliveryCount: DeliveryCount;
  DeliveryEdge: Omit<DeliveryEdge, 'node'> & { node: ResolversParentTypes['Delivery'] };
  DeliveryError: DeliveryError;
  DeliveryFilter: DeliveryFilter;
  DeliveryHistoryEntry: DeliveryHistoryEntry;
  DeliveryStatusChange: FeedChange;
  DeliveryTiming: DeliveryTiming;
  EmailAddress: Scalars['EmailAddress']['output'];
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Installation: Installation;
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Notify: Notify;
  NotifyInput: NotifyInput;
  PageInfo: PageInfo;
  PhoneNumber: Scalars['PhoneNumber']['output'];
  Problem: Problem;
  Query: Record<PropertyKey, never>;
  RefusedRetry: RefusedRetry;
  RetryDeliveriesPayload: Omit<RetryDeliveriesPayload, 'deliveries'> & { deliveries: Array<ResolversParentTypes['Delivery']> };
  RetryDeliveryInput: RetryDeliveryInput;
  RetryDeliveryPayload: Omit<RetryDeliveryPayload, 'delivery'> & { delivery: ResolversParentTypes['Delivery'] };
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
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

export type AppointmentResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Appointment'] = ResolversParentTypes['Appointment']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deliveries?: Resolver<Array<ResolversTypes['Delivery']>, ParentType, ContextType>;
  durationMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notify?: Resolver<ResolversTypes['Notify'], ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['PhoneNumber']>, ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
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

export type CreateAppointmentPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CreateAppointmentPayload'] = ResolversParentTypes['CreateAppointmentPayload']> = ResolversObject<{
  appointment?: Resolver<ResolversTypes['Appointment'], ParentType, ContextType>;
  feedCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
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
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  providerMessageId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
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
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
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

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type InstallationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Installation'] = ResolversParentTypes['Installation']> = ResolversObject<{
  defaultCountry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type MutationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = ResolversObject<{
  acknowledgeDelivery?: Resolver<ResolversTypes['AcknowledgeDeliveryPayload'], ParentType, ContextType, RequireFields<MutationAcknowledgeDeliveryArgs, 'id'>>;
  createAppointment?: Resolver<ResolversTypes['CreateAppointmentPayload'], ParentType, ContextType, RequireFields<MutationCreateAppointmentArgs, 'input'>>;
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
  deliveries?: Resolver<ResolversTypes['DeliveryConnection'], ParentType, ContextType, RequireFields<QueryDeliveriesArgs, 'first'>>;
  delivery?: Resolver<Maybe<ResolversTypes['Delivery']>, ParentType, ContextType, RequireFields<QueryDeliveryArgs, 'id'>>;
  deliveryCounts?: Resolver<Array<ResolversTypes['DeliveryCount']>, ParentType, ContextType, Partial<QueryDeliveryCountsArgs>>;
  deliveryStatistics?: Resolver<Array<ResolversTypes['DeliveryBucket']>, ParentType, ContextType, RequireFields<QueryDeliveryStatisticsArgs, 'bucket' | 'since'>>;
  deliveryTimings?: Resolver<Array<ResolversTypes['DeliveryTiming']>, ParentType, ContextType, RequireFields<QueryDeliveryTimingsArgs, 'bucket' | 'since'>>;
  feedCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType, Partial<QueryFeedCursorArgs>>;
  installation?: Resolver<ResolversTypes['Installation'], ParentType, ContextType>;
  me?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['Problem']>, ParentType, ContextType>;
}>;

export type RefusedRetryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RefusedRetry'] = ResolversParentTypes['RefusedRetry']> = ResolversObject<{
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
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

export type ViewerResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = ResolversObject<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
}>;

export type Resolvers<ContextType = GraphQLContext> = ResolversObject<{
  AcknowledgeDeliveryPayload?: AcknowledgeDeliveryPayloadResolvers<ContextType>;
  Acknowledgement?: AcknowledgementResolvers<ContextType>;
  Appointment?: AppointmentResolvers<ContextType>;
  AppointmentConnection?: AppointmentConnectionResolvers<ContextType>;
  AppointmentEdge?: AppointmentEdgeResolvers<ContextType>;
  CreateAppointmentPayload?: CreateAppointmentPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryBucket?: DeliveryBucketResolvers<ContextType>;
  DeliveryConnection?: DeliveryConnectionResolvers<ContextType>;
  DeliveryCount?: DeliveryCountResolvers<ContextType>;
  DeliveryEdge?: DeliveryEdgeResolvers<ContextType>;
  DeliveryError?: DeliveryErrorResolvers<ContextType>;
  DeliveryHistoryEntry?: DeliveryHistoryEntryResolvers<ContextType>;
  DeliveryStatusChange?: DeliveryStatusChangeResolvers<ContextType>;
  DeliveryTiming?: DeliveryTimingResolvers<ContextType>;
  EmailAddress?: GraphQLScalarType;
  Installation?: InstallationResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Notify?: NotifyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PhoneNumber?: GraphQLScalarType;
  Problem?: ProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefusedRetry?: RefusedRetryResolvers<ContextType>;
  RetryDeliveriesPayload?: RetryDeliveriesPayloadResolvers<ContextType>;
  RetryDeliveryPayload?: RetryDeliveryPayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
}>;

