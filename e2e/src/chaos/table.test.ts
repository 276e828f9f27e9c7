import { expect, it } from 'vitest';
import { markdownTable, plainTable, rowsOf } from './table.ts';

const rows = rowsOf({
  seed: 42,
  log: 'kafka',
  brokers: 1,
  observed: {
    appointments: [],
    accepts: [{ channel: 'sms', address: '+15550000001', deliveryId: null, identity: 'ABC123', at: 0 }],
    events: [],
    recorded: [],
    reminders: [],
    statusEvents: [],
    history: [],
    commits: [],
    streams: [],
    settledMs: 1_500,
    unsettled: '',
  },
  verdict: {
    violations: [{ promised: 'b', deliveryId: null, text: 'nobody booked with this address' }],
    deliveries: 0,
    failed: 0,
    repeats: 0,
    repeatsOfSms: 0,
    explained: 0,
    skipped: 0,
    reminded: 0,
    overtaken: 2,
  },
  kills: [
    { target: 'relay', at: 0, backlog: 3 },
    { target: 'notifier', at: 0, backlog: null },
  ],
  unexpectedEnds: [],
  reemitted: 0,
  tookMs: 60_000,
});

it('the rows of a run say what was done, how it ended, and how to do it again', () => {
  expect(Object.fromEntries(rows)).toMatchObject({
    'accepted by providers': '1 (e-mail 0, SMS 1)',
    lost: '0',
    kills: '2 (notifier 1, relay 1)',
    'kills with a backlog in the outbox': '1',
    'seconds until nothing was left': '1.5',
    seed: '42',
    'accepted after a newer change was recorded, within the window': '2',
    '(a) every booked delivery was accepted, FAILED with a reason, or SKIPPED for a newer change': 'held',
    '(b) nothing was accepted that nobody asked for': 'BROKEN 1 times',
  });
});

it('the rows are printed for a terminal and as markdown', () => {
  expect(
    plainTable([
      ['a', '1'],
      ['long', '2'],
    ]),
  ).toBe('a     1\nlong  2');
  expect(markdownTable([[['lost', '0']], [['lost', '1']]])).toBe(
    '|  | run 1 | run 2 |\n| --- | --- | --- |\n| lost | 0 | 1 |',
  );
});
