import { graphql } from '../generated/gql.ts';
import type { DeliveryFieldsFragment, DeliveryQuery } from '../generated/graphql.ts';

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

/** What is asked about deliveries one by one, done to them, and watched. */
export const deliveryDocuments = {
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
  feedCursor: graphql(`
    query FeedCursor($appointmentId: ID) {
      feedCursor(appointmentId: $appointmentId)
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
