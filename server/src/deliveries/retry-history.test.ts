import { describe, expect, it } from 'vitest';
import { originOf, type RetryHistoryRow } from './retry-history.ts';

const retry = (eventId: string, afterAttempt: number, earlierEventId: string | null, recipient: string | null) =>
  ({
    eventId,
    afterAttempt,
    earlierEventId,
    recipient,
    requestedBy: `who of ${eventId}`,
    deliveryId: 'd',
    requestedAt: new Date(),
  }) as const;
const knownBy = (...retries: RetryHistoryRow[]) => ({
  booked: 'booked',
  retries: new Map(retries.map((row) => [row.eventId, row])),
});
const nobody = (recipient: string | null) => ({ recipient, requestedBy: null });

describe('the origin of an attempt', () => {
  const known = knownBy(
    retry('one', 2, null, 'corrected'),
    retry('two', 4, 'one', 'again'),
    retry('late', 2, null, 'other'),
  );

  it('is the booking before any retry', () => {
    expect(originOf(1, null, known)).toEqual(nobody('booked'));
    expect(originOf(7, null, known)).toEqual(nobody('booked'));
  });

  it('is the last retry before it that took effect; who requested it is named for the first attempt only', () => {
    expect([1, 2, 3, 4, 5, 6].map((attempt) => originOf(attempt, 'two', known))).toEqual([
      nobody('booked'),
      nobody('booked'),
      { recipient: 'corrected', requestedBy: 'who of one' },
      nobody('corrected'),
      { recipient: 'again', requestedBy: 'who of two' },
      nobody('again'),
    ]);
    expect(originOf(3, 'late', known)).toEqual({ recipient: 'other', requestedBy: 'who of late' });
  });

  it('is unknown where a retry is not kept', () => {
    expect(originOf(3, 'lost', known)).toEqual(nobody(null));
    expect(originOf(1, 'one', knownBy(retry('one', 2, 'lost', 'corrected')))).toEqual(nobody(null));
  });
});
