import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { readClaims } from './claims.ts';
import { type KeptSession, readKept, writeKept } from './kept-session.ts';
import type { Finished, Renewed, SignInProvider } from './provider.ts';
import { createSessionStore, type SessionOptions } from './session.ts';

const encode = (value: object) =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const tokenFor = (claims: object) => `${encode({ alg: 'HS256' })}.${encode(claims)}.signature`;
const soon = () => Math.floor(Date.now() / 1_000) + 10;
const later = () => Math.floor(Date.now() / 1_000) + 3_600;

let storage: Storage;
beforeEach(() => {
  storage = createMemoryStorage();
});

const keptToken = () => {
  const kept = readKept(storage);
  return kept === null || kept === 'ended' ? null : kept.token;
};

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
  test('signIn by name and role keeps the token', async () => {
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
      Response.json({ error: 'expected a name' }, { status: 400 }),
    );
    const anna = { sub: 'anna', role: 'customer' } as const;
    expect(await store.signIn(anna)).toBe('no-dev-tokens');
    expect(await store.signIn(anna)).toBe('unreachable');
    expect(await store.signIn(anna)).toBe('unavailable');
    expect(await store.signIn(anna)).toBe('not-a-name');
    expect(store.current()).toEqual({ kind: 'signed-out', ended: false });
  });

  test('signInWith accepts only what is a token', () => {
    const { store } = storeWith();
    expect(store.signInWith('not a token')).toBe('not-a-token');
    const inTwoLines = tokenFor({ sub: 'eva', role: 'staff' }).replace('.sig', '.s\nig');
    expect(store.signInWith(inTwoLines)).toBe('not-a-token'); // it could not be sent in a header
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
    expect(one).toBe(keptToken());
    expect(requests).toHaveLength(2);
  });

  test('the session renews a short token in its last quarter, by our own clock', async () => {
    const hourAgo = Math.floor(Date.now() / 1_000) - 3_600; // where it was made, it is an hour earlier
    const short = { ...anna, iat: hourAgo, exp: hourAgo + 20 };
    const { store, requests } = storeWith(answering(short), answering(short));
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await store.signIn(anna);
      await store.token(false);
      vi.setSystemTime(Date.now() + 14_000);
      await store.token(false);
      expect(requests).toHaveLength(1);
      vi.setSystemTime(Date.now() + 2_000);
      await store.token(false);
      expect(requests).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('the session renews a token that the server refused, where it is renewable', async () => {
    const { store, requests } = storeWith(
      answering({ ...anna, exp: later() }),
      answering({ ...anna, exp: later() + 1 }),
    );
    await store.signIn(anna);
    const before = keptToken();
    expect(await store.token(true)).not.toBe(before);
    store.signInWith(tokenFor({ sub: 'eva', role: 'staff' }));
    expect(await store.token(true)).toBe(tokenFor({ sub: 'eva', role: 'staff' }));
    expect(requests).toHaveLength(2);
  });

  test('the session rejects while a token that has ended cannot be renewed', async () => {
    const { store } = storeWith(answering({ ...anna, exp: soon() - 10 }), new Error('down'));
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
  expect(storeWith().store.current(), 'another tab, opened now').toEqual({ kind: 'signed-out', ended: true });
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

describe('the session of all tabs', () => {
  const anna = { sub: 'anna', role: 'customer' } as const;

  /** A browser with tabs: one storage, whose changes the other tabs see, one lock, and one provider. */
  function openBrowser(provider: Partial<SignInProvider> = {}) {
    const tabs = new Set<() => void>();
    const went: string[] = [];
    const shown: string[] = [];
    let last = Promise.resolve<unknown>(undefined);
    const fetch = async (url: unknown) =>
      url === '/config.json'
        ? Response.json({ signIn: { issuer: 'https://id.example' }, developmentTokens: false })
        : answering({ ...anna, exp: later() });
    const openTab = (options: Partial<SessionOptions> = {}) => {
      let listener = () => {};
      const shared = {
        ...storage,
        getItem: storage.getItem,
        setItem(key: string, value: string) {
          storage.setItem(key, value);
          for (const other of tabs) if (other !== listener) other();
        },
        removeItem(key: string) {
          storage.removeItem(key);
          for (const other of tabs) if (other !== listener) other();
        },
      };
      return createSessionStore({
        storage: shared,
        fetch,
        onStored(given) {
          listener = given;
          tabs.add(given);
        },
        locked(run) {
          const done = last.then(run);
          last = done.catch(() => {});
          return done;
        },
        place: () => '/#/appointments/7',
        go: (url) => went.push(url),
        show: (place) => shown.push(place),
        provider: async () => ({
          begin: async (returnTo) => ({ url: `https://id.example/authorize?for=${returnTo}` }),
          finish: async () => Promise.reject(new Error('not expected')),
          renew: async () => Promise.reject(new Error('not expected')),
          leave: async () => null,
          ...provider,
        }),
        ...options,
      });
    };
    return { openTab, went, shown };
  }

  const keptFor = (over: Partial<KeptSession> = {}, expiresIn = 3_600_000): KeptSession => ({
    by: 'provider',
    token: 'access-1',
    claims: { ...anna, expiresAt: Date.now() + expiresIn },
    lifetimeMs: expiresIn,
    refreshToken: 'refresh-1',
    idToken: 'id',
    ...over,
  });
  const endingSoon = () => keptFor({ lifetimeMs: 3_600_000 }, 5_000);

  test('a sign-in in one tab is that of all, and so is leaving', async () => {
    const { openTab } = openBrowser();
    const [one, other] = [openTab(), openTab()];
    one.signInWith(tokenFor({ ...anna, exp: later() }));
    expect(other.current()).toMatchObject({ kind: 'signed-in', claims: { sub: 'anna' } });
    expect(openTab().current()).toMatchObject({ kind: 'signed-in' });
    other.signOut();
    expect(one.current()).toEqual({ kind: 'signed-out', ended: false });
    expect(await one.token(false)).toBeNull();
  });

  test('one tab alone renews, with each refresh token once', async () => {
    const used: (string | null)[] = [];
    let count = 1;
    const { openTab } = openBrowser({
      async renew(kept): Promise<Renewed> {
        used.push(kept.refreshToken);
        count++;
        return { kind: 'renewed', kept: keptFor({ token: `access-${count}`, refreshToken: `refresh-${count}` }) };
      },
    });
    writeKept(storage, endingSoon());
    const tabs = Array.from({ length: 4 }, () => openTab());
    const tokens = await Promise.all([...tabs, ...tabs].map((tab) => tab.token(false)));
    expect(new Set(tokens)).toEqual(new Set(['access-2']));
    expect(await Promise.all(tabs.map((tab) => tab.token(true)))).toEqual([
      'access-3',
      'access-3',
      'access-3',
      'access-3',
    ]);
    expect(used).toEqual(['refresh-1', 'refresh-2']);
  });

  test('a token that still holds is used while the provider is away, and none is when it has ended', async () => {
    const { openTab } = openBrowser({ renew: async () => ({ kind: 'unavailable' }) });
    writeKept(storage, endingSoon());
    expect(await openTab().token(false)).toBe('access-1');
    writeKept(storage, keptFor({ lifetimeMs: 3_600_000 }, -1));
    const tab = openTab();
    await expect(tab.token(false)).rejects.toThrow('could not be renewed now');
    expect(tab.current().kind, 'who was asleep, or without a network').toBe('signed-in');
  });

  test('a refresh token that the provider refuses ends the session of all tabs', async () => {
    const { openTab } = openBrowser({ renew: async () => ({ kind: 'refused' }) });
    writeKept(storage, endingSoon());
    const [one, other] = [openTab(), openTab()];
    expect(await one.token(false)).toBeNull();
    for (const tab of [one, other]) expect(tab.current()).toEqual({ kind: 'signed-out', ended: true });
  });

  test('a tab that the server refused with an old token does not end what another tab has renewed', () => {
    writeKept(storage, keptFor());
    const { openTab } = openBrowser();
    const tab = openTab();
    writeKept(storage, keptFor({ token: 'access-2' })); // and its event is still on its way
    tab.end();
    expect(tab.current()).toMatchObject({ kind: 'signed-in', token: 'access-2' });
  });

  test('a sign-in goes to the provider, and comes back to where it was begun', async () => {
    const done: Finished = { kind: 'signed-in', kept: keptFor(), returnTo: '/#/appointments/7' };
    const { openTab, went, shown } = openBrowser({ finish: async () => done });
    await openTab().signInAtProvider();
    expect(went).toEqual(['https://id.example/authorize?for=/#/appointments/7']);
    const back = openTab({ answer: 'https://here.example/?code=1&state=2' });
    expect(back.current()).toEqual({ kind: 'returning' });
    await Promise.all([back.finishSignIn(), back.finishSignIn()]);
    expect(shown).toEqual(['/#/appointments/7']);
    expect(back.current()).toMatchObject({ kind: 'signed-in', token: 'access-1' });
  });

  test('a sign-in that fails says why, and leaves alone who is signed in', async () => {
    const failed: Finished = { kind: 'failed', failure: { kind: 'unknown-answer' }, returnTo: '/' };
    const { openTab } = openBrowser({ finish: async () => failed });
    const back = openTab({ answer: 'https://here.example/?code=1&state=2' });
    await back.finishSignIn();
    expect(back.current()).toEqual({ kind: 'signed-out', ended: false, failure: { kind: 'unknown-answer' } });
    writeKept(storage, keptFor());
    const again = openTab({ answer: 'https://here.example/?code=1&state=2' });
    await again.finishSignIn();
    expect(again.current()).toMatchObject({ kind: 'signed-in' });
  });

  test('leaving goes to the provider’s page for it, where it has one and answers', async () => {
    for (const [leave, places] of [
      [async () => 'https://id.example/logout', ['https://id.example/logout']],
      [async () => null, []],
      [async () => Promise.reject(new Error('away')), []],
    ] as const) {
      writeKept(storage, keptFor());
      const { openTab, went } = openBrowser({ leave });
      const tab = openTab();
      tab.signOut();
      expect(tab.current()).toEqual({ kind: 'signed-out', ended: false, leaving: true });
      expect(storage.length).toBe(0);
      await expect.poll(() => went).toEqual(places);
      if (places.length === 0) {
        await expect.poll(() => tab.current()).toEqual({ kind: 'signed-out', ended: false });
      }
    }
  });

  test.each(['{', '[]', '{"by":"provider"}', '{"by":"x","token":"t","claims":{"sub":"a","role":"staff"}}'])(
    'what is kept and is no session (%s) signs nobody in',
    (text) => {
      storage.setItem('belltower.session', text);
      expect(openBrowser().openTab().current()).toEqual({ kind: 'signed-out', ended: false });
    },
  );
});
