import { randomUUID } from 'node:crypto';
import { type DeliveryStatus, decode, deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { foreignDelivery, statusRecord } from '../../testing/status-events.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import { fold } from './fold.ts';

const of = foreignDelivery();
const at = (position: number, status: DeliveryStatus, attempt = 1) => ({
  partition: 0,
  position,
  event: decode('notifications.status', statusRecord(of, status, attempt).value).event,
});
const id = deliveryIdOf(of.sourceEventId, of.channel);

const booked: DeliveryRow = {
  id,
  sourceEventId: of.sourceEventId,
  appointmentId: of.appointmentId,
  userId: 'anna',
  channel: 'email',
  status: 'queued',
  attempts: 1,
  provider: null,
  providerMessageId: null,
  errorCode: null,
  errorMessage: null,
  errorRetryable: null,
  nextAttemptAt: null,
  projectedStatus: null,
  projectedAttempt: null,
  retryEventId: null,
  kind: 'confirmation',
  sequence: 0,
  contentHash: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};
const steps = (...events: Parameters<typeof fold>[1]) =>
  fold(new Map([[id, booked]]), events).changes.map(({ attempt, status }) => `${attempt} ${status}`);

describe('folding status events', () => {
  it('the fold keeps each change that advances its delivery, in order', () => {
    expect(steps(at(1, 'queued'), at(2, 'sending'), at(3, 'retrying'), at(4, 'sending', 2), at(5, 'sent', 2))).toEqual([
      '1 queued',
      '1 sending',
      '1 retrying',
      '2 sending',
      '2 sent',
    ]);
  });

  it('the fold names the retry that took effect, and keeps the one that is known where a report names none', () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const pending = {
      ...booked,
      attempts: 2,
      retryEventId: second,
      projectedStatus: 'failed',
      projectedAttempt: 1,
    } as const;
    const named = (status: DeliveryStatus, attempt: number, retryEventId?: string) => {
      const record = statusRecord(of, status, attempt, null, '', retryEventId);
      const event = decode('notifications.status', record.value).event;
      return fold(new Map([[id, pending]]), [{ partition: 0, position: 1, event }]).deliveries[0]?.retryEventId;
    };
    expect(named('queued', 2, first)).toBe(first);
    expect(named('sending', 2, first)).toBe(first);
    expect(named('sending', 2)).toBe(second);
    expect(named('delivered', 1)).toBe(second);
    expect(fold(new Map(), [at(1, 'queued')]).deliveries[0]?.retryEventId).toBeNull();
  });

  it('the fold drops repeated and late events', () => {
    expect(steps(at(1, 'queued'), at(2, 'queued'), at(3, 'sent'), at(4, 'sending'), at(5, 'sent'))).toEqual([
      '1 queued',
      '1 sent',
    ]);
  });

  it('the fold applies delivered of an earlier attempt once, and nothing after it', () => {
    expect(
      steps(at(1, 'sent'), at(2, 'sending', 2), at(3, 'delivered'), at(4, 'sent', 2), at(5, 'delivered', 2)),
    ).toEqual(['1 sent', '2 sending', '1 delivered']);
  });

  it('the fold keeps the change to queued although the booking has shown it already', () => {
    const { changes, deliveries } = fold(new Map([[id, booked]]), [at(7, 'queued')]);
    expect(changes).toMatchObject([{ status: 'queued', attempt: 1, userId: 'anna', position: 7 }]);
    expect(deliveries).toMatchObject([{ status: 'queued', projectedStatus: 'queued', projectedAttempt: 1 }]);
  });

  it('the fold leaves a requested retry shown while older changes arrive', () => {
    const ahead: DeliveryRow = {
      ...booked,
      status: 'queued',
      attempts: 2,
      projectedStatus: 'sending',
      projectedAttempt: 1,
    };
    const { changes, deliveries } = fold(new Map([[id, ahead]]), [at(8, 'failed')]);
    expect(changes).toMatchObject([{ status: 'failed', attempt: 1 }]);
    expect(deliveries).toMatchObject([
      { status: 'queued', attempts: 2, projectedStatus: 'failed', projectedAttempt: 1 },
    ]);
  });

  it('the fold makes the delivery of another producer’s appointment, without a user', () => {
    const { changes, deliveries } = fold(new Map(), [at(9, 'sending'), at(10, 'sent')]);
    expect(changes).toMatchObject([{ userId: null }, { userId: null }]);
    expect(deliveries).toMatchObject([{ id, userId: null, status: 'sent', providerMessageId: 'message-1' }]);
  });

  it('the fold takes what a message is for from its event, for other producers’ deliveries alone', () => {
    const changed = (position: number, status: DeliveryStatus, changes: object) => {
      const { event, ...place } = at(position, status);
      return { ...place, event: { ...event, delivery: { ...event.delivery, ...changes } } };
    };
    const kindAndSequence = (known: Parameters<typeof fold>[0], ...events: Parameters<typeof fold>[1]) =>
      fold(known, events).deliveries.map(({ kind, sequence }) => [kind, sequence]);
    const reported = changed(2, 'skipped', { kind: 'change', sequence: 3 });
    expect(kindAndSequence(new Map(), at(1, 'queued'))).toEqual([['confirmation', 0]]);
    expect(kindAndSequence(new Map(), at(1, 'queued'), reported)).toEqual([['change', 3]]);
    expect(kindAndSequence(new Map([[id, booked]]), reported)).toEqual([['confirmation', 0]]);
  });

  it('the fold keeps the hash of what the last attempt sends, and none of an attempt before', () => {
    const hashed = (position: number, status: DeliveryStatus, attempt: number, hash?: string) => {
      const { event, ...place } = at(position, status, attempt);
      return { ...place, event: { ...event, delivery: { ...event.delivery, content_hash: hash } } };
    };
    const kept = (...events: Parameters<typeof fold>[1]) =>
      fold(new Map([[id, booked]]), events).deliveries.map(({ contentHash }) => contentHash);
    const [first, second] = ['a'.repeat(32), 'b'.repeat(32)];
    expect(kept(at(1, 'queued'))).toEqual([null]);
    expect(kept(hashed(1, 'sending', 1, first), hashed(2, 'sent', 1, first))).toEqual([first]);
    expect(kept(hashed(1, 'sending', 1, first), at(2, 'delivered', 1))).toEqual([first]);
    expect(kept(hashed(1, 'failed', 1, first), at(2, 'queued', 2))).toEqual([null]);
    expect(kept(hashed(1, 'failed', 1, first), hashed(2, 'sending', 2, second))).toEqual([second]);
  });

  it('the fold ends a delivery at skipped, which a later failure does not replace', () => {
    expect(steps(at(1, 'queued'), at(2, 'skipped'), at(3, 'failed'), at(4, 'sending'))).toEqual([
      '1 queued',
      '1 skipped',
    ]);
    expect(steps(at(1, 'skipped'), at(2, 'delivered'))).toEqual(['1 skipped', '1 delivered']);
  });
});
