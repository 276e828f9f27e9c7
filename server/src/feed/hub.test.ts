import { describe, expect, it } from 'vitest';
import type { PlacedChange } from '../deliveries/delivery-change.ts';
import { createHub, type Interest } from './hub.ts';

const change = (appointmentId: string, userId: string | null, position: number, partition = 0): PlacedChange => ({
  partition,
  position,
  deliveryId: 'd',
  appointmentId,
  userId,
  channel: 'email',
  status: 'sent',
  attempt: 1,
  errorCode: null,
  errorMessage: null,
  errorRetryable: null,
  nextAttemptAt: null,
  occurredAt: new Date(0),
});

function listen(hub: ReturnType<typeof createHub>, interest: Interest) {
  const told: number[] = [];
  let expired = 0;
  let begun = 0;
  const stop = hub.attach(interest, {
    take: (published) => told.push(published.change.position),
    begin: () => begun++,
    expire: () => expired++,
  });
  return {
    told,
    stop,
    get expired() {
      return expired;
    },
    get begun() {
      return begun;
    },
  };
}

describe('the hub', () => {
  it('routes by appointment, by user and to staff, and to nobody else', () => {
    const hub = createHub();
    hub.begin('e', []);
    const own = listen(hub, { kind: 'appointment', appointmentId: 'a', userId: 'anna' });
    const forStaff = listen(hub, { kind: 'appointment', appointmentId: 'a', userId: null });
    const another = listen(hub, { kind: 'appointment', appointmentId: 'a', userId: 'bert' });
    const all = listen(hub, { kind: 'user', userId: 'anna' });
    const others = listen(hub, { kind: 'user', userId: 'bert' });
    const staff = listen(hub, { kind: 'staff' });
    hub.publish(0, [change('a', 'anna', 1), change('b', 'anna', 2), change('c', 'bert', 3), change('a', null, 4)], 9);
    expect(own.told).toEqual([1]);
    expect(forStaff.told).toEqual([1, 4]);
    expect(another.told).toEqual([]);
    expect(all.told).toEqual([1, 2]);
    expect(others.told).toEqual([3]);
    expect(staff.told).toEqual([1, 2, 3, 4]);
    expect(hub.positions).toEqual([9]);
  });

  it('tells with each change where the feed stands in every partition', () => {
    const hub = createHub();
    hub.begin('e', [5]);
    const positions: unknown[] = [];
    hub.attach(
      { kind: 'staff' },
      { take: (published) => positions.push(published.positions), begin: () => {}, expire: () => {} },
    );
    hub.publish(2, [change('a', null, 7, 2)], 8);
    hub.publish(0, [change('a', null, 6)], 6);
    expect(positions).toEqual([
      [5, -1, 7],
      [6, -1, 8],
    ]);
  });

  it('holds nothing of those who have left', () => {
    const hub = createHub();
    hub.begin('e', []);
    const listeners = [
      listen(hub, { kind: 'appointment', appointmentId: 'a', userId: null }),
      listen(hub, { kind: 'user', userId: 'anna' }),
      listen(hub, { kind: 'staff' }),
      listen(hub, { kind: 'appointment', appointmentId: 'a', userId: 'anna' }),
    ];
    expect(hub.subscribers).toBe(4);
    for (const { stop } of listeners) stop();
    for (const { stop } of listeners) stop();
    expect(hub.subscribers).toBe(0);
    hub.publish(0, [change('a', 'anna', 1)], 1);
    expect(listeners.flatMap(({ told }) => told)).toEqual([]);
  });

  it('goes on with a key that somebody left and another one came to', () => {
    const hub = createHub();
    hub.begin('e', []);
    const first = listen(hub, { kind: 'user', userId: 'anna' });
    first.stop();
    const second = listen(hub, { kind: 'user', userId: 'anna' });
    first.stop();
    hub.publish(0, [change('a', 'anna', 1)], 1);
    expect(second.told).toEqual([1]);
  });

  it('expires everybody when an epoch begins, but nobody when it is the same', () => {
    const hub = createHub();
    hub.begin('one', [3]);
    const own = listen(hub, { kind: 'appointment', appointmentId: 'a', userId: null });
    const staff = listen(hub, { kind: 'staff' });
    hub.begin('one', [3]);
    expect([own.expired, staff.expired]).toEqual([0, 0]);
    hub.begin('two', []);
    expect([own.expired, staff.expired]).toEqual([1, 1]);
    expect([own.begun, staff.begun]).toEqual([0, 0]);
    expect(hub.positions).toEqual([]);
  });

  it('tells those who came before the first epoch that it begins', () => {
    const hub = createHub();
    const early = listen(hub, { kind: 'user', userId: 'anna' });
    hub.begin('one', [3]);
    hub.begin('one', [3]);
    expect([early.begun, early.expired]).toEqual([1, 0]);
  });
});
