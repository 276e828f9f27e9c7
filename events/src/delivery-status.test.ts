import { describe, expect, it } from 'vitest';
import { advances, type DeliveryStatus, deliveryStatuses } from './delivery-status.ts';
import { deliveryIdOf, eventUserIdOf, statusEventIdOf } from './ids.ts';

const step = (attempt: number, status: DeliveryStatus) => ({ attempt, status });

describe('the order of the changes of one delivery', () => {
  it('applies the first change, whatever it is', () => {
    for (const status of deliveryStatuses) expect(advances(null, step(1, status))).toBe(true);
  });

  it('applies only a greater (attempt, rank)', () => {
    expect(advances(step(1, 'queued'), step(1, 'sending'))).toBe(true);
    expect(advances(step(1, 'sending'), step(1, 'sending'))).toBe(false);
    expect(advances(step(1, 'sent'), step(1, 'sending'))).toBe(false);
    expect(advances(step(1, 'retrying'), step(2, 'sending'))).toBe(true);
    expect(advances(step(2, 'queued'), step(1, 'failed'))).toBe(false);
    expect(advances(step(1, 'sent'), step(1, 'failed'))).toBe(true);
    expect(advances(step(1, 'queued'), step(1, 'skipped'))).toBe(true);
    expect(advances(step(1, 'failed'), step(1, 'skipped'))).toBe(false);
    expect(advances(step(1, 'skipped'), step(1, 'failed'))).toBe(false);
    expect(advances(step(1, 'failed'), step(2, 'skipped'))).toBe(true);
  });

  it('applies delivered of any attempt once, and nothing after it', () => {
    expect(advances(step(3, 'sending'), step(1, 'delivered'))).toBe(true);
    for (const status of deliveryStatuses) expect(advances(step(1, 'delivered'), step(2, status))).toBe(false);
  });
});

describe('derived ids', () => {
  const event = '0f9b2c64-9f0e-4d8a-8f4e-2f6f3f0f8a11';

  // These values are stored in databases and logs: a change of derivation would send everything again.
  it('never change', () => {
    expect(deliveryIdOf(event, 'email')).toBe('af757dde-5855-58d5-b501-1b559f177c52');
    expect(deliveryIdOf(event, 'sms')).toBe('77cfd008-e487-5d3a-994b-21caaf84315e');
    expect(statusEventIdOf(event, 'sent', 1)).toBe('35c1c32b-1959-5732-8de6-5c72bc609046');
    expect(statusEventIdOf(deliveryIdOf(event, 'email'), 'sent', 1)).toBe('e74369b3-345a-5a64-b505-e4e52d5a33ff');
    expect(eventUserIdOf('anna')).toBe('796eefb1-dea1-5ab8-aec7-8f8031edeec7');
    expect(eventUserIdOf('Žofie 🐘')).toBe('2b041b6d-5800-5471-affc-46df0cc33655');
  });

  it('keep a subject that is a uuid or an integer', () => {
    expect(eventUserIdOf('42')).toBe('42');
    expect(eventUserIdOf(event)).toBe(event);
  });
});
