import { graphql } from './generated/gql.ts';
import type { AppointmentFieldsFragment, DeliveryFieldsFragment, DeliveryQuery } from './generated/graphql.ts';

/** What was booked, with one delivery for each channel asked for. */
export type Appointment = AppointmentFieldsFragment;
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
`);

/** The texts of all operations this client sends. */
export const documents = {
  installation: graphql(`
    query Installation {
      installation {
        defaultCountry
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
  `),
  deliveries: graphql(`
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
  `),
  deliveryTimings: graphql(`
    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!) {
      deliveryTimings(since: $since, until: $until, bucket: $bucket) {
        start
        channel
        sent
        p50Ms
        p95Ms
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
