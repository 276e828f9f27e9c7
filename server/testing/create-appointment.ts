import { validInput } from './appointments.ts';
import type { Answer, TestServer } from './with-server.ts';

/** The mutation that books. */
export const BOOK = `mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor appointment {
  id userId customerName title location time timeZone durationMinutes email phone notify { email sms } locale createdAt
  deliveries { id appointmentId channel status attempts provider createdAt updatedAt history { status attempt } } } } }`;

/** Books a valid input with some fields changed. */
export const book = (server: TestServer, token: string | null, changes: Record<string, unknown> = {}) =>
  server.query(token, BOOK, { input: validInput(changes) });

/** The codes of an answer's errors. */
export const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code);
/** The paths of the issues of an answer's first error, sorted. */
export const paths = ({ errors }: Answer) =>
  (errors[0]?.extensions.issues as { path: string[] }[] | undefined)?.map(({ path }) => path.join('.')).toSorted();
