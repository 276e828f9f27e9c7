import { deliveryIdOf } from '@belltower/events';
import { validInput } from './appointments.ts';
import { foreignDelivery, type Reported, statusRecord } from './status-events.ts';
import { until } from './with-database.ts';
import type { TestServer } from './with-server.ts';

/** A delivery that a test made fail, and what its events say of it. */
export interface FailedDelivery extends Reported {
  readonly id: string;
}

/** Books as anna, and reports that the message failed. */
export async function failedDelivery(
  server: TestServer,
  channel: Reported['channel'] = 'sms',
  changes: Record<string, unknown> = {},
): Promise<FailedDelivery> {
  const token = await server.token('anna');
  const { data } = await server.query(
    token,
    'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { appointment { id } } }',
    { input: validInput({ notify: { [channel]: true }, ...changes }) },
  );
  const appointmentId: string = data.createAppointment.appointment.id;
  const [row] = await server.database.query<{ event_id: string }>(
    `select event_id from server.appointment where id = '${appointmentId}'`,
  );
  return await fail(server, { sourceEventId: row?.event_id ?? '', appointmentId, channel });
}

/** Reports a delivery that another system's event requested, and that it failed. */
export async function failedForeignDelivery(server: TestServer): Promise<FailedDelivery> {
  return await fail(server, foreignDelivery('4711', 'sms'));
}

/** Reports that an attempt of a delivery failed, and waits until the server shows it. */
export async function fail(server: TestServer, reported: Reported, attempt = 1): Promise<FailedDelivery> {
  const id = deliveryIdOf(reported.sourceEventId, reported.channel);
  await server.log.append([
    statusRecord(reported, 'queued', attempt),
    statusRecord(reported, 'sending', attempt),
    statusRecord(reported, 'failed', attempt, 'INVALID_RECIPIENT'),
  ]);
  await shows(server, id, 'FAILED', attempt);
  return { id, ...reported };
}

/** Waits until the server shows a delivery so. */
export async function shows(server: TestServer, id: string, status: string, attempt: number): Promise<void> {
  const token = await server.token('desk', 'staff');
  await until(async () => {
    const { data } = await server.query(token, `{ delivery(id: "${id}") { status attempts } }`);
    return data.delivery?.status === status && data.delivery.attempts === attempt;
  });
}

/** The events in the log of one topic, in order, of all writers. */
export async function eventsIn(server: Pick<TestServer, 'database'>, topic: string) {
  const rows = await server.database.query<{ value: string }>(
    `select convert_from(r.value, 'UTF8') as value from event_log.record r
     join event_log.partition p on p.id = r.partition_id join event_log.topic t on t.id = p.topic_id
     where t.name = '${topic}' order by p.number, r.position`,
  );
  return rows.map(({ value }) => value);
}
