import { graphql } from '../generated/gql.ts';
import type { AppointmentFieldsFragment, AppointmentQuery } from '../generated/graphql.ts';

/** An appointment as it is now, with every message about it. */
export type Appointment = AppointmentFieldsFragment;
/** An appointment with every change so far, oldest first. */
export type AppointmentWithHistory = NonNullable<AppointmentQuery['appointment']>;
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

/** What is asked about appointments and the people who have them, and done to them. */
export const appointmentDocuments = {
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
};
