import { describe, expect, it } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { judgeLife, type Seen, type SeenDelivery } from './judge-life.ts';
import { type Flags, type Life, type LifeEvent, makeLives, temperAt } from './life.ts';
import { worldsOf } from './life-model.ts';

const MAIL: Flags = { email: true, sms: false };
const at = (time: string, location = 'Room 0') => ({ time, location });
const created: LifeEvent = {
  type: 'created',
  sequence: 0,
  notify: MAIL,
  state: at('2030-01-10T09:00:00Z'),
  movesTime: false,
};
const moved: LifeEvent = {
  ...created,
  type: 'rescheduled',
  sequence: 1,
  state: at('2030-01-11T09:00:00Z'),
  movesTime: true,
};
const cancelled: LifeEvent = { ...moved, type: 'cancelled', sequence: 2, movesTime: false };
const events = (...burst: LifeEvent[]) => burst.map((event) => ({ kind: 'event', event }) as const);

function lifeOf(bursts: Life['bursts'], change: Partial<Life> = {}): Life {
  const tempers = { email: 'good', sms: 'good' } as const;
  const own = {
    producer: 'server',
    email: 'good-7@example.com',
    phone: '+15557000007',
    tempers,
    reminders: [],
  } as const;
  return { index: 7, ...own, bursts, ...change };
}

/** What may become of each delivery, such as `change 1: arrived`, in every world. */
function outcomes(life: Life): string[] {
  const lines = worldsOf(life).map(({ deliveries }) =>
    deliveries
      .map(({ kind, sequence, outcomes }) => `${kind} ${sequence}: ${[...outcomes].sort().join(' | ')}`)
      .join(', '),
  );
  return [...new Set(lines)];
}

describe('the model of lives', () => {
  it('allows one outcome where there was a pause, and two where a change came close', () => {
    expect(outcomes(lifeOf([events(created), events(moved)]))).toEqual(['confirmation 0: arrived, change 1: arrived']);
    expect(outcomes(lifeOf([events(created, moved)]))).toEqual([
      'confirmation 0: arrived | skipped SUPERSEDED, change 1: arrived',
    ]);
    expect(outcomes(lifeOf([events(created), events(moved, cancelled)]))).toEqual([
      'confirmation 0: arrived, change 1: arrived | skipped CANCELLED, cancellation 2: arrived',
    ]);
  });

  it('has what waits for its address skipped by the change after it', () => {
    const tempers = { email: 'away', sms: 'good' } as const;
    expect(outcomes(lifeOf([events(created), events(moved), events(cancelled)], { tempers }))).toEqual([
      'confirmation 0: skipped SUPERSEDED, change 1: skipped CANCELLED, cancellation 2: arrived',
    ]);
  });

  it('has what another producer writes late skipped, for the newest before it', () => {
    const foreign = { producer: 'foreign' } as const;
    expect(outcomes(lifeOf([events(cancelled), events(moved), events(created)], foreign))).toEqual([
      'cancellation 2: arrived, change 1: skipped CANCELLED, confirmation 0: skipped CANCELLED',
    ]);
  });

  it('has a dead address fail, until it is corrected', () => {
    const tempers = { email: 'dead', sms: 'good' } as const;
    const retry = { kind: 'retry', channel: 'email', of: 'newest' } as const;
    expect(outcomes(lifeOf([events(created), [retry], events(moved)], { tempers }))).toEqual([
      'confirmation 0: arrived, change 1: failed INVALID_RECIPIENT',
    ]);
    expect(outcomes(lifeOf([events(created), [retry, ...events(moved)]], { tempers }))).toEqual([
      'confirmation 0: arrived | skipped SUPERSEDED, change 1: failed INVALID_RECIPIENT',
    ]);
  });

  it('has a reminder that comes due beside a move emitted before it, or planned again', () => {
    const remind = { kind: 'remind' } as const;
    const standing = (life: Life) =>
      worldsOf(life).map(({ reminders }) =>
        reminders
          .map((one) => `${one.before} of ${one.plannedSequence} ${one.status} ${one.emittedSequence}`)
          .join(', '),
      );
    const reminders = [120];
    expect(standing(lifeOf([events(created), [remind]], { reminders }))).toEqual(['120 of 0 due 0']);
    expect(standing(lifeOf([events(created), [remind], events(cancelled)], { reminders }))).toEqual(['120 of 0 due 0']);
    expect(standing(lifeOf([events(created), [remind, ...events(moved)]], { reminders }))).toEqual([
      '120 of 1 planned null',
      '120 of 0 due 0, 120 of 1 planned null',
    ]);
    expect(
      standing(lifeOf([events(created), [remind, ...events({ ...moved, movesTime: false })]], { reminders })),
    ).toEqual(['120 of 0 due 1', '120 of 0 due 0']);
    expect(standing(lifeOf([events(created), [remind]], { reminders: [10] }))).toEqual(['10 of 0 skipped null']);
  });
});

