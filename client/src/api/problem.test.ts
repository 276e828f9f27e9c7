import { CombinedError } from 'urql';
import { expect, test } from 'vitest';
import { problemOf } from './problem.ts';

const limited = (retryAfterMs?: number) =>
  problemOf(
    new CombinedError({
      graphQLErrors: [
        { message: 'You have booked too often in the last hour', extensions: { code: 'RATE_LIMITED', retryAfterMs } },
      ],
    }),
  );

test.each([
  [10_001, 'in a minute'],
  [60_001, 'in 2 minutes'],
  [3_540_000, 'in 59 minutes'],
  [86_000_000, 'in 24 hours'],
])(
  'problemOf a limit that lasts %i ms more says why, and to try again %s; it is not retryable by itself',
  (ms, when) => {
    expect(limited(ms)).toEqual({
      code: 'RATE_LIMITED',
      message: `You have booked too often in the last hour. Try again ${when}.`,
      issues: [],
      retryable: false,
    });
  },
);

test('problemOf a limit that lasts only a moment is retryable', () => {
  for (const ms of [undefined, 900]) {
    expect(limited(ms)).toMatchObject({
      message: 'That was a little too fast. Try again in a moment.',
      retryable: true,
    });
  }
});
