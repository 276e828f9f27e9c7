import type { Client } from 'urql';
import { textOf } from '../api/document.ts';
import { mutate } from '../api/mutate.ts';
import type { Problem } from '../api/problem.ts';
import { graphql } from '../generated/gql.ts';
import type { BookMutation as BookAnswer, CreateAppointmentInput } from '../generated/graphql.ts';

const BookMutation = graphql(`
  mutation Book($input: CreateAppointmentInput!) {
    createAppointment(input: $input) {
      appointment {
        id
        userId
        customerName
        time
        timeZone
        deliveries {
          id
          channel
        }
      }
      feedCursor
    }
  }
`);

/** An appointment that was booked. */
export type BookedAppointment = BookAnswer['createAppointment']['appointment'];

/** What became of an attempt to book. */
export type BookOutcome =
  | { readonly kind: 'booked'; readonly appointment: BookedAppointment; readonly feedCursor: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Books an appointment. After a lost answer the call is repeated with the same `idempotencyKey`, so that it books once. */
export async function book(calls: Client, input: CreateAppointmentInput, idempotencyKey: string): Promise<BookOutcome> {
  const outcome = await mutate(calls, textOf(BookMutation), { input: { ...input, idempotencyKey } });
  if (outcome.kind === 'refused') return outcome;
  const { appointment, feedCursor } = outcome.data.createAppointment;
  return { kind: 'booked', appointment, feedCursor };
}
