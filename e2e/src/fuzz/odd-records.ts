/** Records that other producers might write: each of them either parked with a reason, or handled; none may stop anything. */
import { randomUUID } from 'node:crypto';
import { type AppointmentEvent, decodeFrom, EventError, type Topic, topics } from '@belltower/events';
import { cancelled, reminderDue, rescheduled } from '../../../notifier/testing/changes.ts';
import { appointmentCreated, retryOf } from '../../../notifier/testing/world.ts';
import { foreignDelivery, statusRecord } from '../../../server/testing/status-events.ts';

/** One record, as bytes for a topic. */
export interface OddRecord {
  readonly topic: Topic;
  /** Null: none. Only Kafka knows such records. */
  readonly key: string | null;
  readonly value: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What no text column keeps, and lengths that no field has. */
const unstorable = ['a\0b', '\ud83e', 'x\udc00', 'x'.repeat(5_000), '🦄'.repeat(600)];
const instants = [
  '0000-01-01T00:00:00Z',
  '1999-12-31T23:59:59Z',
  '2200-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-02-30T00:00:00Z',
];
const numbers = [3_000_000_000, 0, -1, 1.5, 1e300, 2 ** 53];
const foreignKeys = ['', 'k\0', '\ud83e', '🦄', 'x'.repeat(3_000)];

/** A status event of a delivery that nobody knows. */
export function statusOf(fields: object = {}, envelope: object = {}): object {
  const event = JSON.parse(String(statusRecord(foreignDelivery(), 'sending').value));
  return { ...event, ...envelope, delivery: { ...event.delivery, ...fields } };
}

/** A retry of a delivery that nobody knows. */
function retryRequestOf(fields: object = {}, envelope: object = {}): object {
  const event = retryOf(appointmentCreated({ email: 'a@example.com' }), 1);
  return { ...event, ...envelope, retry: { ...event.retry, ...fields } };
}

/** Each kind of change of an appointment that nobody knows. */
function changesOf(sequence: number): readonly AppointmentEvent[] {
  const created = appointmentCreated({ email: 'odd@example.com' });
  return [rescheduled(created, sequence), cancelled(created, sequence, false), reminderDue(created, sequence)];
}

/** All odd records, new ones each time. */
export function oddRecords(): readonly OddRecord[] {
  const failed = (error: object) => ({
    status: 'failed',
    error: { code: 'REJECTED', message: 'no', retryable: false, ...error },
  });
  const statuses = [
    ...numbers.map((attempt) => statusOf({ attempt })),
    ...unstorable.flatMap((text) => [
      statusOf({ provider: text }),
      statusOf({ provider_message_id: text }),
      statusOf({ appointment_id: text }),
      statusOf({ channel: text }),
      statusOf(failed({ message: text })),
      statusOf(failed({ code: text })),
      statusOf({}, { event_id: text }),
    ]),
    ...instants.flatMap((at) => [
      statusOf({}, { occurred_at: at }),
      statusOf({ status: 'retrying', next_attempt_at: at }),
    ]),
    statusOf({ attempt: 1_000_000, provider: 'x'.repeat(64), provider_message_id: '🦄'.repeat(255) }),
    statusOf(failed({ message: '🦄'.repeat(500) })),
  ];
  const retries = [
    ...numbers.map((after_attempt) => retryRequestOf({ after_attempt })),
    ...unstorable.flatMap((text) => [
      retryRequestOf({ requested_by: text }),
      retryRequestOf({ appointment_id: text }),
      retryRequestOf({ email: text }),
      retryRequestOf({ delivery_id: text }),
    ]),
    ...instants.map((at) => retryRequestOf({}, { occurred_at: at })),
  ];
  const changes = [
    ...numbers.flatMap((sequence) => changesOf(1).map((event) => ({ ...event, sequence }))),
    ...unstorable.flatMap((text) => [
      ...changesOf(1).map((event) => ({ ...event, event_type: text })),
      ...changesOf(1).map((event) => ({ ...event, previous: { time: text, time_zone: text, location: text } })),
      ...changesOf(1).map((event) => ({ ...event, reason: text, reminder: { before: text } })),
    ]),
    ...instants.flatMap((at) => changesOf(1).map((event) => ({ ...event, occurred_at: at, previous: { time: at } }))),
    ...changesOf(1_000_000),
  ];
  return [
    ...statuses.map((event) => recordOf('notifications.status', event)),
    ...changes.map((event) => recordOf('appointments.changed', event)),
    ...retries.map((event) => recordOf('notifications.retry-requested', event)),
    ...topics.flatMap(bytesOf),
  ];
}

function recordOf(topic: Topic, event: object): OddRecord {
  return { topic, key: 'odd', value: JSON.stringify(event) };
}

/** What is no event of any kind. Each has a mark of its own, by which a test recognises it. */
function bytesOf(topic: Topic): OddRecord[] {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const values = [
    '',
    'null',
    '{',
    '[]',
    '\ufeff',
    `{"__proto__":{"event_id":"${randomUUID()}"}}`,
    '{"event_id":1e999,"event_id":-1e999}',
    deep,
    `{"event_id":${deep}}`,
    new Uint8Array([0xff, 0xfe, 0x00, 0x7b]),
    new Uint8Array(900_000).fill(0x7b),
    new Uint8Array(999_900).fill(0x7c),
  ];
  return [
    ...values.map((value) => ({ topic, key: 'odd', value })),
    ...foreignKeys.map((key) => ({ topic, key, value: 'no event', headers: { traceparent: 'a\0b', ce_id: '\ud83e' } })),
    { topic, key: 'odd', value: 'no event', headers: { big: 'x'.repeat(950_000) } },
  ];
}

/** Whether a record must be parked: what it holds breaks the contract. */
export function isPoison({ topic, value }: OddRecord): boolean {
  try {
    decodeFrom(topic, value);
    return false;
  } catch (error) {
    if (error instanceof EventError) return true;
    throw error;
  }
}
