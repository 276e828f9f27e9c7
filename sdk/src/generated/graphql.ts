/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Narrows `appointments`. What is left out does not narrow. */
export type AppointmentFilter = {
  /** Only those that begin at or after this instant. */
  since?: string | null | undefined;
  /** Only those that begin before this instant. */
  until?: string | null | undefined;
  /** Only this user's appointments. Staff only. */
  userId?: string | null | undefined;
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
  /** Only those on one of these channels. */
  channels?: Array<Channel> | null | undefined;
  /** Only those whose `error.code` is one of these. */
  errorCodes?: Array<string> | null | undefined;
  /** Only those with one of these ids, at most 100. */
  ids?: Array<string> | null | undefined;
  /** True: only open failures, FAILED and not acknowledged. False: only the others. */
  open?: boolean | null | undefined;
  /** Only those whose address, title or id contains this text, whatever its case. Staff only. */
  search?: string | null | undefined;
  /** Only those created at or after this instant. */
  since?: string | null | undefined;
  /** Only those at one of these statuses. */
  statuses?: Array<DeliveryStatus> | null | undefined;
  /** Only those created before this instant. */
  until?: string | null | undefined;
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

/** Which channels get a message. */
export type NotifyInput = {
  /** Whether it goes by e-mail. `email` is needed then. */
  email?: boolean | null | undefined;
  /** Whether it goes by text message. `phone` is needed then. */
  sms?: boolean | null | undefined;
};

/** Which delivery is sent again, and where it goes now. */
export type RetryDeliveryInput = {
  /**
   * A corrected address, for a delivery by e-mail. It holds for this delivery only, and for later retries of it: the
   * appointment keeps what was booked.
   */
  email?: string | null | undefined;
  /** The delivery's id. */
  id: string;
  /** A corrected number, for a delivery by SMS. It holds as `email` does. */
  phone?: string | null | undefined;
};

/** What a caller may do. */
export type Role =
  /** Books for themselves and sees only their own appointments and deliveries. */
  | 'CUSTOMER'
  /** Works at the desk: sees everything, and may book for customers. */
  | 'STAFF';

export type DeliveryErrorFieldsFragment = { code: string, message: string, retryable: boolean };

export type DeliveryFieldsFragment = { id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null };

export type AppointmentFieldsFragment = { id: string, userId: string, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, createdAt: string, notify: { email: boolean, sms: boolean }, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> };

export type InstallationQueryVariables = Exact<{ [key: string]: never; }>;


export type InstallationQuery = { installation: { defaultCountry: string | null } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, role: Role } };

export type AppointmentQueryVariables = Exact<{
  id: string;
}>;


export type AppointmentQuery = { appointment: { id: string, userId: string, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, createdAt: string, notify: { email: boolean, sms: boolean }, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> } | null };

export type AppointmentsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AppointmentFilter | null | undefined;
}>;


