/** What records of the log say once a person is erased from them. Pure. */
import type { LogRecord } from '@belltower/event-log';
import {
  type AppointmentEvent,
  deadLetterTopicOf,
  decodeFrom,
  type Event,
  type Topic,
  topics,
} from '@belltower/events';
import { consumedTopics } from '../consumed-topics.ts';
import type { ErasedFromLedger, Person } from '../ledger/erase-person.ts';

/** The topics whose records hold addresses or names; a status holds none. */
export const erasableTopics: readonly string[] = [...consumedTopics, ...topics.map(deadLetterTopicOf)];

/** Shorter ones would be found in anything. */
const SHORTEST_NEEDLE = 8;

/** What a record of theirs contains, whichever producer wrote it. */
export function needlesOf(person: Person, { appointments, addresses }: ErasedFromLedger): readonly string[] {
  const texts = [person.user, person.eventUserId, ...appointments, ...addresses.email, ...addresses.sms];
  return [...new Set(texts.flatMap((text) => [text, text.toUpperCase()]))];
}

/**
 * The record without the person; null when there is nothing to erase in it. An event stays an event with its id, so that
 * a consumer that reads it again knows it. An event that is not delivered yet is left.
 */
export function withoutPerson(
  record: LogRecord,
  person: Person,
  erased: ErasedFromLedger,
  now: Date,
): { readonly value: string; readonly headers: LogRecord['headers'] } | null {
  const topic = topics.find((one) => record.topic === one || record.topic === deadLetterTopicOf(one));
  if (topic === undefined) return null;
  const parked = record.topic !== topic;
  const was = Buffer.from(record.value).toString();
  const event = eventIn(topic, record.value);
  if (event === null) {
    if (!parked || !namesThem(was, needlesOf(person, erased))) return null;
    const value = JSON.stringify({ erased: true });
    return { value, headers: { ...record.headers, 'dead-letter-reason': 'erased on request' } };
  }
  const value = JSON.stringify(erasedEvent(event));
  return value === was ? null : { value, headers: record.headers };

  function erasedEvent(event: Event): unknown {
    switch (event.event_type) {
      case 'appointments.created':
      case 'appointments.rescheduled':
      case 'appointments.cancelled':
      case 'appointments.reminder-due': {
        const { appointment_id, user_id } = event.appointment;
        const theirs = user_id === person.eventUserId || erased.appointments.has(appointment_id);
        const done = parked || erased.events.has(event.event_id) || new Date(event.appointment.time) <= now;
        return theirs && done && !person.leave.includes(appointment_id) && !erased.left.has(event.event_id)
          ? nameless(event)
          : JSON.parse(was);
      }
      case 'notifications.retry-requested': {
        const { email: _email, phone_e164: _phone, requested_by, ...retry } = event.retry;
        const by = requested_by === person.user ? 'erased' : requested_by;
        if (erased.appointments.has(retry.appointment_id)) return { ...event, retry: { ...retry, requested_by: by } };
        return by === requested_by ? JSON.parse(was) : { ...event, retry: { ...event.retry, requested_by: by } };
      }
      default:
        return JSON.parse(was);
    }
  }
}

/** Addresses stay required where their channel is requested: these lead nowhere. */
function nameless(event: AppointmentEvent) {
  const { event_id, event_type, occurred_at, notify, appointment } = event;
  return {
    event_id,
    event_type,
    occurred_at,
    notify,
    appointment: {
      appointment_id: appointment.appointment_id,
      user_id: null,
      time: appointment.time,
      email: notify.email ? 'erased@erased.invalid' : null,
      phone_e164: notify.sms ? '+0' : null,
    },
    ...('sequence' in event && { sequence: event.sequence }),
    ...('previous' in event && { previous: { time: event.previous.time } }),
    ...('reminder' in event && { reminder: event.reminder }),
  };
}

function eventIn(topic: Topic, value: Uint8Array): Event | null {
  try {
    return decodeFrom(topic, value).event;
  } catch {
    return null;
  }
}

function namesThem(text: string, needles: readonly string[]): boolean {
  return needles.some((needle) => needle.length >= SHORTEST_NEEDLE && text.includes(needle));
}
