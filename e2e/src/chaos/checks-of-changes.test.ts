import { deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { judge } from './checks.ts';
import type { EventRecord, Observed, ReminderRecord, RequestedAppointment } from './observed.ts';
import { appointment, broken, created, history, mail, observe, text } from './sample-run.ts';

const changed: EventRecord = {
  ...created,
  topic: 'appointments.changed',
  eventId: 'change',
  type: 'appointments.rescheduled',
  sequence: 1,
  deliveryIds: ['second'],
};
const cancelled: EventRecord = { ...changed, type: 'appointments.cancelled' };
const second = mail({ deliveryId: 'second', identity: '<2@belltower>', at: 9 });
const sent = (id: string) => history(id, 'queued 1', 'sending 1', 'sent 1');
/** Each step so many milliseconds later. */
const later = (steps: ReturnType<typeof history>, ms: number) => steps.map((step) => ({ ...step, at: step.at + ms }));

/** The appointment, changed once, by e-mail; and what is given. */
function life(
  { kind = 'rescheduled', ...own }: { kind?: 'rescheduled' | 'cancelled' } & Partial<RequestedAppointment>,
  change: Partial<Observed> = {},
): Partial<Observed> {
  const outcome = { kind: 'changed', sequence: 1, deliveries: [{ id: 'second', channel: 'email' }] } as const;
  return {
    appointments: [{ ...appointment, changes: [{ kind, movesTime: true, outcome }], ...own }],
    events: [created, kind === 'cancelled' ? cancelled : changed],
    recorded: [
      { eventId: 'creation', at: 0 },
      { eventId: 'change', at: 5 },
    ],
    accepts: [mail(), text, second],
    history: [...sent('mail'), ...sent('text'), ...later(sent('second'), 6)],
    ...change,
  };
}

describe('the promises about changes', () => {
  it('hold for an appointment that is moved after its confirmation was sent', () => {
    expect(broken(life({}))).toEqual([]);
    expect(judge(observe(life({}))).overtaken).toBe(0);
  });

  it('(a) is kept by what is skipped for a newer change, and broken by what is skipped for none, or for another reason', () => {
    const skippedAs = (id: string, code: string) => ({
      accepts: [text, ...(id === 'mail' ? [second] : [mail()])],
      history: [
        ...sent('text'),
        ...['mail', 'second'].flatMap((one) =>
          later(one === id ? history(id, 'queued 1', `skipped 1 ${code}`) : sent(one), one === 'second' ? 6 : 0),
        ),
      ],
    });
    expect(broken(life({}, skippedAs('mail', 'SUPERSEDED')))).toEqual([]);
    expect(broken(life({ kind: 'cancelled' }, skippedAs('mail', 'CANCELLED')))).toEqual([]);
    expect(broken(life({}, skippedAs('mail', 'CANCELLED')))).toEqual(['a mail']);
    expect(broken(life({ kind: 'cancelled' }, skippedAs('mail', 'SUPERSEDED')))).toEqual(['a mail']);
    for (const kind of ['rescheduled', 'cancelled'] as const) {
      expect(broken(life({ kind }, skippedAs('second', 'SUPERSEDED')))).toEqual(['a second']);
    }
    expect(judge(observe(life({}, skippedAs('mail', 'SUPERSEDED')))).skipped).toBe(1);
  });

  it('(a) is broken by a change whose message nobody got', () => {
    expect(broken(life({}, { accepts: [mail(), text] }))).toEqual(['a second']);
  });

  it('(g) counts what was accepted after a change was recorded, and is broken by what was claimed after it, or came after the window', () => {
    const acceptedAt = (at: number) => life({}, { accepts: [mail({ at }), text, second] });
    expect(broken(acceptedAt(6))).toEqual([]);
    expect(judge(observe(acceptedAt(6))).overtaken).toBe(1);
    expect(broken(acceptedAt(5 + 30_001))).toEqual(['g mail']);
    expect(judge(observe(acceptedAt(5 + 30_001))).overtaken).toBe(0);
    const doubted = [
      ...history('mail', 'queued 1', 'sending 1', 'retrying 1 MAYBE_SENT', 'sent 1'),
      ...sent('text'),
      ...later(sent('second'), 6),
    ];
    expect(broken({ ...acceptedAt(90_000), history: doubted })).toEqual([]);
    expect(judge(observe({ ...acceptedAt(90_000), history: doubted })).overtaken).toBe(1);
    const claimedAfter = { history: [...later(sent('mail'), 6), ...sent('text'), ...later(sent('second'), 6)] };
    expect(broken(life({}, claimedAfter))).toEqual(['g mail']);
  });

  it('(g) leaves alone what is newer than a change', () => {
    expect(broken(life({}, { accepts: [mail(), text, { ...second, at: 90_000 }] }))).toEqual([]);
  });
});

describe('the promise (h) about reminders', () => {
  const eventId = '9f5b3ac8-1f0e-4c1b-9f7e-0f3a8a3b1c01';
  const id = deliveryIdOf(eventId, 'email');
  const reminder: ReminderRecord = {
    appointmentId: 'appointment',
    plannedSequence: 0,
    beforeMinutes: 120,
    eventId,
    status: 'due',
    emittedSequence: 0,
    email: true,
    sms: false,
  };
  const due: EventRecord = {
    ...changed,
    eventId,
    type: 'appointments.reminder-due',
    sequence: 0,
    deliveryIds: [id],
  };
  const mailOnly: RequestedAppointment = {
    ...appointment,
    channels: ['email'],
    reminders: [120],
    outcome: { kind: 'booked', appointmentId: 'appointment', deliveries: [{ id: 'mail', channel: 'email' }] },
  };
  const creation = { ...created, deliveryIds: ['mail'] };
  const reminded = (change: Partial<Observed> = {}): Partial<Observed> => ({
    appointments: [mailOnly],
    accepts: [mail(), mail({ deliveryId: id, identity: '<3@belltower>' })],
    events: [creation, due],
    reminders: [reminder],
    history: [...sent('mail'), ...sent(id)],
    ...change,
  });
  const moved = (kind: 'rescheduled' | 'cancelled', movesTime: boolean): RequestedAppointment => ({
    ...mailOnly,
    changes: [{ kind, movesTime, outcome: { kind: 'changed', sequence: 1, deliveries: [] } }],
  });

  it('holds where each was emitted once, also with a repeat of the same bytes', () => {
    expect(broken(reminded())).toEqual([]);
    expect(judge(observe(reminded())).reminded).toBe(1);
    expect(broken(reminded({ events: [creation, due, { ...due, position: 1 }] }))).toEqual([]);
  });

  it.each<[string, Partial<Observed>]>([
    [
      'is still planned',
      { reminders: [{ ...reminder, status: 'planned', emittedSequence: null }], events: [creation] },
    ],
    ['is skipped', { reminders: [{ ...reminder, status: 'skipped', emittedSequence: null }], events: [creation] }],
    ['is gone, and was emitted', { reminders: [] }],
    ['was never emitted', { events: [creation] }],
    ['is emitted with other bytes', { events: [creation, due, { ...due, value: '{"other":1}' }] }],
    ['is emitted with another sequence', { events: [creation, { ...due, sequence: 1 }] }],
    ['is emitted for other channels', { events: [creation, { ...due, deliveryIds: [] }] }],
    ['was not asked for', { appointments: [{ ...mailOnly, reminders: [60] }] }],
    ['is of a change that did not move the time', { reminders: [{ ...reminder, plannedSequence: 1 }] }],
    ['goes by a channel that was not booked', { reminders: [{ ...reminder, sms: true }] }],
    ['was not planned again by a move', { appointments: [moved('rescheduled', true)] }],
  ])('is broken by one that %s', (_what, change) => {
    expect(broken(reminded(change))).toContain('h null');
  });

  it('is broken by one that was emitted after the cancellation, and kept by one before, or by none', () => {
    const appointments = [moved('cancelled', false)];
    expect(broken(reminded({ appointments }))).toEqual([]);
    const late = { reminders: [{ ...reminder, emittedSequence: 1 }], events: [creation, { ...due, sequence: 1 }] };
    expect(broken(reminded({ appointments, ...late }))).toContain('h null');
    expect(broken(reminded({ appointments, reminders: [], events: [creation], accepts: [mail()] }))).toEqual([]);
  });

  it('is kept by a change that does not move the time: what is planned stays', () => {
    const events = [creation, { ...due, sequence: 1 }];
    const kept = {
      appointments: [moved('rescheduled', false)],
      reminders: [{ ...reminder, emittedSequence: 1 }],
      events,
      history: [...sent('mail'), ...later(sent(id), 6)],
    };
    expect(broken(reminded(kept))).toEqual([]);
  });
});
