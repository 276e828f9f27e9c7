import { graphql } from '../generated/gql.ts';
import type { DeskDeliveriesQuery, DeskDeliveryQuery } from '../generated/graphql.ts';

/** A delivery as a row of the desk. */
export type DeskRow = DeskDeliveriesQuery['deliveries']['nodes'][number];

/** A delivery with its whole history. */
export type DeskDetail = NonNullable<DeskDeliveryQuery['delivery']>;

/** A page of the desk's list. */
export const DeskDeliveriesDocument = graphql(`
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
  }
`);

/** One delivery, all of it. */
export const DeskDeliveryDocument = graphql(`
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
`);

/** Sends one again, to a corrected address where one is given. */
export const RetryDocument = graphql(`
  mutation DeskRetry($input: RetryDeliveryInput!) {
    retryDelivery(input: $input) {
      delivery {
        id
      }
    }
  }
`);

/** Sends several again. */
export const RetryManyDocument = graphql(`
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
`);

/** Marks a failure as seen to. */
export const AcknowledgeDocument = graphql(`
  mutation DeskAcknowledge($id: ID!, $note: String) {
    acknowledgeDelivery(id: $id, note: $note) {
      delivery {
        id
      }
    }
  }
`);

/** What keeps deliveries waiting now. */
export const ProblemsDocument = graphql(`
  query DeskProblems {
    problems {
      channel
      code
      waiting
      since
    }
  }
`);

/** What the charts are drawn from. */
export const StatisticsDocument = graphql(`
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
`);
