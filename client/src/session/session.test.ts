import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../playground/memory-storage.ts';
import { readClaims } from './claims.ts';
import { createSessionStore, TOKEN_KEY } from './session.ts';

const encode = (value: object) =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const tokenFor = (claims: object) => `${encode({ alg: 'HS256' })}.${encode(claims)}.signature`;
const soon = () => Math.floor(Date.now() / 1_000) + 10;
const later = () => Math.floor(Date.now() / 1_000) + 3_600;

let storage: Storage;
beforeEach(() => {
  storage = createMemoryStorage();
});

/** A store whose server answers `/dev/token` so, in order, and keeps what it was requests. */
function storeWith(...answers: (Response | Error)[]) {
  const requests: string[] = [];
  const fetch = async (_url: unknown, init?: RequestInit) => {
    requests.push(String(init?.body));
    const answer = answers.shift() ?? new Error('nothing more was expected');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { store: createSessionStore({ storage, fetch }), requests };
}
const answering = (claims: object) => Response.json({ token: tokenFor(claims) });

describe('signing in', () => {
  test('signIn by name and role keeps the token for this tab', async () => {
    const { store, requests } = storeWith(answering({ sub: 'anna', role: 'customer', exp: later() }));
    expect(await store.signIn({ sub: 'anna', role: 'customer' })).toBe('signed-in');
    expect(requests).toEqual(['{"sub":"anna","role":"customer"}']);
    expect(store.current()).toMatchObject({ kind: 'signed-in', claims: { sub: 'anna' }, renewable: true });
    expect(storeWith().store.current()).toMatchObject({ kind: 'signed-in', renewable: true });
  });

  test('signIn says that the server gives no development tokens, or is away', async () => {
    const { store } = storeWith(
      new Response('', { status: 404 }),
      new Error('down'),
      new Response('', { status: 502 }),
    );
    const anna = { sub: 'anna', role: 'customer' } as const;
    expect(await store.signIn(anna)).toBe('no-dev-tokens');
    expect(await store.signIn(anna)).toBe('unreachable');
    expect(await store.signIn(anna)).toBe('unreachable');
    expect(store.current()).toEqual({ kind: 'signed-out', ended: false });
  });

  test('signInWith accepts only what is a token', () => {
    const { store } = storeWith();
    expect(store.signInWith('not a token')).toBe('not-a-token');
    expect(store.signInWith(` ${tokenFor({ sub: 'eva', role: 'staff' })}\n`)).toBe('signed-in');
    expect(store.current()).toMatchObject({ claims: { sub: 'eva', role: 'staff' }, renewable: false });
  });
});

describe('tokens', () => {
  const anna = { sub: 'anna', role: 'customer' } as const;

  test('the session uses a token as it is while it lasts', async () => {
    const { store, requests } = storeWith(answering({ ...anna, exp: later() }));
    await store.signIn(anna);
    const session = store.current();
    expect(await store.token(false)).toBe(session.kind === 'signed-in' && session.token);
    expect(requests).toHaveLength(1);
  });

  test('the session renews a token that ends soon, once for concurrent callers', async () => {
    const { store, requests } = storeWith(answering({ ...anna, exp: soon() }), answering({ ...anna, exp: later() }));
    await store.signIn(anna);
    const [one, other] = await Promise.all([store.token(false), store.token(false)]);
    expect(one).toBe(other);
    expect(one).toBe(storage.getItem(TOKEN_KEY));
    expect(requests).toHaveLength(2);
  });

  test('the session renews a token that the server refused, where it is renewable', async () => {
    const { store, requests } = storeWith(
      answering({ ...anna, exp: later() }),
      answering({ ...anna, exp: later() + 1 }),
    );
    await store.signIn(anna);
    const before = storage.getItem(TOKEN_KEY);
    expect(await store.token(true)).not.toBe(before);
    store.signInWith(tokenFor({ sub: 'eva', role: 'staff' }));
    expect(await store.token(true)).toBe(tokenFor({ sub: 'eva', role: 'staff' }));
    expect(requests).toHaveLength(2);
  });

  test('the session rejects while a token cannot be renewed', async () => {
    const { store } = storeWith(answering({ ...anna, exp: soon() }), new Error('down'));
    await store.signIn(anna);
    await expect(store.token(false)).rejects.toThrow('could not be renewed');
    expect(store.current().kind).toBe('signed-in');
  });

  test('the session renews no token of a person who has signed out meanwhile', async () => {
    const { store } = storeWith(answering({ ...anna, exp: soon() }), answering({ ...anna, exp: later() }));
    await store.signIn(anna);
    const renewing = store.token(false);
    store.signOut();
    expect(await renewing).toBeNull();
    expect(store.current()).toEqual({ kind: 'signed-out', ended: false });
    expect(storage.length).toBe(0);
  });
});

test('the session says that the server ended it, and notifies its listeners', () => {
  const { store } = storeWith();
  store.signInWith(tokenFor({ sub: 'eva', role: 'staff' }));
  let changes = 0;
  const stop = store.onChange(() => changes++);
  store.end();
  store.end();
  expect(store.current()).toEqual({ kind: 'signed-out', ended: true });
  expect(changes).toBe(1);
  stop();
  store.signOut();
  expect(changes).toBe(1);
});

test('readClaims reads names in any script', () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ sub: 'Zoë 🔔', role: 'staff', exp: 7 }));
  const payload = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  expect(readClaims(`h.${payload}.s`)).toEqual({ sub: 'Zoë 🔔', role: 'staff', expiresAt: 7_000 });
  expect(readClaims(tokenFor({ sub: 'anna', role: 'admin' }))).toBeNull();
  expect(readClaims('h.bnVsbA.s')).toBeNull();
});
