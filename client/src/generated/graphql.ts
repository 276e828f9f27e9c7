/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export type AppointmentPageQueryVariables = Exact<{
  id: string;
}>;


export type AppointmentPageQuery = { appointment: { id: string, title: string | null, location: string | null, time: string, timeZone: string, durationMinutes: number, createdAt: string, email: string | null, phone: string | null, deliveries: Array<{ id: string, channel: Channel, history: Array<{ status: DeliveryStatus, attempt: number, nextAttemptAt: string | null, occurredAt: string, error: { code: string, message: string } | null }> }> } | null };

export type AppointmentListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppointmentListQuery = { appointments: { nodes: Array<{ id: string, title: string | null, location: string | null, time: string, timeZone: string, deliveries: Array<{ id: string, channel: Channel, status: DeliveryStatus, attempts: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BookMutationVariables = Exact<{
  input: CreateAppointmentInput;
}>;


export type BookMutation = { createAppointment: { feedCursor: string, appointment: { id: string } } };

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
}>;


export type DeskDeliveriesQuery = { deliveries: { nodes: Array<{ id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, nextAttemptAt: string | null, createdAt: string, updatedAt: string, appointment: { id: string, title: string | null, time: string, timeZone: string, email: string | null, phone: string | null } | null, error: { code: string, message: string } | null, acknowledgement: { by: string, note: string | null, at: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DeskRowFragment = { id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, attempts: number, nextAttemptAt: string | null, createdAt: string, updatedAt: string, appointment: { id: string, title: string | null, time: string, timeZone: string, email: string | null, phone: string | null } | null, error: { code: string, message: string } | null, acknowledgement: { by: string, note: string | null, at: string } | null };

export type DeskDeliveryQueryVariables = Exact<{
  id: string;
}>;


export type DeskDeliveryQuery = { delivery: { id: string, appointmentId: string, channel: Channel, status: DeliveryStatus, createdAt: string, appointment: { id: string, title: string | null, time: string, timeZone: string, location: string | null, email: string | null, phone: string | null } | null, acknowledgement: { by: string, note: string | null, at: string } | null, history: Array<{ status: DeliveryStatus, attempt: number, provider: string | null, providerMessageId: string | null, nextAttemptAt: string | null, occurredAt: string, error: { code: string, message: string } | null }> } | null };

export type DeskRetryMutationVariables = Exact<{
  input: RetryDeliveryInput;
}>;


export type DeskRetryMutation = { retryDelivery: { delivery: { id: string } } };

export type DeskRetryManyMutationVariables = Exact<{
  ids: Array<string> | string;
}>;


export type DeskRetryManyMutation = { retryDeliveries: { deliveries: Array<{ id: string }>, refused: Array<{ id: string, code: string }> } };

export type DeskAcknowledgeMutationVariables = Exact<{
  id: string;
  note?: string | null | undefined;
}>;


export type DeskAcknowledgeMutation = { acknowledgeDelivery: { delivery: { id: string } } };

export type DeskProblemsQueryVariables = Exact<{ [key: string]: never; }>;


export type DeskProblemsQuery = { problems: Array<{ channel: Channel, code: string, waiting: number, since: string }> };

export type DeskStatisticsQueryVariables = Exact<{
  since: string;
  until: string;
  bucket: Bucket;
}>;


export type DeskStatisticsQuery = { deliveryStatistics: Array<{ start: string, channel: Channel, status: DeliveryStatus, errorCode: string | null, count: number }>, deliveryTimings: Array<{ start: string, channel: Channel, sent: number, p50Ms: number, p95Ms: number }> };

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
    title
    time
    timeZone
    email
    phone
  }
  channel
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
export const AppointmentPageDocument = new TypedDocumentString(`
    query AppointmentPage($id: ID!) {
  appointment(id: $id) {
    id
    title
    location
    time
    timeZone
    durationMinutes
    createdAt
    email
    phone
    deliveries {
      id
      channel
      history {
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
  }
}
    `) as unknown as TypedDocumentString<AppointmentPageQuery, AppointmentPageQueryVariables>;
export const AppointmentListDocument = new TypedDocumentString(`
    query AppointmentList($first: Int, $after: String) {
  appointments(first: $first, after: $after) {
    nodes {
      id
      title
      location
      time
      timeZone
      deliveries {
        id
        channel
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
export const BookDocument = new TypedDocumentString(`
    mutation Book($input: CreateAppointmentInput!) {
  createAppointment(input: $input) {
    appointment {
      id
    }
    feedCursor
  }
}
    `) as unknown as TypedDocumentString<BookMutation, BookMutationVariables>;
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
    query DeskDeliveries($first: Int, $after: String, $filter: DeliveryFilter) {
  deliveries(first: $first, after: $after, filter: $filter) {
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
    title
    time
    timeZone
    email
    phone
  }
  channel
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
      title
      time
      timeZone
      location
      email
      phone
    }
    channel
    status
    createdAt
    acknowledgement {
      by
      note
      at
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
    }
  }
}
    `) as unknown as TypedDocumentString<DeskDeliveryQuery, DeskDeliveryQueryVariables>;
export const DeskRetryDocument = new TypedDocumentString(`
    mutation DeskRetry($input: RetryDeliveryInput!) {
  retryDelivery(input: $input) {
    delivery {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<DeskRetryMutation, DeskRetryMutationVariables>;
export const DeskRetryManyDocument = new TypedDocumentString(`
    mutation DeskRetryMany($ids: [ID!]!) {
  retryDeliveries(ids: $ids) {
    deliveries {
      id
    }
    refused {
      id
      code
    }
  }
}
    `) as unknown as TypedDocumentString<DeskRetryManyMutation, DeskRetryManyMutationVariables>;
export const DeskAcknowledgeDocument = new TypedDocumentString(`
    mutation DeskAcknowledge($id: ID!, $note: String) {
  acknowledgeDelivery(id: $id, note: $note) {
    delivery {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<DeskAcknowledgeMutation, DeskAcknowledgeMutationVariables>;
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
export const DeskStatisticsDocument = new TypedDocumentString(`
    query DeskStatistics($since: DateTime!, $until: DateTime!, $bucket: Bucket!) {
  deliveryStatistics(since: $since, until: $until, bucket: $bucket) {
    start
    channel
    status
    errorCode
    count
  }
  deliveryTimings(since: $since, until: $until, bucket: $bucket) {
    start
    channel
    sent
    p50Ms
    p95Ms
  }
}
    `) as unknown as TypedDocumentString<DeskStatisticsQuery, DeskStatisticsQueryVariables>;