import { graphql } from '../generated/gql.ts';
import type { DeskDeliveriesQuery, DeskDeliveryQuery, DeskMessageQuery } from '../generated/graphql.ts';

/** A delivery as a row of the desk. */
export type DeskRow = DeskDeliveriesQuery['deliveries']['nodes'][number];

/** A delivery with its whole history. */
export type DeskDetail = NonNullable<DeskDeliveryQuery['delivery']>;

/** What a delivery's message says. */
export type DeskMessage = NonNullable<NonNullable<DeskMessageQuery['delivery']>['message']>;

/** A page of the desk's list. */
export const DeskDeliveriesDocument = graphql(`
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
`);

/** What one delivery's message says. */
export const DeskMessageDocument = graphql(`
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
`);

/** Sends one again, to a corrected address where one is given. */
export const RetryDocument = graphql(`
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
`);

/** Sends several again. */
export const RetryManyDocument = graphql(`
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
`);

/** Where some deliveries stand. */
export const StandingDocument = graphql(`
  query DeskStanding($ids: [ID!]!) {
    deliveries(first: 100, filter: { ids: $ids }) {
      nodes {
        id
        status
        attempts
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

/** How many deliveries each choice of the filter has. */
export const DeskCountsDocument = graphql(`
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
