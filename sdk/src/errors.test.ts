import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { CONFLICT_REASONS, ISSUE_CODES } from './error-codes.ts';
import { graphqlError } from './errors.ts';
import { readAnswer } from './request.ts';

test('graphqlError joins several errors into one, with the issues of all', () => {
  const issue = (field: string) => ({ path: ['input', field], code: 'TOO_LONG', message: 'wrong' });
  const error = graphqlError([
    { message: 'first', extensions: { code: 'BAD_USER_INPUT', issues: [issue('email')] } },
    { message: 'second', extensions: { code: 'CONFLICT', issues: [issue('phone'), 'not an issue'] } },
  ]);
  expect(error).toMatchObject({ message: 'first', code: 'BAD_USER_INPUT', issues: [issue('email'), issue('phone')] });
});

test.each([
  ['codes of issues', 'IssueCode', ISSUE_CODES],
  ['reasons of conflicts', 'ConflictReason', CONFLICT_REASONS],
])('the %s are those of the schema', (_what, name, known) => {
  const type = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')).getType(name);
  expect(isEnumType(type) && type.getValues().map((value) => value.name)).toEqual([...known]);
});

test.each([
  ['CONFLICT', 'SEQUENCE_CHANGED', 'SEQUENCE_CHANGED'],
  ['CONFLICT', 'NEWER', null],
  ['CONFLICT', 7, null],
  ['NOT_FOUND', 'SEQUENCE_CHANGED', null],
])('graphqlError of %s for the reason %j has the reason %j', (code, given, reason) => {
  expect(graphqlError([{ message: 'm', extensions: { code, reason: given } }])).toMatchObject({ code, reason });
});

test.each([undefined, 'NEWER', 7])('graphqlError takes %j for an unknown code of an issue', (code) => {
  const given = { path: ['input', 'email'], message: 'wrong', ...(code !== undefined && { code }) };
  const { issues } = graphqlError([{ extensions: { code: 'BAD_USER_INPUT', issues: [given] } }]);
  expect(issues).toEqual([{ path: ['input', 'email'], message: 'wrong', code: 'UNKNOWN' }]);
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
