import { graphql } from '../generated/gql.ts';
import type { AppointmentPageQuery as PageAnswer } from '../generated/graphql.ts';

/** An appointment as its page shows it. */
export type PageAppointment = NonNullable<PageAnswer['appointment']>;

/** One correction of where its messages go. */
export type Correction = PageAppointment['addressCorrections'][number];

/** What holds for every appointment of this installation. */
export type PageInstallation = PageAnswer['installation'];

/** One appointment and the whole way of its messages; with the feed's position from before, where it is not known yet. */
export const AppointmentPageQuery = graphql(`
  query AppointmentPage($id: ID!, $asksCursor: Boolean!) {
    feedCursor(appointmentId: $id) @include(if: $asksCursor)
    installation {
      guestsMayCancel
      contact {
        kind
        text
        url
      }
    }
    appointment(id: $id) {
      id
      reference
      locale
      customerName
      title
      location
      time
      timeZone
      durationMinutes
      createdAt
      email
      phone
      notify {
        email
        sms
      }
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
      deliveries {
        id
        channel
        kind
        sequence
        createdAt
        history {
          status
          attempt
          error {
            code
            message
          }
          nextAttemptAt
          occurredAt
          recipient
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
        reference
        customerName
        title
        location
        time
        timeZone
        status
        deliveries {
          id
          channel
          kind
          sequence
          createdAt
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
