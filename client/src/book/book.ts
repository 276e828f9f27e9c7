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

/** How often a booking is sent before the form shows that it failed. */
const ATTEMPTS = 3;
const BETWEEN_MS = 700;

/** What became of an attempt to book. */
export type BookOutcome =
  | { readonly kind: 'booked'; readonly id: string; readonly feedCursor: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Books an appointment. After a lost answer the call is repeated with the same `idempotencyKey`, so that it books once. */
export async function book(calls: Client, input: CreateAppointmentInput, idempotencyKey: string): Promise<BookOutcome> {
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
