import type { LogRecord } from '@belltower/event-log';
import { decode, decodeFrom, encode } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { cancelled, reminderDue, rescheduled } from '../../testing/changes.ts';
import { appointmentCreated, retryOf } from '../../testing/world.ts';
import { withoutPerson } from './erase-records.ts';

const now = new Date('2026-01-01T10:00:00Z');
const event = {
  ...appointmentCreated({ email: 'ann@example.com', sms: '+15555550100', time: new Date('2026-01-02T10:00:00Z') }),
};
const person = {
  user: 'ann',
  eventUserId: String(event.appointment.user_id),
  appointments: [],
  leave: [] as string[],
  addresses: { email: [], sms: [] },
};
const erased = {
  events: new Set([event.event_id]),
  appointments: new Set([event.appointment.appointment_id]),
  left: new Set<string>(),
  addresses: { email: ['ann@example.com'], sms: [] },
  rows: {},
};

function recordOf(topic: string, value: string): LogRecord {
  const headers = { 'dead-letter-reason': 'title: got "Ann"' };
  return { topic, partition: 0, position: 0, key: null, value: Buffer.from(value), headers, appendedAt: now };
}

describe('withoutPerson', () => {
  it('withoutPerson leaves an event with its id, which is an event still, and finds nothing in it a second time', () => {
    const record = recordOf('appointments.created', encode(event, 'test').value);
    const value = withoutPerson(record, person, erased, now)?.value ?? '';
    expect(value).not.toMatch(/ann@|555|Check-up/);
    expect(decode('appointments.created', value).event).toMatchObject({
      event_id: event.event_id,
      appointment: { appointment_id: event.appointment.appointment_id, user_id: null },
    });
    expect(withoutPerson({ ...record, value: Buffer.from(value) }, person, erased, now)).toBeNull();
  });

  it('withoutPerson leaves events that are not delivered yet, or are in progress, and those of others', () => {
    const record = recordOf('appointments.created', encode(event, 'test').value);
    expect(withoutPerson(record, person, { ...erased, events: new Set() }, now)).toBeNull();
    expect(withoutPerson(record, person, { ...erased, left: new Set([event.event_id]) }, now)).toBeNull();
    const leave = [event.appointment.appointment_id];
    expect(withoutPerson(record, { ...person, leave }, erased, now)).toBeNull();
    const others = { ...person, eventUserId: '5' };
    expect(withoutPerson(record, others, { ...erased, appointments: new Set() }, now)).toBeNull();
    const tomorrow = new Date('2026-01-03T10:00:00Z');
    expect(withoutPerson(record, person, { ...erased, events: new Set() }, tomorrow)).not.toBeNull();
  });

  it('withoutPerson leaves every kind of event of an appointment as one of the same kind and sequence, without what it says', () => {
    const kinds = [rescheduled(event, 1), cancelled(event, 2), cancelled(event, 3, false), reminderDue(event, 1)];
    for (const change of kinds) {
      const record = recordOf('appointments.changed', encode(change, 'test').value);
      const theirs = { ...erased, events: new Set([change.event_id]) };
      const value = withoutPerson(record, person, theirs, now)?.value ?? '';
      expect(value).not.toMatch(/ann@|555|Check-up|ill/);
      const { event_id, event_type, sequence } = change;
      expect(decodeFrom('appointments.changed', value).event).toMatchObject({ event_id, event_type, sequence });
      expect(withoutPerson({ ...record, value: Buffer.from(value) }, person, theirs, now)).toBeNull();
      const parked = { ...record, topic: 'appointments.changed.dead-letter' };
      expect(withoutPerson(parked, person, { ...erased, events: new Set() }, now)?.value).toBe(value);
    }
  });

  it('withoutPerson removes a corrected address from a retry, and who requested another’s', () => {
    const retry = retryOf(event, 1, 'new-ann@example.com');
    const record = recordOf('notifications.retry-requested', encode(retry, 'test').value);
    const { email: _email, ...kept } = retry.retry;
    expect(JSON.parse(withoutPerson(record, person, erased, now)?.value ?? '')).toEqual({ ...retry, retry: kept });
    const staff = { ...person, user: 'staff' };
    const unrelated = { ...erased, appointments: new Set<string>() };
    expect(JSON.parse(withoutPerson(record, staff, unrelated, now)?.value ?? '')).toEqual({
      ...retry,
      retry: { ...retry.retry, requested_by: 'erased' },
    });
  });

  it('withoutPerson empties a dead letter that is no event but names them, with its reason', () => {
    const letter = recordOf('appointments.created.dead-letter', 'half an event of ann@example.com');
    expect(withoutPerson(letter, person, erased, now)).toEqual({
      value: '{"erased":true}',
      headers: { 'dead-letter-reason': 'erased on request' },
    });
    expect(withoutPerson({ ...letter, value: Buffer.from('bob') }, person, erased, now)).toBeNull();
    expect(withoutPerson({ ...letter, topic: 'appointments.created' }, person, erased, now)).toBeNull();
  });
});
