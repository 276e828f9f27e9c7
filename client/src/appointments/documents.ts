import { graphql } from '../generated/gql.ts';

/** One appointment and the whole way of its messages. */
export const AppointmentPageQuery = graphql(`
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
`);

/** A page of the list of appointments. */
export const AppointmentListQuery = graphql(`
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
`);
