import { createSecretKey, randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { signGuestTokens } from '../../../server/src/auth/guest-tokens.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { takeGuestToken } from './guest-link.ts';
import { appointmentIn, isGuestToken, refusalOf } from './guest-token.ts';

let storage: Storage;
beforeEach(() => {
  storage = createMemoryStorage();
});
const at = (hash: string) => ({ hash, pathname: '/a' }) as Location;
const replaced: unknown[] = [];
const history = { replaceState: (...given: unknown[]) => replaced.push(given) } as unknown as History;

test('takeGuestToken moves a token out of the address, and keeps it over a reload', () => {
  expect(takeGuestToken(at(''), history, storage)).toBeNull();
  expect(replaced).toEqual([]);
  expect(takeGuestToken(at('#one'), history, storage)).toBe('one');
  expect(replaced).toEqual([[null, '', '/a']]);
  expect(takeGuestToken(at(''), history, storage)).toBe('one');
  expect(takeGuestToken(at('#two'), history, storage)).toBe('two');
  expect(takeGuestToken(at(''), history, storage)).toBe('two');
});

test('of the server’s own tokens, in either form, it is read which appointment they are for, and whether they have ended', () => {
  const time = new Date('2030-01-01T12:00:00Z');
  const key = { id: 1, key: createSecretKey(randomBytes(32)) };
  const { token, code } = signGuestTokens({ id: '0b9f3c1e-0000-4000-8000-000000000000', time }, key);
  for (const one of [token, code]) {
    expect(isGuestToken(one)).toBe(true);
    expect(appointmentIn(one)).toBe('0b9f3c1e-0000-4000-8000-000000000000');
    expect(refusalOf(one, new Date('2030-01-30T00:00:00Z'))).toBe('damaged');
    expect(refusalOf(one, new Date('2030-02-02T00:00:00Z'))).toBe('ended');
  }
});

test.each(['', 'x', 'a.b', 'a.!.c', 'é'.repeat(38), 'a.e30.c', `a.${btoa('null')}.c`, 'a.W10.c\nd'])(
  'of %j it is read that it is damaged',
  (text) => {
    expect(refusalOf(text, new Date('2099-01-01T00:00:00Z'))).toBe('damaged');
    expect(appointmentIn(text)).toBeNull();
  },
);

test.each(['', 'x', 'a.b', 'a.b.c\n', 'é'.repeat(38), '/book'])('isGuestToken refuses %j', (text) => {
  expect(isGuestToken(text)).toBe(false);
});
