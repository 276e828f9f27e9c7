import type { AppointmentEvent } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { renderEmail } from './email.ts';
import { type KeptEntries, receive } from './testing/calendar-keeper.ts';
import { cancelledOf, envelopeOf, eventOf, movedOf, reminderOf } from './testing/fixtures.ts';

const ID = '0198f2a0-1c3d-7e4f-8a5b-6c7d99ef4d2b';
const place = (location: string | undefined, time: string) => ({
  appointment_id: ID,
  location,
  time,
  duration_minutes: 45,
});
const at = (occurred_at: string) => ({ occurred_at: `2026-02-13T${occurred_at}:00Z` });

const LIFE: readonly AppointmentEvent[] = [
  { ...eventOf(place('Room 1', '2026-02-20T15:00:00Z')), ...at('17:00') },
  { ...movedOf(place('Room 2', '2026-02-21T09:00:00Z')), ...at('18:00'), sequence: 1 },
  { ...movedOf(place(undefined, '2026-02-19T10:30:00Z')), ...at('18:30'), sequence: 2 },
  { ...cancelledOf(place(undefined, '2026-02-19T10:30:00Z'), 'ill'), ...at('19:00'), sequence: 3 },
];

const entryOf = (event: AppointmentEvent) => renderEmail(event, envelopeOf()).calendar?.content ?? '';
const calendarAfter = (events: readonly AppointmentEvent[]) =>
  events.reduce<KeptEntries>((kept, event) => receive(kept, entryOf(event)), new Map());

/** What the entry is to be after each event of the life. */
const EXPECTED = [
  { start: '2026-02-20T15:00:00Z', end: '2026-02-20T15:45:00Z', location: 'Room 1', status: 'CONFIRMED' },
  { start: '2026-02-21T09:00:00Z', end: '2026-02-21T09:45:00Z', location: 'Room 2', status: 'CONFIRMED' },
  { start: '2026-02-19T10:30:00Z', end: '2026-02-19T11:15:00Z', location: null, status: 'CONFIRMED' },
  { start: '2026-02-19T10:30:00Z', end: '2026-02-19T11:15:00Z', location: null, status: 'CANCELLED' },
];

/** All orders of all that is left when any of the events are lost, but for none of them. */
function* arrivals(of: readonly AppointmentEvent[]): Iterable<readonly AppointmentEvent[]> {
  for (const event of of) {
    yield [event];
    for (const rest of arrivals(of.filter((other) => other !== event))) yield [event, ...rest];
  }
}

describe("a person's calendar", () => {
  it('follows an appointment that is booked, moved twice and cancelled', () => {
    for (const [index, expected] of EXPECTED.entries()) {
      const kept = calendarAfter(LIFE.slice(0, index + 1));
      expect([...kept.keys()]).toEqual([ID]);
      expect(kept.get(ID)).toMatchObject({ ...expected, sequence: index });
    }
  });

  it('ends with the newest that it was sent, in whatever order mails come, and whichever are lost or come twice', () => {
    const all = [...arrivals(LIFE)];
    expect(all).toHaveLength(64);
    for (const events of all) {
      const newest = Math.max(...events.map((event) => LIFE.indexOf(event)));
      for (const seen of [events, [...events, ...events]]) {
        const kept = calendarAfter(seen);
        expect([...kept.keys()]).toEqual([ID]);
        expect(kept.get(ID)).toMatchObject({ ...EXPECTED[newest], sequence: newest });
      }
    }
  });

  it('is not asked about an appointment again by a reminder', () => {
    expect(renderEmail(reminderOf(), envelopeOf())).not.toHaveProperty('calendar');
  });

  it('keeps the appointments 5 of two organisations apart', () => {
    const kept = ['Hill <a@hill.example>', 'Dale <a@dale.example>'].reduce<KeptEntries>((before, MAIL_FROM) => {
      const { calendar } = renderEmail(eventOf(), envelopeOf({ MAIL_FROM }));
      return receive(before, calendar?.content ?? '');
    }, new Map());
    expect([...kept.keys()]).toEqual(['5@hill.example', '5@dale.example']);
  });
});

describe('the calendar entry of a change', () => {
  it('says by its METHOD, for the mail too, whether it changes or cancels', () => {
    const methods = LIFE.map((event) => {
      const { calendar } = renderEmail(event, envelopeOf());
      expect(calendar?.content).toContain(`\r\nMETHOD:${calendar?.method}\r\n`);
      return calendar?.method;
    });
    expect(methods).toEqual(['REQUEST', 'REQUEST', 'REQUEST', 'CANCEL']);
  });

  it('says when it was changed, and has an alarm only for what takes place', () => {
    for (const event of LIFE) {
      const entry = entryOf(event);
      const stamp = event.occurred_at.replace(/[-:]/g, '');
      expect(entry).toContain(`\r\nDTSTAMP:${stamp}\r\n`);
      expect(entry).toContain(`\r\nLAST-MODIFIED:${stamp}\r\n`);
      expect(entry.includes('BEGIN:VALARM')).toBe(event.event_type !== 'appointments.cancelled');
    }
  });

  it('is the same at every attempt', () => {
    for (const event of LIFE) expect(entryOf(event)).toBe(entryOf(structuredClone(event)));
  });
});
