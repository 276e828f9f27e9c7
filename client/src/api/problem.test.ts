import { CombinedError } from 'urql';
import { expect, test } from 'vitest';
import { problemOf } from './problem.ts';

const limited = (retryAfterMs?: number, code?: string) => {
  const issues = code === undefined ? [] : [{ path: ['input'], code, message: 'in the API’s words' }];
  const extensions = { code: 'RATE_LIMITED', retryAfterMs, issues };
  return problemOf(new CombinedError({ graphQLErrors: [{ message: 'in the API’s words', extensions }] }));
};

test.each([
  [10_001, 'in a minute'],
  [60_001, 'in 2 minutes'],
  [3_540_000, 'in 59 minutes'],
  [86_000_000, 'in 24 hours'],
])(
  'problemOf a limit that lasts %i ms more says why, and to try again %s; it is not retryable by itself',
  (ms, when) => {
    expect(limited(ms, 'BOOKED_TOO_OFTEN')).toEqual({
      code: 'RATE_LIMITED',
      message: `You have booked very often within an hour. Try again ${when}.`,
      issues: [],
      reason: null,
      retryable: false,
      retryAfterMs: ms,
    });
    const sent = limited(ms, 'SENT_TOO_OFTEN');
    expect(sent.message).toBe(`No more messages go there for now. Try again ${when}.`);
    expect(sent.issues).toHaveLength(1);
  },
);

test.each([
  [undefined, 'in a moment'],
  [900, 'in a moment'],
  [4_100, 'in 5 seconds'],
])('problemOf a limit that lasts only %s ms is retryable %s', (ms, when) => {
  expect(limited(ms)).toMatchObject({ message: `That was a little too fast. Try again ${when}.`, retryable: true });
});

test.each([
  ['UNAVAILABLE', /not your connection/, true],
  ['FORBIDDEN', /^You may not do this/, false],
  ['CONFLICT', /^This has changed meanwhile/, false],
  ['UNAUTHENTICATED', /^Your session has ended/, false],
  ['NOT_FOUND', /not yours/, false],
  ['INTERNAL_SERVER_ERROR', /on our side/, false],
  ['NEWER_THAN_THIS_PAGE', /on our side/, false],
])('problemOf %s is in the page’s words', (code, words, retryable) => {
  const error = new CombinedError({ graphQLErrors: [{ message: 'in the API’s words', extensions: { code } }] });
  expect(problemOf(error)).toMatchObject({ message: expect.stringMatching(words), retryable });
});

test.each([
  ['APPOINTMENT_PAST', /has begun/],
  ['APPOINTMENT_CANCELLED', /is cancelled already/],
  ['SEQUENCE_CHANGED', /changed meanwhile/],
  ['SUPERSEDED', /a newer message replaces it/],
  ['NOT_FAILED', /not failed any more/],
  ['NEWER_THAN_THIS_PAGE', /^This has changed meanwhile/],
])('problemOf a conflict says in words that it is for %s', (reason, words) => {
  const extensions = { code: 'CONFLICT', reason };
  const problem = problemOf(new CombinedError({ graphQLErrors: [{ message: 'in the API’s words', extensions }] }));
  expect(problem).toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(words), retryable: false });
  expect(problem.reason).toBe(reason === 'NEWER_THAN_THIS_PAGE' ? null : reason);
});

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response('<h1>away</h1>', { status, headers });

test.each([
  [new TypeError('Failed to fetch'), undefined, 'NETWORK', /Check your connection/],
  [new DOMException('late', 'TimeoutError'), undefined, 'TIMEOUT', /took too long/],
  [new Error('Service Unavailable'), answer(503), 'UNAVAILABLE', /not your connection/],
  [new Error('Bad Gateway'), answer(502), 'UNAVAILABLE', /not your connection/],
  [new Error('Too Many Requests'), answer(429, { 'retry-after': '120' }), 'RATE_LIMITED', /in 2 minutes/],
  [new Error('Not Found'), answer(404), 'BAD_RESPONSE', /Something else than our server/],
  [new SyntaxError('Unexpected token <'), answer(200), 'BAD_RESPONSE', /Something else than our server/],
])('problemOf %s with %s is %s', (networkError, response, code, words) => {
  const error = new CombinedError({ networkError, response });
  expect(problemOf(error)).toMatchObject({ code, message: expect.stringMatching(words) });
});
