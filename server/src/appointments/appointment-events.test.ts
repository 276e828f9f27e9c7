import { randomUUID } from 'node:crypto';
import { decode, encode } from '@belltower/events';
import { expect, it } from 'vitest';
import type { AppointmentChangeRow } from './appointment-change.ts';
import { eventsOf } from './appointment-events.ts';

const before = {
  timeBefore: new Date('2026-02-20T15:00:00Z'),
  timeZoneBefore: 'Europe/Vienna',
  durationMinutesBefore: 30,
  titleBefore: null,
  locationBefore: 'Room 4',
};
const by = { callerSub: 'anna', callerRole: 'customer', notifyEmail: true, notifySms: false } as const;
const appointment = {
  ...{ id: randomUUID(), userId: '6', customerName: null, email: 'ann@example.com', phone: null, locale: null },
  ...{ title: 'Cleaning', location: null, time: new Date('2026-02-21T15:00:00Z'), timeZone: 'Europe/Vienna' },
  ...{ durationMinutes: 45, eventId: randomUUID(), occurredAt: new Date('2026-02-13T17:00:00Z') },
  ...{ notifyEmail: true, notifySms: false },
};

function change(sequence: number, kind: AppointmentChangeRow['kind'], was: object, reason: string | null) {
  const common = { appointmentId: appointment.id, eventId: randomUUID(), at: new Date('2026-02-14T17:00:00Z') };
  return { ...common, ...by, ...before, ...was, sequence, kind, reason, corrections: 0 };
}

it('the events of changes keep their contract, and say of each what was before it', () => {
  const changes = [
    change(1, 'rescheduled', {}, null),
    change(2, 'rescheduled', { titleBefore: 'Check-up', locationBefore: 'Room 5' }, null),
    change(3, 'cancelled', { titleBefore: 'Cleaning', locationBefore: null }, 'ill'),
  ];
  const events = eventsOf(appointment, { changes, corrections: [] }, {}).map(
    (event) => decode(event.event_type, encode(event, 'test').value).event,
  );
  const common = { time: '2026-02-20T15:00:00Z', time_zone: 'Europe/Vienna', duration_minutes: 30 };
  expect(events).toMatchObject([
    { event_type: 'appointments.created', appointment: { location: 'Room 4' } },
    {
      sequence: 1,
      appointment: { title: 'Check-up', location: 'Room 5' },
      previous: { ...common, location: 'Room 4' },
    },
    { sequence: 2, appointment: { title: 'Cleaning' }, previous: { ...common, title: 'Check-up', location: 'Room 5' } },
    { sequence: 3, appointment: { title: 'Cleaning', duration_minutes: 45 }, reason: 'ill' },
  ]);
});
