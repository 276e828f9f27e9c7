import { graphql } from '../generated/gql.ts';
import type { DeskHomeQuery } from '../generated/graphql.ts';

/** An open failure on the home page. */
export type HomeFailure = DeskHomeQuery['upcoming']['nodes'][number];

/** What needs staff: open failures by when their appointment is, and what keeps deliveries waiting. */
export const HomeDocument = graphql(`
  query DeskHome($now: DateTime!, $first: Int!) {
    upcoming: deliveries(
      first: $first
      filter: { open: true, appointmentSince: $now }
      orderBy: APPOINTMENT_TIME_ASC
    ) {
      nodes {
        ...HomeFailure
      }
    }
    past: deliveries(first: $first, filter: { open: true, appointmentUntil: $now }, orderBy: APPOINTMENT_TIME_DESC) {
      nodes {
        ...HomeFailure
      }
    }
    newest: deliveries(first: $first, filter: { open: true }) {
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
  }
`);
