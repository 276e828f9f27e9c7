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
});