export type AppointmentsQuery = { appointments: { nodes: Array<{ id: string, userId: string, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, createdAt: string, notify: { email: boolean, sms: boolean }, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DeliveryQueryVariables = Exact<{
  id: string;
}>;


export type DeliveryQuery = { delivery: { id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, history: Array<{ status: DeliveryStatus, attempt: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, occurredAt: string, error: { code: string, message: string, retryable: boolean } | null }>, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null } | null };

export type DeliveriesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: DeliveryFilter | null | undefined;
}>;


export type DeliveriesQuery = { deliveries: { nodes: Array<{ id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DeliveryCountsQueryVariables = Exact<{
  since?: string | null | undefined;
}>;


export type DeliveryCountsQuery = { deliveryCounts: Array<{ channel: Channel, status: DeliveryStatus, count: number }> };

export type DeliveryStatisticsQueryVariables = Exact<{
  since: string;
  until?: string | null | undefined;
  bucket: Bucket;
}>;


export type DeliveryStatisticsQuery = { deliveryStatistics: Array<{ start: string, channel: Channel, status: DeliveryStatus, errorCode: string | null, count: number, p50Ms: number | null, p95Ms: number | null }> };

export type DeliveryTimingsQueryVariables = Exact<{
  since: string;
  until?: string | null | undefined;
  bucket: Bucket;
}>;


export type DeliveryTimingsQuery = { deliveryTimings: Array<{ start: string, channel: Channel, sent: number, p50Ms: number, p95Ms: number }> };

export type ProblemsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProblemsQuery = { problems: Array<{ channel: Channel, code: string, waiting: number, since: string }> };

export type FeedCursorQueryVariables = Exact<{
  appointmentId?: string | null | undefined;
}>;


export type FeedCursorQuery = { feedCursor: string };

export type CreateAppointmentMutationVariables = Exact<{
  input: CreateAppointmentInput;
}>;


export type CreateAppointmentMutation = { createAppointment: { feedCursor: string, appointment: { id: string, userId: string, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, email: string | null, phone: string | null, createdAt: string, notify: { email: boolean, sms: boolean }, deliveries: Array<{ id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }> } } };

export type RetryDeliveryMutationVariables = Exact<{
  input: RetryDeliveryInput;
}>;


export type RetryDeliveryMutation = { retryDelivery: { delivery: { id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null } } };

export type RetryDeliveriesMutationVariables = Exact<{
  ids: Array<string> | string;
}>;


export type RetryDeliveriesMutation = { retryDeliveries: { deliveries: Array<{ id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null }>, refused: Array<{ id: string, code: string }> } };

export type AcknowledgeDeliveryMutationVariables = Exact<{
  id: string;
  note?: string | null | undefined;
}>;


export type AcknowledgeDeliveryMutation = { acknowledgeDelivery: { delivery: { id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, createdAt: string, updatedAt: string, error: { code: string, message: string, retryable: boolean } | null, acknowledgement: { by: string, note: string | null, at: string } | null } } };

export type DeliveryStatusChangedSubscriptionVariables = Exact<{
  appointmentId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type DeliveryStatusChangedSubscription = { deliveryStatusChanged: { cursor: string, replayed: boolean, deliveryId: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempt: number, nextAttemptAt: string | null, occurredAt: string, error: { code: string, message: string, retryable: boolean } | null } };

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
  userId
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
  createdAt
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
export const InstallationDocument = new TypedDocumentString(`
    query Installation {
  installation {
    defaultCountry
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
fragment AppointmentFields on Appointment {
  id
  userId
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
  createdAt
  deliveries {
    ...DeliveryFields
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
    fragment DeliveryErrorFields on DeliveryError {
  code
  message
  retryable
}
fragment DeliveryFields on Delivery {
  id
  appointmentId
  channel
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
fragment AppointmentFields on Appointment {
  id
  userId
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
  createdAt
  deliveries {
    ...DeliveryFields
  }
}`) as unknown as TypedDocumentString<AppointmentsQuery, AppointmentsQueryVariables>;
export const DeliveryDocument = new TypedDocumentString(`
    query Delivery($id: ID!) {
  delivery(id: $id) {
    ...DeliveryFields
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
export const DeliveriesDocument = new TypedDocumentString(`
    query Deliveries($first: Int, $after: String, $filter: DeliveryFilter) {
  deliveries(first: $first, after: $after, filter: $filter) {
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
    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!) {
  deliveryStatistics(since: $since, until: $until, bucket: $bucket) {
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
    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!) {
  deliveryTimings(since: $since, until: $until, bucket: $bucket) {
    start
    channel
    sent
    p50Ms
    p95Ms
  }
}
    `) as unknown as TypedDocumentString<DeliveryTimingsQuery, DeliveryTimingsQueryVariables>;
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
export const FeedCursorDocument = new TypedDocumentString(`
    query FeedCursor($appointmentId: ID) {
  feedCursor(appointmentId: $appointmentId)
}
    `) as unknown as TypedDocumentString<FeedCursorQuery, FeedCursorQueryVariables>;
export const CreateAppointmentDocument = new TypedDocumentString(`
    mutation CreateAppointment($input: CreateAppointmentInput!) {
  createAppointment(input: $input) {
    appointment {
      ...AppointmentFields
    }
    feedCursor
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
fragment AppointmentFields on Appointment {
  id
  userId
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
  createdAt
  deliveries {
    ...DeliveryFields
  }
}`) as unknown as TypedDocumentString<CreateAppointmentMutation, CreateAppointmentMutationVariables>;
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