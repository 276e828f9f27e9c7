import { describe, expect, test, vi } from 'vitest';
import { createScriptedSockets } from '../test/scripted-socket.ts';
import { until } from '../test/until.ts';
import { attempts, type Data, numbers, query, withFeed } from '../test/with-feed.ts';
import { createLiveClient, subscribeResuming } from './resume.ts';

describe('over cuts', () => {
  test('a subscription gets every change once and in order, resumed from the last cursor each time', async () => {
    const refreshes: boolean[] = [];
    const token = (forceRefresh: boolean) => `token-${refreshes.push(forceRefresh)}`;
    await withFeed({}, { token }, async ({ server, subscribe, live }) => {
      const { received, errors } = subscribe(server.feed.cursor(0));
      const cuts = ['terminate', 1001, 1012, 4403, 1011, 4500, 'terminate'] as const;
      for (const [index, how] of cuts.entries()) {
        server.feed.push(...attempts(index * 100, index * 100 + 60));
        await until(() => expect(received.length).toBeGreaterThan(index * 100));
        server.cut(how);
        server.feed.push(...attempts(index * 100 + 60, index * 100 + 100));
        await until(() => expect(received).toHaveLength(index * 100 + 100));
      }
      expect(received).toEqual(numbers(700));
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
        expect(both.map(({ received }) => received)).toEqual([
          [1, 2],
          [1, 2],
        ]),
      );
      expect(server.connections()).toBe(1);
      server.cut('terminate');
      server.feed.push(...attempts(2, 3));
      await until(() =>
        expect(both.map(({ received }) => received)).toEqual([
          [1, 2, 3],
          [1, 2, 3],
        ]),
      );
      expect(server.connections()).toBe(1);
    });
  });

  test('a subscription resumes a stream that the server ended', async () => {
    await withFeed({}, {}, async ({ server, subscribe }) => {
      const { received, errors } = subscribe('1-0');
      server.feed.push(...attempts(0, 3));
      await until(() => expect(received).toHaveLength(3));
      server.feed.end();
      server.feed.push(...attempts(3, 5));
      await until(() => expect(received).toEqual(numbers(5)));
      expect(server.feed.subscribed).toEqual(['1-0', '1-3']);
      expect(errors).toEqual([]);
    });
  });

  test('a subscription replaces a half-open socket', async () => {
    await withFeed({}, { pingAfterMs: 30, answerWithinMs: 100 }, async ({ server, subscribe, states }) => {
      const { received } = subscribe('1-0');
      server.feed.push(...attempts(0, 1));
      await until(() => expect(received).toEqual([1]));
      server.freeze();
      await until(() => expect(states).toContain('retrying'));
      server.feed.push(...attempts(1, 2));
      await until(() => expect(received).toEqual([1, 2]));
    });
  });
});

describe('refusals', () => {
  test('a subscription whose cursor expired starts over once, and calls reset before the snapshot', async () => {
    await withFeed({}, {}, async ({ server, subscribe }) => {
      server.feed.push(...attempts(0, 3));
      const { received, errors } = subscribe('0-1');
      await until(() => expect(received).toEqual(['CURSOR_EXPIRED', 3]));
      server.feed.push(...attempts(3, 4));
      await until(() => expect(received).toEqual(['CURSOR_EXPIRED', 3, 4]));
      server.cut('terminate');
      await until(() => expect(server.feed.subscribed).toEqual(['0-1', null, '1-4']));
      expect(errors).toEqual([]);
    });
  });

  test('a subscription that is refused again after starting over fails', async () => {
    await withFeed({}, {}, async ({ server, subscribe }) => {
      server.feed.refusals.push('CURSOR_INVALID', 'CURSOR_INVALID');
      const { received, errors } = subscribe('1-0');
      await until(() => expect(errors).toHaveLength(1));
      expect(received).toEqual(['CURSOR_INVALID']);
      expect(errors[0]).toMatchObject({ kind: 'graphql', code: 'CURSOR_INVALID' });
      expect(server.feed.subscribed).toEqual(['1-0', null]);
    });
  });

  test.each(['UNAVAILABLE', 'RATE_LIMITED'])('a subscription retries after %s with the same cursor', async (code) => {
    await withFeed({}, {}, async ({ server, subscribe, states, live }) => {
      server.feed.push(...attempts(0, 2));
      server.feed.refusals.push(code, code);
      const { received, errors } = subscribe('1-1');
      await until(() => expect(received).toEqual([2]));
      expect(server.feed.subscribed).toEqual(['1-1', '1-1', '1-1']);
      expect(errors).toEqual([]);
      expect(states).toContain('retrying');
      expect(live.state()).toBe('live');
    });
  });

  test('a subscription passes on any other refusal, and does not retry', async () => {
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

test('a sink that throws is reported, and cuts no other subscription', async () => {
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
    await until(() => expect(other.received).toEqual([1, 2, 3]));
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
  const watch = (live: ReturnType<typeof createLiveClient>, after: string, received: unknown[]) =>
    subscribeResuming<Data>(live, { query, variables: { after } }, (data) => data.deliveryStatusChanged.cursor, {
      next: (data) => received.push(data.deliveryStatusChanged.cursor),
      reset: (code) => received.push(code),
      error: ({ code }) => received.push(code),
    });

  test.each(['CURSOR_EXPIRED', 'NOT_FOUND'])('(%s) leave the socket open for the other subscriptions', async (code) => {
    const { sockets, WebSocket } = createScriptedSockets();
    const live = createLiveClient({ url: 'ws://test', token: () => 't', WebSocket, lingerMs: 0 });
    const received: unknown[] = [];
    const ends = [watch(live, 'c-1', received), watch(live, 'c-2', [])];
    await until(() => expect(sockets[0]?.subscribes).toHaveLength(2));
    sockets[0]?.hear(...refusal(sockets[0].subscribes[0]?.id, code));
    const again = code === 'CURSOR_EXPIRED' ? 3 : 2;
    await until(() => expect(sockets[0]?.subscribes).toHaveLength(again));
    await new Promise(setImmediate); // a close of the socket would have happened by now
    if (again === 3) ends[1]?.(); // now only the one that started over is left
    await new Promise(setImmediate);
    expect(received).toEqual([code]);
    expect(sockets).toHaveLength(1);
    expect(sockets[0]?.readyState).toBe(1);
    for (const end of ends) end();
    await until(() => expect(sockets[0]?.readyState).toBe(3));
  });
});
