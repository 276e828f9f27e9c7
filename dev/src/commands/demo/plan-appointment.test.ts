import { expect, it } from 'vitest';
import { planAppointment } from './plan-appointment.ts';

const now = Date.parse('2026-02-13T17:00:00Z');
const ten = Array.from({ length: 10 }, (_, index) => planAppointment(index + 1, now));

it('the demo plans every kind of failure in ten appointments, and the others go well', () => {
  const expected = ten.map(({ expect }) => expect).sort();
  expect(expected).toEqual([
    'SMS: 429 twice, then accepted',
    'SMS: cannot receive SMS',
    'SMS: invalid number',
    'SMS: sent, then undelivered: handset off',
    'e-mail: no such mailbox',
    'e-mail: refused for a moment twice, then accepted',
    'goes well',
    'goes well',
    'goes well',
    'no e-mail address: to be refused',
  ]);
});

it('the demo books for the future, and gives E.164 numbers', () => {
  for (const { time, phone } of ten) {
    expect(time.getTime()).toBeGreaterThan(now);
    expect(phone).toMatch(/^\+1\d{10}$/);
  }
});
