import { graphql } from './generated/gql.ts';
import type {
  AppointmentFieldsFragment,
  AppointmentQuery,
  DeliveryFieldsFragment,
  DeliveryQuery,
} from './generated/graphql.ts';

/** An appointment as it is now, with every message about it. */
export type Appointment = AppointmentFieldsFragment;
/** An appointment with every change so far, oldest first. */
export type AppointmentWithHistory = NonNullable<AppointmentQuery['appointment']>;
/** One message on one channel for one appointment, and where it stands. */
export type Delivery = DeliveryFieldsFragment;
/** A delivery with every change so far, oldest first. */
export type DeliveryWithHistory = NonNullable<DeliveryQuery['delivery']>;

graphql(`
  fragment DeliveryErrorFields on DeliveryError {
    code
    message
    retryable
  }
`);

graphql(`
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
`);

graphql(`
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
`);

graphql(`
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
`);

/** The texts of all operations this client sends. */
export const documents = {
  installation: graphql(`
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
  `),
  me: graphql(`
    query Me {
      me {
        id
        role
      }
    }
  `),
  appointment: graphql(`
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
  `),
  deliveryMessage: graphql(`
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
  `),
  appointments: graphql(`
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
  `),
  delivery: graphql(`
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
  `),
  deliveries: graphql(`
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
  `),
  deliveryCounts: graphql(`
    query DeliveryCounts($since: DateTime) {
      deliveryCounts(since: $since) {
        channel
        status
        count
      }
    }
  `),
  deliveryStatistics: graphql(`
    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {
      deliveryStatistics(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {
        start
        channel
        status
        errorCode
        count
        p50Ms
        p95Ms
      }
    }
  `),
  deliveryTimings: graphql(`
    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {
      deliveryTimings(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {
        start
        channel
        sent
        p50Ms
        p95Ms
      }
    }
  `),
  deskSummary: graphql(`
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
  `),
  deliveryTotals: graphql(`
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
  `),
  problems: graphql(`
    query Problems {
      problems {
        channel
        code
        waiting
        since
      }
    }
  `),
  customers: graphql(`
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
  `),
  feedCursor: graphql(`
    query FeedCursor($appointmentId: ID) {
      feedCursor(appointmentId: $appointmentId)
    }
  `),
  createAppointment: graphql(`
    mutation CreateAppointment($input: CreateAppointmentInput!) {
      createAppointment(input: $input) {
        appointment {
          ...AppointmentFields
        }
        feedCursor
      }
    }
  `),
  rescheduleAppointment: graphql(`
    mutation RescheduleAppointment($input: RescheduleAppointmentInput!) {
      rescheduleAppointment(input: $input) {
        appointment {
          ...AppointmentFields
        }
        feedCursor
      }
    }
  `),
  cancelAppointment: graphql(`
    mutation CancelAppointment($input: CancelAppointmentInput!) {
      cancelAppointment(input: $input) {
        appointment {
          ...AppointmentFields
        }
        feedCursor
      }
    }
  `),
  retryDelivery: graphql(`
    mutation RetryDelivery($input: RetryDeliveryInput!) {
      retryDelivery(input: $input) {
        delivery {
          ...DeliveryFields
        }
      }
    }
  `),
  retryDeliveries: graphql(`
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
  `),
  acknowledgeDelivery: graphql(`
    mutation AcknowledgeDelivery($id: ID!, $note: String) {
      acknowledgeDelivery(id: $id, note: $note) {
        delivery {
          ...DeliveryFields
        }
      }
    }
  `),
  deliveryStatusChanged: graphql(`
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
  `),
};
