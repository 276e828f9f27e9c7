import { describe, expect, test, vi } from 'vitest';
import { startScriptedServer } from '../test/scripted-server.ts';
import { createScriptedSockets } from '../test/scripted-socket.ts';
import { type BelltowerError, createLiveClient, type LiveClientOptions, subscribeResuming } from './resume.ts';

type Data = { deliveryStatusChanged: { cursor: string; attempt: number; status: string; replayed: boolean } };
type Options = Parameters<typeof startScriptedServer>[0];

const query = `subscription ($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) { cursor attempt status replayed }
}`;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const attempts = (from: number, to: number) =>
  numbers(to)
    .slice(from)
    .map((attempt) => ({ deliveryId: 'd-1', status: 'RETRYING' as const, attempt }));

/** A server, a link to it, and a subscription that keeps what it hears. */
async function withFeed(
  server: Options,
  client: Partial<LiveClientOptions>,
  run: (parts: Awaited<ReturnType<typeof open>>) => Promise<void>,
) {
  const parts = await open(server, client);
  await run(parts).finally(() => parts.dispose());
}

async function open(serverOptions: Options, client: Partial<LiveClientOptions>) {
  const server = await startScriptedServer(serverOptions);
  const url = server.url.replace('http', 'ws');
  const live = createLiveClient({ url, token: () => 'token', lingerMs: 20, waitMs: () => 20, ...client });
  const states: string[] = [];
  live.onState(() => states.push(live.state()));
  const ends: (() => void)[] = [];
  return {
    server,
    live,
    states,
    subscribe(after?: string) {
      const heard: (number | string)[] = [];
      const errors: BelltowerError[] = [];
      const end = subscribeResuming<Data>(
        live,
        { query, variables: { after } },
        (data) => data.deliveryStatusChanged.cursor,
        {
          next: (data) => heard.push(data.deliveryStatusChanged.attempt),
          reset: (code) => heard.push(code),
          error: (error) => errors.push(error),
        },
      );
      ends.push(end);
      return { heard, errors, end };
    },
    async dispose() {
      for (const end of ends) end();
      await live[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 5 });

describe('over cuts', () => {
  test('every change arrives once and in order, resumed from the last cursor each time', async () => {
    const refreshes: boolean[] = [];
    const token = (forceRefresh: boolean) => `token-${refreshes.push(forceRefresh)}`;
    await withFeed({}, { token }, async ({ server, subscribe, live }) => {
      const { heard, errors } = subscribe(server.feed.cursor(0));
      const cuts = ['terminate', 1001, 1012, 4403, 1011, 4500, 'terminate'] as const;
      for (const [index, how] of cuts.entries()) {
        server.feed.push(...attempts(index * 100, index * 100 + 60));
        await until(() => expect(heard.length).toBeGreaterThan(index * 100));
        server.cut(how);
        server.feed.push(...attempts(index * 100 + 60, index * 100 + 100));
        await until(() => expect(heard).toHaveLength(index * 100 + 100));
      }
      expect(heard).toEqual(numbers(700));
      expect(errors).toEqual([]);
      expect(server.feed.subscribed).toHaveLength(8);
      expect(server.tokens).toEqual(numbers(8).map((index) => `token-${index}`));
      expect(refreshes.map((forced, index) => (forced ? index : -1)).filter((index) => index >= 0)).toEqual([4]);
      await until(() => expect(live.state()).toBe('live'));
    });
  });

  test('subscriptions that share the socket all resume', async () => {
    await withFeed({}, {}, async ({ server, subscribe }) => {
      const both = [subscribe('1-0'), subscribe('1-0')];
      server.feed.push(...attempts(0, 2));
      await until(() =>
        expect(both.map(({ heard }) => heard)).toEqual([
          [1, 2],
          [1, 2],
        ]),
      );
      expect(server.connections()).toBe(1);
      server.cut('terminate');
      server.feed.push(...attempts(2, 3));
      await until(() =>
        expect(both.map(({ heard }) => heard)).toEqual([
          [1, 2, 3],
          [1, 2, 3],
        ]),
      );
      expect(server.connections()).toBe(1);
    });
  });

  test('a stream that the server ended is begun again where it was', async () => {
    await withFeed({}, {}, async ({ server, subscribe }) => {
      const { heard, errors } = subscribe('1-0');
      server.feed.push(...attempts(0, 3));
      await until(() => expect(heard).toHaveLength(3));
      server.feed.end();
      server.feed.push(...attempts(3, 5));
      await until(() => expect(heard).toEqual(numbers(5)));
      expect(server.feed.subscribed).toEqual(['1-0', '1-3']);
      expect(errors).toEqual([]);
    });
  });

  test('a half-open socket is noticed and replaced', async () => {
    await withFeed({}, { pingAfterMs: 30, answerWithinMs: 100 }, async ({ server, subscribe, states }) => {
      const { heard } = subscribe('1-0');
      server.feed.push(...attempts(0, 1));
      await until(() => expect(heard).toEqual([1]));
      server.freeze();
      await until(() => expect(states).toContain('retrying'));
      server.feed.push(...attempts(1, 2));
      await until(() => expect(heard).toEqual([1, 2]));
    });
  });
});

describe('refusals', () => {
  test('a cursor that has expired starts over once, and the caller is told before the snapshot', async () => {
    await withFeed({}, {}, async ({ server, subscribe }) => {
      server.feed.push(...attempts(0, 3));
      const { heard, errors } = subscribe('0-1');
      await until(() => expect(heard).toEqual(['CURSOR_EXPIRED', 3]));
      server.feed.push(...attempts(3, 4));
      await until(() => expect(heard).toEqual(['CURSOR_EXPIRED', 3, 4]));
      server.cut('terminate');
      await until(() => expect(server.feed.subscribed).toEqual(['0-1', null, '1-4']));
      expect(errors).toEqual([]);
    });
  });

  test('a cursor that is refused again after starting over is an error', async () => {
    await withFeed({}, {}, async ({ server, subscribe }) => {
      server.feed.refusals.push('CURSOR_INVALID', 'CURSOR_INVALID');
      const { heard, errors } = subscribe('1-0');
      await until(() => expect(errors).toHaveLength(1));
      expect(heard).toEqual(['CURSOR_INVALID']);
      expect(errors[0]).toMatchObject({ kind: 'graphql', code: 'CURSOR_INVALID' });
      expect(server.feed.subscribed).toEqual(['1-0', null]);
    });
  });

  test.each(['UNAVAILABLE', 'RATE_LIMITED'])('%s is waited out with the same cursor', async (code) => {
    await withFeed({}, {}, async ({ server, subscribe, states, live }) => {
      server.feed.push(...attempts(0, 2));
      server.feed.refusals.push(code, code);
      const { heard, errors } = subscribe('1-1');
      await until(() => expect(heard).toEqual([2]));
      expect(server.feed.subscribed).toEqual(['1-1', '1-1', '1-1']);
      expect(errors).toEqual([]);
      expect(states).toContain('retrying');
      expect(live.state()).toBe('live');
    });
  });

  test('any other refusal is told and not repeated', async () => {
    await withFeed({}, {}, async ({ server, subscribe, live }) => {
      server.feed.refusals.push('NOT_FOUND');
      const { errors } = subscribe();
      await until(() => expect(errors).toHaveLength(1));
      expect(errors[0]).toMatchObject({ kind: 'graphql', code: 'NOT_FOUND', retryable: false });
      expect(server.feed.subscribed).toHaveLength(1);
      expect(live.state()).toBe('idle');
    });
  });
});

describe('tokens', () => {
  test('an expired token is replaced, at most three times in a row', async () => {
    const refreshes: boolean[] = [];
    const token = (forceRefresh: boolean) => `token-${refreshes.push(forceRefresh)}`;
    await withFeed({ verdict: () => 'expired' }, { token }, async ({ server, subscribe, live }) => {
      const { errors } = subscribe();
      await until(() => expect(errors).toHaveLength(1));
      expect(errors[0]).toMatchObject({ kind: 'graphql', code: 'UNAUTHENTICATED', retryable: false });
      expect(live.state()).toBe('signed-out');
      expect(refreshes).toEqual([false, true, true]);
      expect(server.tokens).toEqual(['token-1', 'token-2', 'token-3']);
    });
  });

  test('a token that expired while the laptop slept is replaced and the feed goes on', async () => {
    const verdict = (token: string) => (token === 'old' ? 'expired' : 'accepted');
    const token = (forceRefresh: boolean) => (forceRefresh ? 'new' : 'old');
    await withFeed({ verdict }, { token }, async ({ server, subscribe, live }) => {
      const { heard } = subscribe('1-0');
      server.feed.push(...attempts(0, 1));
      await until(() => expect(heard).toEqual([1]));
      expect(server.tokens).toEqual(['old', 'new']);
      expect(live.state()).toBe('live');
    });
  });

  test('an unknown token is final', async () => {
    await withFeed({ verdict: () => 'unknown' }, {}, async ({ server, subscribe, live }) => {
      const { errors } = subscribe();
      await until(() => expect(errors).toHaveLength(1));
      expect(errors[0]).toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(live.state()).toBe('signed-out');
      expect(server.tokens).toHaveLength(1);
    });
  });

  test('a token that could not be fetched is asked for again', async () => {
    let asked = 0;
    const token = async () => {
      if (++asked < 3) throw new Error('the sign-in service is away');
      return 'token';
    };
    await withFeed({}, { token }, async ({ server, subscribe, live }) => {
      subscribe();
      await until(() => expect(live.state()).toBe('live'));
      expect(server.tokens).toEqual(['token']);
    });
  });
});

describe('the link state', () => {
  test('goes from idle through connecting to live, to retrying at a cut, and back to idle', async () => {
    await withFeed({}, {}, async ({ server, subscribe, states, live }) => {
      expect(live.state()).toBe('idle');
      const { end } = subscribe();
      await until(() => expect(live.state()).toBe('live'));
      server.cut(1012);
      await until(() => expect(states.filter((state) => state === 'live')).toHaveLength(2));
      end();
      expect(states).toEqual(['connecting', 'live', 'retrying', 'live', 'idle']);
      await until(() => expect(server.connections()).toBe(0));
      expect(server.feed.watching()).toBe(0);
    });
  });

  test('is live again although nothing happens on a stream that was taken back', async () => {
    await withFeed({}, {}, async ({ server, subscribe, states, live }) => {
      server.feed.refusals.push('UNAVAILABLE');
      subscribe();
      await until(() => expect(states).toContain('retrying'));
      await until(() => expect(live.state()).toBe('live'));
    });
  });
});

test('a server that is not there yet is waited for, and disposing ends the wait at once', async () => {
  const parts = await open({}, {});
  await parts.server[Symbol.asyncDispose]();
  const { end } = parts.subscribe();
  await until(() => expect(parts.live.state()).toBe('retrying'));
  end();
  const before = performance.now();
  await parts.live[Symbol.asyncDispose]();
  expect(performance.now() - before).toBeLessThan(10_000);
});

test('a sink that throws is reported and cuts nobody', async () => {
  const reported: unknown[] = [];
  const { queueMicrotask } = globalThis;
  const watched = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((callback) =>
    queueMicrotask(() => {
      try {
        callback();
      } catch (error) {
        reported.push(error);
      }
    }),
  );
  await withFeed({}, {}, async ({ server, live, subscribe }) => {
    const other = subscribe('1-0');
    const bad = {
      next: () => {
        throw new Error('a bug of the caller');
      },
      reset: () => {},
      error: () => {},
    };
    const end = subscribeResuming<Data>(live, { query }, (data) => data.deliveryStatusChanged.cursor, bad);
    await until(() => expect(server.feed.watching()).toBe(2));
    server.feed.push(...attempts(0, 3));
    await until(() => expect(other.heard).toEqual([1, 2, 3]));
    end();
    expect(reported).toEqual(Array(3).fill(new Error('a bug of the caller')));
    expect(server.feed.subscribed).toHaveLength(2);
  }).finally(() => watched.mockRestore());
});

describe('a refusal and its completion in one packet', () => {
  const refusal = (id: string | undefined, code: string) => [
    { type: 'next', id, payload: { data: null, errors: [{ message: code, extensions: { code } }] } },
    { type: 'complete', id },
  ];
  const watch = (live: ReturnType<typeof createLiveClient>, after: string, heard: unknown[]) =>
    subscribeResuming<Data>(live, { query, variables: { after } }, (data) => data.deliveryStatusChanged.cursor, {
      next: (data) => heard.push(data.deliveryStatusChanged.cursor),
      reset: (code) => heard.push(code),
      error: ({ code }) => heard.push(code),
    });

  test.each(['CURSOR_EXPIRED', 'NOT_FOUND'])('(%s) leave the socket open for who is still on it', async (code) => {
    const { sockets, WebSocket } = createScriptedSockets();
    const live = createLiveClient({ url: 'ws://test', token: () => 't', WebSocket, lingerMs: 0 });
    const heard: unknown[] = [];
    const ends = [watch(live, 'c-1', heard), watch(live, 'c-2', [])];
    await until(() => expect(sockets[0]?.subscribes).toHaveLength(2));
    sockets[0]?.hear(...refusal(sockets[0].subscribes[0]?.id, code));
    const again = code === 'CURSOR_EXPIRED' ? 3 : 2;
    await until(() => expect(sockets[0]?.subscribes).toHaveLength(again));
    await new Promise(setImmediate); // whoever would close the socket has done it by now
    if (again === 3) ends[1]?.(); // now only the one that started over is left
    await new Promise(setImmediate);
    expect(heard).toEqual([code]);
    expect(sockets).toHaveLength(1);
    expect(sockets[0]?.readyState).toBe(1);
    for (const end of ends) end();
    await until(() => expect(sockets[0]?.readyState).toBe(3));
  });
});
