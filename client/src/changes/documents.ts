import { graphql } from '../generated/gql.ts';

/** Moves an appointment, or changes what it is. */
export const RescheduleMutation = graphql(`
  mutation Reschedule($input: RescheduleAppointmentInput!) {
    rescheduleAppointment(input: $input) {
      appointment {
        id
        sequence
      }
    }
  }
`);

/** Cancels an appointment. */
export const CancelMutation = graphql(`
  mutation Cancel($input: CancelAppointmentInput!) {
    cancelAppointment(input: $input) {
      appointment {
        id
        sequence
      }
    }
  }
`);
