import { expect, test } from 'vitest';
import { foldHistory } from '../deliveries/fold.ts';
import type { DeliveryKind, DeliveryStatus } from '../generated/graphql.ts';
import { stateOf } from './appointment-state.ts';
import type { Change } from './history.ts';

const time = '2030-02-20T14:00:00Z';
const now = new Date('2030-02-01T00:00:00Z');
const change = (sequence: number, part: Partial<Change> = {}): Change => ({
  kind: sequence === 0 ? 'BOOKED' : 'RESCHEDULED',
  sequence,
  at: '2030-01-01T09:00:00Z',
  role: 'CUSTOMER',
  by: null,
  time,
  timeZone: 'Europe/Vienna',
  durationMinutes: 30,
  title: null,
  location: null,
  reason: null,
  ...part,
});
const message = (id: string, status: DeliveryStatus, sequence = 0, kind: DeliveryKind = 'CONFIRMATION') => ({
  id,
  channel: 'EMAIL' as const,
  kind,
  sequence,
  createdAt: '2030-01-01T09:00:00Z',
  history: [{ status, attempt: 1, error: null, nextAttemptAt: null, occurredAt: '', recipient: null }],
});

function state(
  history: readonly Change[],
  deliveries: readonly ReturnType<typeof message>[],
  part: { status?: 'BOOKED' | 'CANCELLED'; at?: Date } = {},
) {
  const appointment = {
    status: part.status ?? 'BOOKED',
    time,
    durationMinutes: 30,
    sequence: history.length - 1,
    history: [...history],
    deliveries: [...deliveries],
  };
  return stateOf(appointment, foldHistory(new Map(), deliveries), part.at ?? now);
}

test('stateOf says booked, and moved only where the time was changed', () => {
  expect(state([change(0)], [message('a', 'SENT')])).toBe('booked');
  expect(state([change(0), change(1, { title: 'Cleaning' })], [message('a', 'SENT')])).toBe('booked');
  expect(state([change(0, { time: '2030-02-19T14:00:00Z' }), change(1)], [message('a', 'SENT')])).toBe('moved');
});

test('stateOf says that a message did not arrive, as long as nothing newer was sent', () => {
  const moved = [change(0, { time: '2030-02-19T14:00:00Z' }), change(1)];
  expect(state([change(0)], [message('a', 'SENT'), message('b', 'FAILED')])).toBe('notArrived');
  expect(state(moved, [message('a', 'FAILED'), message('b', 'QUEUED', 1, 'CHANGE')])).toBe('moved');
  expect(state(moved, [message('a', 'SENT'), message('b', 'FAILED', 1, 'CHANGE')])).toBe('notArrived');
  expect(state(moved, [message('a', 'FAILED')])).toBe('moved'); // of the move nobody was notified
});

test('stateOf says cancelled before all else, and over once it has ended', () => {
  const failed = [message('a', 'FAILED')];
  expect(state([change(0)], failed, { status: 'CANCELLED', at: new Date('2031-01-01') })).toBe('cancelled');
  expect(state([change(0)], failed, { at: new Date('2030-02-20T14:29:59Z') })).toBe('notArrived');
  expect(state([change(0)], failed, { at: new Date('2030-02-20T14:30:00Z') })).toBe('over');
});
