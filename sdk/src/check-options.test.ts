import { afterEach, expect, test, vi } from 'vitest';
import { createBelltower } from './belltower.ts';
import { checkToken, endpointsOf } from './check-options.ts';

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['https://example.com/graphql', 'https://example.com/graphql', 'wss://example.com/graphql'],
  ['http://localhost:4000/graphql#x', 'http://localhost:4000/graphql', 'ws://localhost:4000/graphql'],
  [new URL('HTTPS://EXAMPLE.com/a?b=c'), 'https://example.com/a?b=c', 'wss://example.com/a?b=c'],
])('%s is an address', (url, http, ws) => {
  expect(endpointsOf(url)).toEqual({ http, ws });
});

test('a page may give an address relative to itself', () => {
  expect(() => endpointsOf('/graphql')).toThrow(TypeError);
  vi.stubGlobal('location', { href: 'https://example.com/app/#/x' });
  expect(endpointsOf('/graphql')).toEqual({ http: 'https://example.com/graphql', ws: 'wss://example.com/graphql' });
});

test.each([
  undefined,
  null,
  '',
  'example.com/graphql',
  'ftp://example.com',
  'wss://example.com',
  5,
  {},
  'https://a:b@example.com',
])('the address %j is refused when the client is created', (url) => {
  expect(() => createBelltower({ url: url as string, token: 'token' })).toThrow(/^url: an address .* is expected/);
});

test.each([undefined, null, '', ' ', 'Bearer abc', 'a\nb', 'zoë', 5, {}])('the token %j is refused', (token) => {
  expect(() => createBelltower({ url: 'https://example.com', token: token as string })).toThrow(
    /^token: .* is expected/,
  );
});

test('a token is never shown', () => {
  expect(() => checkToken('secret secret')).toThrow(/^(?!.*secret)/);
});
