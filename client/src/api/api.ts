import { createLiveClient, type LiveClient } from '@belltower/sdk/resume';
import { Client, cacheExchange, fetchExchange, mapExchange } from 'urql';
import type { SessionStore } from '../session/session.ts';
import { problemOf } from './problem.ts';

/** How long a call may take. */
const TIMEOUT_MS = 15_000;

/** One person's connections to the server: calls over HTTP, and the live feed. */
export interface Api {
  readonly calls: Client;
  readonly live: LiveClient;
}

/**
 * Makes the API of the signed-in person. The next person gets another one, so that no cached answer reaches them. It needs
 * no closing: the live socket closes by itself after the last subscription. A refused token ends the session.
 */
export function createApi(session: SessionStore): Api {
  const calls = new Client({
    url: '/graphql',
    preferGetMethod: false, // the server's guard against forged requests refuses plain GET
    requestPolicy: 'cache-and-network',
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${await session.token(false)}`);
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const signal = init?.signal == null ? timeout : AbortSignal.any([init.signal, timeout]);
      return fetch(input, { ...init, headers, signal });
    },
    exchanges: [
      mapExchange({
        onError: (error) => {
          if (problemOf(error).code === 'UNAUTHENTICATED') session.end();
        },
      }),
      cacheExchange,
      fetchExchange,
    ],
  });
  const url = new URL('/graphql', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const live = createLiveClient({ url: url.href, token: session.token });
  live.onState(() => {
    if (live.state() === 'signed-out') session.end();
  });
  return { calls, live };
}
