import { expect, test } from 'vitest';
import type { DeskTotalsQuery } from '../generated/graphql.ts';
import { reasonsOf } from './reasons.ts';

test('reasonsOf has each reason beside its count before, and at the end those that are over', () => {
  const error = (code: string, count: number) => ({ code, channel: 'EMAIL' as const, count });
  const totals = {
    now: { byError: [error('REJECTED', 5), error('EXPIRED', 2)] },
    before: { byError: [error('EXPIRED', 3), error('UNDELIVERED', 1)] },
  } as unknown as DeskTotalsQuery;
  expect(reasonsOf(totals)).toEqual([
    { ...error('REJECTED', 5), before: 0 },
    { ...error('EXPIRED', 2), before: 3 },
    { ...error('UNDELIVERED', 0), before: 1 },
  ]);
});
