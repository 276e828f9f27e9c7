import { describe, expect, test } from 'vitest';
import { until } from '../test/until.ts';
import { attempts, open, withFeed } from '../test/with-feed.ts';

describe('tokens', () => {
  test('the live client replaces an expired token, at most three times in a row', async () => {
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

  test('the live client replaces a token that expired while the laptop slept, and the feed goes on', async () => {
    const verdict = (token: string) => (token === 'old' ? 'expired' : 'accepted');
    const token = (forceRefresh: boolean) => (forceRefresh ? 'new' : 'old');
    await withFeed({ verdict }, { token }, async ({ server, subscribe, live }) => {
      const { received } = subscribe('1-0');
      server.feed.push(...attempts(0, 1));
      await until(() => expect(received).toEqual([1]));
      expect(server.tokens).toEqual(['old', 'new']);
      expect(live.state()).toBe('live');
    });
  });

  test('the live client gives up on an unknown token', async () => {
    await withFeed({ verdict: () => 'unknown' }, {}, async ({ server, subscribe, live }) => {
      const { errors } = subscribe();
      await until(() => expect(errors).toHaveLength(1));
      expect(errors[0]).toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(live.state()).toBe('signed-out');
      expect(server.tokens).toHaveLength(1);
    });
  });

  test('the live client asks again for a token that could not be fetched', async () => {
    let requests = 0;
    const token = async () => {
      if (++requests < 3) throw new Error('the sign-in service is away');
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
  test('the link state goes from idle through connecting to live, to retrying at a cut, and back to idle', async () => {
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

  test('the link state is live again although nothing happens on a resumed stream', async () => {
    await withFeed({}, {}, async ({ server, subscribe, states, live }) => {
      server.feed.refusals.push('UNAVAILABLE');
      subscribe();
      await until(() => expect(states).toContain('retrying'));
      await until(() => expect(live.state()).toBe('live'));
    });
  });
});

test('the live client waits for a server that is not there yet, and disposing ends the wait at once', async () => {
  const parts = await open({}, {});
  await parts.server[Symbol.asyncDispose]();
  const { end } = parts.subscribe();
  await until(() => expect(parts.live.state()).toBe('retrying'));
  end();
  const before = performance.now();
  await parts.live[Symbol.asyncDispose]();
  expect(performance.now() - before).toBeLessThan(10_000);
});
