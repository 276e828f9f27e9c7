import { expect, it } from 'vitest';
import { cancelled, reminderDue, rescheduled } from '../testing/changes.ts';
import { appointmentCreated, startWorld } from '../testing/world.ts';

const CHANGED = 'appointments.changed';

it('the messages of a life arrive as what they are, and calendars can follow the mails', async () => {
  await using world = await startWorld();
  await world.startNotifier();
  const created = appointmentCreated({ email: 'ann@example.com', sms: '+15555550123' });
  await world.append(created);
  await world.finished(1);
  for (const [index, event] of [rescheduled(created, 1), reminderDue(created, 1), cancelled(created, 2)].entries()) {
    await world.append(event);
    await world.finished(index + 1, CHANGED);
  }

  const mails = world.mail.accepted.map(({ raw }) => raw);
  const found = (pattern: RegExp) => mails.map((raw) => pattern.exec(raw)?.[1] ?? null);
  expect(found(/^Subject: (?:=\?UTF-8\?Q\?)?([A-Za-z]+)/m)).toEqual(['Your', 'Moved', 'Reminder', 'Cancelled']);
  expect(found(/^Content-Type: text\/calendar; charset=utf-8; method=(\w+)/m)).toEqual([
    'REQUEST',
    'REQUEST',
    null,
    'CANCEL',
  ]);
  expect(found(/^METHOD:(\w+)/m)).toEqual(['REQUEST', 'REQUEST', null, 'CANCEL']);
  expect(found(/^SEQUENCE:(\d+)/m)).toEqual(['0', '1', null, '2']);
  expect(found(/^STATUS:(\w+)/m)).toEqual(['CONFIRMED', 'CONFIRMED', null, 'CANCELLED']);
  expect(new Set(found(/^UID:(\S+)/m).filter((uid) => uid !== null)).size).toBe(1);
  const [thread, ...others] = new Set([...found(/^References:\s+<(\S+)>/m), ...found(/^In-Reply-To:\s+<(\S+)>/m)]);
  expect(thread).toContain(String(created.appointment.appointment_id));
  expect(others).toEqual([]);
  const said = world.sms
    .messages()
    .map(({ body }) => ['booked', 'moved', 'Reminder', 'cancelled'].find((word) => body.includes(word)));
  expect(new Set(said)).toEqual(new Set(['booked', 'moved', 'Reminder', 'cancelled']));
  expect(new Set(found(/^Message-ID:\s+<(\S+)>/m)).size).toBe(4);
});