describe('what was seen of a life', () => {
  const life = lifeOf([events(created), events(moved)]);
  const sent = (id: string, change: Partial<SeenDelivery>): SeenDelivery => {
    const history = ['queued 1', 'sending 1', 'sent 1'];
    const own = { id, kind: 'confirmation', sequence: 0, channel: 'email', status: 'sent', attempts: 1 } as const;
    const delivery = {
      ...own,
      errorCode: null,
      history,
      reported: history,
      acceptedAt: [life.email],
      texts: [],
      ...change,
    };
    const { kind, sequence, status, attempts } = delivery;
    return { ...delivery, ledger: { kind, sequence, status, attempts }, ...change };
  };
  const [first, second] = [sent('first', {}), sent('second', { kind: 'change', sequence: 1 })];
  const booked = { kind: 'BOOKED', sequence: 0, ...created.state };
  const seen: Seen = {
    appointment: {
      status: 'BOOKED',
      sequence: 1,
      ...moved.state,
      history: [booked, { kind: 'RESCHEDULED', sequence: 1, ...moved.state }],
    },
    deliveries: [first, second],
    reminders: [],
    calendar: [{ sequence: 1, start: moved.state.time, location: 'Room 0', status: 'CONFIRMED' }],
  };
  const steps = (...history: string[]) => ({ history, reported: history });
  const skipped = {
    ...steps('queued 1', 'skipped 1 SUPERSEDED'),
    status: 'skipped',
    errorCode: 'SUPERSEDED',
    acceptedAt: [],
  };

  it('is right as it is', () => {
    expect(judgeLife(life, seen)).toEqual([]);
  });

  it.each<[string, Partial<Seen>]>([
    [
      'an appointment with another time',
      { appointment: seen.appointment && { ...seen.appointment, ...created.state } },
    ],
    ['a past that lacks a change', { appointment: seen.appointment && { ...seen.appointment, history: [booked] } }],
    ['a delivery too few', { deliveries: [first] }],
    ['one too many', { deliveries: [first, second, second] }],
    [
      'a newest message that was skipped',
      { deliveries: [first, sent('second', { kind: 'change', sequence: 1, ...skipped })] },
    ],
    ['one that was skipped though there was a pause', { deliveries: [sent('first', skipped), second] }],
    ['one that nobody accepted', { deliveries: [sent('first', { acceptedAt: [] }), second] }],
    ['one that was accepted twice', { deliveries: [sent('first', { acceptedAt: [life.email, life.email] }), second] }],
    [
      'one that went to another address',
      { deliveries: [sent('first', { acceptedAt: ['good-8@example.com'] }), second] },
    ],
    ['a history that is not what was reported', { deliveries: [sent('first', { reported: ['queued 1'] }), second] }],
    ['a ledger that has it elsewhere', { deliveries: [sent('first', { ledger: null }), second] }],
    ['a status that is not the last of its history', { deliveries: [sent('first', { status: 'delivered' }), second] }],
    ['a reminder that nobody planned', { reminders: [REMINDER] }],
    ['a calendar that shows what was', { calendar: [{ ...(seen.calendar[0] ?? NONE), sequence: 0 }] }],
    ['a calendar with nothing', { calendar: [] }],
  ])('is wrong with %s', (_what, change) => {
    expect(judgeLife(life, { ...seen, ...change })).not.toEqual([]);
  });

  it('is wrong with a text message that says another time first', () => {
    const texted = lifeOf([events({ ...created, notify: { email: false, sms: true } })]);
    const text = sent('first', { channel: 'sms', acceptedAt: [texted.phone], texts: ['on 10 January, 9:00 UTC'] });
    const alone: Seen = {
      ...seen,
      appointment: { status: 'BOOKED', sequence: 0, ...created.state, history: [booked] },
      calendar: [],
      deliveries: [text],
    };
    expect(judgeLife(texted, alone)).toEqual([]);
    const late = { ...text, texts: ['on 10 January, 10:00 UTC. Before: 9:00 UTC'] };
    expect(judgeLife(texted, { ...alone, deliveries: [late] })).toHaveLength(1);
  });

  it('is right with a repeat that was in doubt', () => {
    const doubted = steps('queued 1', 'sending 1', 'retrying 1 MAYBE_SENT', 'sending 2', 'sent 2');
    const twice = sent('first', { ...doubted, attempts: 2, acceptedAt: [life.email, life.email] });
    expect(judgeLife(life, { ...seen, deliveries: [twice, second] })).toEqual([]);
  });
});

const REMINDER = {
  appointmentId: 'a',
  plannedSequence: 0,
  beforeMinutes: 120,
  eventId: 'e',
  status: 'due',
  emittedSequence: 0,
  email: true,
  sms: false,
} as const;
const NONE = { sequence: 0, start: '', location: null, status: '' };

it('lives are the same for a seed, of every kind, and their addresses say how they answer', () => {
  const make = () => makeLives(createRandom(5), 500, Date.parse('2030-01-01T00:00:00Z'));
  const lives = make();
  expect(make()).toEqual(lives);
  const acts = lives.flatMap(({ bursts }) => bursts.flat());
  const kinds = acts.map((act) => (act.kind === 'event' ? act.event.type : act.kind));
  expect(new Set(kinds)).toEqual(new Set(['created', 'rescheduled', 'cancelled', 'reminder-due', 'retry', 'remind']));
  for (const { index, email, phone, tempers } of lives) {
    expect(temperAt(email)).toEqual({ temper: tempers.email, index });
    expect(temperAt(phone)).toEqual({ temper: tempers.sms, index });
  }
});
