import { expect, test } from 'vitest';
import { graphqlError } from './errors.ts';
import { readAnswer } from './request.ts';

test('graphqlError joins several errors into one, with the issues of all', () => {
  const issue = (field: string) => ({ path: ['input', field], message: 'wrong' });
  const error = graphqlError([
    { message: 'first', extensions: { code: 'BAD_USER_INPUT', issues: [issue('email')] } },
    { message: 'second', extensions: { code: 'CONFLICT', issues: [issue('phone'), 'not an issue'] } },
  ]);
  expect(error).toMatchObject({ message: 'first', code: 'BAD_USER_INPUT', issues: [issue('email'), issue('phone')] });
});

test.each([undefined, null, [], ['text'], [{}]])(
  'graphqlError takes an error of no known form for UNKNOWN: %j',
  (errors) => {
    expect(graphqlError(errors)).toMatchObject({ kind: 'graphql', code: 'UNKNOWN', retryable: false, issues: [] });
  },
);

test.each([
  [200, '{"data":null}', false],
  [200, '[1]', false],
  [429, 'slow down', true],
  [503, '<h1>away</h1>', true],
])('readAnswer takes HTTP %i with %s for no GraphQL answer', (status, text, retryable) => {
  expect(readAnswer(status, text)).toMatchObject({ kind: 'error', error: { code: 'BAD_RESPONSE', retryable } });
});

test('readAnswer takes an answer with errors for an error, whatever its status and data', () => {
  const text = '{"data":{"me":null},"errors":[{"message":"m","extensions":{"code":"UNAUTHENTICATED"}}]}';
  expect(readAnswer(401, text)).toMatchObject({ kind: 'error', error: { code: 'UNAUTHENTICATED' } });
});

test('graphqlError of RATE_LIMITED has retryAfterMs where the server says it', () => {
  const limited = (extensions: object) =>
    graphqlError([{ message: 'm', extensions: { code: 'RATE_LIMITED', ...extensions } }]);
  expect(limited({ retryAfterMs: 3_500_000 })).toMatchObject({ retryable: true, retryAfterMs: 3_500_000 });
  for (const none of [{}, { retryAfterMs: 'soon' }, { retryAfterMs: -1 }])
    expect(limited(none).retryAfterMs).toBeNull();
});
