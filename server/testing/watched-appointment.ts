import { validInput } from './appointments.ts';
import type { TestServer } from './with-server.ts';

/** Watches one appointment, or everything that the caller may see. */
export const WATCH = `subscription ($id: ID, $after: String) { deliveryStatusChanged(appointmentId: $id, after: $after) {
  cursor replayed deliveryId appointmentId channel status attempt error { code message } occurredAt } }`;
/** The same, with fields beyond those of the change. */
export const WATCH_ALL_OF_IT = WATCH.replace('occurredAt', 'occurredAt delivery { status appointment { id email } }');

/** Books for the owner of the token, by mail alone; returns what its changes are reported with. */
export async function book(server: TestServer, token: string, changes: Record<string, unknown> = {}) {
  const { data } = await server.query(
    token,
    `mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor appointment { id deliveries { id } } } }`,
    { input: validInput({ notify: { email: true }, ...changes }) },
  );
  const [row] = await server.database.query<{ event_id: string }>(
    'select event_id from server.appointment where id = $1',
    [data.createAppointment.appointment.id],
  );
  const { feedCursor, appointment } = data.createAppointment;
  return {
    feedCursor,
    appointmentId: appointment.id,
    sourceEventId: row?.event_id ?? '',
    channel: 'email' as const,
  };
}
