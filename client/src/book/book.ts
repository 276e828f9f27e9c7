import type { Client } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { graphql } from '../generated/gql.ts';
import type { CreateAppointmentInput } from '../generated/graphql.ts';

const BookMutation = graphql(`
  mutation Book($input: CreateAppointmentInput!) {
    createAppointment(input: $input) {
      appointment {
        id
      }
      feedCursor
    }
  }
`);

/** So often a booking is sent before the person is told that it did not work. */
const ATTEMPTS = 3;
const BETWEEN_MS = 700;

/** What became of a booking. */
export type Booking =
  | { readonly kind: 'booked'; readonly id: string; readonly feedCursor: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Books an appointment. A lost answer is asked for again under the same `idempotencyKey`, so it is booked once. */
export async function book(calls: Client, input: CreateAppointmentInput, idempotencyKey: string): Promise<Booking> {
  for (let attempt = 1; ; attempt++) {
    const variables = { input: { ...input, idempotencyKey } };
    const { data, error } = await calls.mutation(textOf(BookMutation), variables).toPromise();
    if (data)
      return {
        kind: 'booked',
        id: data.createAppointment.appointment.id,
        feedCursor: data.createAppointment.feedCursor,
      };
    if (error === undefined) throw new Error('Expected data or an error from a mutation and got neither.');
    const problem = problemOf(error);
    if (!problem.retryable || attempt >= ATTEMPTS) return { kind: 'refused', problem };
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS * attempt));
  }
}
