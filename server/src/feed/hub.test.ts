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
  const received: number[] = [];
  let expired = 0;
  let begun = 0;
  const stop = hub.attach(interest, {
    onChange: (published) => received.push(published.change.position),
    onBegin: () => begun++,
    onExpire: () => expired++,
  });
  return {
    received,
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
  it('the hub routes by appointment, by user and to staff, and to no other subscriber', () => {
    const hub = createHub();
    hub.begin('e', []);
    const own = listen(hub, { kind: 'appointment', appointmentId: 'a', userId: 'anna' });
    const forStaff = listen(hub, { kind: 'appointment', appointmentId: 'a', userId: null });
    const another = listen(hub, { kind: 'appointment', appointmentId: 'a', userId: 'bert' });
    const all = listen(hub, { kind: 'user', userId: 'anna' });
    const others = listen(hub, { kind: 'user', userId: 'bert' });
    const staff = listen(hub, { kind: 'staff' });
    hub.publish(0, [change('a', 'anna', 1), change('b', 'anna', 2), change('c', 'bert', 3), change('a', null, 4)], 9);
    expect(own.received).toEqual([1]);
    expect(forStaff.received).toEqual([1, 4]);
    expect(another.received).toEqual([]);
    expect(all.received).toEqual([1, 2]);
    expect(others.received).toEqual([3]);
    expect(staff.received).toEqual([1, 2, 3, 4]);
    expect(hub.positions).toEqual([9]);
  });

  it('the hub publishes each change with the position of the feed in every partition', () => {
    const hub = createHub();
    hub.begin('e', [5]);
    const positions: unknown[] = [];
    hub.attach(
      { kind: 'staff' },
      { onChange: (published) => positions.push(published.positions), onBegin: () => {}, onExpire: () => {} },
    );
    hub.publish(2, [change('a', null, 7, 2)], 8);
    hub.publish(0, [change('a', null, 6)], 6);
    expect(positions).toEqual([
      [5, -1, 7],
      [6, -1, 8],
    ]);
  });

  it('the hub keeps nothing of detached subscribers', () => {
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
    expect(listeners.flatMap(({ received }) => received)).toEqual([]);
  });

  it('the hub serves a key whose first subscriber left, also when that one detaches twice', () => {
    const hub = createHub();
    hub.begin('e', []);
    const first = listen(hub, { kind: 'user', userId: 'anna' });
    first.stop();
    const second = listen(hub, { kind: 'user', userId: 'anna' });
    first.stop();
    hub.publish(0, [change('a', 'anna', 1)], 1);
    expect(second.received).toEqual([1]);
  });

  it('the hub expires all subscribers when another epoch begins, and none when it is the same', () => {
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

  it('the hub notifies subscribers from before the first epoch that it begins', () => {
    const hub = createHub();
    const early = listen(hub, { kind: 'user', userId: 'anna' });
    hub.begin('one', [3]);
    hub.begin('one', [3]);
    expect([early.begun, early.expired]).toEqual([1, 0]);
  });
});
